"""A desk: one open office file and who sits before it. Every service function takes it first."""

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from eduaid_desktop.domain.roles import CLERK, NAMES, named
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import rules
from eduaid_desktop.store import schema
from eduaid_desktop.store.store import Change, Store

if TYPE_CHECKING:
    from eduaid_desktop.store.keyring import Keys


@dataclass
class Session:
    """What holds until the window is locked. unmasked: numbers stand in full in lists and search results."""

    unmasked: bool = False


@dataclass(frozen=True)
class Desk:
    """store: the open office file. actor: the name that every change is signed with.

    roles: what the person logged in may do; None in a file without operators, where anybody may do all.
    keys: what an encrypted file was opened with.
    """

    store: Store
    actor: str
    roles: frozenset[str] | None = None
    keys: "Keys | None" = field(default=None, repr=False)
    session: Session = field(default_factory=Session)

    @classmethod
    def open(cls, path: Path, *, writable: bool = True) -> "Desk":
        """Open an office file for the person at the keyboard; raises UserError as Store does.

        An encrypted one is opened for EDUAID_OPERATOR with EDUAID_PASSWORD, else LoginNeeded is raised. A file
        whose making was cut short, by a power cut say, holds no office and is refused too.
        """
        if _is_encrypted(path):
            from eduaid_desktop.services import logins

            return logins.log_in_from_environment(path, writable=writable)
        store = Store(path, writable=writable)
        try:
            if not store.select("office"):
                raise UserError(f"“{store.path.name}”没有建完。请删除它，再用“新建”重新建立。")
        except BaseException:
            store.close()
            raise
        return cls(store, operator_name())

    @contextmanager
    def change(self, sentence: str, *, role: str | tuple[str, ...] = CLERK, **how: Any) -> Iterator[Change]:
        """Store.change signed by the person at this desk, in this role or the first of these that she has.

        how: final and dry_run of Store.change. Raises Refused when she has none of them.
        """
        with self.store.change(self.actor, sentence, role=self.acting(role), **how) as change:
            yield change

    def acting(self, role: str | tuple[str, ...]) -> str | None:
        """The role in which this person does something; None in a file without operators. Raises Refused."""
        wanted = (role,) if isinstance(role, str) else role
        if self.roles is None:
            return None
        for each in wanted:
            if each in self.roles:
                return each
        needed = "或".join(NAMES[each] for each in wanted)
        raise Refused(
            f"这一步由{needed}办理，“{self.actor}”现在是{named(self.roles)}。请由{needed}登录后办理。"
        )

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


def _is_encrypted(path: Path) -> bool:
    """Told without loading what encryption needs, as long as the file is plain."""
    if not path.is_file() or schema.is_plain(path):
        return False
    from eduaid_desktop.services import logins

    return logins.is_encrypted(path)


def operator_name() -> str:
    """EDUAID_OPERATOR, else the system's user name, else 经办人."""
    try:
        return os.environ.get("EDUAID_OPERATOR") or getpass.getuser()
    except (KeyError, OSError):
        return "经办人"
