"""户籍与建档立卡人员: the registered-poor household base, with the column names of the monitoring system."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from eduaid_desktop.domain import checks, id_number, text
from eduaid_desktop.domain.fields import Field, Values
from eduaid_desktop.domain.importing import ImportKind, Raw, written_id_number
from eduaid_desktop.domain.monitoring import NOT_WATCHED
from eduaid_desktop.domain.problems import WARN, Problem
from eduaid_desktop.domain.rules import Rules

FIELDS = (
    Field("county", "县", length=40, headers=("县(市、区)", "县区", "区县")),
    Field("township", "乡(镇)", length=40, headers=("乡镇", "镇", "乡镇名称")),
    Field("village", "行政村", length=40, headers=("村", "村名", "所在村")),
    Field("group_name", "自然村(组)", length=20, headers=("组", "村民小组", "组别", "自然村")),
    Field(
        "household_number", "户编号", "code", required=True, length=24,
        headers=("贫困户编号", "户主/编号", "家庭编号"),
    ),
    Field("person_number", "人编号", "code", length=24, headers=("人口编号", "人员编号")),
    Field("name", "姓名", "name", required=True, length=50, headers=("家庭成员姓名", "成员姓名")),
    Field("id_type", "证件类型", "choice", choices="id_type", headers=("身份证件类型",)),
    Field(
        "id_number", "证件号码", "id_number", length=18,
        headers=("身份证号", "身份证号码", "公民身份号码", "身份证件号码", "身份证件号", "身份证"),
    ),
    Field("population", "家庭人口数", "integer", headers=("家庭人口", "人口数", "人口", "户人口数", "家庭成员数")),
    Field("relation_to_head", "与户主关系", "choice", choices="relation", headers=("户主关系", "家庭关系")),
    Field("sex", "性别", "choice", choices="sex"),
    Field("birth_date", "出生日期", "date", headers=("出生年月", "出生年月日")),
    Field("ethnic", "民族", "choice", choices="ethnic"),
    Field("political_status", "政治面貌", length=20),
    Field("education", "文化程度", length=20, headers=("学历", "受教育程度")),
    Field("student_state", "在校生状况", "choice", choices="student_state", headers=("在校生情况", "在校状况")),
    Field("health", "健康状况", "choice", choices="health", headers=("身体状况",)),
    Field("labour", "劳动技能", length=20, headers=("劳动力", "劳动能力")),
    Field("low_income", "是否享受低保", length=20, headers=("低保", "是否低保", "是否享受低保/特困")),
    Field("household_type", "户类型", "choice", choices="household_type", headers=("贫困户属性", "贫困户类型")),
    Field(
        "monitor_kind", "监测对象类别", "choice", choices="monitor_kind",
        headers=("监测类别", "监测户类型", "监测对象类型", "监测对象"),
    ),
    Field("monitored_from", "识别监测时间", "month", headers=("监测时间", "识别时间", "纳入监测时间", "纳入时间")),
    Field("risk_gone", "风险是否已消除", "flag", headers=("风险消除状态", "是否消除风险", "风险是否消除")),
    Field("risk_gone_on", "消除监测时间", "month", headers=("风险消除时间", "消除时间", "消除风险时间")),
    Field("poverty_attribute", "脱贫属性", "choice", choices="poverty_attribute", headers=("脱贫状态",)),
    Field("exit_year", "脱贫年度", "integer", headers=("脱贫年份", "脱贫时间")),
    Field("cause", "主要致贫原因", length=60, headers=("致贫原因", "致困原因")),
    Field("annual_income", "家庭年收入(元)", "money", headers=("家庭年收入", "年收入", "家庭总收入")),
    Field("per_capita_income", "人均纯收入(元)", "money", headers=("人均收入", "人均年收入", "年人均纯收入")),
    Field("relocation", "是否易地扶贫搬迁户", "flag", headers=("易地扶贫搬迁", "是否易地搬迁", "易地扶贫搬迁户")),
    Field("head_name", "户主姓名", "name", length=50, headers=("户主", "户主/姓名")),
    Field(
        "head_id_number", "户主证件号码", "id_number", length=18,
        headers=("户主身份证号", "户主身份证号码", "户主/身份证号", "户主/证件号码"),
    ),
    Field("phone", "联系电话", "phone", length=20, headers=("电话", "手机号码", "家庭成员联系电话", "联系方式")),
    Field("remark", "备注", "note", length=200, headers=("说明",)),
)  # fmt: skip


def prepare(raw: Raw) -> Raw:
    """Who is not watched has no kind of watching."""
    return {**raw, "monitor_kind": None} if raw.get("monitor_kind") in NOT_WATCHED else raw


def complete(values: Values, raw: Raw) -> Values:
    """Birth date and sex from a sound ID number (the number wins), the certificate of disability kept."""
    number = values.get("id_number")
    if not number:
        return values
    born = id_number.birth_date(number)
    values["birth_date"] = born.isoformat() if born else values.get("birth_date")
    values["sex"] = values.get("sex") or id_number.sex(number)
    written = text.compact(raw.get("id_number") or "")
    if len(written) in (20, 22):
        values["id_type"] = "身份证"
        values["disability_number"] = written
        values["disability_kind"] = written[18] if written[18] in "1234567" else None
    return values


def check_row(values: Values, raw: Raw, rules: Rules) -> Iterator[Problem]:
    """The ID number against birth date and sex, and the household's income (F18)."""
    written = written_id_number(raw)
    if written:
        yield from checks.against_number(written, values)
    elif raw.get("id_number") in (None, ""):
        yield _without_number(values)
    yield from checks.per_capita_income(values, rules)


