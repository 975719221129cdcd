"""What a query may cost."""

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from kg.errors import LimitError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one query may cost.

    Attributes:
        seconds: from its start to its whole answer.
        rows: of its answer.
        answer: the size of its answer in bytes.
        memory: what it may need beside the graph, in bytes.
        length: its own characters.
    """

    seconds: float = 10
    rows: int = 100_000
    answer: int = 64 << 20
    memory: int = 1 << 30
    length: int = 100_000


class LimitedBytes(BytesIO):
    """A file in memory that refuses more than ``most`` bytes."""

    def __init__(self, most: int, where: str) -> None:
        super().__init__()
        self._most = most
        self._where = where

    def write(self, data: "ReadableBuffer", /) -> int:
        """Take bytes.

        Raises:
            LimitError: there are too many.
        """
        if self.tell() + memoryview(data).nbytes > self._most:
            raise LimitError(f"answers with more than {self._most:,} bytes", where=self._where, cure="ask for less")
        return super().write(data)
