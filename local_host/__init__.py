"""Runs function_app.py on one machine: trigger listeners and HTTP, against Azurite. For development, never deployed."""
