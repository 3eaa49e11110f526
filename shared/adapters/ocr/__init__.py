"""OCR engines: each reads line crops and nothing else in the product knows which one it is."""
