-- Everything the server keeps. Nothing here can be read as clinical text or as a patient: what a fiche says is in
-- envelope.raw, sealed; what stands beside it is routing.
-- Portable on purpose: integers, blobs and text, no engine's own functions, so that PostgreSQL can hold it too.
-- Times are seconds since 1970. Ids are raw bytes. `i` is always the index of a leaf in a ledger.

-- ---- the ledgers -----------------------------------------------------------------------------------------------

-- Complete subtrees only, so a row written never changes; in the order in which they are completed, so that a commit
-- adds to one page rather than to one a level. ledger: 0 annuaire, 1 actes.
CREATE TABLE node (
  ledger INTEGER NOT NULL,
  place  INTEGER NOT NULL,              -- ledger/tree.py, place(level, index)
  hash   BLOB NOT NULL,
  PRIMARY KEY (ledger, place)
) WITHOUT ROWID;

-- The latest signed checkpoint of each ledger, renewed in the transaction that grew it.
CREATE TABLE checkpoint (
  ledger INTEGER PRIMARY KEY,
  size   INTEGER NOT NULL,
  note   TEXT NOT NULL
);

-- ---- the directory (ledger 0) ----------------------------------------------------------------------------------

-- Every directory statement, in the order it was judged.
CREATE TABLE directory_statement (
  i         INTEGER PRIMARY KEY,
  digest    BLOB NOT NULL UNIQUE,       -- SHA-256 of raw: a retry is recognised by it
  raw       BLOB NOT NULL,
  signature BLOB NOT NULL
);

