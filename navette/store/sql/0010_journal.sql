-- Who looked at what, and what was done as a coordinator: who, when, which, how it ended. What people do to a handoff is
-- not here: it is signed, in the table act. Kept for a year (docs/spec/journal.md).
CREATE TABLE journal (
  i       INTEGER PRIMARY KEY,
  time    INTEGER NOT NULL,
  actor   BLOB NOT NULL,                -- a person; the key id of the ledgers for what the server does by itself
  action  TEXT NOT NULL,                -- core/journal.py
  object  BLOB,                         -- a message, a mailbox, an invitation (16 bytes), a person (32); NULL: a list
  mailbox BLOB,                         -- whose members it concerns; NULL: nobody's in particular
  result  TEXT NOT NULL,                -- empty: done; else the code of the refusal
  admin   INTEGER NOT NULL              -- 1: as a coordinator, or by the server itself
);
CREATE INDEX journal_of_actor ON journal (actor, time);
CREATE INDEX journal_of_object ON journal (object, time) WHERE object IS NOT NULL;
CREATE INDEX journal_of_mailbox ON journal (mailbox, time) WHERE mailbox IS NOT NULL;
CREATE INDEX journal_of_admin ON journal (time) WHERE admin = 1;
