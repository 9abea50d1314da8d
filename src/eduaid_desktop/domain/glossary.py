"""What the tables and columns of the office file are called in Chinese: the words of the forms, and those below."""

from functools import cache

TABLES = {
    "change": "操作",
    "change_log": "操作日志",
    "office": "单位",
    "organisation": "机关名称",
    "setting": "设置",
    "region": "行政区划",
    "school": "学校",
    "household": "户",
    "household_status": "户类型",
    "person": "人员",
    "enrolment": "在读",
    "aid": "资助",
    "relief_case": "救助申请",
    "relief_step": "办理步骤",
    "opinion": "审批意见",
    "evidence": "佐证材料",
    "notice": "公示",
    "notice_case": "公示名单",
    "objection": "异议",
    "payment": "发放",
    "attachment": "附件",
    "batch": "上报批次",
    "batch_line": "上报明细",
    "reply": "回执",
    "project": "项目",
    "funding": "资金来源",
    "milestone": "节点",
    "progress": "进度",
    "import_run": "导入",
    "import_problem": "导入问题",
    "operator": "操作员",
    "disclosure": "查看与提供记录",
    "former_number": "原号码",
    "identity_decision": "是否同一人",
    "dated_name": "历次名称",
    "import_mapping": "表头对应",
    "parked_row": "待定行",
    "finding": "核对结论",
    "source_row": "原表所写",
    "received_aid": "已享受资助",
    "project_site": "项目点",
    "policy_package": "政策包",
    "hardship": "困难认定",
    "not_aided": "未资助原因",
    "fund_entry": "基金收支",
    "packet": "村包",
    "payment_list": "发放表",
    "bank_result": "银行回盘",
    "template": "外单位模板",
    "slip": "打印单据",
    "slip_print": "打印",
    "bilingual_label": "藏文标签",
    "county_check": "县级要求",
    "collected_batch": "收到的批次",
    "collected_line": "收到的明细",
}
# The column by which a record is called where it has a number or a name of its own that is no child's.
NUMBERED = {
    "relief_case": "case_no",
    "batch": "batch_no",
    "project": "project_no",
    "packet": "packet_no",
    "payment_list": "list_no",
    "setting": "key",
    "slip": "slip_no",
    "bilingual_label": "chinese",
    "collected_batch": "batch_no",
    "region": "name",
    "school": "name",
}
# Where a record belongs: the column that says so, and the table it points at.
BELONGS = {
    "batch_id": "batch",
    "case_id": "relief_case",
    "project_id": "project",
    "person_id": "person",
    "household_id": "household",
    "notice_id": "notice",
    "import_run_id": "import_run",
    "packet_id": "packet",
    "payment_list_id": "payment_list",
    "slip_id": "slip",
    "collected_batch_id": "collected_batch",
}
_COLUMNS = {
    "revision": "修改次数", "withdrawn": "撤回标记", "name": "名称", "code": "代码", "level": "级别", "kind": "种类",
    "county": "县名", "county_code": "县代码", "fixed_date": "固定日期", "role": "职责", "roles": "岗位",
    "valid_from": "生效日期", "valid_to": "失效日期", "key": "设置项", "value": "设置值", "name_bo": "藏文名",
    "parent": "上级", "provisional": "临时代码", "successor": "并入", "former_names": "曾用名",
    "former_name": "曾用名", "region": "所在地", "ownership": "办学性质", "contact": "联系方式", "place": "所在地",
    "household_id": "所在户", "person_id": "人员", "school_id": "学校", "case_id": "救助申请", "notice_id": "公示",
    "batch_id": "上报批次", "project_id": "项目", "import_run_id": "导入",
    "monitor_kind": "监测类别", "source": "来源", "disability_number": "残疾证号", "death_date": "去世日期",
    "term": "学期", "major": "专业",
    "current": "当前在读", "status": "状态", "person_times": "人次", "case_no": "申请编号", "state": "状态",
    "since": "本状态起", "proposed": "乡镇建议金额", "approved": "批准金额", "approval_document": "批准文号",
    "approved_on": "批准日期", "over_band": "超标准标记", "over_student_cap": "超每生封顶标记",
    "over_household_cap": "超每户封顶标记", "version": "版次", "action": "动作", "from_state": "原状态",
    "to_state": "新状态", "on_date": "日期", "signer": "签字人", "second_signer": "第二签字人", "reason": "原因",
    "amount": "金额", "document": "文号", "box": "意见栏", "text": "意见", "decision": "处理结果",
    "signed_on": "签字日期", "present": "是否齐备", "note": "说明", "from_date": "开始日期",
    "days": "天数", "day_kind": "天数算法", "to_date": "截止日期", "taken_down": "撤下日期", "result": "结果",
    "received_on": "收到日期", "content": "内容", "raised_by": "反映人", "finding": "核查结果",
    "resolved_on": "核查日期", "payee_name": "收款人", "payee_relation": "收款人与学生关系", "payee_bank": "开户银行",
    "payee_account": "账号", "sent_on": "送银行日期", "paid_on": "到账日期", "failure_code": "失败代码",
    "failure_text": "失败原因", "resent_of": "重发自", "receipt_no": "回单号", "media_type": "文件类型",
    "sha256": "校验值", "owner_table": "所属表", "owner_id": "所属记录", "batch_no": "批次号", "row_count": "人数",
    "file_name": "文件名", "check_code": "核对码", "sealed_on": "封存日期", "sealed_by": "封存人",
    "position": "序号", "id_number": "身份证号", "cells": "上报内容", "read_on": "读取日期", "matched": "一致件数",
    "changed": "金额有变件数", "rejected": "不予或退回件数", "missing": "没有批复件数", "touched": "被改动格数",
    "stage": "节点", "imported_on": "导入日期", "read": "读入行数", "accepted": "接收行数", "parked": "待定行数",
    "refused": "拒收行数", "skipped": "跳过行数", "unchanged": "未变行数", "sheet": "工作表", "row": "行号",
    "column_name": "列", "rule": "规则", "severity": "程度", "message": "说明", "purpose": "用途",
    "recipient": "接收人", "public_key": "公钥", "temporary_number": "临时编号", "merged_into": "并入",
    "subject": "对象", "decided_on": "决定日期", "sender": "报送单位", "headings": "表头", "fields": "读作",
    "used_on": "最近使用", "candidates": "可能是", "facts": "依据", "programme": "资助项目",
    "programme_name": "项目名称", "channel": "资助形式", "unit_amount": "标准", "year": "年度",
    "township": "乡镇", "said_sha256": "原表所写的校验值", "poor_village": "是否贫困村", "progress": "进展",
    "added_on": "加入日期",
    "school_year": "学年", "causes": "致困原因", "applied_on": "申请日期", "review": "认定结果",
    "reviewer": "认定人", "review_opinion": "认定意见", "reviewed_on": "认定日期", "rate": "标准",
    "amount_reason": "金额与标准不同的原因", "months": "在园月数", "fee_per_month": "每月收费",
    "hardship_tier": "资助档次", "admission_date": "入学日期", "study_years": "学制", "school_province": "学校所在省",
    "tuition": "学费", "status_number": "学籍注册号", "internship": "是否实习", "household_account": "户主账号",
    "approving_document": "批准文号", "donor": "捐赠人", "donor_purpose": "捐赠用途", "in_kind_value": "实物折价",
    "renewed_from": "续自", "renewal": "续办情况",
    "party": "对方", "packet_no": "村包编号", "cover_count": "封面份数", "cover_amount": "封面金额",
    "brought_by": "送交人", "closed_on": "收齐日期", "list_no": "发放表编号", "made_on": "制表日期",
    "template": "模板", "paid": "成功件数", "failed": "失败件数", "header_row": "表头行",
    "payment_list_id": "发放表", "packet_id": "村包", "relief_category": "救助对象类别", "agent_name": "代办人",
    "agent_relation": "代办人与学生关系", "agent_id_number": "代办人身份证号", "agent_phone": "代办人电话",
    "signed_by_applicant": "申请人补签日期", "historical": "历史补录", "past_source": "补录依据",
    "past_paid_on": "当时发放日期", "signed_values": "签字时的内容", "voided_on": "作废日期",
    "void_reason": "作废原因", "slip_no": "单号", "record": "所属表", "record_id": "所属记录", "issue": "版次",
    "digest": "内容校验值", "answers": "打印时所填", "issued_on": "首次打印日期", "back_on": "收回日期",
    "back_note": "收回说明", "slip_id": "打印单据", "copies": "份数", "pages": "页数", "reprint": "补打",
    "printer": "打印机", "chinese": "中文标签", "tibetan": "藏文", "phrase": "打开密码", "batch_column": "上报列",
    "test": "检查", "sentence": "提示", "blocking": "是否不得上报", "enabled": "是否启用", "learned_on": "记下日期",
    "township_code": "乡镇代码", "seal": "封存校验值", "differences": "与封存不同", "collected_on": "收到日期",
    "collected_batch_id": "收到的批次", "household_number": "户编号",
}  # fmt: skip
# Where a table means something else by a word.
_OWN = {
    ("batch_line", "name"): "姓名",
    ("received_aid", "name"): "姓名",
    ("received_aid", "stage"): "学段",
    ("enrolment", "stage"): "学段",
    ("enrolment", "place"): "就读地",
}


def table(name: str) -> str:
    """救助申请 for relief_case."""
    return TABLES.get(name, name)


def column(table_name: str, name: str) -> str:
    """账号 for payee_account: as the form of the table says it, else as written above, else as an import says it."""
    own = _OWN.get((table_name, name)) or _of_forms().get((table_name, name))
    known = (own, _COLUMNS.get(name), _of_imports().get(name))
    return next((label for label in known if label), name)


@cache
def _of_forms() -> dict[tuple[str, str], str]:
    from eduaid_desktop.domain import aid, hardship, person, project, relief, reply

    specs = (
        aid.AID,
        hardship.HARDSHIP,
        person.PERSON,
        relief.RELIEF,
        reply.DECISION,
        project.PROJECT,
        project.FUNDING,
        project.MILESTONE,
        project.PROGRESS,
    )
    return {(spec.table, field.name): field.label for spec in specs for field in spec.fields}


@cache
def _of_imports() -> dict[str, str]:
    from eduaid_desktop.domain import household, roll

    return {f.name: f.label for kind in (household.HOUSEHOLD_BASE, roll.ROLL) for f in kind.fields}
