"""Things that some share and one uses at a time, handed to whoever has waited longest."""

from collections import deque
from queue import Empty, SimpleQueue
from threading import Lock
from typing import Final, Generic, TypeVar

_Shared = TypeVar("_Shared")


class Turns(Generic[_Shared]):
    """A queue whose waiters are served in the order in which they came.

    >>> turns = Turns([1])
    >>> turns.take(0.1)
    1
    >>> turns.put(2)
    >>> turns.rest()
    [2]
    """

    def __init__(self, free: list[_Shared]) -> None:
        self._free: Final = free
        self._waiting: Final[deque[SimpleQueue[_Shared]]] = deque()
        self._lock: Final = Lock()

    def take(self, seconds: float) -> _Shared:
        """Return a thing once it is this one's turn.

        Raises:
            TimeoutError: that takes more than ``seconds``.
        """
        with self._lock:
            if self._free:
                return self._free.pop()
            turn: SimpleQueue[_Shared] = SimpleQueue()
            self._waiting.append(turn)
        try:
            return turn.get(timeout=seconds)
        except Empty:
            with self._lock:
                if turn in self._waiting:
                    self._waiting.remove(turn)
                    raise TimeoutError from None
            return turn.get()  # it came at the last moment

    def put(self, thing: _Shared) -> None:
        """Hand a thing to whoever has waited longest, or keep it for who comes."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().put(thing)
            else:
                self._free.append(thing)

    def rest(self) -> list[_Shared]:
        """Take all things that nobody uses."""
        with self._lock:
            things = self._free[::-1]
            self._free.clear()
            return things
