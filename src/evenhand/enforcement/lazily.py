"""A tuple whose records are made when they are first looked at: a fold is asked far more often than it is read out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TypeVar, overload

Row = TypeVar("Row")
T = TypeVar("T")


class Lazily(Sequence[T]):
    """The records that `make` gives for `rows`, in order; equal to a tuple of the same records. Made once, all of them."""

    __slots__ = ("_made", "_pending", "_size")

    def __init__(self, rows: Collection[Row], make: Callable[[Row], T]) -> None:
        self._size = len(rows)
        self._made: tuple[T, ...] | None = None
        self._pending: Callable[[], tuple[T, ...]] = lambda: tuple([make(row) for row in rows])

    def _all(self) -> tuple[T, ...]:
        if self._made is None:
            self._made = self._pending()
            self._pending = tuple  # the rows are not kept twice
        return self._made

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[T, ...]: ...
    def __getitem__(self, place: int | slice) -> T | tuple[T, ...]:
        return self._all()[place]

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[T]:
        return iter(self._all())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, (tuple, Lazily)):
            return NotImplemented
        return len(self) == len(other) and self._all() == tuple(other)

    def __hash__(self) -> int:
        return hash(self._all())

    def __repr__(self) -> str:
        return repr(self._all())
