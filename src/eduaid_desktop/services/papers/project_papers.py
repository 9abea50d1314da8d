"""Which projects a paper is about, 资金来源表 and the public list (domain section 10.4). Amounts in 万元.

What somebody wrote about a project may hold anything: on the list that hangs in public no long number of a person
passes, neither in a cell nor on the finished paper.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eduaid_desktop.domain import public_notice, slip
from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.domain.fields import Field
from eduaid_desktop.domain.letter import TO_WRITE
from eduaid_desktop.domain.project_figures import total, wans
from eduaid_desktop.domain.sheet import Column, Section, Sheet
from eduaid_desktop.domain.slip import PERIOD, Subject
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import office, villages
from eduaid_desktop.services import projects as records
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.papers.answers import answered
from eduaid_desktop.services.papers.headings import above
from eduaid_desktop.services.papers.kinds import PROJECTS, YEAR, Document, Page, Wanted, drawn
from eduaid_desktop.services.papers.subjects import of_year

if TYPE_CHECKING:
    from eduaid_desktop.documents.paper import Printed

Project = Mapping[str, Any]
ROLES = ("填表人", "审核人", "负责人", "日期")
UNIT = "单位：万元"
ROUNDED = "万元最多取四位小数，合计按分相加。"
_PROJECT = (Column("序号", 9), Column("项目", 40))
_SUMS = (
    Column("来源合计", 19, right=True, group="资金来源"), Column("总投资", 19, right=True),
    Column("总投资减\n来源合计", 21, right=True), Column("援建方\n文号", 28),
)  # fmt: skip
_NOTICE = (
    Column("序号", 10), Column("项目名称", 56), Column("建设地点", 36), Column("建设内容", 70),
    Column("投资规模（万元）", 30, right=True), Column("责任单位", 40),
)  # fmt: skip
_NOTICE_ASKS = (
    Field("responsible_body", "责任单位", length=80, hint="不填则印乡镇人民政府"),
    Field("noticed_on", "公示日期", "date", hint="不填则印今天；监督电话按这一天"),
)
_WATCHING = ("township_government", "education_bureau")
_MANY = 3
# The year of a paper about all years, as the print ledger asks for it again.
_ALL = "0"


def chosen(desk: Desk, wanted: Wanted) -> tuple[list[Project], Subject]:
    """The projects of the year asked for, or all, with their parts, by number; and what the paper is about.

    Raises Refused where there is none, UserError for what is no year.
    """
    year = _year(wanted.what)
    rows = sorted(desk.store.select("project"), key=lambda row: row["project_no"])
    found: list[Project] = [records.load(desk, row["id"]) for row in rows if year in (None, row["plan_year"])]
    if not found:
        raise Refused(f"{f'{year}年' if year else ''}还没有登记项目，没有可以打印的。", "what")
    return found, of_year(year) if year else Subject(PERIOD, slip.of_year(0), "全部年度")


def _year(written: str | None) -> int | None:
    if not written or written == _ALL:
        return None
    digits = written.strip().removesuffix("年")
    if not (digits.isdecimal() and digits.isascii() and len(digits) == 4):
        raise UserError(f"“{written}”不是年度，请写成 2018。")
    return int(digits)


def place(desk: Desk, project: Project) -> str:
    """Where a project is built: its village and school, or the places that its second sheet lists."""
    own = [villages.name_on(desk.store, project["village"], desk.today().isoformat()), project["school"]]
    if any(own):
        return "".join(filter(None, own))
    sites = [row["village"] for row in desk.store.select("project_site", project_id=project["id"])]
    return "、".join(sites) if len(sites) <= _MANY else f"{'、'.join(sites[:_MANY])}等 {len(sites)} 处"


def title(desk: Desk, subject: Subject, name: str) -> str:
    """格桑镇2018年教育项目台账."""
    year = subject.words if subject.words != "全部年度" else ""
    return f"{office.info(desk)['name']}{year}{name}"


def _funding(desk: Desk, wanted: Wanted) -> list[Page]:
    """Projects by sources; what the sources do not make up stands in a column of its own."""
    projects, subject = chosen(desk, wanted)
    codes = desk.rules().codes["funding_source"].codes
    cells = [wans([*column, total(column)]) for column in _by_source(projects, [code.code for code in codes])]
    rows = [
        (str(n + 1), under(p["project_no"], p["name"]), *(c[n] for c in cells), _partners(p))
        for n, p in enumerate(projects)
    ]
    sources = (Column(code.label, 18, right=True, group="资金来源") for code in codes)
    foot = ("", f"合计　{len(projects)} 个", *(c[-1] for c in cells), "")
    sheet = Sheet(
        title(desk, subject, "教育项目资金来源表"),
        (Section(columns=(*_PROJECT, *sources, *_SUMS), rows=rows, foot=foot),),
        above(desk, unit=UNIT),
        closing="口径：各来源按登记的资金来源相加；总投资和来源都登记了的，才算差额。没有登记的空着，不当作零。"
        + ROUNDED,
        signed=ROLES,
        landscape=True,
        paper="A4",
    )
    return [(sheet, subject)]


def _by_source(projects: Sequence[Project], sources: Sequence[str]) -> list[Sequence[int | None]]:
    """Column by column, in fen: each source, their sum, the total investment, what the sum is short of it."""
    lines = [[_from(project, source) for source in sources] for project in projects]
    sums = [total(line) for line in lines]
    whole = [project["total_investment"] for project in projects]
    gaps = [None if w is None or s is None else w - s for w, s in zip(whole, sums, strict=True)]
    return [*zip(*lines, strict=True), sums, whole, gaps]


def _from(project: Project, source: str) -> int | None:
    return total(each["amount"] for each in project["funding"] if each["source"] == source)


def _partners(project: Project) -> str:
    return under(
        *dict.fromkeys(each[n] for each in project["funding"] for n in ("partner", "document") if each[n])
    )


def _notice(desk: Desk, path: Path, wanted: Wanted) -> "Printed":
    """What hangs in public, read once more before it goes out. Raises Refused for the number of a person."""
    from eduaid_desktop.documents import notice_list

    printed = drawn("project_notice", _notice_pages)(desk, path, wanted)
    notice_list.read_again(printed, _telephones(desk))
    return printed


def _telephones(desk: Desk) -> list[str]:
    found = [office.phone(desk, role) for role in _WATCHING]
    for each in found:
        public_notice.require_telephone(each)
    return found


def _notice_pages(desk: Desk, wanted: Wanted) -> list[Page]:
    """Six columns and nobody's name or telephone but the offices that watch over it."""
    asked = answered(desk, wanted, _NOTICE_ASKS)
    projects, subject = chosen(desk, wanted)
    day = date.fromisoformat(asked["noticed_on"]) if asked["noticed_on"] else desk.today()
    body = asked["responsible_body"] or office.organisation(desk, "township_government", day)
    sums = wans([p["total_investment"] for p in projects] + [total(p["total_investment"] for p in projects)])
    rows = [
        (str(n + 1), p["name"], place(desk, p), p["content"] or "", sums[n], body)
        for n, p in enumerate(projects)
    ]
    for cell in chain(*rows):
        # A number on two lines of the paper is no long one there.
        public_notice.require_heading(cell)
    sheet = Sheet(
        title(desk, subject, "教育项目公示"),
        (Section(columns=_NOTICE, rows=rows, foot=("", f"合计　{len(projects)} 个", "", "", sums[-1], "")),),
        ("现将教育项目公示如下，接受群众监督。", f"公示日期：{spoken(day.isoformat())}"),
        closing="监督电话：" + "；".join(_phones(desk, day)) + "。",
        signed=("公示单位（盖章）",),
        landscape=True,
    )
    return [(sheet, subject)]


def _phones(desk: Desk, day: date) -> Iterator[str]:
    for role in _WATCHING:
        yield f"{office.organisation(desk, role, day)} {office.phone(desk, role) or TO_WRITE}"
    for entry in desk.rules(day).policy["supervision_phone"].values():
        yield f"{entry['name']} {entry['key']}"


def under(*words: str | None) -> str:
    """What is known, one line each."""
    return "\n".join(filter(None, words))


DOCUMENTS = {
    "project_funding": Document("项目资金来源表", drawn("project_funding", _funding), PROJECTS, (), (YEAR,)),
    "project_notice": Document("项目公示", _notice, PROJECTS, (), (YEAR,), _NOTICE_ASKS),
}
