"""What threads share is made once, however many ask for it at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, RLock
from time import sleep

from shared.wiring.once import once

THREADS = 8


class Shelf:
    """Holds one thing, which takes a while to make."""

    def __init__(self) -> None:
        self.making = RLock()
        self.made = 0

    @once
    def thing(self) -> object:
        """What is asked for."""
        self.made += 1
        sleep(0.05)
        return object()

    @once
    def box(self) -> tuple[object]:
        """Something that needs it."""
        return (self.thing,)


def test_threads_that_ask_together_get_one_and_the_same() -> None:
    shelf, together = Shelf(), Barrier(THREADS)

    def ask(number: int) -> object:
        together.wait()
        return shelf.thing if number % 2 else shelf.box[0]

    with ThreadPoolExecutor(THREADS) as threads:
        found = set(threads.map(ask, range(THREADS)))
    assert (len(found), shelf.made) == (1, 1)


def test_each_shelf_has_its_own() -> None:
    assert Shelf().thing is not Shelf().thing
