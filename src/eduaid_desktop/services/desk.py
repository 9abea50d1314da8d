"""A desk: one open office file and who sits before it. Every service function takes it first."""

import getpass
import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.errors import UserError
from eduaid_desktop.services import rules
from eduaid_desktop.store.store import Store


@dataclass(frozen=True)
class Desk:
    """store: the open office file. actor: the name that every change is signed with."""

    store: Store
    actor: str

    @classmethod
    def open(cls, path: Path, *, writable: bool = True) -> Self:
        """Open an office file for the person at the keyboard; raises UserError as Store does.

        A file whose making was cut short, by a power cut say, holds no office and is refused too.
        """
        store = Store(path, writable=writable)
        try:
            if not store.select("office"):
                raise UserError(f"“{store.path.name}”没有建完。请删除它，再用“新建”重新建立。")
        except BaseException:
            store.close()
            raise
        return cls(store, operator_name())

    def rules(self, day: date | None = None) -> Rules:
        """The rules in force on a day, today when None."""
        return rules.of_office(self.store, day)

    def today(self) -> date:
        """The office's date."""
        return self.store.today()

    def close(self) -> None:
        """Close the office file."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def operator_name() -> str:
    """EDUAID_OPERATOR, else the system's user name, else 经办人."""
    try:
        return os.environ.get("EDUAID_OPERATOR") or getpass.getuser()
    except (KeyError, OSError):
        return "经办人"
