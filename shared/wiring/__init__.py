"""Settings -> adapters -> use cases -> web and command. Cached and lazy: importing this needs no connection string."""

from shared.wiring.command import namecard
from shared.wiring.journey import make_reader
from shared.wiring.process import wired
from shared.wiring.web import Wiring

__all__ = ["Wiring", "make_reader", "namecard", "wired"]
