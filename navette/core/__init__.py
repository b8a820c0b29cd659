"""What the exchange is about, with no IO: the standard library only."""
