-- Five days of a month, counted like months: for periods that begin or end within one. Named after their first day.

-- Those that begin no sooner than that instant are in the counts below; what was counted before is in its month alone.
ALTER TABLE counted ADD COLUMN pentads INTEGER NOT NULL DEFAULT 0;
UPDATE counted SET pentads = until;

-- As month_count, but for the cube by both: sender and recipient together are nearly as many as the lines themselves.
CREATE TABLE pentad_count (
  cube       INTEGER NOT NULL,          -- 0: by form, 1: by recipient, 2: by sender
  pentad     TEXT NOT NULL,             -- 2026-11-06, of Europe/Paris
  form       BLOB NOT NULL,
  sender     BLOB NOT NULL,
  recipient  BLOB NOT NULL,
  sent       INTEGER NOT NULL,
  received   INTEGER NOT NULL,
  accepted   INTEGER NOT NULL,
  rejected   INTEGER NOT NULL,
  completed  INTEGER NOT NULL,
  cancelled  INTEGER NOT NULL,
  unanswered INTEGER NOT NULL,
  dated      INTEGER NOT NULL,
  same_day   INTEGER NOT NULL,
  found      INTEGER NOT NULL,
  PRIMARY KEY (cube, pentad, form, sender, recipient)
) WITHOUT ROWID;

-- As month_delay.
CREATE TABLE pentad_delay (
  pentad TEXT NOT NULL,
  by     TEXT NOT NULL,
  key    BLOB NOT NULL,
  what   TEXT NOT NULL,
  delays BLOB NOT NULL,
  PRIMARY KEY (pentad, by, key, what)
);

-- As month_actor.
CREATE TABLE pentad_actor (
  pentad TEXT NOT NULL,
  actor  BLOB NOT NULL,
  PRIMARY KEY (pentad, actor)
) WITHOUT ROWID;