def _without_number(values: Values) -> Problem:
    if values.get("person_number"):
        return Problem("id_number", "没有证件号码，暂以人编号识别，请补录。", WARN, "W_NO_ID")
    return Problem("id_number", "证件号码和人编号都没有填写，无法识别此人，请至少补上一个。")


def check_table(rows: Sequence[Values], rules: Rules) -> Iterator[tuple[int, Problem]]:
    """One person in two households, and households with more members than their population (F19)."""
    persons: dict[str, list[int]] = defaultdict(list)
    members: dict[str, list[int]] = defaultdict(list)
    for index, values in enumerate(rows):
        if values.get("id_number"):
            persons[values["id_number"]].append(index)
        if values.get("household_number"):
            members[values["household_number"]].append(index)
    yield from _twice(persons, rows)
    yield from _population(members, rows)


def _twice(persons: dict[str, list[int]], rows: Sequence[Values]) -> Iterator[tuple[int, Problem]]:
    for places in persons.values():
        if len(places) > 1:
            households = "、".join(dict.fromkeys(rows[i].get("household_number") or "（无）" for i in places))
            words = f"同一人在本文件中有 {len(places)} 行（户编号 {households}），请确认现属哪一户。"
            yield from ((i, Problem("id_number", words, WARN, "W_DUP_PERSON")) for i in places)


def _population(members: dict[str, list[int]], rows: Sequence[Values]) -> Iterator[tuple[int, Problem]]:
    found = Problem("population", "", WARN, "W_POP", "F19")
    for places in members.values():
        for i in places:
            population = rows[i].get("population")
            if population is not None and population < len(places):
                words = f"家庭人口数填 {population} 人，本文件中这一户列了 {len(places)} 人，请核对。"
                yield i, replace(found, message=words)


HOUSEHOLD_BASE = ImportKind(
    "household_base",
    "户籍与建档立卡人员",
    FIELDS,
    frozenset({"name", "id_number", "household_number", "relation_to_head"}),
    foreign=("资助项目", "发放金额", "申请金额", "申请救助金额", "拟救助金额"),
    spare=frozenset({"birth_date", "head_id_number", "phone", "monitored_from", "risk_gone_on"}),
    carried=("household_number", "head_name", "population"),
    prepare=prepare,
    complete=complete,
    check_row=check_row,
    check_table=check_table,
)
