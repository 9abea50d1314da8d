"""项目台账, 资金来源表 and the public list of projects (domain sections 10.3 and 10.4). Amounts in 万元."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from eduaid_desktop.domain import slip
from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.domain.fields import Field
from eduaid_desktop.domain.money import plain_yuan, wan
from eduaid_desktop.domain.project_figures import month_of, shown, total, wans
from eduaid_desktop.domain.sheet import Column, Section, Sheet
from eduaid_desktop.domain.slip import PERIOD, Subject
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import office, villages
from eduaid_desktop.services import projects as records
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.papers.answers import answered
from eduaid_desktop.services.papers.kinds import PROJECTS, YEAR, Document, Page, Wanted, drawn
from eduaid_desktop.services.papers.subjects import of_year

Project = Mapping[str, Any]
_ROLES = ("填表人", "审核人", "负责人", "日期")
_UNIT = "单位：万元"
ROUNDED = "万元最多取四位小数，合计按分相加。"
_LEDGER = (
    Column("序号", 8), Column("项目编号\n名称", 38), Column("类别\n年度", 22), Column("建设地点", 22),
    Column("建设内容\n规模", 36), Column("总投资", 22, right=True, group="资金"), Column("资金来源", 26, group="资金"),
    Column("送审\n评审后", 22, right=True, group="资金"), Column("合同", 20, right=True, group="资金"),
    Column("结算\n审计", 18, right=True, group="资金"), Column("参建单位", 32),
    Column("计划开工\n计划完工", 36, group="工期"), Column("实际开工\n实际完工", 36, group="工期"),
    Column("现在节点", 22, group="进度"), Column("形象%\n投资%", 17, right=True, group="进度"),
    Column("累计完成\n累计支付", 24, right=True, group="进度"), Column("验收\n移交", 22),
    Column("存在问题\n下一步", 28), Column("责任人\n电话", 30), Column("备注", 16),
)  # fmt: skip
_PROJECT = (Column("序号", 9), Column("项目", 40))
_SUMS = (
    Column("来源合计", 19, right=True, group="资金来源"), Column("总投资", 19, right=True),
    Column("总投资减\n来源合计", 21, right=True), Column("援建方\n文号", 28),
)  # fmt: skip
_STAGES = (Column("节点", 60), Column("项目数", 30, right=True), Column("总投资", 40, right=True))
_NOTICE = (
    Column("序号", 10), Column("项目名称", 56), Column("建设地点", 36), Column("建设内容", 70),
    Column("投资规模（万元）", 30, right=True), Column("责任单位", 40),
)  # fmt: skip
_NOTICE_ASKS = (
    Field("responsible_body", "责任单位", length=80, hint="不填则印乡镇人民政府"),
    Field("noticed_on", "公示日期", "date", hint="不填则印今天；监督电话按这一天"),
)
_MANY = 3
_TO_WRITE = "＿＿＿＿＿＿＿＿"


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
    if not written:
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


def above(desk: Desk, right: str = "") -> tuple[str, str]:
    """Who fills the sheet in, the day and the unit."""
    words = [spoken(desk.today().isoformat()), right]
    return f"填报单位（盖章）：{office.info(desk)['name']}", "　".join(filter(None, words))


def _ledger(desk: Desk, wanted: Wanted) -> list[Page]:
    projects, subject = chosen(desk, wanted)
    sums = wans([p["total_investment"] for p in projects] + [total(p["total_investment"] for p in projects)])
    rows = [
        tuple(_ledger_row(desk, *each))
        for each in zip(range(1, len(projects) + 1), projects, sums, strict=False)
    ]
    foot = ("", "合计", f"{len(projects)} 个", "", "", sums[-1], *[""] * 14)
    sheet = Sheet(
        title(desk, subject, "教育项目台账"),
        (Section(columns=_LEDGER, rows=rows, foot=foot), _stages(desk, projects)),
        above(desk, _UNIT),
        closing="口径：累计完成、累计支付和进度取最近一个月的月进度；投资进度是累计完成投资占总投资的比例。没有登记的空着。"
        + ROUNDED,
        signed=_ROLES,
        paper="A3",
    )
    return [(sheet, subject)]


def _ledger_row(desk: Desk, number: int, project: Project, invested: str) -> Iterator[str]:
    kind = desk.rules().label("project_kind", project["kind"])
    area = f"{plain_yuan(project['area'])} ㎡" if project["area"] is not None else ""
    yield str(number)
    yield _under(project["project_no"], project["name"])
    yield _under(kind, f"{project['plan_year']}年" if project["plan_year"] else "")
    yield place(desk, project)
    yield _under(project["content"], area, project["quantity"])
    yield invested
    yield _under(*(_source(desk, each) for each in project["funding"]))
    yield _pair(project["budget_before"], project["budget_after"])
    yield _pair(project["contract_amount"])
    yield _pair(project["settled"], project["audited"])
    yield from _works(desk, project)


def _works(desk: Desk, project: Project) -> Iterator[str]:
    """Who builds, when, how far it is, who took it over, what holds it up."""
    last = (project["progress"] or [{}])[-1]
    month = month_of(project, project["progress"], last.get("month") or "")
    bodies = (("施工", "contractor"), ("监理", "supervisor"), ("设计", "designer"))
    yield _under(*(f"{word}：{project[name]}" for word, name in bodies if project[name]))
    yield _both(spoken(project["planned_start"]), spoken(project["planned_finish"]))
    yield _both(spoken(project["actual_start"]), spoken(project["actual_finish"]))
    yield desk.rules().label("project_stage", project["stage"])
    yield _both(shown(month.known("physical")), shown(month.invested_share))
    yield _pair(month.known("invested"), month.known("paid"))
    yield _under(project["acceptance"], project["handed_to"], spoken(project["handed_on"]))
    yield _under(last.get("problems") or project["problems"], last.get("next_step") or project["next_step"])
    yield _under(project["responsible"], project["phone"])
    yield project["remark"] or ""


def _stages(desk: Desk, projects: Sequence[Project]) -> Section:
    """How many projects stand at which node; each is counted once."""
    codes = desk.rules().codes["project_stage"].codes
    at = {code.code: [p for p in projects if p["stage"] == code.code] for code in codes}
    names = {code.code: code.label for code in codes}
    groups = [(names[code], found) for code, found in at.items() if found]
    if rest := [p for p in projects if p["stage"] not in names]:
        groups.append(("还没有登记节点", rest))
    sums = [total(p["total_investment"] for p in found) for _, found in groups]
    figures = wans([*sums, total(sums)])
    rows = [(name, str(len(found)), fen) for (name, found), fen in zip(groups, figures, strict=False)]
    return Section("按现在节点统计", "", _STAGES, rows, ("合计", str(len(projects)), figures[-1]))


def _funding(desk: Desk, wanted: Wanted) -> list[Page]:
    """Projects by sources; what the sources do not make up stands in a column of its own."""
    projects, subject = chosen(desk, wanted)
    codes = desk.rules().codes["funding_source"].codes
    cells = [wans([*column, total(column)]) for column in _by_source(projects, [code.code for code in codes])]
    rows = [
        (str(n + 1), _under(p["project_no"], p["name"]), *(c[n] for c in cells), _partners(p))
        for n, p in enumerate(projects)
    ]
    sources = (Column(code.label, 18, right=True, group="资金来源") for code in codes)
    foot = ("", f"合计　{len(projects)} 个", *(c[-1] for c in cells), "")
    sheet = Sheet(
        title(desk, subject, "教育项目资金来源表"),
        (Section(columns=(*_PROJECT, *sources, *_SUMS), rows=rows, foot=foot),),
        above(desk, _UNIT),
        closing="口径：各来源按登记的资金来源相加；总投资和来源都登记了的，才算差额。没有登记的空着，不当作零。"
        + ROUNDED,
        signed=_ROLES,
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
    return _under(
        *dict.fromkeys(each[n] for each in project["funding"] for n in ("partner", "document") if each[n])
    )


def _notice(desk: Desk, wanted: Wanted) -> list[Page]:
    """What hangs in public: six columns and nobody's name or telephone but the offices that watch over it."""
    asked = answered(desk, wanted, _NOTICE_ASKS)
    projects, subject = chosen(desk, wanted)
    day = date.fromisoformat(asked["noticed_on"]) if asked["noticed_on"] else desk.today()
    body = asked["responsible_body"] or office.organisation(desk, "township_government", day)
    sums = wans([p["total_investment"] for p in projects] + [total(p["total_investment"] for p in projects)])
    rows = [
        (str(n + 1), p["name"], place(desk, p), p["content"] or "", sums[n], body)
        for n, p in enumerate(projects)
    ]
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
    for role in ("township_government", "education_bureau"):
        yield f"{office.organisation(desk, role, day)} {office.phone(desk, role) or _TO_WRITE}"
    for entry in desk.rules(day).policy["supervision_phone"].values():
        yield f"{entry['name']} {entry['key']}"


def _source(desk: Desk, funding: Project) -> str:
    partner = f"（{funding['partner']}）" if funding["partner"] else ""
    return f"{desk.rules().label('funding_source', funding['source'])}{partner} {wan(funding['amount'])}"


def _under(*words: str | None) -> str:
    return "\n".join(filter(None, words))


def _pair(*fens: int | None) -> str:
    """One over the other; a line stays empty where only the other is known."""
    return _both(*wans(fens))


def _both(*words: str) -> str:
    return "\n".join(word or "—" for word in words) if any(words) else ""


DOCUMENTS = {
    "project_ledger": Document("项目台账", drawn("project_ledger", _ledger), PROJECTS, (), (YEAR,)),
    "project_funding": Document("项目资金来源表", drawn("project_funding", _funding), PROJECTS, (), (YEAR,)),
    "project_notice": Document(
        "项目公示", drawn("project_notice", _notice), PROJECTS, (), (YEAR,), _NOTICE_ASKS
    ),
}
