"""`navette demo`: a territory that sends fiches to itself, with the real server and the real commands."""
