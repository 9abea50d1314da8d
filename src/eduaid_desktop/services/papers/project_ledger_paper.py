"""项目台账: one row for each project with every column of domain section 10.3. Amounts in 万元."""

from collections.abc import Iterator, Sequence

from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.domain.money import plain_yuan, wan
from eduaid_desktop.domain.project_figures import month_of, shown, total, wans
from eduaid_desktop.domain.sheet import Column, Section, Sheet
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.papers.headings import above
from eduaid_desktop.services.papers.kinds import PROJECTS, YEAR, Document, Page, Wanted, drawn
from eduaid_desktop.services.papers.project_papers import (
    ROLES,
    ROUNDED,
    UNIT,
    Project,
    chosen,
    place,
    title,
    under,
)

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
_STAGES = (Column("节点", 60), Column("项目数", 30, right=True), Column("总投资", 40, right=True))
_NOTES = (Column("项目编号", 20), Column("栏目", 22), Column("内容", 114))
# What a narrow column takes; longer texts stand under the table.
_MOST, _ELSEWHERE = 60, "见表后附注"


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
        (Section(columns=_LEDGER, rows=rows, foot=foot), *_notes(desk, projects), _stages(desk, projects)),
        above(desk, unit=UNIT),
        closing="口径：累计完成、累计支付和进度取最近一个月的月进度；投资进度是累计完成投资占总投资的比例。没有登记的空着。"
        + ROUNDED,
        signed=ROLES,
        paper="A3",
    )
    return [(sheet, subject)]


def _ledger_row(desk: Desk, number: int, project: Project, invested: str) -> Iterator[str]:
    kind = desk.rules().label("project_kind", project["kind"])
    area = f"{plain_yuan(project['area'])} ㎡" if project["area"] is not None else ""
    yield str(number)
    yield under(project["project_no"], project["name"])
    yield under(kind, f"{project['plan_year']}年" if project["plan_year"] else "")
    yield place(desk, project)
    yield under(project["content"], area, project["quantity"])
    yield invested
    yield _short(_sources(desk, project))
    yield _pair(project["budget_before"], project["budget_after"])
    yield _pair(project["contract_amount"])
    yield _pair(project["settled"], project["audited"])
    yield from _works(desk, project)


def _works(desk: Desk, project: Project) -> Iterator[str]:
    """Who builds, when, how far it is, who took it over, what holds it up."""
    last = (project["progress"] or [{}])[-1]
    month = month_of(project, project["progress"], last.get("month") or "")
    bodies = (("施工", "contractor"), ("监理", "supervisor"), ("设计", "designer"))
    yield under(*(f"{word}：{project[name]}" for word, name in bodies if project[name]))
    yield _both(spoken(project["planned_start"]), spoken(project["planned_finish"]))
    yield _both(spoken(project["actual_start"]), spoken(project["actual_finish"]))
    yield desk.rules().label("project_stage", project["stage"])
    yield _both(shown(month.known("physical")), shown(month.invested_share))
    yield _pair(month.known("invested"), month.known("paid"))
    yield under(project["acceptance"], project["handed_to"], spoken(project["handed_on"]))
    yield _short(_problems(project))
    yield under(project["responsible"], project["phone"])
    yield _short(project["remark"] or "")


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


def _notes(desk: Desk, projects: Sequence[Project]) -> Iterator[Section]:
    """The texts that no column has room for, whole."""
    rows = []
    for project in projects:
        texts = {
            "资金来源": _sources(desk, project),
            "存在问题、下一步": _problems(project),
            "备注": project["remark"] or "",
        }
        rows += [(project["project_no"], name, words) for name, words in texts.items() if len(words) > _MOST]
    if rows:
        yield Section("附注", "", _NOTES, rows)


def _short(words: str) -> str:
    return words if len(words) <= _MOST else _ELSEWHERE


def _problems(project: Project) -> str:
    """As the last month tells them, else as the project does."""
    last = (project["progress"] or [{}])[-1]
    return under(last.get("problems") or project["problems"], last.get("next_step") or project["next_step"])


def _sources(desk: Desk, project: Project) -> str:
    return under(*(_source(desk, each) for each in project["funding"]))


def _source(desk: Desk, funding: Project) -> str:
    partner = f"（{funding['partner']}）" if funding["partner"] else ""
    return f"{desk.rules().label('funding_source', funding['source'])}{partner} {wan(funding['amount'])}"


def _pair(*fens: int | None) -> str:
    """One over the other; a line stays empty where only the other is known."""
    return _both(*wans(fens))


def _both(*words: str) -> str:
    return "\n".join(word or "—" for word in words) if any(words) else ""


DOCUMENTS = {
    "project_ledger": Document("项目台账", drawn("project_ledger", _ledger), PROJECTS, (), (YEAR,)),
}
