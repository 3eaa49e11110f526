"""The one wiring of this process."""

import threading
from functools import lru_cache

from shared.settings import Settings
from shared.wiring.web import Wiring

_wiring = threading.Lock()


@lru_cache(maxsize=1)
def _wired() -> Wiring:
    return Wiring(Settings.from_env())


def wired() -> Wiring:
    """The wiring of this process, one for all its threads. Raises BadSetting."""
    with _wiring:
        return _wired()
