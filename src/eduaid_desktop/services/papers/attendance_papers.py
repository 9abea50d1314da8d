"""控辍保学表册 by village or by school, and the pupils outside the county with their proofs (domain section 9).

Both stay in the office: they tell of children their birth dates and what their families count as.
"""

from collections.abc import Iterator, Sequence

from eduaid_desktop.domain import attendance, terms
from eduaid_desktop.domain.attendance import OPEN, Child, standing
from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.domain.fields import Field
from eduaid_desktop.domain.sheet import Column, Section, Sheet
from eduaid_desktop.errors import Refused
from eduaid_desktop.services import office, villages
from eduaid_desktop.services.attendance import Count, by_village, head_name, id_number
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.papers.answers import answered
from eduaid_desktop.services.papers.attendance_parts import Parts
from eduaid_desktop.services.papers.kinds import ATTENDANCE, SCHOOL, VILLAGE, Document, Page, Wanted, drawn
from eduaid_desktop.services.papers.subjects import of_record, of_term

_BY_SCHOOL = "school"
_WHOLE = Field("whole_numbers", "身份证号印全号", "flag", hint="不勾则中间几位用 * 代替")
_BOOK = Field("book", "分册方式", "choice", choices="attendance_book", default="village")
_ASKS = (_BOOK, _WHOLE)
_NAME = "义务教育适龄儿童控辍保学表册"
_IN_VILLAGE = ("填表人", "村负责人", "乡镇负责人", "日期")
_AT_SCHOOL = ("填表人", "校长", "乡镇负责人", "日期")
_VILLAGES = (
    Column("行政村", 40), *(Column(title, 22, right=True) for title in ("适龄", "在册")),
    *(Column(title, 22, right=True, group="在册儿童就读地") for title in ("县内", "县外省内", "省外", "未登记")),
    Column("其中免学、缓学、休学", 26, right=True), Column("待核实", 22, right=True),
)  # fmt: skip
_OUTSIDE = (
    Column("序号", 8), Column("行政村", 18), Column("户主", 17), Column("学生", 18), Column("身份证号", 31),
    Column("就读地", 15), Column("学校", 32), Column("学段", 10), Column("年级班级", 18), Column("就读证明", 26),
    Column("证明名称、\n出具单位", 32), Column("核实人、\n核实日期", 30),
)  # fmt: skip
_LONG_NUMBER = 14
# Room to write in, in mm.
_TO_WRITE = 11.0


def _pages(desk: Desk, wanted: Wanted) -> list[Page]:
    """One book, or the township's sheet and a book for every village or school. Raises Refused where nobody is."""
    term = wanted.term or terms.of(desk.today())
    asked, count = answered(desk, wanted, _ASKS), Count(desk, term)
    parts = Parts(count, whole=bool(asked["whole_numbers"]))
    if not any(child["enrolment_id"] for child in count.children):
        raise Refused(f"{terms.label(term)}的学籍名册里没有义务教育适龄儿童：先导入学籍名册和户籍，再打印。")
    if wanted.what:
        return [_named(count, parts, wanted.what)]
    pages: list[Page] = [(_township(count, parts), of_term(desk, term))]
    if asked["book"] == _BY_SCHOOL:
        return [*pages, *(_school(count, parts, *each) for each in _schools(count.children))]
    found = by_village(count.children).items()
    return [*pages, *(_village(count, parts, code, children) for code, children in found if code)]


def _named(count: Count, parts: Parts, written: str) -> Page:
    """The book of a school or of a village, whichever is called so."""
    if known := count.rules.codes["school"].find(written):
        pupils = dict(_schools(count.children)).get(known.code)
        if not pupils:
            raise Refused(f"{terms.label(count.term)}{known.label}没有义务教育适龄的学生。", "what")
        return _school(count, parts, known.code, pupils)
    code = villages.code_of(count.desk, written)
    children = by_village(count.children).get(code)
    if code is None or not children:
        raise Refused(f"{terms.label(count.term)}{count.village_name(code)}没有义务教育适龄儿童。", "what")
    return _village(count, parts, code, children)


def _schools(children: Sequence[Child]) -> list[tuple[str, list[Child]]]:
    """The pupils of each school by its name, class after class; the largest first."""
    found: dict[str, list[Child]] = {}
    for child in children:
        if child["school"] and standing(child) != OPEN:
            found.setdefault(child["school"], []).append(child)
    ordered = sorted(found.items(), key=lambda each: (-len(each[1]), each[0]))
    return [(school, sorted(pupils, key=_class)) for school, pupils in ordered]


def _class(child: Child) -> tuple[str, int, str, str]:
    grades = "一二三四五六七八九"
    return child["stage"], grades.find((child["grade"] or " ")[0]), child["class_name"] or "", child["name"]


def _village(count: Count, parts: Parts, code: str, children: Sequence[Child]) -> Page:
    name = count.village_name(code)
    listed = [child for child in children if standing(child) != OPEN]
    sections = (
        parts.children("一、在册儿童", listed),
        parts.looked_for("二、待核实儿童", [child for child in children if standing(child) == OPEN]),
        *_counted(parts, children, "三四五"),
    )
    sheet = _sheet(count, name, sections, _IN_VILLAGE)
    return sheet, of_term(count.desk, count.term, code)


def _school(count: Count, parts: Parts, name: str, pupils: Sequence[Child]) -> Page:
    sections = (parts.children("一、在册儿童", pupils, by_school=True), *_counted(parts, pupils, "二三四"))
    row = count.desk.store.get("school", pupils[0]["school_id"])
    words = f"{terms.label(count.term)}{name}"
    return _sheet(count, name, sections, _AT_SCHOOL), of_record("school", row, words, count.term)


