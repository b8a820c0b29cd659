-- closed months, counted once: what the figures of a year are made of, and what stays of lines once they are removed

-- due: what the sender named in the header, 0: nothing. code: of the act that ended it, an administrative reason.
ALTER TABLE milestone ADD COLUMN due INTEGER NOT NULL DEFAULT 0;
ALTER TABLE milestone ADD COLUMN code TEXT NOT NULL DEFAULT '';
UPDATE milestone SET
  due = (SELECT due FROM handoff WHERE seq = milestone.handoff),
  code = coalesce((
    SELECT json_extract(CAST(raw AS TEXT), '$.code') FROM act
    WHERE act.handoff = milestone.handoff AND act.mailbox = milestone.mailbox
    AND act IN ('closed', 'declined', 'rerouted', 'failed')
  ), '');

-- Each receipt of an error, by the deposit it is about: few.
CREATE TABLE failure (
  received INTEGER NOT NULL,            -- handoff.received
  handoff  INTEGER NOT NULL,
  i        INTEGER NOT NULL,            -- its act
  mailbox  BLOB NOT NULL,
  response TEXT NOT NULL,               -- transient-error, fatal-error
  code     TEXT NOT NULL,
  PRIMARY KEY (received, handoff, i)
) WITHOUT ROWID;
INSERT INTO failure
SELECT h.received, h.seq, a.i, a.mailbox,
  json_extract(CAST(a.raw AS TEXT), '$.response'), json_extract(CAST(a.raw AS TEXT), '$.code')
FROM act a JOIN handoff h ON h.seq = a.handoff
WHERE a.act IN ('failed', 'transient');

-- Lines deposited before that instant are in the counts below, each but those in `late` as it stands now.
CREATE TABLE counted (
  one   INTEGER PRIMARY KEY CHECK (one = 1),
  until INTEGER NOT NULL
);
INSERT INTO counted VALUES (1, 0);

-- Lines of which something happened after they had been counted, as they were counted.
CREATE TABLE late (
  received  INTEGER NOT NULL,
  handoff   INTEGER NOT NULL,
  mailbox   BLOB NOT NULL,
  counted   INTEGER NOT NULL,           -- 0: not at all, it came with a clock that had been set back
  delivered INTEGER,
  accepted  INTEGER,
  completed INTEGER,
  rejected  INTEGER,
  cancelled INTEGER,
  code      TEXT NOT NULL,
  PRIMARY KEY (received, handoff, mailbox)
) WITHOUT ROWID;

-- Four tables in one: by form alone, by recipient (sender empty), by sender (recipient empty), by both.
CREATE TABLE month_count (
  cube       INTEGER NOT NULL,          -- 0: by form, 1: by recipient, 2: by sender, 3: by both
  month      TEXT NOT NULL,             -- 2026-11, of Europe/Paris
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
  dated      INTEGER NOT NULL,          -- those whose sender named a day, and those deposited by that day
  same_day   INTEGER NOT NULL,
  found      INTEGER NOT NULL,          -- closed with the code `found`
  PRIMARY KEY (cube, month, form, sender, recipient)
) WITHOUT ROWID;

-- Every delay, in ascending order, four bytes each, the least significant first: no percentile is estimated.
CREATE TABLE month_delay (
  month  TEXT NOT NULL,
  by     TEXT NOT NULL,                 -- recipient, form, all
  key    BLOB NOT NULL,
  what   TEXT NOT NULL,                 -- received, accepted, completed
  delays BLOB NOT NULL,
  PRIMARY KEY (month, by, key, what)
);

-- Persons (32 bytes) who signed an act of a line of the month, and mailboxes (16 bytes) that sent or received one.
CREATE TABLE month_actor (
  month TEXT NOT NULL,
  actor BLOB NOT NULL,
  PRIMARY KEY (month, actor)
) WITHOUT ROWID;

-- Errors of lines that are removed.
CREATE TABLE month_failure (
  month    TEXT NOT NULL,
  response TEXT NOT NULL,
  code     TEXT NOT NULL,
  count    INTEGER NOT NULL,
  PRIMARY KEY (month, response, code)
) WITHOUT ROWID;
