"""The append-only ledgers: tree, checkpoints, and the judgement of what they hold (docs/spec/ledger.md)."""
