"""The `namecard` command."""
