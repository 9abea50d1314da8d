"""The lists there are: what each holds, its columns with their titles, and what an empty one advises."""

from collections.abc import Mapping
from functools import cache

from eduaid_desktop.domain import matching, slip
from eduaid_desktop.domain.relief_past import MARK
from eduaid_desktop.services import exports
from eduaid_desktop.services.list_columns import NAME, NUMBER, SCHOOL, TERM, VILLAGE, Column, ListKind, Titles
from eduaid_desktop.services.money_lists import MONEY_LISTS
from eduaid_desktop.services.term_batch.batch_lists import BATCH_LISTS
from eduaid_desktop.store import (
    lists,
    packet_queries,
    place_lists,
    slip_queries,
    template_queries,
)
from eduaid_desktop.store.rare_names import RARE_NAMES


@cache
def _imports() -> Mapping[str, str]:
    from eduaid_desktop.services.importing.kinds import KINDS as IMPORTED

    return {kind.name: kind.title for kind in IMPORTED.values()}


@cache
def _documents() -> Mapping[str, str]:
    from eduaid_desktop.services.papers.catalogue import DOCUMENTS

    return {key: document.title for key, document in DOCUMENTS.items()}


@cache
def _template_kinds() -> Mapping[str, str]:
    from eduaid_desktop.services.templates.kinds import kind_of, names

    return {name: kind_of(name).title for name in names()}


_CATEGORY = Column("relief_category", "救助对象类别", "choice", 120, "relief_category", ordered=True)
_PAST = Column("historical", "补录", "words", 76, words={1: MARK, 0: ""})
_STAGE = Column("stage", "学段", "choice", 60, "stage")

