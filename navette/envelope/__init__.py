"""Sealed envelopes, attachments, statements and the keys behind them (docs/spec/envelope.md)."""
