"""控辍保学责任书: township and village, village and family, school and class teacher (domain section 9.1).

The wording is data that a county's package replaces; the letter of county and township is the county's to print.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from eduaid_desktop.domain import attendance, terms
from eduaid_desktop.domain.attendance import OPEN, Child, standing
from eduaid_desktop.domain.dates import BLANK_DATE, spoken
from eduaid_desktop.domain.fields import Field, Values
from eduaid_desktop.domain.letter import TO_WRITE
from eduaid_desktop.domain.sheet import Column, Section, Sheet
from eduaid_desktop.domain.slip import Subject
from eduaid_desktop.errors import Refused
from eduaid_desktop.services import office, splitting, villages
from eduaid_desktop.services.attendance import Count, by_village, head_name
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.papers.answers import answered
from eduaid_desktop.services.papers.attendance_words import Wording
from eduaid_desktop.services.papers.kinds import (
    ATTENDANCE,
    HOUSEHOLD,
    PERSON,
    SCHOOL,
    VILLAGE,
    Document,
    Page,
    Wanted,
    drawn,
)
from eduaid_desktop.services.papers.subjects import of_record, of_term
from eduaid_desktop.store.store import Row

VILLAGES, FAMILIES, TEACHERS = "township_village", "village_family", "school_teacher"
_SIGNED = (
    Field("responsible", "甲方责任人", "name", length=50, hint="印在签字栏里，空着手写"),
    Field("signed_on", "签订日期", "date", hint="空着手写"),
)
_ASKS = (Field("level", "哪一级的责任书", "choice", choices="duty_level", default=VILLAGES), *_SIGNED)
_CHILDREN = (
    Column("孩子姓名", 34), Column("性别", 14), Column("出生日期", 34), Column("学校", 46), Column("年级班级", 28),
)  # fmt: skip
_HEADS = (Column("六长", 26), Column("职责", 92), Column("责任人", 38))
_LONGEST_ID = 15
# As high as the square of a seal and two lines.
_SEALED = 50.0


@dataclass(frozen=True)
class Party:
    """Who signs: named in the letter as, with what kind of signature, by whom."""

    role: str
    name: str
    by: str
    person: str = ""


def _pages(desk: Desk, wanted: Wanted) -> list[Page]:
    """The letters of a level. Raises Refused where nobody is to sign one, UserError for an unknown name."""
    asked, count = answered(desk, wanted, _ASKS), Count(desk, wanted.term or terms.of(desk.today()))
    village = not wanted.what or count.rules.codes["village"].find(wanted.what)
    # A household or a child says by itself which level is meant.
    make = _villages if village and asked["level"] == VILLAGES else _families
    return _some(count, make(count, wanted.what, asked))


def _some(count: Count, pages: Iterator[Page]) -> list[Page]:
    found = list(pages)
    if not found:
        term = terms.label(count.term)
        raise Refused(f"所选的范围{term}没有义务教育适龄儿童，没有责任书可以打印。", "what")
    return found


def _villages(count: Count, what: str | None, asked: Values) -> Iterator[Page]:
    wanted = villages.code_of(count.desk, what)
    for code, children in by_village(count.children).items():
        if code and wanted in (None, code):
            yield _of_village(count, code, children, asked), of_term(count.desk, count.term, code)


def _of_village(count: Count, code: str, children: Sequence[Child], asked: Values) -> Sheet:
    village = f"{count.village_name(code)}村民委员会"
    words = _wording(count, asked, {"village": village, "count": str(len(children))})
    parties = (
        Party(
            "甲方",
            office.organisation(count.desk, "township_government"),
            "责任人",
            asked["responsible"] or "",
        ),
        Party("乙方", village, "责任人"),
    )
    heads = [tuple(line.split("：", 1)) for line in words.lines("six_heads")]
    extra = Section(
        "三、“六长”责任", "", _HEADS, [(*(head if len(head) == 2 else ("", head[0])), "") for head in heads]
    )
    return _letter(count, VILLAGES, "乡镇与村", words, parties, asked, (extra,))


def _families(count: Count, what: str | None, asked: Values) -> Iterator[Page]:
    """Of a village each of its families, or that of a household number or of a child."""
    if not what:
        raise Refused("与家庭的责任书按村或按户打印：请选一个村，或写户编号、孩子的号码。", "what")
    meant = _is_meant(count, what)
    for family in _by_family(count.children).values():
        if meant(family):
            yield _of_family(count, family, asked), _about_family(count, family)


def _is_meant(count: Count, what: str) -> Callable[[Sequence[Child]], bool]:
    if any(child["household_number"] == what for child in count.children):
        return lambda family: family[0]["household_number"] == what
    if code := count.rules.codes["village"].find(what):
        return lambda family: family[0]["village"] == code.code
    person = splitting.find(count.desk, what)["id"]
    return lambda family: person in [child["id"] for child in family]


def _by_family(children: Sequence[Child]) -> dict[object, list[Child]]:
    """Children of one household; where the base knows none, of one guardian; else each by herself.

    Guardians of one name are one where nothing tells them apart: no letter may name another family's children.
    """
    found: dict[object, list[Child]] = {}
    for child in children:
        told = (child["guardian_id_number"] or child["phone"], child["group_name"])
        guardian = ("guardian", child["guardian_name"], *told) if child["guardian_name"] else None
        household = ("household", child["household_id"]) if child["household_id"] else None
        found.setdefault(household or guardian or ("person", child["id"]), []).append(child)
    return found


def _about_family(count: Count, family: Sequence[Child]) -> Subject:
    """By the child who was registered first: a household and a child may bear the same number."""
    first = min(family, key=lambda child: child["id"])
    return of_record(
        "person", {**first}, f"{head_name(first) or first['name']}家（{first['name']}）", count.term
    )


def _of_family(count: Count, family: Sequence[Child], asked: Values) -> Sheet:
    first = family[0]
    village, head = count.village_name(first["village"]), head_name(first)
    committee = f"{village}村民委员会" if first["village"] else "＿＿＿＿村村民委员会"
    words = _wording(count, asked, {"village": committee, **({"head": head} if head else {})})
    parties = (
        Party("甲方", committee, "责任人", asked["responsible"] or ""),
        Party("乙方（家长）", head, "家长（监护人）签字、手印"),
        Party("见证人", "", "包户干部或班主任"),
    )
    return _letter(count, FAMILIES, "村与家庭", words, parties, asked, children=family)


def _class_pages(desk: Desk, wanted: Wanted) -> list[Page]:
    """The letters of a school, one for each class of the compulsory stages, or of the class of an enrolment (id)."""
    asked, term, what = (
        answered(desk, wanted, _SIGNED),
        wanted.term or terms.of(desk.today()),
        wanted.what or "",
    )
    one = desk.store.select("enrolment", id=int(what)) if what.isdecimal() and len(what) < _LONGEST_ID else []
    count = Count(desk, one[0]["term"] if one else term)
    return _some(count, _teachers(count, wanted.what, one[0] if one else None, asked))


def _teachers(count: Count, what: str | None, one: Row | None, asked: Values) -> Iterator[Page]:
    known = count.rules.codes["school"].find(what) if what else None
    if known is None and one is None:
        raise Refused("学校与班主任的责任书按学校打印：请选一所学校。", "what")
    pupils = [c for c in count.children if c["stage"] in attendance.COMPULSORY and standing(c) != OPEN]
    own = [
        c
        for c in pupils
        if (c["school_id"] == one["school_id"] if one else known and c["school"] == known.code)
    ]
    for (grade, class_name), group in sorted(attendance.by_class(own).items()):
        if one is None or (grade, class_name) == (one["grade"] or "", one["class_name"] or ""):
            title, school = f"{grade}{class_name}" or "未分班", group[0]["school"]
            # A class has no record of its own: the first enrolment of the term in it stands for it.
            first = {"id": min(child["enrolment_id"] for child in group)}
            about = of_record("enrolment", first, f"{school}{title}", count.term)
            yield _of_class(count, school, title, len(group), asked), about


def _of_class(count: Count, school: str, title: str, pupils: int, asked: Values) -> Sheet:
    words = _wording(count, asked, {"school": school, "class_name": title, "count": str(pupils)})
    parties = (
        Party("甲方", school, "校长", asked["responsible"] or ""),
        Party("乙方", f"{title}班主任", "班主任"),
    )
    return _letter(count, TEACHERS, "学校与班主任", words, parties, asked)


def _wording(count: Count, asked: Values, words: dict[str, str]) -> Wording:
    day = date.fromisoformat(asked["signed_on"]) if asked["signed_on"] else count.desk.today()
    return Wording(count.desk, day, year=terms.school_year(count.term), **words)


def _letter(
    count: Count, level: str, title: str, words: Wording, parties: Sequence[Party], asked: Values,
    more: Sequence[Section] = (), children: Sequence[Child] = (),
) -> Sheet:  # fmt: skip
    """The letter on one page where its wording allows, signed in boxes with room for a seal."""
    first, second = parties[:2]
    sections = [
        *([Section("", "", _CHILDREN, [_child(count, child) for child in children])] if children else []),
        Section(f"一、{first.role}责任", words.numbered(f"{level}.first")),
        Section(f"二、{second.role}责任", words.numbered(f"{level}.second")),
        *more,
        Section("", words.running(f"{level}.closing"), *_signatures(parties, asked), least=_SEALED),
    ]
    year = terms.school_year(count.term)
    return Sheet(
        f"{year}学年控辍保学责任书（{title}）",
        tuple(sections),
        opening=f"{_named(first)}\n{_named(second)}\n{words.running(f'{level}.basis')}",
    )


def _named(party: Party) -> str:
    return f"{party.role}：{party.name or TO_WRITE}"


def _signatures(parties: Sequence[Party], asked: Values) -> tuple[list[Column], list[tuple[str, ...]]]:
    day = spoken(asked["signed_on"]) or BLANK_DATE
    sealed = ("（盖章）", "（盖章）" if len(parties) == 2 and "班主任" not in parties[1].by else "", "")
    columns = [Column(f"{party.role}{seal}", 52) for party, seal in zip(parties, sealed, strict=False)]
    cells = tuple(f"{party.name}\n\n{party.by}：{party.person}\n\n\n{day}".lstrip("\n") for party in parties)
    return columns, [cells]


def _child(count: Count, child: Child) -> tuple[str, ...]:
    at_school = standing(child) != OPEN
    return (
        child["name"], count.rules.label("sex", child["sex"]), spoken(child["birth_date"]),
        (child["school"] or "") if at_school else "",
        f"{child['grade'] or ''}{child['class_name'] or ''}" if at_school else "",
    )  # fmt: skip


DOCUMENTS = {
    "duty_letter": Document(
        "控辍保学责任书", drawn("duty_letter", _pages), ATTENDANCE, ("term",), (VILLAGE, HOUSEHOLD, PERSON), _ASKS,
        returns=True, note="县与乡镇的由县里印。",
    ),
    "class_duty_letter": Document(
        "班主任控辍保学责任书", drawn("class_duty_letter", _class_pages), ATTENDANCE, ("term",), (SCHOOL,), _SIGNED,
        returns=True, whole="",
    ),
}  # fmt: skip
