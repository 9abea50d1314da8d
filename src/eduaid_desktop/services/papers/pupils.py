"""Whom prefilled forms are for: the pupils of a village, or of a class as it is named or chosen."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from eduaid_desktop.domain import group_order, text
from eduaid_desktop.domain.aid import AWAY
from eduaid_desktop.domain.slip import Subject
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import households, villages
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.papers.return_notice import child
from eduaid_desktop.services.papers.subjects import of_record, of_school, of_term
from eduaid_desktop.store import people, pupil_queries
from eduaid_desktop.store.store import Row

_LONGEST_ID = 9
# So many classes or schools a sentence names.
_NAMED = 10
_WHICH = "请写明给哪个村或哪个班印：写村名，或写“学校 年级 班级”（可以只写学校，或写到年级）。"


@dataclass(frozen=True)
class Pupils:
    """Those of one village or class in the order in which papers are handed out.

    village: its code, "" for a class. others: how many were left out, because they cannot apply. alone: one child,
    who was named by her number; what she has applied for already is no matter then.
    """

    title: str
    rows: Sequence[Row]
    subject: Subject
    village: str = ""
    others: int = 0
    alone: bool = False

    @property
    def waiting(self) -> list[Row]:
        """Those who get a form: without an application in the term, or asked for by name."""
        return [row for row in self.rows if self.alone or row["case_no"] is None]


def wanted(desk: Desk, term: str, what: str | None) -> Pupils:
    """The pupils of the village or class that what names, or the one whose number or id it is.

    Raises UserError for one that is not there.
    """
    if not what:
        raise UserError(_WHICH)
    if code := desk.rules().codes["village"].find(text.tidy(what)):
        return _of_village(desk, term, code.code)
    if person := _person(desk, what):
        return _of_person(desk, term, person)
    return _of_class(desk, term, what)


def _person(desk: Desk, written: str) -> Row | None:
    """By her number, by her id, as the print ledger names who has none, or by her name where only she has it."""
    plain = text.compact(written)
    found = people.by_number(desk.store, plain)
    if not found and plain.isdecimal() and len(plain) <= _LONGEST_ID:
        found = desk.store.select("person", id=int(plain))
    if not found and desk.store.select("person", name=text.name(text.tidy(written))):
        return child(desk, written)
    return found[0] if found else None


def _of_person(desk: Desk, term: str, person: Row) -> Pupils:
    rows = pupil_queries.of_person(desk.store, term, person["id"])
    if not rows:
        raise Refused(f"{person['name']}没有学籍记录，印不了预填表。请先登记在读情况，或用空白表。")
    return Pupils(person["name"], rows, of_record("person", person, person["name"], term), alone=True)


def able(desk: Desk, found: Pupils) -> Pupils:
    """Only those whose household can apply today, by the policy relief_eligibility; all where it names nobody."""
    offered = desk.rules().policy["relief_eligibility"]
    if not offered:
        return found
    rows = [row for row in found.rows if any(each in offered for each in _types(desk, row))]
    return replace(found, rows=rows, others=len(found.rows) - len(rows))


def _types(desk: Desk, row: Row) -> list[str]:
    home = {"id": row["household_id"]} if row["household_id"] else None
    return households.types(desk, home, desk.today())


def classes(desk: Desk, term: str) -> list[tuple[str, str]]:
    """(value for Wanted.what, words) of every class that has pupils, in the order of schools, stages and grades."""
    rows = _sorted(desk, _at_school(pupil_queries.of_schools(desk.store, term)))
    count = Counter(map(_class, rows))
    return [(name, f"{name}　{number} 人") for name, number in count.items()]


def _of_village(desk: Desk, term: str, code: str) -> Pupils:
    rows = _at_school(pupil_queries.of_village(desk.store, term, code))
    name = villages.name_on(desk.store, code, desk.today().isoformat())
    if not rows:
        raise Refused(f"{name}没有在读学生的学籍记录。请先导入学籍花名册，或核对学生的行政村。")
    ordered = sorted(rows, key=_door_to_door)
    return Pupils(name, ordered, of_term(desk, term, code), code)


def _door_to_door(row: Row) -> tuple[tuple[int, str], str, str, str, str]:
    """By group, then by household, the eldest child first."""
    head = row["head_name"] or row["guardian_name"] or ""
    child = row["birth_date"] or "", row["name"]
    return group_order.key(row["group_name"]), head, row["household_number"] or "", *child


def _of_class(desk: Desk, term: str, what: str) -> Pupils:
    everyone = _at_school(pupil_queries.of_schools(desk.store, term))
    named = _plain(what)
    rows = [row for row in everyone if _named(row, named)]
    if not rows:
        raise UserError(f"没有“{what}”这个村、班级或孩子。{_offered(desk, everyone, named)}")
    ordered = _sorted(desk, rows)
    title = text.tidy(what) if len({_class(r) for r in rows}) > 1 else _class(rows[0])
    return Pupils(title, ordered, of_school(term, rows[0]["school_id"], title))


def _named(row: Row, named: str) -> bool:
    """Whether a name means her class, her grade or her school; 3 means 3班."""
    school, grade, class_name = map(_plain, _parts(row))
    return named in (school, school + grade, school + grade + class_name) or (
        bool(class_name) and f"{named}班" == school + grade + class_name
    )


def _plain(written: str) -> str:
    """Without spaces and full-width figures, as names are compared."""
    return "".join(text.half_width(written).split())


def _parts(row: Row) -> tuple[str, str, str]:
    return row["school"], row["grade"] or "", row["class_name"] or ""


def _class(row: Row) -> str:
    """云岭县第二中学 七年级 3班."""
    return " ".join(filter(None, _parts(row)))


def _offered(desk: Desk, everyone: Sequence[Row], named: str) -> str:
    """What there is: the villages or the classes of the school that may have been meant, else the schools."""
    villages_ = [code.label for code in desk.rules().codes["village"].offered(desk.today())]
    at_school = [r for r in everyone if named.startswith(_plain(r["school"]))]
    if at_school:
        return _listed("这所学校有", [_class(r) for r in _sorted(desk, at_school)])
    if "村" in named or any(name.startswith(named) for name in villages_):
        return _listed("行政村有", villages_)
    return _listed("有学生的学校", [r["school"] for r in _sorted(desk, everyone)])


def _listed(title: str, names: Sequence[str]) -> str:
    found = [*dict.fromkeys(names)]
    more = f"等 {len(found)} 个" if len(found) > _NAMED else ""
    return f"{title}：{'、'.join(found[:_NAMED])}{more}。" if found else "请先导入学籍花名册。"


def _sorted(desk: Desk, rows: Sequence[Row]) -> list[Row]:
    codes = desk.rules().codes
    stages, grades = ({c.code: n for n, c in enumerate(codes[table].codes)} for table in ("stage", "grade"))

    def key(row: Row) -> tuple[str, int, int, tuple[int, str], str]:
        place = stages.get(row["stage"], len(stages)), grades.get(row["grade"], len(grades))
        return row["school"], *place, group_order.key(row["class_name"]), row["name"]

    return sorted(rows, key=key)


def _at_school(rows: Sequence[Row]) -> list[Row]:
    """Without who left school or does not come."""
    return [row for row in rows if row["placement"] not in AWAY]
