-- Devices that people want to be told on (Web Push): "a fiche waits for you", whatever it is.

-- One browser of a person. Nothing of it but what its push service needs; it leaves with the row.
CREATE TABLE push (
  id       BLOB PRIMARY KEY,            -- 16 bytes, chosen by the page
  person   BLOB NOT NULL,
  endpoint TEXT NOT NULL,               -- where its push service takes what is for it
  p256dh   BLOB NOT NULL,               -- 65 bytes: its public key (RFC 8291)
  auth     BLOB NOT NULL,               -- 16 bytes: its secret for this server
  created  INTEGER NOT NULL,
  told     INTEGER,                     -- when its push service last took something; NULL: never
  tries    INTEGER NOT NULL,            -- in vain, since then
  next_try INTEGER NOT NULL,            -- not before; 0: at once
  failing  TEXT                         -- what its push service refused for good
) WITHOUT ROWID;
CREATE INDEX push_of ON push (person);

-- What a device is still to be told; gone once its push service took it.
CREATE TABLE ping (
  push       BLOB NOT NULL,
  reason     TEXT NOT NULL,             -- core/notices.py
  handoff    INTEGER NOT NULL,
  mailbox    BLOB NOT NULL,             -- the recipient it is about
  urgent     INTEGER NOT NULL,
  not_before INTEGER NOT NULL,
  PRIMARY KEY (push, reason, handoff, mailbox)
) WITHOUT ROWID;
CREATE INDEX ping_due ON ping (not_before, push);
