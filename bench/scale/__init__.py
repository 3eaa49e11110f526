"""How much goes through, how long a photo takes beyond its computing, and what it costs in storage operations."""