CREATE TABLE person (
  id          BLOB PRIMARY KEY,         -- 32 bytes, hash of public
  public      BLOB NOT NULL,            -- 1248 bytes
  coordinator INTEGER NOT NULL,         -- 1: may invite, certify, see the unresolved list
  i           INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE certificate (
  subject  BLOB PRIMARY KEY,            -- a person's or a mailbox's id; the latest certificate wins
  identity TEXT NOT NULL,               -- JSON object of strings: a professional, a ward; never a patient
  until    TEXT NOT NULL,
  signer   BLOB NOT NULL,
  i        INTEGER NOT NULL
) WITHOUT ROWID;

-- The current state of each mailbox. Small on purpose: `deposits` and `last_collected` change with the traffic.
CREATE TABLE mailbox (
  id             BLOB PRIMARY KEY,
  kind           TEXT NOT NULL,
  address        TEXT NOT NULL UNIQUE,
  n              INTEGER NOT NULL,      -- number of its latest statement
  digest         BLOB NOT NULL,         -- and that statement's digest
  epoch          BLOB NOT NULL,         -- the key to seal to
  i              INTEGER NOT NULL,
  deposits       INTEGER NOT NULL,      -- numbers given so far: recipient.n counts without holes
  last_collected INTEGER                -- when a receipt last came from it
) WITHOUT ROWID;

CREATE TABLE member (
  mailbox BLOB NOT NULL,
  person  BLOB NOT NULL,
  role    TEXT NOT NULL,
  PRIMARY KEY (mailbox, person)
) WITHOUT ROWID;
CREATE INDEX member_of ON member (person);

-- Every key a mailbox ever had: an old one never returns, one key never serves two mailboxes.
CREATE TABLE epoch (
  id      BLOB PRIMARY KEY,
  mailbox BLOB NOT NULL,
  public  BLOB NOT NULL,
  i       INTEGER NOT NULL              -- the statement that brought it
) WITHOUT ROWID;
CREATE INDEX epoch_of_mailbox ON epoch (mailbox, i);

-- The epoch's secret, sealed to one member: the server cannot open it. A leaver's seats go with the membership.
CREATE TABLE seat (
  mailbox BLOB NOT NULL,
  person  BLOB NOT NULL,
  epoch   BLOB NOT NULL,
  sealed  BLOB NOT NULL,
  PRIMARY KEY (mailbox, person, epoch)
) WITHOUT ROWID;

-- The epoch before, sealed to the epoch after: how a newcomer opens the backlog.
CREATE TABLE history (
  mailbox BLOB NOT NULL,
  new     BLOB NOT NULL,
  old     BLOB NOT NULL,
  sealed  BLOB NOT NULL,
  PRIMARY KEY (mailbox, new)
) WITHOUT ROWID;

CREATE TABLE invitation (
  id         BLOB PRIMARY KEY,
  claim      BLOB NOT NULL,             -- SHA-256 of the claim secret
  role       TEXT NOT NULL,             -- person, mailbox, coordinator
  identity   TEXT NOT NULL,             -- JSON
  mailbox    TEXT,                      -- JSON {kind, address, name}, for role mailbox
  expires    INTEGER NOT NULL,
  created    INTEGER NOT NULL,
  person     BLOB,                      -- who joined with it
  mailbox_id BLOB,
  binding    BLOB                       -- what only the invited person could compute
) WITHOUT ROWID;

-- ---- handoffs --------------------------------------------------------------------------------------------------

CREATE TABLE handoff (
  seq            INTEGER PRIMARY KEY,
  message        BLOB NOT NULL UNIQUE,  -- 16 bytes, ordered in time
  digest         BLOB NOT NULL,         -- SHA-256 of the envelope
  sender_mailbox BLOB NOT NULL,
  sender         BLOB NOT NULL,
  time           INTEGER NOT NULL,      -- the sender's clock
  received       INTEGER NOT NULL,      -- the server's
  reply          BLOB,                  -- the message it answers
  form           BLOB NOT NULL,
  urgency        INTEGER NOT NULL,
  due            INTEGER NOT NULL,      -- what the sender named, 0 when nothing
  pages          INTEGER NOT NULL,
  blobs          INTEGER NOT NULL,
  i              INTEGER NOT NULL,      -- its deposit in the ledger
  rerouted_from  INTEGER                -- the handoff this one continues in another mailbox
);
CREATE INDEX handoff_sent ON handoff (sender_mailbox, seq);
CREATE INDEX handoff_replies ON handoff (reply) WHERE reply IS NOT NULL;

-- Bodies apart: a list never reads them.
CREATE TABLE envelope (
  handoff INTEGER PRIMARY KEY,
  raw     BLOB NOT NULL
);

-- One row per recipient mailbox: the handoff's state there (core/handoff.py).
CREATE TABLE recipient (
  handoff     INTEGER NOT NULL,
  mailbox     BLOB NOT NULL,
  n           INTEGER NOT NULL,         -- 1, 2, 3 … in this mailbox
  status      TEXT NOT NULL,
  due_by      INTEGER NOT NULL,
  owner       BLOB,                     -- who took it in charge
  changed     INTEGER NOT NULL,
  rerouted_to INTEGER,
  PRIMARY KEY (handoff, mailbox)
) WITHOUT ROWID;
CREATE UNIQUE INDEX recipient_number ON recipient (mailbox, n);
-- What waits: a thousandth of all rows after a year, and all that lists and clocks look at.
CREATE INDEX recipient_open ON recipient (mailbox, n)
  WHERE status IN ('requested', 'received', 'accepted', 'on-hold');
CREATE INDEX recipient_unresolved ON recipient (due_by, handoff)
  WHERE status IN ('requested', 'received', 'accepted', 'on-hold');

-- Every act, in ledger order: deposit, receipt, acknowledgement, withdrawal. Each column follows from raw, so that
-- verification can name a row that was touched.
CREATE TABLE act (
  i         INTEGER PRIMARY KEY,
  handoff   INTEGER NOT NULL,
  mailbox   BLOB,                       -- the recipient it speaks for; NULL for a deposit or a withdrawal
  act       TEXT NOT NULL,              -- deposit, transient, or an act of core/handoff.py
  signer    BLOB NOT NULL,
  raw       BLOB NOT NULL,
  signature BLOB NOT NULL               -- empty for a deposit: the checkpoint vouches for it
);
CREATE INDEX act_of_handoff ON act (handoff, i);

-- Which mailboxes an act concerns: their live streams, and the catching up after a silence. By spans of 256 acts, so
-- that a commit adds to a few pages and not to one a mailbox; who catches up looks into each span since.
CREATE TABLE event (
  span    INTEGER NOT NULL,             -- i / 256
  mailbox BLOB NOT NULL,
  i       INTEGER NOT NULL,
  PRIMARY KEY (span, mailbox, i)
) WITHOUT ROWID;

-- ---- attachments -----------------------------------------------------------------------------------------------

-- The bytes are files beside the database; a row says how much of one is certain to be on disk.
CREATE TABLE blob (
  id       BLOB PRIMARY KEY,
  mailbox  BLOB NOT NULL,
  size     INTEGER NOT NULL,            -- padded, before sealing
  digest   BLOB NOT NULL,
  received INTEGER NOT NULL,            -- parts
  complete INTEGER NOT NULL,
  created  INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE blob_part (
  blob    BLOB NOT NULL,
  part    INTEGER NOT NULL,
  digests BLOB NOT NULL,                -- SHA-256 of each sealed chunk, one after the other
  PRIMARY KEY (blob, part)
) WITHOUT ROWID;

CREATE TABLE handoff_blob (
  handoff INTEGER NOT NULL,
  blob    BLOB NOT NULL,
  PRIMARY KEY (blob, handoff)
) WITHOUT ROWID;
