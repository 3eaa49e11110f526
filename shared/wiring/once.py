"""What is made when it is first asked for, once for all threads."""

from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

Made = TypeVar("Made")


class once(cached_property[Made]):  # noqa: N801  (a decorator, named as functools names its own)
    """`cached_property` with the lock that Python 3.12 took out of it: two threads make one thing, not two.

    Its class has a lock as `making`, which a thread may take again (threading.RLock).
    """

    if not TYPE_CHECKING:  # the types are those of cached_property

        def __get__(self, instance: Any, owner: type | None = None) -> Any:
            """Make it, unless another thread just did; from then on Python finds it in the instance."""
            if instance is None:
                return self
            with instance.making:
                return super().__get__(instance, owner)
