"""项目进度月报: the projects under way in a month, what they have cost and what holds them up (domain section 10.4)."""

from collections.abc import Iterator, Sequence

from eduaid_desktop.domain import dates
from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.domain.project_figures import Month, month_of, shown, total, wans
from eduaid_desktop.domain.sheet import Column, Section, Sheet
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import office
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.papers.headings import above
from eduaid_desktop.services.papers.kinds import MONTH, PROJECTS, Document, Page, Wanted, drawn
from eduaid_desktop.services.papers.project_papers import ROUNDED, UNIT, chosen, place
from eduaid_desktop.services.papers.subjects import of_month

# 完工 of resources/codes/project_stage.toml: from then on nothing is built any more.
_FINISHED = 100
_COLUMNS = (
    Column("序号", 8), Column("项目", 36), Column("建设地点", 20), Column("现在节点", 19),
    Column("总投资", 20, right=True), Column("本月完成\n投资", 20, right=True),
    Column("累计完成\n投资", 20, right=True), Column("投资进度\n（%）", 19, right=True),
    Column("形象进度\n（%）", 19, right=True), Column("累计支付", 20, right=True),
    Column("支付进度\n（%）", 19, right=True), Column("存在问题", 28), Column("下一步", 26), Column("责任人", 15),
)  # fmt: skip


def _pages(desk: Desk, wanted: Wanted) -> list[Page]:
    """The month asked for (2018-05), the present one when None. Raises Refused where nothing is under way."""
    month = dates.parse_month(wanted.what) if wanted.what else desk.today().isoformat()[:7]
    if month is None:
        raise UserError(f"“{wanted.what}”不是月份，请写成 2018-05。")
    projects, _ = chosen(desk, Wanted())
    found = [each for each in (month_of(p, p["progress"], month) for p in projects) if _under_way(each)]
    if not found:
        raise Refused(f"{spoken(month)}没有在建的项目，也没有登记月进度。", "what")
    year, number = (int(part) for part in month.split("-"))
    return [(_sheet(desk, month, found), of_month(year, number))]


def _under_way(each: Month) -> bool:
    """Reported in the month, or begun and not finished."""
    stage = int(each.project["stage"] or 0)
    return each.reported or (each.now is not None and stage < _FINISHED)


def _sheet(desk: Desk, month: str, found: Sequence[Month]) -> Sheet:
    figures = [
        [each.project["total_investment"] for each in found],
        [each.added for each in found],
        [each.known("invested") for each in found],
        [each.known("paid") for each in found],
    ]
    cells = [wans([*column, total(column)]) for column in figures]
    rows = [_row(desk, n, each, [column[n] for column in cells]) for n, each in enumerate(found)]
    whole, added, invested, paid = (column[-1] for column in cells)
    foot = ("", f"合计　{len(found)} 个", "", "", whole, added, invested, "", "", paid, *[""] * 4)
    return Sheet(
        f"{office.info(desk)['name']}{spoken(month)}教育项目进度月报",
        (Section(columns=_COLUMNS, rows=rows, foot=foot),),
        above(desk, unit=UNIT),
        closing="\n".join((*_reminders(found), _SCOPE)),
        signed=("填表人", "审核人", "负责人", "日期"),
        landscape=True,
    )


def _row(desk: Desk, place_: int, each: Month, figures: Sequence[str]) -> tuple[str, ...]:
    project, (whole, added, invested, paid) = each.project, figures
    return (
        str(place_ + 1), f"{project['project_no']}\n{project['name']}", place(desk, project),
        desk.rules().label("project_stage", project["stage"]), whole, added, invested, shown(each.invested_share),
        shown(each.known("physical")), paid, shown(each.paid_share), _told(each, "problems"),
        _told(each, "next_step"), project["responsible"] or "",
    )  # fmt: skip


_SCOPE = (
    "口径：本月登记了进度的项目，和已经报过进度、还没有完工的项目。投资进度是累计完成投资占总投资的比例；支付进度是"
    "累计支付占合同金额的比例，没有合同的占总投资。没有登记的空着，不当作零。"
) + ROUNDED


def _told(each: Month, name: str) -> str:
    """What the month says; a month that was not reported says so instead of an old problem."""
    if each.reported:
        return str(each.known(name) or "")
    return f"本月没有报，取{spoken(each.known('month'))}的进度" if name == "problems" else ""


def _reminders(found: Sequence[Month]) -> Iterator[str]:
    words = [
        f"{each.project['project_no']} {'，'.join(doubts)}" for each in found if (doubts := [*each.doubts()])
    ]
    if words:
        yield f"请核对：{'；'.join(words)}。"
    if late := [each.project["project_no"] for each in found if not each.reported]:
        yield f"本月没有报进度的 {len(late)} 个：{'、'.join(late)}。"


DOCUMENTS = {
    "project_progress": Document(
        "项目进度月报", drawn("project_progress", _pages), PROJECTS, (), (MONTH,), whole="本月"
    ),
}
