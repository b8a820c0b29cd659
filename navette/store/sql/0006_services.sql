-- What a mailbox says of itself: the latest of its `service` statements. What else that one says lies in
-- directory_statement; here is what the server itself asks.
CREATE TABLE service (
  mailbox    BLOB PRIMARY KEY,
  n          INTEGER NOT NULL,
  digest     BLOB NOT NULL,
  substitute BLOB NOT NULL,             -- who stands in: a mailbox; empty: nobody
  time       INTEGER NOT NULL,          -- the signer's clock
  i          INTEGER NOT NULL
) WITHOUT ROWID;
