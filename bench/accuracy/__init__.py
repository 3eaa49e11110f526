"""`python -m bench accuracy`: what the whole chain makes of photos whose cards, lines and fields are known."""

import os

os.environ["OMP_THREAD_LIMIT"] = "1"  # Tesseract looks at it when it is loaded; the product's child does the same
