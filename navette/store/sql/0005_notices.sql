-- Notices outside the pages: "a fiche waits for you", by e-mail. No health data, no name: references and a link.

-- Where somebody wants to be told. The address is the person's own choice, and leaves with the row.
CREATE TABLE contact (
  person      BLOB PRIMARY KEY,
  email       TEXT NOT NULL,
  lang        TEXT NOT NULL,            -- fr, en
  immediate   INTEGER NOT NULL,         -- 1: each notice at once; 0: with the daily letter
  digest      INTEGER,                  -- minute of the day of the daily letter, Europe/Paris; NULL: none
  next_digest INTEGER,                  -- the next one's instant
  quiet_from  INTEGER,                  -- minutes of the day between which only what is very urgent is sent; NULL: none
  quiet_to    INTEGER,
  confirmed   INTEGER,                  -- when the code that was sent there came back; NULL: nothing else is sent
  tries       INTEGER NOT NULL,         -- wrong codes typed back
  failing     TEXT,                     -- what the mail server last refused for good
  changed     INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX contact_digest ON contact (next_digest) WHERE next_digest IS NOT NULL;

CREATE INDEX person_coordinator ON person (id) WHERE coordinator = 1;

-- One e-mail, from the moment it is decided until it has left; then the record that it did.
CREATE TABLE letter (
  i        INTEGER PRIMARY KEY,
  person   BLOB NOT NULL,
  created  INTEGER NOT NULL,
  tries    INTEGER NOT NULL,
  next_try INTEGER,                     -- NULL: sent, or given up
  sent     INTEGER,
  failure  TEXT                         -- the last refusal
);
CREATE INDEX letter_waiting ON letter (next_try) WHERE next_try IS NOT NULL;
CREATE INDEX letter_of ON letter (person, created);
CREATE UNIQUE INDEX letter_unsent ON letter (person) WHERE next_try IS NOT NULL;

-- What is still to be told; gone once its letter has left.
CREATE TABLE notice (
  i          INTEGER PRIMARY KEY,
  person     BLOB NOT NULL,
  reason     TEXT NOT NULL,             -- core/notices.py
  handoff    INTEGER NOT NULL,          -- 0: none in particular
  mailbox    BLOB NOT NULL,             -- the recipient it is about; empty: none
  created    INTEGER NOT NULL,
  not_before INTEGER NOT NULL,
  letter     INTEGER,
  UNIQUE (person, reason, handoff, mailbox)
);
CREATE INDEX notice_due ON notice (not_before, person) WHERE letter IS NULL;
CREATE INDEX notice_of_letter ON notice (letter) WHERE letter IS NOT NULL;
