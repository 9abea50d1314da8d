"""Whether what is typed will stand whole in the boxes of the application form and the slip, said before they print."""

from eduaid_desktop.services.desk import Desk

# The boxes that a field is printed in: paper and the name it has there.
_BOXES = {
    "name": (("approval_form", "姓名"), ("approval_slip", "学生姓名")),
    "school": (("approval_form", "就读学校"), ("approval_slip", "就读学校")),
    "grade": (("approval_form", "年级"), ("approval_slip", "年级")),
    "class_name": (("approval_form", "班级"),),
    "address": (("approval_form", "户籍地址"),),
    "head_name": (("approval_form", "户主姓名"),),
    "cause": (("approval_form", "主要致贫(困难)原因"),),
    "guardian_name": (("approval_form", "监护人姓名"),),
    "reason": (("approval_form", "申请理由"),),
    "payee_name": (("approval_form", "收款人(户名)及关系"), ("approval_slip", "收款人")),
    "payee_bank": (("approval_form", "开户银行"),),
}  # fmt: skip
_TITLES = {"approval_form": "申请审批表", "approval_slip": "审批单"}
# What the form prints behind the payee.
_RELATION = "(父亲)"
# The forms whose fields these papers print.
FORMS = frozenset({"person", "relief", "relief_past"})
# So many characters stand in the narrowest of these boxes without being looked at.
ALWAYS = 10


def fields() -> frozenset[str]:
    """The fields that have a box on these papers."""
    return frozenset(_BOXES)


def will_fit(desk: Desk, field: str, text: str) -> str:
    """The sentence to put under a field whose text a paper has no room for, "" where all have."""
    from eduaid_desktop.documents import measured, typesetting

    text = text.strip()
    for document, name in _BOXES.get(field, ()) if text else ():
        box = measured.boxes(_measured(desk, document)).boxes[name]
        printed = f"{text}{_RELATION}" if (field, document) == ("payee_name", "approval_form") else text
        if not typesetting.fit(printed, box.style, box.wide, box.high).whole:
            paper = _TITLES[document]
            return f"{paper}的“{name}”一栏写不下这么多字，单据会打印不了；请缩短，或与县局商定简写。"
    return ""


def _measured(desk: Desk, document: str) -> str:
    """With the school's opinion on it the rows of the form are lower."""
    with_school = document == "approval_form" and desk.rules().settings["school_opinion"]
    return "approval_form_school" if with_school else document
