"""Answers kept for those who ask the same again: a build of a graph never changes, so neither do they."""

from collections import OrderedDict
from concurrent.futures import Future
from threading import Lock
from typing import Final

from kg.sparql import Answer, Pool, Request

_MOST: Final = 32 << 20
"""The kept answers have at most so many bytes together, and one of them a sixteenth of that."""


class Answers:
    """Answers of one pool, those last asked for kept; who asks what is being answered waits for that answer.

    Args:
        pool: what answers.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool: Final = pool
        self._kept: Final[OrderedDict[Request, Answer]] = OrderedDict()
        self._coming: Final[dict[Request, Future[Answer]]] = {}
        self._size = 0
        self._lock: Final = Lock()

    def ask(self, request: Request) -> Answer:
        """Return what answers a request; errors are those of ``Pool.ask``, and are not kept."""
        with self._lock:
            if request in self._kept:
                self._kept.move_to_end(request)
                return self._kept[request]
            coming = self._coming.get(request)
            mine: Future[Answer] = Future()
            if coming is None:
                self._coming[request] = mine
        return self._asked(request, mine) if coming is None else coming.result()

    def _asked(self, request: Request, coming: Future[Answer]) -> Answer:
        """Ask, and tell all who wait."""
        try:
            answer = self._pool.ask(request)
        except BaseException as error:
            coming.set_exception(error)
            raise
        else:
            coming.set_result(answer)
            if len(answer.body) <= _MOST // 16:
                self._keep(request, answer)
            return answer
        finally:
            with self._lock:
                del self._coming[request]

    def _keep(self, request: Request, answer: Answer) -> None:
        with self._lock:
            if request not in self._kept:
                self._kept[request] = answer
                self._size += len(answer.body)
            while self._size > _MOST:
                _, dropped = self._kept.popitem(last=False)
                self._size -= len(dropped.body)
