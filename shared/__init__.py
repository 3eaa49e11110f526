"""Namecard: photos of business cards in; straight crops, text, fields and rows out."""
