"""空白表: forms with nothing filled in, for villages and schools; they are about nobody, so they bear no number."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eduaid_desktop.domain import terms, text
from eduaid_desktop.domain.aid import AID, EXTRAS, asked
from eduaid_desktop.domain.fields import Field
from eduaid_desktop.domain.hardship import HARDSHIP
from eduaid_desktop.domain.person import GUARDIAN, IDENTITY, PERSON
from eduaid_desktop.domain.rules import Rules
from eduaid_desktop.domain.sheet import Column, Section, Sheet
from eduaid_desktop.errors import Refused
from eduaid_desktop.services import office
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.papers import case_data
from eduaid_desktop.services.papers.answers import answered
from eduaid_desktop.services.papers.kinds import BLANK, SCHOOL, VILLAGE, Document, Page, Wanted, drawn
from eduaid_desktop.services.papers.prefilled import empty_case

if TYPE_CHECKING:
    from eduaid_desktop.documents.paper import Printed
    from eduaid_desktop.documents.question_form import Opinion, Question, QuestionForm

_COPIES = Field("copies", "份数", "integer", default=1, hint="1 至 500")
_OVER_CAP = Field("over_cap", "带县人民政府意见栏", "flag", hint="超过限额的申请才要")
_ROWS = Field("rows", "行数", "integer", default=13, hint="1 至 300，一页 13 行")
_PROGRAMME = Field("programme", "资助项目", "choice", choices="programme", hint="不填的，各项目另问的都印上")
_MOST = {"copies": 500, "rows": 300}
# So many choices are ticked; of more, and of tables that grow, the answer is written.
_TICKED, _LONG = 10, 80
_WRITTEN = frozenset({"term", "school_year", "village"})
# 性别 as GB/T 2261.1 has it, which nobody ticks of herself.
_UNSAID = frozenset({"未知", "未说明"})
# Of the aid form: what the office finds out itself, and what the signature says.
_LATER = frozenset({"amount_reason", "paid_on", "consent_date"})
_HOME = tuple(PERSON[name] for name in ("student_number", "village", "group_name", "address"))
_ROSTER = (
    Column("序号", 12), Column("姓名", 28), Column("性别", 12), Column("民族", 12), Column("身份证号", 46),
    Column("就读学校", 32), Column("年级班级", 20), Column("户主", 24), Column("户类型", 18), Column("组", 10),
    Column("监护人", 24), Column("电话", 27), Column("申请金额（元）", 30), Column("备注", 18),
)  # fmt: skip
_DECLARED = (
    "个人承诺：以上填写内容及所附材料真实、完整；本人同意有关部门核实家庭情况和就学情况，并在规定范围内公示。"
    "如有不实，愿退回所领资金并承担相应责任。"
)


def _answers(desk: Desk, wanted: Wanted, asks: Iterable[Field]) -> dict[str, Any]:
    """Raises Refused for a number of copies or rows that nobody can want."""
    values = answered(desk, wanted, asks)
    for name, most in _MOST.items():
        if name in values and not 1 <= (values[name] or 0) <= most:
            label = "份数" if name == "copies" else "行数"
            raise Refused(f"{label}应是 1 至 {most}，请重新填写。", name)
    return values


def _village(desk: Desk, what: str | None) -> str | None:
    code = desk.rules().codes["village"].find(text.tidy(what)) if what else None
    return code.code if code else None


def _place(desk: Desk, what: str | None) -> dict[str, Any]:
    """The village (code) and school that what names. Raises Refused for what is neither."""
    village = _village(desk, what)
    if village or not what:
        return {"village": village, "school": None}
    if not desk.store.select("school", name=text.tidy(what)):
        raise Refused(f"没有名为“{what}”的村或学校，请核对名称；不写就印不带村名、校名的空白表。", "what")
    return {"village": None, "school": text.tidy(what)}


def _blank_form(desk: Desk, path: Path, wanted: Wanted) -> "Printed":
    from eduaid_desktop.documents import approval_form

    values = _answers(desk, wanted, _FORM_ASKS)
    place = _place(desk, wanted.what)
    name = desk.rules().label("village", place["village"]) if place["village"] else ""
    address = f"{office.info(desk)['name']}{name}　　　　　　组" if name else None
    over_cap = int(bool(values["over_cap"]))
    case = empty_case(term=wanted.term, address=address, over_band=over_cap, **place)
    form = case_data.form(desk, case, filled=False)
    return approval_form.write([form] * values["copies"], path, printed_on=desk.today())


def _blank_roster(desk: Desk, wanted: Wanted) -> list[Page]:
    """A list to write in, bound like every list across; the office and the village stand at its head."""
    values = _answers(desk, wanted, _ROSTER_ASKS)
    place = _place(desk, wanted.what)
    where = desk.rules().label("village", place["village"]) if place["village"] else place["school"]
    rows = [(str(n), *[""] * (len(_ROSTER) - 1)) for n in range(1, values["rows"] + 1)]
    sheet = Sheet(
        f"{office.info(desk)['name']}教育扶贫救助申请花名册",
        (Section(columns=_ROSTER, rows=rows, least=9),),
        (f"村（学校）：{where or ''}", terms.label(wanted.term) if wanted.term else "　　　　年　　季学期"),
        signed=("填表人", "村负责人（学校负责人）", "填表日期"),
        landscape=True,
        internal=True,
    )
    return [(sheet, None)] * values["copies"]


def _blank_aid_form(desk: Desk, path: Path, wanted: Wanted) -> "Printed":
    from eduaid_desktop.documents.question_form import Opinion

    values = _answers(desk, wanted, _AID_ASKS)
    rules, programme = desk.rules(), values["programme"]
    wants = asked(programme, rules)
    extras = frozenset(f.name for f in EXTRAS)
    fields = [
        f
        for f in AID.fields
        if f.name not in _LATER and (f.name not in extras or wants is None or f.name in wants)
    ]
    known = {"programme": rules.label("programme", programme) if programme else "", **_known(desk, wanted)}
    opinions = (
        Opinion(
            "学校意见",
            "经审核，该生系本校在读学生，所填情况属实。\n□同意资助　□不同意资助",
            ("经办人", "负责人"),
        ),
        Opinion(
            "乡(镇)意见", "经审核，□同意资助　□不同意资助，\n金额______________元。", ("经办人", "分管领导")
        ),
    )
    title = f"{office.info(desk)['county']}学生资助申请表"
    return _write(desk, path, _form(title, wanted, _parts(fields, known, rules), opinions), values)


def _blank_hardship_form(desk: Desk, path: Path, wanted: Wanted) -> "Printed":
    from eduaid_desktop.documents.question_form import Opinion

    values, rules = _answers(desk, wanted, (_COPIES,)), desk.rules()
    fields = [*IDENTITY, *_HOME, *GUARDIAN, *HARDSHIP.fields]
    known = _known(desk, wanted)
    if wanted.term:
        known["school_year"] = f"{terms.school_year(wanted.term)}学年"
    opinion = Opinion(
        "学校（乡镇）\n认定意见",
        "经评议和公示，□同意认定　□不予认定，\n困难等级______________。",
        ("经办人", "负责人"),
    )
    title = f"{office.info(desk)['county']}家庭经济困难学生认定申请表"
    return _write(desk, path, _form(title, wanted, _parts(fields, known, rules), (opinion,)), values)


def _form(
    title: str,
    wanted: Wanted,
    parts: "Iterable[tuple[str, list[Question]]]",
    opinions: "tuple[Opinion, ...]",
) -> "QuestionForm":
    from eduaid_desktop.documents.question_form import QuestionForm

    term = terms.label(wanted.term) if wanted.term else ""
    return QuestionForm(title, tuple(parts), (term, "编号："), _DECLARED, opinions)


def _write(desk: Desk, path: Path, form: "QuestionForm", values: dict[str, Any]) -> "Printed":
    from eduaid_desktop.documents import question_form

    return question_form.write(form, path, copies=values["copies"], printed_on=desk.today())


def _known(desk: Desk, wanted: Wanted) -> dict[str, str]:
    """What is printed already: the village or the school, and the term."""
    place = _place(desk, wanted.what)
    village = desk.rules().label("village", place["village"]) if place["village"] else ""
    term = terms.label(wanted.term) if wanted.term else ""
    return {"village": village, "school": place["school"] or "", "term": term}


def _parts(
    fields: Iterable[Field], known: dict[str, str], rules: Rules
) -> "Iterator[tuple[str, list[Question]]]":
    """The questions of a form under the headings of the screen, in its order."""
    for part, group in groupby(fields, key=lambda f: f.part):
        yield part, [_question(each, known.get(each.name, ""), rules) for each in group]


def _question(each: Field, value: str, rules: Rules) -> "Question":
    from eduaid_desktop.documents.question_form import Question

    return Question(
        each.label, each.kind, _choices(each, rules), each.length >= _LONG and each.kind == "text", value
    )


def _choices(each: Field, rules: Rules) -> tuple[str, ...]:
    """What can be ticked; what is preset on the screen (待评议) is nothing to tick."""
    if each.kind == "flag":
        return "是", "否"
    if each.kind not in ("choice", "several") or each.choices in _WRITTEN:
        return ()
    offered = [c for c in rules.codes[each.choices].offered(rules.today) if c.code != each.default]
    labels = tuple(c.label for c in offered if c.label not in _UNSAID)
    return labels if len(labels) <= _TICKED else ()


_FORM_ASKS = (_COPIES, _OVER_CAP)
_ROSTER_ASKS = (_COPIES, _ROWS)
_AID_ASKS = (_COPIES, _PROGRAMME)
_PLACES = (VILLAGE, SCHOOL)
DOCUMENTS = {
    "blank_form": Document(
        "申请审批表（空白）",
        _blank_form,
        BLANK,
        ("term",),
        _PLACES,
        _FORM_ASKS,
        numbered=False,
        whole="不写",
        two_sided=True,
    ),
    "blank_roster": Document(
        "花名册（空白）",
        drawn("blank_roster", _blank_roster),
        BLANK,
        ("term",),
        _PLACES,
        _ROSTER_ASKS,
        numbered=False,
        whole="不写",
    ),
    "blank_hardship_form": Document(
        "家庭经济困难学生认定申请表（空白）",
        _blank_hardship_form,
        BLANK,
        ("term",),
        _PLACES,
        (_COPIES,),
        numbered=False,
        whole="不写",
    ),
    "blank_aid_form": Document(
        "学生资助申请表（空白）",
        _blank_aid_form,
        BLANK,
        ("term",),
        _PLACES,
        _AID_ASKS,
        numbered=False,
        whole="不写",
    ),
}
