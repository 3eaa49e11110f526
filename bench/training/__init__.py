"""Training of the small nets that the product ships; each script draws its own data and is deterministic."""
