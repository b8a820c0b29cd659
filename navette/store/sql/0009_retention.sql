-- What is removed once it has been kept for long enough, and what must stay (core/retention.py).

-- What a coordinator holds back from removal. The row stays when the hold has ended: why something is still there, or no
-- longer, can be answered.
CREATE TABLE hold (
  id        BLOB PRIMARY KEY,           -- 16 bytes, drawn by who asks: a retry is recognised by it
  scope     TEXT NOT NULL,              -- handoff, mailbox, all
  target    BLOB NOT NULL,              -- a message, a mailbox; empty: everything
  person    BLOB NOT NULL,              -- the coordinator
  time      INTEGER NOT NULL,
  code      TEXT NOT NULL,              -- why, of a short administrative list
  lifted    INTEGER,                    -- when it ended; NULL: in force
  lifted_by BLOB
) WITHOUT ROWID;

-- Attachments nobody names any more, whose files are still to be taken from the disk.
CREATE TABLE discarded (
  blob BLOB PRIMARY KEY
) WITHOUT ROWID;

-- Numbers of a mailbox whose handoff is no longer known: without holes all the same.
CREATE TABLE removed_number (
  mailbox BLOB NOT NULL,
  n       INTEGER NOT NULL,
  message BLOB NOT NULL,
  i       INTEGER NOT NULL,             -- the removal's statement in the ledger
  PRIMARY KEY (mailbox, n)
) WITHOUT ROWID;
CREATE INDEX removed_message ON removed_number (message);
