"""Poste Navette: the pages of this package, served on this machine to one browser; the server gives only data."""
