"""What keeps the local host from running; each is told to the user in one sentence."""


class HostError(Exception):
    """The host cannot start or go on; `str(error)` is the sentence."""
