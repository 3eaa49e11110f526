"""The page in a real browser on the real product, for tests, pictures and measurements."""
