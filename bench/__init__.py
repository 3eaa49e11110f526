"""Measurements: drawn photographs, accuracy against truth files, speed."""
