"""One file per thing we can do; the ports they need stand beside them."""