def _township(count: Count, parts: Parts) -> Sheet:
    """The sums of all, village by village, and whoever belongs to none."""
    found = by_village(count.children)
    rows = [(count.village_name(code), *_of_village(children)) for code, children in found.items()]
    sections = [
        Section("一、各村情况", "", _VILLAGES, rows, ("合计", *_of_village(count.children))),
        *_counted(parts, count.children, "二三四"),
    ]
    if lost := found.get(None, []):
        listed = [child for child in lost if standing(child) != OPEN]
        sections += [
            parts.children("五、村没有登记的在册儿童", listed),
            parts.looked_for(
                "六、村没有登记的待核实儿童", [child for child in lost if standing(child) == OPEN]
            ),
        ]
    return _sheet(count, "", sections, ("填表人", "审核人", "乡镇负责人", "日期"))


def _of_village(children: Sequence[Child]) -> tuple[str, ...]:
    listed = [child for child in children if standing(child) != OPEN]
    places = [sum(1 for c in listed if (c["place"] or "") == place) for place in (*attendance.PLACES, "")]
    excused = sum(1 for child in listed if standing(child) == attendance.AWAY)
    figures = (len(children), len(listed), *places, excused, len(children) - len(listed))
    return tuple(map(str, figures))


def _counted(parts: Parts, children: Sequence[Child], numerals: str) -> Iterator[Section]:
    yield parts.totals(f"{numerals[0]}、分学段、就读地、性别统计", children)
    yield parts.placements(f"{numerals[1]}、残疾儿童安置情况", children)
    yield parts.registered(f"{numerals[2]}、建档立卡（脱贫）家庭学生", children)


def _sheet(count: Count, name: str, sections: Sequence[Section], signed: Sequence[str]) -> Sheet:
    year = f"{terms.school_year(count.term)}学年"
    return Sheet(
        f"{office.info(count.desk)['name']}{name}{terms.label(count.term)}{_NAME}",
        tuple(sections),
        (f"填报单位（盖章）：{name or office.info(count.desk)['name']}", f"{year}　{_today(count.desk)}"),
        signed=signed,
        landscape=True,
        paper="A3" if _has_long_numbers(count) else "A4",
        internal=True,
    )


def _has_long_numbers(count: Count) -> bool:
    """Whether a household number, which is never broken, needs more room than A4 has for it."""
    return any(len(child["household_number"] or "") > _LONG_NUMBER for child in count.children)


def _outside(desk: Desk, wanted: Wanted) -> list[Page]:
    """Everybody outside the county in a term, or those of a village. Raises Refused where there is nobody."""
    term = wanted.term or terms.of(desk.today())
    count, whole = Count(desk, term), bool(answered(desk, wanted, (_WHOLE,))["whole_numbers"])
    code = villages.code_of(desk, wanted.what)
    pupils = [child for child in count.outside if code is None or child["village"] == code]
    if not pupils:
        where = count.village_name(code) if code else ""
        raise Refused(f"{terms.label(term)}{where}没有在县外就读的学生，不用打印。")
    return [(_outside_sheet(count, pupils, code, whole=whole), of_term(desk, term, code))]


def _outside_sheet(count: Count, pupils: Sequence[Child], code: str | None, *, whole: bool) -> Sheet:
    ordered = [child for each in by_village(pupils).values() for child in each]
    rows = [_outside_row(count, place, child, whole=whole) for place, child in enumerate(ordered, 1)]
    foot = ("", "合计", "", f"{len(rows)} 人", *[""] * 8)
    year, proven = terms.school_year(count.term), sum(1 for child in pupils if child["proof"])
    village, township = count.village_name(code) if code else "", office.info(count.desk)["name"]
    return Sheet(
        f"{township}{village}{terms.label(count.term)}县外就读学生名单",
        (Section(columns=_OUTSIDE, rows=rows, foot=foot, least=_TO_WRITE),),
        (f"填报单位（盖章）：{village or township}", f"{year}学年　{_today(count.desk)}"),
        closing=f"就读证明每学年交一次：已收 {proven} 人，未收 {len(pupils) - proven} 人。"
        f"“已收”指{year}学年救助申请的佐证材料里登记了在读或学籍证明；另外收到的，请手写。",
        signed=("填表人", "审核人", "日期"),
        landscape=True,
        paper="A4",
        internal=True,
    )


def _outside_row(count: Count, place: int, child: Child, *, whole: bool) -> tuple[str, ...]:
    label = count.rules.label
    return (
        str(place), count.village_name(child["village"]), head_name(child), child["name"],
        id_number(child, whole=whole), label("place", child["place"]), child["school"] or "",
        label("stage", child["stage"]), f"{child['grade'] or ''}{child['class_name'] or ''}", _proof(child), "", "",
    )  # fmt: skip


def _proof(child: Child) -> str:
    return f"已收　{spoken(child['received_on'])}".rstrip() if child["proof"] else "未收"


def _today(desk: Desk) -> str:
    return spoken(desk.today().isoformat())


DOCUMENTS = {
    "attendance_table": Document(
        "控辍保学表册",
        drawn("attendance_table", _pages),
        ATTENDANCE,
        ("term",),
        (VILLAGE, SCHOOL),
        _ASKS,
        returns=True,
        note="不选村、学校的，先印全镇汇总，再每村（校）一册。",
    ),
    "out_of_county_list": Document(
        "县外就读学生名单",
        drawn("out_of_county_list", _outside),
        ATTENDANCE,
        ("term",),
        (VILLAGE,),
        (_WHOLE,),
    ),
}
