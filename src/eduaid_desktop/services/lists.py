"""The lists of the tabs and of `eduaid list`: columns with their titles, rows as a person reads them."""

from array import array
from collections.abc import Callable, Sequence
from typing import Any

from eduaid_desktop.domain import masks, terms
from eduaid_desktop.domain.batch import check_code
from eduaid_desktop.domain.kinds import KINDS
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.domain.workflow import state_name
from eduaid_desktop.errors import UserError
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.list_columns import Column
from eduaid_desktop.services.list_kinds import KINDS_OF_LIST
from eduaid_desktop.store import lists
from eduaid_desktop.store.lists import Chosen
from eduaid_desktop.store.store import Row


class ListSource:
    """The rows of one list with fixed filters; what the list widget and the command line read from."""

    def __init__(self, desk: Desk, kind: str, **filters: Any) -> None:
        """kind: a key of KINDS_OF_LIST. filters: names of the listing's filters; None leaves one out."""
        self.kind = KINDS_OF_LIST[kind]
        self.columns = self.kind.columns
        self.empty_hint = self.kind.empty_hint
        self._desk = desk
        self._filters = filters

    @property
    def searched(self) -> list[str]:
        """The titles of the columns that the filter looks into and that are shown."""
        return [c.title for c in self.columns if c.name in self.kind.listing.searched]

    @property
    def value_kinds(self) -> dict[str, str]:
        """The kind of each column's stored values; whatever is summed is money, shown or not."""
        return {c.name: c.kind for c in self.columns} | dict.fromkeys(self.kind.listing.summed, "money")

    def ids(self, *, sort: str = "", descending: bool = False, filter: str = "") -> "array[int]":
        """The ids of all rows in the wanted order."""
        chosen = Chosen(self._filters, filter)
        table = next((c.choices for c in self.columns if c.name == sort and c.ordered), "")
        codes = [code.code for code in self._desk.rules().codes[table].codes] if table else []
        return lists.ids(
            self._desk.store, self.kind.listing, chosen, sort=sort, descending=descending, codes=codes
        )

    def rows(self, wanted: Sequence[int], *, full: bool | None = None) -> dict[int, dict[str, str]]:
        """The cells of some rows as shown, by id. full: with full numbers or without, as at the desk when None."""
        rules = self._desk.rules()
        full = self._desk.session.unmasked if full is None else full
        return {
            row["id"]: {c.name: cell(c, row[c.name], rules, full=full) for c in self.columns}
            for row in self.raw(wanted)
        }

    def raw(self, wanted: Sequence[int]) -> list[Row]:
        """The stored values of some rows."""
        return lists.rows(self._desk.store, self.kind.listing, wanted)

    def totals(self, *, filter: str = "") -> dict[str, str]:
        """count, and the sums as shown, over all rows."""
        sums = lists.totals(self._desk.store, self.kind.listing, Chosen(self._filters, filter))
        return {name: str(value) if name == "count" else yuan(value) for name, value in sums.items()}


def cell(column: Column, value: Any, rules: Rules, *, full: bool) -> str:
    """What a cell shows of a stored value; full: numbers as they are, not masked."""
    words = "" if value is None else _words(column, value, rules)
    return words if full else masks.shown(column.kind, words)


def _words(column: Column, value: Any, rules: Rules) -> str:
    if column.kind == "words":
        return column.words.get(value, str(value))
    if column.kind in _SPECIAL:
        return _SPECIAL[column.kind](value)
    return KINDS[column.kind].shown(value, column.choices, rules)


def _moment(at: str) -> str:
    return at[:16].replace("T", " ")


def _code_points(chars: str) -> str:
    """䶮 as U+4DAE, for those whose computer shows it as a box."""
    return "、".join(f"U+{ord(c):04X}" for c in chars)


def _check_code(seal: str) -> str:
    """A cover that was tampered with may hold anything."""
    try:
        return check_code(seal)
    except ValueError:
        return ""


_SPECIAL: dict[str, Callable[[Any], str]] = {
    "state": state_name,
    "term": terms.label,
    "moment": _moment,
    "code_points": _code_points,
    "check_code": _check_code,
    "differing": lambda count: f"{count} 处不同" if count else "一致",
}


def open_list(desk: Desk, kind: str, **filters: Any) -> ListSource:
    """A list by its name; filters the list does not know are refused. Raises UserError."""
    if kind not in KINDS_OF_LIST:
        raise UserError(f"没有名为“{kind}”的列表。可用：{'、'.join(KINDS_OF_LIST)}。")
    known = KINDS_OF_LIST[kind].listing.filters
    if filters.get("term"):
        filters["term"] = terms.require(filters["term"])
    unknown = [name for name, value in filters.items() if value is not None and name not in known]
    if unknown:
        raise UserError(f"列表“{kind}”不能按 {'、'.join(unknown)} 筛选。")
    return ListSource(desk, kind, **{name: value for name, value in filters.items() if name in known})
