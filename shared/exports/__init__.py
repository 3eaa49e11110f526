"""Rows in, files for other programs out: pure."""
