-- Copies for a substitute: sealed by the sender beside the fiche, kept back until its recipient has been silent too long
-- (docs/spec/substitutes.md). While it waits, a copy is nowhere but here: in no list, no number, no ledger, no answer.

CREATE TABLE withheld (
  message    BLOB PRIMARY KEY,
  digest     BLOB NOT NULL,             -- SHA-256 of raw
  raw        BLOB,                      -- sealed; NULL once it is deposited or dropped
  handoff    INTEGER NOT NULL,          -- the fiche it is a copy of
  mailbox    BLOB NOT NULL,             -- whose silence it waits for: a recipient of that fiche
  substitute BLOB NOT NULL,             -- who it is sealed to
  releases   INTEGER NOT NULL,          -- the instant of the step `substitute` (core/reminders.py)
  state      TEXT NOT NULL,             -- waiting, released, dropped, stale
  changed    INTEGER NOT NULL,
  released   INTEGER,                   -- the handoff it became
  UNIQUE (handoff, mailbox)
);
