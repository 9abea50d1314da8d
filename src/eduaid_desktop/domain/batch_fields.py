"""Where the columns of a batch come from: the column of the case, its code table, and the field of the form.

COPIED and CODED are what a line is built from; FIELD leads back from a column that the county objects to, to the
field of the relief form in which it is put right.
"""

from collections.abc import Mapping

# Column of the batch to (code table, column of the case) where the label of a code stands in the cell.
CODED: Mapping[str, tuple[str, str]] = {
    "性别": ("sex", "sex"), "民族": ("ethnic", "ethnic"), "学段": ("stage", "stage"), "年级": ("grade", "grade"),
    "就读地": ("place", "place"), "户类型": ("household_type", "household_type"),
    "监测类别": ("monitor_kind", "monitor_kind"), "监护人与学生关系": ("relation", "guardian_relation"),
    "救助用途": ("relief_purpose", "purpose"), "收款人与学生关系": ("relation", "payee_relation"),
}  # fmt: skip
COPIED: Mapping[str, str] = {
    "村名称": "village_name", "申请编号": "case_no", "姓名": "name", "身份证号": "id_number",
    "学籍号": "student_number", "学校标识码": "school_code", "学校名称": "school", "班级": "class_name",
    "户主姓名": "head_name", "户编号": "household_number", "家庭人口": "population", "监护人姓名": "guardian_name",
    "联系电话": "phone", "收款人": "payee_name", "开户银行": "payee_bank", "账号": "payee_account",
    "公示开始": "notice_from", "公示结束": "notice_to", "备注": "remark",
}  # fmt: skip
# What is no plain copy, and what no form asks: a number that is given out, the days of a notice.
_WORKED_OUT = {
    "学期": "term", "村名称": "village", "是否寄宿": "boarding", "人均年收入": "per_capita_income",
    "已享受资助": "aid_received", "就学费用合计": "cost_insurance", "申请金额": "applied", "乡镇建议金额": "applied",
    "超限标志": "override_reason", "学校标识码": "school",
}  # fmt: skip
_NOT_ASKED = ("申请编号", "学校标识码", "公示开始", "公示结束")
FIELD: Mapping[str, str] = {
    **{column: name for column, name in COPIED.items() if column not in _NOT_ASKED},
    **{column: name for column, (_, name) in CODED.items()},
    **_WORKED_OUT,
}
# The other way round; a field that stands in two columns leads to the first of them.
COLUMN: Mapping[str, str] = {FIELD[column]: column for column in reversed([*FIELD])}
