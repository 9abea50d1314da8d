"""What a list is made of: its columns, how each reads, and what an empty one advises."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from eduaid_desktop.store.lists import Listing


@dataclass(frozen=True)
class Column:
    """name: the field; kind: how it is shown, a key of domain.kinds, words, or one that lists knows (state, term …).

    ordered: sorted as its code table has it, what has no code last.
    """

    name: str
    title: str
    kind: str = "text"
    width: int = 90
    choices: str = ""
    words: Mapping[Any, str] = field(default_factory=dict)
    ordered: bool = False

    @property
    def right(self) -> bool:
        """Whether figures stand flush right."""
        return self.kind in ("money", "decimal", "integer")


@dataclass(frozen=True)
class ListKind:
    """One list: what it holds, how it reads, what an empty one advises, and its title where it may go out."""

    listing: Listing
    columns: tuple[Column, ...]
    empty_hint: str
    title: str = ""


class Titles(Mapping[str, str]):
    """Titles by their keys, whose tables a window that shows none of them need not load."""

    def __init__(self, read: Callable[[], Mapping[str, str]]) -> None:
        self._read = read

    def __getitem__(self, key: str) -> str:
        return self._read()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())


class Told(Mapping[Any, str]):
    """What a column shows of whatever stands in it, where that is worked out and no table could hold it."""

    def __init__(self, read: Callable[[Any], str]) -> None:
        self._read = read

    def __getitem__(self, value: Any) -> str:
        return self._read(value)

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __len__(self) -> int:
        return 0


# Columns that many lists have.
NAME = Column("name", "姓名", width=110)
NUMBER = Column("id_number", "身份证号", "id_number", 150)
VILLAGE = Column("village", "行政村", width=90)
TERM = Column("term", "学期", "term", 120)
SCHOOL = Column("school", "学校", width=150)
