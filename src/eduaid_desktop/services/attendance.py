"""控辍保学: the children of compulsory age as the records hold them on the last day of a term, or today."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from eduaid_desktop.domain import attendance, masks, terms
from eduaid_desktop.domain.attendance import Child
from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.errors import UserError
from eduaid_desktop.services import dated_names, households, villages
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import attendance_queries as queries
from eduaid_desktop.store.store import Row

# 在读或学籍证明 of resources/codes/evidence.toml, which pupils outside the county bring every school year (9.2).
PROOF = "E05"


def window(desk: Desk, day: date) -> Mapping[str, int]:
    """The ages of compulsory education on a day. Raises UserError for one that no rule is about."""
    found: Mapping[str, int] | None = desk.rules(day).policy["age_window"].get("compulsory")
    if found is None:
        raise UserError(f"{spoken(day.isoformat())}没有义务教育适龄范围的规定，请核对学期、日期和政策包。")
    return found


@dataclass(frozen=True)
class Count:
    """A desk and a term. Whoever is not in children is told by scope."""

    desk: Desk
    term: str

    @property
    def day(self) -> str:
        """The day (ISO) on which households and villages are read: today, of a past term its last day."""
        return min(self.desk.today().isoformat(), terms.last_day(self.term))

    @cached_property
    def rules(self) -> Rules:
        """The rules of that day."""
        return self.desk.rules(date.fromisoformat(self.day))

    @property
    def window(self) -> Mapping[str, int]:
        """min and max: full years of age on 31 August."""
        return window(self.desk, date.fromisoformat(self.day))

    @cached_property
    def children(self) -> list[Row]:
        """Every child of age, once, and pupils without a birth date; village: the one that hers belongs to that day."""
        rows = queries.of_age(self.desk.store, *self._asked)
        return [{**row, "village": self._current.get(row["village"], row["village"])} for row in rows]

    @cached_property
    def outside(self) -> list[Row]:
        """Every pupil outside the county, of any stage, with proof and received_on."""
        both = terms.of_year(self.term, "school")
        rows = queries.outside_county(self.desk.store, self.term, self.day, both, PROOF)
        return [{**row, "village": self._current.get(row["village"], row["village"])} for row in rows]

    def scope(self) -> str:
        """口径: who is counted, and who is not."""
        first, last = map(spoken, attendance.born(self.window, self.term))
        over = queries.not_of_age(self.desk.store, *self._asked)
        unborn = sum(1 for child in self.children if not child["birth_date"])
        said = (
            f"口径：{first}至{last}出生（学年开始时 {self.window['min']} 至 {self.window['max']} 周岁）、"
            f"{terms.label(self.term)}在世的儿童，每人计一次；户类型按{spoken(self.day)}。"
        )
        said += f"小学、初中在读而没有登记出生日期的 {unborn} 人计入在内。" if unborn else ""
        return said + (f"小学、初中在读而不在这个年龄的 {over} 人不计入。" if over else "")

    def village_name(self, code: str | None) -> str:
        """The name of a village on that day; 村没有登记 where a child has none."""
        return villages.name_on(self.desk.store, code, self.day) if code else "村没有登记"

    def registered(self, child: Child) -> bool | None:
        """Whether her household is registered as poor that day; None: the roll says so, the base does not know her."""
        kinds = [child[name] for name in ("household_type", "monitor_kind") if child[name]]
        found = households.registered(kinds, self.rules, child["registered_poor"])
        return False if found is None and not child["registered_poor"] else found

    @property
    def _asked(self) -> tuple[str, tuple[str, str], str, tuple[str, ...]]:
        return self.term, attendance.born(self.window, self.term), self.day, attendance.COMPULSORY

    @cached_property
    def _current(self) -> Mapping[str | None, str]:
        rows = villages.VILLAGE.all(self.desk.store)
        kind = villages.VILLAGE
        return {row["code"]: str(dated_names.current(rows, kind, row, self.day)["code"]) for row in rows}


def by_village(children: Iterable[Child]) -> dict[str | None, list[Child]]:
    """Children by the code of their village, in the order of the codes; those of none last."""
    found: dict[str | None, list[Child]] = {}
    for child in sorted(children, key=lambda child: (child["village"] is None, child["village"] or "")):
        found.setdefault(child["village"], []).append(child)
    return found


def id_number(child: Child, *, whole: bool) -> str:
    """Her ID number, masked unless it is asked for whole; 没有证件号码 where she has none."""
    number = child["id_number"] or child["temporary_number"]
    if not number:
        return "没有证件号码"
    return str(number) if whole else masks.id_number(number)


def head_name(child: Child) -> str:
    """The head of her household, else her guardian, as far as either is known."""
    return str(child["head_name"] or child["guardian_name"] or "")
