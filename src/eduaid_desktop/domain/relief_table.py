"""救助申请汇总: the applications of a village as its committee hands them in, one sheet per village."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from eduaid_desktop.domain import checks, money, relief_bands, school_names, stages, text
from eduaid_desktop.domain.fields import Field, Values
from eduaid_desktop.domain.importing import ImportKind, Raw, written_id_number
from eduaid_desktop.domain.problems import NOTE, WARN, Problem, blocking
from eduaid_desktop.domain.relief import NONE, RELIEF, aid_received, band_problem, payee_relation
from eduaid_desktop.domain.rules import Rules

_HEADERS = {
    "name": ("学生姓名", "受助学生", "受助学生姓名", "申请人", "申请人姓名", "申请学生", "学生/姓名"),
    "id_number": (
        "身份证号码", "公民身份号码", "身份证件号", "身份证件号码", "证件号码", "学生身份证号", "学生身份证号码",
        "学生/身份证号", "学生/证件号码", "身份证", "学生身份证", "申请人身份证号",
    ),
    "sex": ("学生/性别",),
    "birth_date": ("出生年月", "出生年月日"),
    "student_number": ("全国学籍号",),
    "school": ("学校", "学校名称", "所在学校", "就学学校"),
    "grade": ("就读年级",),
    "class_name": ("班级名称", "班别"),
    "boarding": ("是否住校", "寄宿"),
    "group_name": ("组别", "村民小组", "村组"),
    "address": ("家庭住址", "家庭地址", "住址"),
    "head_name": ("户主", "户主/姓名", "家长/姓名", "家长姓名", "家长"),
    "head_id_number": ("户主身份证号码", "户主/身份证号", "户主/证件号码"),
    "household_number": ("贫困户编号", "户主/编号", "家庭/编号", "户号"),
    "household_type": ("贫困户属性", "贫困户类型", "家庭类型"),
    "population": ("人口", "人口数", "家庭人口数", "户人口数"),
    "annual_income": ("家庭年收入",),
    "per_capita_income": ("人均年收入", "人均纯收入", "人均纯收入（元）"),
    "cause": ("主要致贫原因", "致贫原因"),
    "guardian_name": ("监护人", "监护人/姓名"),
    "guardian_relation": ("监护人/关系", "监护人/与学生关系", "监护人关系"),
    "guardian_id_number": ("监护人/身份证号",),
    "phone": ("电话", "手机号码", "手机号", "联系方式", "手机"),
    "aid_received": (
        "已享受资助", "已享受资助情况", "已享受资助金额", "已得资助", "本学期已享受的资助", "已享受的资助",
        "已享受", "资助/已享受",
    ),
    "reason": ("理由", "事由", "申请原因", "困难原因", "致困原因", "困难情况"),
    "purpose": ("用途", "救助用途", "资金用途"),
    "relief_category": ("救助类别", "对象类别"),
    "applied": ("申请金额", "申请救助金额", "拟救助金额", "救助金额", "申请资金", "金额"),
    "application_date": ("申请日期", "填报日期"),
    "payee_name": (
        "收款人", "收款人姓名", "户名", "开户名", "账户名", "账户名称", "打卡/姓名", "收款/姓名", "账户/姓名", "领款人",
    ),
    "payee_relation": (
        "关系", "与学生关系", "与申请人关系", "与受助人关系", "收款人与学生的关系", "收款/关系",
    ),
    "payee_id_number": ("收款/身份证号", "账户/身份证号"),
    "payee_bank": ("开户行", "银行", "开户银行名称", "银行名称"),
    "payee_account": (
        "账号", "卡号", "社保卡号", "银行卡号", "一卡通账号", "一卡通号", "银行账号", "社保卡账号", "一折通账号",
        "帐号",
    ),
    "remark": ("说明",),
    "village": ("村", "村名", "所在村"),
}  # fmt: skip
_BOTH = Field("grade_class", "年级班级", headers=("年级（班级）", "年级/班级", "年级、班级", "年级及班级"))
# What decides about money or about who it is must be read; the rest may wait in a draft.
_MUST_READ = {"name", "id_number", "applied", "payee_account", "aid_received", "aid_received_amount"}


def _field(field: Field) -> Field:
    kind = "text" if field.name == "village" else field.kind
    return replace(
        field, kind=kind, headers=_HEADERS.get(field.name, ()), required=field.name in ("name", "applied")
    )


FIELDS = (*(_field(f) for f in RELIEF.fields if f.name != "term"), _BOTH)

_NOTHING = {"无", "没有", "未享受", "无资助", "0", "0元", "没享受"}
_PART = re.compile(r"[^\d]*?([\d,]+(?:\.\d+)?)元?")
_PARTS = re.compile(r"[;；、,，\n]\s*(?!\d)")
_VILLAGE = re.compile(r"[\d\s.、_-]*(.*?村)\s*")
_COMMITTEE = re.compile(r"单位(?:\(.*?\))?[:：]?\s*(\S*?村)(?:村民|委员|村委|\s|$)")
_TITLED = re.compile(r"(?:\S*?[县区市])?(?:\S*?[乡镇])?([^\s\d乡镇县]{1,8}?村)")
_DATED = re.compile(r"\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|\d{4}[-./]\d{1,2}[-./]\d{1,2}")


def around(sheet: str, words: str) -> Mapping[str, Any]:
    """The village by the name of the sheet, else by who filled the list in or its title; and the day of that."""
    plain = text.half_width(text.tidy_lines(words))
    named = _VILLAGE.fullmatch(text.half_width(sheet)) or _COMMITTEE.search(plain) or _TITLED.match(plain)
    day = _DATED.search(plain)
    return {"village": named[1] if named else None, "application_date": day[0] if day else None}


def prepare(raw: Raw) -> Raw:
    """A row with grade and class apart, and 已享受资助 told from its amount."""
    found = dict(raw)
    both = re.sub(r"\s", "", text.half_width(text.tidy(raw.get("grade_class") or "")))
    if both and not raw.get("grade"):
        found["grade"], klass = stages.split(both) or (both, None)
        found["class_name"] = raw.get("class_name") or klass or None
    received = raw.get("aid_received")
    if received not in (None, "") and raw.get("aid_received_amount") in (None, ""):
        found |= _received(received)
    return found


def _received(cell: Any) -> Values:
    """无 stays a word, a sum is an amount, and a list of programmes with their sums is both."""
    written = text.half_width(text.tidy(cell)) if isinstance(cell, str) else ""
    if cell == 0 or written in _NOTHING:
        return {"aid_received": NONE}
    if not isinstance(cell, str):
        return {"aid_received": None, "aid_received_amount": cell} if isinstance(cell, (int, float)) else {}
    try:
        money.parse_yuan(written)
        return {"aid_received": None, "aid_received_amount": cell}
    except ValueError:
        parts = [_PART.fullmatch(part) for part in _PARTS.split(written)]
    if not all(parts):
        return {}
    return {"aid_received_amount": str(sum(money.exact(p[1].replace(",", "")) for p in parts if p))}


def complete(values: Values, raw: Raw) -> Values:
    """Birth date and sex from the ID number, the stage from grade and school."""
    values.pop("grade_class", None)
    values["stage"] = values.get("stage") or stages.of_pupil(values.get("grade"), values.get("school"))
    return values


def check_row(values: Values, raw: Raw, rules: Rules) -> Iterator[Problem]:
    """What one row tells: what refuses it (F10, F11), and what wants a look."""
    if written_id_number(raw):
        yield from checks.birth_and_sex({**values, "id_number": written_id_number(raw)}, rules)
    elif raw.get("id_number") in (None, ""):
        yield Problem("id_number", "没有身份证号，先存为草稿，请补录或写明无证原因。", WARN, "W_NO_ID")
    if not values.get("household_number"):
        text_ = "户编号没有填写，无法按户编号核对户类型，请补上。"
        yield Problem("household_number", text_, WARN, "W_HH_NO_MISSING", "F04")
    yield from _refusals(values, rules)
    known = complete({**values}, raw)
    if found := band_problem(known, rules):
        yield found
    yield from checks.age_for_stage(known, rules)


def _refusals(values: Values, rules: Rules) -> Iterator[Problem]:
    yield from aid_received(values, rules)
    yield from payee_relation(values, rules)


def check_table(rows: Sequence[Values], rules: Rules) -> Iterator[tuple[int, Problem]]:
    """Short names of schools, one child twice, households over the cap, accounts of two payees."""
    yield from _schools(rows, rules)
    sound = [i for i, v in enumerate(rows) if v.get("applied") and not blocking(_refusals(v, rules))]
    twice = dict(_twice(rows, sound))
    yield from twice.items()
    counted = [i for i in sound if i not in twice]
    yield from _over_cap(rows, counted, rules)
    yield from _shared(rows, sound)


def _schools(rows: Sequence[Values], rules: Rules) -> Iterator[tuple[int, Problem]]:
    """A short form that can mean one school only becomes its full name."""
    table = rules.codes.get("school")
    known = {word: table.label(code.code) for code in table.codes for word in code.aliases} if table else {}
    full = [code.label for code in table.codes] if table else []
    meant = school_names.meant([v["school"] for v in rows if v.get("school")], full)
    for i, values in enumerate(rows):
        written = values.get("school") or ""
        names = (known[written],) if written in known else meant.get(written, ())
        if len(names) == 1:
            values["school"] = names[0]
            values["stage"] = values.get("stage") or stages.of_pupil(values.get("grade"), names[0])
            yield i, Problem("school", f"“{written}”是“{names[0]}”的简称，已按全称登记。", NOTE, "N_ALIAS")
        elif names:
            words = f"“{written}”可能是{'、'.join(names)}，分不清是哪一所，先按原样登记，请核对。"
            yield i, Problem("school", words, NOTE)


def _twice(rows: Sequence[Values], sound: Sequence[int]) -> Iterator[tuple[int, Problem]]:
    seen: set[str] = set()
    for i in sound:
        number = rows[i].get("id_number")
        if number in seen:
            words = "该生在本文件中已有一份申请，同一学期不能重复申请，本行不接收。"
            yield i, Problem("id_number", words, rule="B_DUP_CASE", clause="F02")
        seen |= {number} if number else set()


def _over_cap(rows: Sequence[Values], counted: Sequence[int], rules: Rules) -> Iterator[tuple[int, Problem]]:
    cap = relief_bands.cap(rules, relief_bands.HOUSEHOLD)
    families: dict[str, list[int]] = defaultdict(list)
    for i in counted:
        if number := rows[i].get("household_number"):
            families[number].append(i)
    for places in families.values():
        total = sum(rows[i]["applied"] for i in places)
        if cap and len(places) > 1 and total > cap.fen:
            words = (
                f"这一户在本文件中合计申请 {money.yuan(total)} 元，超过每户{relief_bands.YEARS[cap.year_basis]} "
                f"{money.yuan(cap.fen)} 元；请填写超标准理由，将标记为超限额，报{cap.above}批准。"
            )
            yield from ((i, Problem("applied", words, WARN, "W_HH_CAP", "F09")) for i in places)


def _shared(rows: Sequence[Values], sound: Sequence[int]) -> Iterator[tuple[int, Problem]]:
    accounts: dict[str, list[int]] = defaultdict(list)
    for i in sound:
        if rows[i].get("payee_account"):
            accounts[rows[i]["payee_account"]].append(i)
    for places in accounts.values():
        names = dict.fromkeys(rows[i].get("payee_name") or "（未写）" for i in places)
        if len(names) > 1:
            words = f"同一个账号在本文件中有不同的收款人（{'、'.join(names)}），请核对。"
            yield from ((i, Problem("payee_account", words, WARN, "W_ACCT_SHARED", "F12")) for i in places)


RELIEF_TABLE = ImportKind(
    "relief",
    "救助申请汇总",
    FIELDS,
    frozenset({"name", "id_number", "applied"}),
    by_term=True,
    one_of=frozenset({"aid_received", "reason"}),
    foreign=("资助项目", "发放金额", "项目编号", "审批结果", "校验码", "申请编号"),
    spare=frozenset(f.name for f in FIELDS) - _MUST_READ,
    complete=complete,
    check_row=check_row,
    check_table=check_table,
    prepare=prepare,
    around=around,
    carried=("head_name", "household_number", "population"),
    summed=("applied",),
)