KINDS_OF_LIST: dict[str, ListKind] = {
    "students": ListKind(
        lists.STUDENTS,
        (
            NAME, Column("sex", "性别", "choice", 50, "sex"), NUMBER, Column("birth_date", "出生日期", "date", 120),
            _STAGE, SCHOOL, Column("grade", "年级", width=70), Column("class_name", "班级", width=80), VILLAGE,
            Column("guardian_name", "监护人", width=90), Column("phone", "联系电话", "phone", 110),
            Column("household_number", "户编号", "code", 100),
        ),
        "还没有学生。用“导入”读入学籍名册，或按 Ctrl+N 新建一个。",
        "学生名册",
    ),
    "rare_names": ListKind(
        RARE_NAMES,
        (
            NAME, Column("rare", "罕见字", width=90), Column("codes", "编码", "code_points", 160),
            NUMBER, Column("guardian_name", "监护人", width=110), VILLAGE,
        ),
        "没有带罕见字的姓名：学生和监护人的姓名都在国标一、二级常用字里。",
        "罕见字姓名表",
    ),
    "aid": ListKind(
        lists.AID,
        (
            NAME, TERM, Column("programme", "资助项目", "choice", 170, "programme"), _STAGE, SCHOOL,
            Column("grade", "年级", width=70), VILLAGE, Column("amount", "金额（元）", "money", 90),
            Column("status", "状态", "words", 70, words={"draft": "草稿", "accepted": "已登记"}),
            Column("application_date", "申请日期", "date", 120),
        ),
        "还没有资助申请。按 Ctrl+N 录入第一份。",
        "资助申请名册",
    ),
    "hardship": ListKind(
        lists.HARDSHIP,
        (
            NAME, VILLAGE, Column("school_year", "学年", "choice", 120, "school_year"),
            Column("hardship_category", "困难类别", "choice", 120, "hardship_category"),
            Column("hardship_level", "困难等级", "choice", 90, "hardship_level"),
            Column("causes", "致困原因", width=130), Column("review", "认定结果", "choice", 90, "hardship_review"),
            Column("reviewed_on", "认定日期", "date", 120), Column("reviewer", "认定人", width=100),
            Column("applied_on", "申请日期", "date", 120),
        ),
        "这一学年还没有困难认定。在“资助申请”里找到学生，按 Alt+K 登记。",
        "困难认定名册",
    ),
    "received_aid": ListKind(
        lists.RECEIVED_AID,
        (
            NAME, TERM, Column("programme_name", "资助项目", width=170), Column("channel", "形式", width=50),
            _STAGE, SCHOOL, Column("grade", "年级", width=70), Column("amount", "金额（元）", "money", 90),
            Column("paid_on", "发放日期", "date", 120), NUMBER,
            Column("matched", "学生", "words", 70, words={1: "已匹配", 0: "未匹配"}),
        ),
        "还没有已享受资助的记录。用“导入”读入县资助中心的发放表。",
        "已享受资助名册",
    ),
    "project_sites": ListKind(
        lists.PROJECT_SITES,
        (
            Column("project_no", "项目编号", width=110), Column("year", "年度", "integer", 60),
            Column("township", "乡镇", width=90), VILLAGE, Column("poor_village", "贫困村", "flag", 60),
            Column("amount", "投资（元）", "money", 100), Column("progress", "进展", width=120),
        ),
        "还没有项目点。用“导入”读入项目台账的分村明细。",
        "项目点",
    ),
    "relief": ListKind(
        lists.RELIEF,
        (
            NAME, VILLAGE, Column("state", "状态", "state", 110), Column("applied", "申请（元）", "money", 85),
            Column("case_no", "申请编号", width=190), Column("proposed", "建议（元）", "money", 85),
            Column("approved", "批准（元）", "money", 85), _STAGE, SCHOOL,
            Column("payee_name", "收款人", width=90), Column("since", "本状态起", "date", 120), TERM, _CATEGORY, _PAST,
        ),
        "还没有救助申请。按 Ctrl+N 录入第一份。",
        "救助申请名册",
    ),
    "relief_register": ListKind(
        lists.RELIEF,
        (
            Column("case_no", "申请编号", width=190), NAME, VILLAGE, _STAGE, SCHOOL,
            Column("household_type", "户类型", width=100), _CATEGORY, Column("state", "状态", "state", 100),
            Column("application_date", "申请日期", "date", 120), Column("applied", "申请（元）", "money", 85),
            Column("proposed", "建议（元）", "money", 85), Column("approved", "批准（元）", "money", 85),
            Column("approval_document", "批准文号", width=150), Column("approved_on", "批准日期", "date", 120),
            Column("paid_on", "到账日期", "date", 120), Column("payee_name", "收款人", width=90), TERM,
            _PAST, Column("past_source", "补录依据", width=180),
        ),
        "还没有救助申请。在“救助基金”里录入第一份。",
        "救助台账",
    ),
    "projects": ListKind(
        lists.PROJECTS,
        (
            Column("project_no", "项目编号", width=110), Column("name", "项目名称", width=240),
            Column("kind", "类别", "choice", 120, "project_kind"), Column("plan_year", "年度", "integer", 60),
            Column("stage", "现在节点", "choice", 120, "project_stage"),
            Column("area", "面积（㎡）", "decimal", 90),
            Column("total_investment", "总投资（元）", "money", 120),
            Column("funded", "已落实资金（元）", "money", 120),
            Column("physical", "形象进度（%）", "integer", 90), Column("responsible", "责任人", width=80),
        ),
        "还没有项目。按 Ctrl+N 登记第一个。",
        "项目台账",
    ),
    **MONEY_LISTS,
    "notices": ListKind(
        lists.NOTICES,
        (
            Column("kind", "公示", "words", 80, words={"village": "村级公示", "township": "乡镇公示"}), VILLAGE,
            Column("to_date", "截止", "date", 110), Column("cases", "人数", "integer", 40),
            Column("objections", "异议", "integer", 40), Column("photos", "照片", "integer", 40),
            Column("taken_down", "撤下日期", "date", 110), Column("from_date", "开始", "date", 110),
            Column("days", "天数", "integer", 40), TERM,
        ),
        "还没有公示。村级初审同意后自动列在这里。",
        "公示台账",
    ),
    "packets": ListKind(
        packet_queries.PACKETS,
        (
            Column("packet_no", "村包编号", width=180), VILLAGE, TERM, Column("keyed", "已录", "integer", 60),
            Column("cover_count", "封面份数", "integer", 80), Column("amount", "已录（元）", "money", 100),
            Column("cover_amount", "封面（元）", "money", 100),
            Column("closed", "状态", "words", 80, words={0: "还没收齐", 1: "已收齐"}),
            Column("received_on", "收到日期", "date", 120), Column("brought_by", "送交人", width=90),
            Column("closed_on", "收齐日期", "date", 120), Column("remark", "备注", width=260),
        ),
        "还没有村包。在“救助基金”里点“整村”，新开一个。",
        "村包登记",
    ),
    **BATCH_LISTS,
    "imports": ListKind(
        lists.IMPORTS,
        (
            Column("imported_on", "导入日期", "date", 120),
            Column("kind", "种类", "words", 120, words=Titles(_imports)),
            Column("read", "读入", "integer", 70), Column("accepted", "接收", "integer", 70),
            Column("parked", "待定", "integer", 70), Column("refused", "拒收", "integer", 70),
            Column("skipped", "跳过", "integer", 70), Column("unchanged", "未变", "integer", 70),
            Column("sender", "报送单位", width=150), Column("file_name", "文件", width=260),
        ),
        "还没有导入过表格。在“学生”里点“导入”。",
    ),
    "import_problems": ListKind(
        lists.IMPORT_PROBLEMS,
        (
            Column("file_name", "文件", width=200), Column("sheet", "工作表", width=90),
            Column("row", "行号", "integer", 60),
            Column("severity", "程度", "words", 60, words={"block": "拒收", "warn": "核对", "note": "说明"}),
            Column("message", "说明", width=480), Column("rule", "规则", width=110),
        ),
        "没有需要核对的导入问题。",
    ),
    "parked": ListKind(
        lists.PARKED,
        (
            Column("name", "姓名", width=90), Column("rule", "为什么", "words", 176, words=matching.REASONS),
            Column("row", "行号", "integer", 44), Column("file_name", "文件", width=220),
        ),
        "没有待定的行。导入时拿不准是不是同一人的行会列在这里。",
    ),
    "disclosures": ListKind(
        lists.DISCLOSURES,
        (
            Column("on_date", "日期", "date", 120), Column("kind", "种类", "words", 80, words=exports.KINDS),
            Column("content", "内容", width=330), Column("row_count", "人数", "integer", 60),
            Column("purpose", "用途", width=200), Column("recipient", "接收单位", width=150),
            Column("actor", "经办人", width=90),
        ),
        "还没有外发过文件，也没有显示过全部号码。",
    ),
    "villages": ListKind(
        place_lists.VILLAGES,
        (
            Column("name", "村", width=130), Column("code", "代码", "code", 120),
            Column("people", "人数", "integer", 70), Column("cases", "救助申请", "integer", 80),
            Column("former", "曾用名", width=150), Column("valid_to", "到何日止", "date", 120),
            Column("successor", "并入", width=120),
        ),
        "还没有村。村随名册导入，或在新建文件时列出。",
    ),
    "schools": ListKind(
        place_lists.SCHOOLS,
        (
            Column("name", "学校", width=220), Column("code", "学校标识码", "code", 110),
            Column("people", "学生", "integer", 70), Column("former", "曾用名", width=170),
            Column("valid_to", "到何日止", "date", 120), Column("successor", "并入", width=170),
        ),
        "还没有学校。学校随学籍名册导入。",
    ),
    "templates": ListKind(
        template_queries.TEMPLATES,
        (
            Column("name", "模板", width=220),
            Column("kind", "用于", "words", 150, words=Titles(_template_kinds)),
            Column("sender", "对方单位", width=180), Column("sheet", "工作表", width=140),
            Column("added_on", "放入日期", "date", 120),
        ),
        "还没有外单位的模板。在右边选用途，放入对方给的空表；也可以在发放表、上报和各列表里放入。",
    ),
    "slips": ListKind(
        slip_queries.SLIPS,
        (
            Column("slip_no", "单号", width=150), Column("standing", "状态", "words", 66, words=slip.STATES),
            Column("document", "单据", "words", 150, words=Titles(_documents)),
            Column("subject", "关于", width=200), VILLAGE,
            Column("printed_on", "最近打印", "date", 110), Column("times", "次数", "integer", 50),
            Column("copies", "份数", "integer", 50), Column("back_on", "收回日期", "date", 110),
            Column("remark", "说明", width=120),
        ),
        "还没有打印过带单号的单据。打印或另存为 PDF 时自动登记。",
        "单据登记簿",
    ),
    "changes": ListKind(
        lists.CHANGES,
        (
            Column("at", "时间", "moment", 140), Column("actor", "经办人", width=90),
            Column("lines", "涉及记录", "integer", 80), Column("sentence", "操作", width=420),
        ),
        "还没有操作。",
    ),
}  # fmt: skip
