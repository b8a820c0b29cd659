"""The SDK: keyring, outbox, and a mailbox that can send, receive, acknowledge and verify."""
