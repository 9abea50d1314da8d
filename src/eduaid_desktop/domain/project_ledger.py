"""项目台账 and its second sheet, the villages of a project: what is blank stays blank, and is never zero."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from eduaid_desktop.domain import money, text
from eduaid_desktop.domain.fields import Field, Values
from eduaid_desktop.domain.importing import ImportKind, Raw
from eduaid_desktop.domain.problems import NOTE, WARN, Problem
from eduaid_desktop.domain.project import PROJECT
from eduaid_desktop.domain.rules import Rules

_HEADERS = {
    "project_no": ("编号", "项目编码", "项目代码"),
    "name": ("项目", "工程名称"),
    "kind": ("类别", "项目类型"),
    "plan_year": ("年度", "实施年度", "计划年份", "年份"),
    "content": ("建设内容及规模", "建设规模及内容", "主要建设内容", "建设规模"),
    "area": ("面积", "建设面积", "建筑面积"),
    "total_investment": ("投资", "总投资", "投资额", "计划投资", "总投资额", "投资总额", "投资规模", "投资金额"),
    "budget_before": ("送审金额", "送审预算"),
    "budget_after": ("评审金额", "评审后金额", "审定金额"),
    "contract_amount": ("合同金额", "合同价", "中标价", "中标金额"),
    "contractor": ("施工企业", "中标单位"),
    "planned_start": ("计划开工时间", "计划开工日期"),
    "planned_finish": ("计划完工时间", "计划完工日期", "计划竣工日期"),
    "actual_start": ("开工日期", "开工时间", "实际开工日期"),
    "actual_finish": ("完工日期", "完工时间", "竣工日期", "竣工时间", "实际完工日期"),
    "responsible": ("负责人", "联系人", "项目负责人"),
    "phone": ("电话", "联系方式"),
    "problems": ("问题",),
    "remark": ("说明",),
}  # fmt: skip
# Unlike the form: where it is built, how many of what, whence the money, and how far it is, each in words.
_OWN = (
    Field("location", "建设地点", length=80, headers=("地点", "实施地点", "建设地址")),
    Field("count", "数量", "decimal", headers=("数量(套、件、间)", "建设数量")),
    Field("count_unit", "单位", length=10, headers=("计量单位", "数量单位")),
    Field("sources", "资金来源", length=120, headers=("资金渠道", "投资来源")),
    Field("stage", "当前阶段", length=60, headers=("阶段", "现在节点", "目前阶段", "项目进度", "实施阶段")),
    Field(
        "standing", "进展说明", "note", length=200,
        headers=("进展情况", "进展", "工程进度", "形象进度", "项目进展", "进度说明"),
    ),
)  # fmt: skip


def _field(field: Field) -> Field:
    kind = "text" if field.kind == "choice" else field.kind
    required = field.name in ("project_no", "name")
    return replace(field, kind=kind, required=required, headers=_HEADERS.get(field.name, ()))


FIELDS = (*(_field(f) for f in PROJECT.fields if f.name != "quantity"), *_OWN)

_SCHOOL = re.compile(r".{2,30}(学校|小学|中学|幼儿园|学院|中心校)")
_SOURCE = re.compile(r"(\D+?)[:：]?([\d,]+(?:\.\d+)?)(万元|万|元)")


def sources(written: str | None, rules: Rules) -> list[Values] | None:
    """The funding that a cell names with its amounts (中央50万元、县20万元); None when an amount is missing."""
    parts = [p for p in re.split(r"[、；;，\s+]+", text.half_width(written or "")) if p]
    found = [(_SOURCE.fullmatch(part), part) for part in parts]
    rows = [_source(match, rules) for match, _ in found if match]
    sound = [row for row in rows if row]
    return sound if sound and len(sound) == len(parts) else None


def _source(match: re.Match[str], rules: Rules) -> Values | None:
    name, table = match[1].rstrip(":： "), rules.codes["funding_source"]
    code = table.find(name) or table.find(name.removesuffix("资金").removesuffix("级"))
    typed = match[2].replace(",", "")
    fen = money.wan_to_fen(typed) if match[3].startswith("万") else money.yuan_to_fen(typed)
    return {"source": code.code, "amount": fen} if code else None


def filled(values: Values, rules: Rules) -> tuple[Values, list[Values]]:
    """(columns of the project, its funding). Words that no column of their own can hold go into the remark."""
    columns = {f.name: values.get(f.name) for f in PROJECT.fields}
    left: list[str] = []
    for name, table, label in (("kind", "project_kind", "项目类别"), ("stage", "project_stage", "当前阶段")):
        word = values.get(name)
        code = rules.codes[table].find(word) if word else None
        columns[name] = code.code if code else None
        left += [f"{label}：{word}"] if word and not code else []
    funding = sources(values.get("sources"), rules) if values.get("sources") else []
    left += [f"资金来源：{values['sources']}"] if funding is None else []
    place = values.get("location")
    if place and _SCHOOL.fullmatch(place) and not columns["school"]:
        columns["school"] = place
    else:
        left += [f"建设地点：{place}"] if place else []
    if values.get("standing") and not columns["stage"]:
        left.append(f"进展：{values['standing']}")
    columns["remark"] = "；".join([*left, *filter(None, [values.get("remark")])]) or None
    return columns, funding or []


def complete(values: Values, raw: Raw) -> Values:
    """数量 and 单位 as the form holds them: 44个村."""
    count = values.pop("count", None)
    unit = values.pop("count_unit", None) or ""
    values["quantity"] = f"{money.plain_yuan(count)}{unit}" if count is not None else None
    return values


def check_row(values: Values, raw: Raw, rules: Rules) -> Iterator[Problem]:
    """What is not known, or in words of its own, is said; dates and amounts stand in their order."""
    for name, table in (("kind", "project_kind"), ("stage", "project_stage")):
        word = values.get(name)
        if word and rules.codes[table].find(word) is None:
            yield Problem(name, f"不认识“{word}”，原文记入备注，请在项目里选定。", WARN)
    for check in PROJECT.checks:
        yield from check(values, rules)
    if "total_investment" in raw and values.get("total_investment") is None:
        yield Problem("total_investment", "总投资没有填写，按“不详”登记，合计中不含本项目。", NOTE)


def check_table(rows: Sequence[Values], rules: Rules) -> Iterator[tuple[int, Problem]]:
    """One number of two projects in a file: the second is not taken for the first."""
    first: dict[str, int] = {}
    for i, values in enumerate(rows):
        number = values.get("project_no")
        if number and first.setdefault(number, i) != i:
            yield i, Problem("project_no", f"项目编号“{number}”在本文件中已用过，请改正编号后再导入。")


PROJECT_LEDGER = ImportKind(
    "project_ledger",
    "项目台账",
    FIELDS,
    frozenset({"project_no", "name"}),
    one_of=frozenset({"total_investment", "content", "stage", "kind", "area"}),
    foreign=("身份证号", "姓名", "学生姓名", "村名"),
    spare=frozenset({"planned_start", "planned_finish", "actual_start", "actual_finish", "phone"}),
    complete=complete,
    check_row=check_row,
    check_table=check_table,
    summed=("total_investment", "area"),
)

SITES = (
    Field("year", "年度", "integer", headers=("计划年度", "实施年度", "年份")),
    Field("project_no", "项目编号", "text", required=True, length=24, headers=("项目编码",)),
    Field("township", "乡镇", length=40, headers=("乡(镇)", "镇", "乡镇名称")),
    Field("village", "村名", required=True, length=40, headers=("行政村", "村", "实施村")),
    Field("poor_village", "是否贫困村", "flag", headers=("贫困村",)),
    Field("amount", "投资(万元)", "money", headers=("投资", "投资额", "投资金额", "总投资", "金额")),
    Field("content", "建设内容", "note", length=300),
    Field("progress", "进展", "note", length=200, headers=("进展情况", "进展说明")),
    Field("remark", "备注", "note", length=200, headers=("说明",)),
)


def _one_village_once(rows: Sequence[Values], rules: Rules) -> Iterator[tuple[int, Problem]]:
    first: dict[tuple[str | None, ...], int] = {}
    for i, values in enumerate(rows):
        key = tuple(values.get(name) for name in ("project_no", "township", "village"))
        if all(key) and first.setdefault(key, i) != i:
            yield i, Problem("village", "同一个项目的这个村在本文件中不止一行，请核对。", WARN)


PROJECT_SITES = ImportKind(
    "project_sites",
    "项目分村明细",
    SITES,
    frozenset({"project_no", "village"}),
    foreign=("项目名称", "身份证号", "姓名", "学生姓名"),
    spare=frozenset({"poor_village"}),
    check_table=_one_village_once,
    summed=("amount",),
)
