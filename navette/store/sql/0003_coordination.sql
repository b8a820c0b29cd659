-- What the coordinator works with: whom to remind, and how long things take. Routing and times, nothing of what.

-- A reminder that a coordinator sent to a recipient mailbox. No act of the ledger: it changes no handoff.
CREATE TABLE nudge (
  id      BLOB PRIMARY KEY,             -- 16 bytes, drawn by who asks: a retry is recognised by it
  handoff INTEGER NOT NULL,
  mailbox BLOB NOT NULL,
  person  BLOB NOT NULL,                -- the coordinator
  time    INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX nudge_of ON nudge (handoff, mailbox, time);

-- One row per recipient mailbox: how long after the deposit each thing happened there, in seconds, by the signed time of
-- its act; NULL: it never has. By the hour of the deposit, so that a period is read in one stretch whatever the history.
CREATE TABLE milestone (
  received       INTEGER NOT NULL,      -- handoff.received
  handoff        INTEGER NOT NULL,
  mailbox        BLOB NOT NULL,
  sender_mailbox BLOB NOT NULL,
  form           BLOB NOT NULL,
  delivered      INTEGER,
  accepted       INTEGER,
  completed      INTEGER,
  rejected       INTEGER,               -- declined, sent on to another mailbox, or never to be opened
  cancelled      INTEGER,
  PRIMARY KEY (received, handoff, mailbox)
) WITHOUT ROWID;

-- The handoffs there are already, from their acts. An engine that begins empty has nothing to do here.
INSERT INTO milestone
SELECT h.received, h.seq, r.mailbox, h.sender_mailbox, h.form,
  max(CASE a.act WHEN 'delivered' THEN a.delay END),
  max(CASE a.act WHEN 'accepted' THEN a.delay END),
  max(CASE a.act WHEN 'closed' THEN a.delay END),
  max(CASE WHEN a.act IN ('declined', 'rerouted', 'failed') THEN a.delay END),
  max(CASE WHEN a.act = 'withdrawn' AND r.status = 'cancelled' THEN a.delay END)
FROM handoff h
JOIN recipient r ON r.handoff = h.seq
LEFT JOIN (
  SELECT b.handoff, b.mailbox, b.act,
    max(0, CAST(strftime('%s', json_extract(CAST(b.raw AS TEXT), '$.time')) AS INTEGER) - d.received) AS delay
  FROM act b JOIN handoff d ON d.seq = b.handoff
  WHERE b.act IN ('delivered', 'accepted', 'closed', 'declined', 'rerouted', 'failed', 'withdrawn')
) a ON a.handoff = h.seq AND (a.mailbox = r.mailbox OR a.mailbox IS NULL)
GROUP BY h.seq, r.mailbox;
