"""Use cases of the server: one verb a file, one transaction a call."""
