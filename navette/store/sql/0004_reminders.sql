-- Silence: when each recipient's row is to be looked at next, and what was done about it (core/reminders.py).

-- fired: the steps that fired, one bit each. next_at: not after the next one; NULL: there is none. It is only ever moved
-- by who looks, so that no act pays for it: what still matters shrinks, and the next step moves away.
ALTER TABLE recipient ADD COLUMN fired INTEGER NOT NULL DEFAULT 0;
ALTER TABLE recipient ADD COLUMN next_at INTEGER;
UPDATE recipient SET next_at = 0 WHERE status IN ('requested', 'received', 'on-hold');
CREATE INDEX recipient_next ON recipient (next_at, handoff, mailbox) WHERE next_at IS NOT NULL;

-- Each step once: the key says so.
CREATE TABLE reminder (
  handoff INTEGER NOT NULL,
  mailbox BLOB NOT NULL,                -- the recipient that is silent
  step    TEXT NOT NULL,                -- core/reminders.py, Step
  due     INTEGER NOT NULL,
  fired   INTEGER NOT NULL,             -- later than due when the server was away
  PRIMARY KEY (handoff, mailbox, step)
) WITHOUT ROWID;
