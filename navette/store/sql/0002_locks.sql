-- What lets a person unlock from any machine: locks, and small notes of their own. Nothing here opens anything: a seed
-- is wrapped under what the person alone has, a note is sealed by the person's own pages.

-- Ways to the account seed of a person. It says whose by the person's id, and nothing else of who that is.
CREATE TABLE lock (
  id         BLOB PRIMARY KEY,          -- 16 bytes; of a printed code, derived from the code
  person     BLOB NOT NULL,
  account    BLOB NOT NULL,             -- 16 bytes, drawn by the person: what the wrapping is bound to
  kind       TEXT NOT NULL,             -- prf, code, passphrase
  label      TEXT NOT NULL,             -- what the person calls it, in clear
  salt       BLOB NOT NULL,             -- 16 bytes
  wrapped    BLOB NOT NULL,             -- 60 bytes: the seed, sealed
  login      BLOB,                      -- SHA-256 of the login proof; NULL for a passkey
  credential BLOB UNIQUE,               -- a passkey's id
  public_key BLOB,                      -- and what its assertions are verified with (COSE)
  sign_count INTEGER NOT NULL,          -- as the passkey last told it; 0: it does not count
  created    INTEGER NOT NULL,
  used       INTEGER                    -- when it last opened; NULL: never
) WITHOUT ROWID;
CREATE INDEX lock_of_person ON lock (person, created);

-- Small records that a person's pages keep here when the machine may not keep them: drafts, favourites.
CREATE TABLE note (
  i       INTEGER PRIMARY KEY,          -- of no meaning; a row is too large to lie in its index
  person  BLOB NOT NULL,
  name    BLOB NOT NULL,                -- 16 bytes, which only the person can tell the meaning of
  raw     BLOB NOT NULL,                -- sealed, at most 256 KiB
  changed INTEGER NOT NULL,
  UNIQUE (person, name)
);
