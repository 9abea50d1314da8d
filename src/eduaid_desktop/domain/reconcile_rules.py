"""核对: what the views are and what each rule says is wrong, with the next step.

The rules bear the codes of the imports (X_: two sources differ, W_: one source is odd in itself). Sources:
sections 6.3, 9 and 14 of the domain rules.
"""

from dataclasses import dataclass

VIEWS = {
    "identity": "姓名号码",
    "unenrolled": "有户无学籍",
    "registered": "建档立卡",
    "enrolments": "两处在读",
    "age": "年龄",
    "village": "行政村",
    "state": "在校状况",
    "grade": "年级班级",
    "households": "一人两户",
    "population": "户人口",
    "aid": "已享受资助",
    "given": "资助登记",
    "relief": "救助申请",
}


@dataclass(frozen=True)
class Rule:
    """view: a key of VIEWS. title: what is wrong. advice: what to do next."""

    view: str
    title: str
    advice: str


RULES = {
    "X_NAME_DOT": Rule("identity", "姓名只差分隔点", "是同一人，本程序统一写作“·”；请让写法不同的一方改正。"),
    "X_NAME_VARIANT": Rule("identity", "号码相同，姓名不同", "请对照户口簿，定下以哪一方为准。"),
    "X_ID_DIGIT": Rule(
        "identity", "身份证号有一位不同", "校验不对的那一行没有读入；请对照证件更正那份表，再导入一次。"
    ),
    "X_ID_REISSUED": Rule(
        "identity", "姓名、出生日期相同，身份证号不同",
        "可能换过号码；请对照证件，是同一人的合并，确是两人的写“情况属实”。",
    ),
    "X_GHOST": Rule(
        "unenrolled", "有救助申请，不在本学期学籍里", "没有就读证明先不要往下办；请到学校和村里核实，查无此人的照实写。"
    ),
    "X_AWAY": Rule("unenrolled", "在外就读，待补就读证明", "不算失学；请向家长收取就读证明，收到后写“情况属实”。"),
    "X_NO_ROLL": Rule("unenrolled", "适龄，不在本学期学籍里", "请到户核实：在读的补学籍或就读证明，失学的劝返。"),
    "X_POOR_FLAG": Rule("registered", "学籍的建档立卡标记与户籍不一致", "以户籍与建档立卡人员表为准；请让学校改标记。"),
    "W_DUP_ENROL": Rule("enrolments", "两所学校同时在读", "请问清现在就读哪一所，另一所不再计入在读。"),
    "W_AGE": Rule("age", "年龄与学段不符", "请对照证件核对出生日期和学段；确实如此的写“情况属实”。"),
    "X_MOVED": Rule("village", "行政村不一致", "请问清户籍在哪个村，定下以哪一方为准。"),
    "X_STATE": Rule("state", "在校生状况与学籍不一致", "以学籍为准；请在户籍表里更正在校生状况。"),
    "X_GRADE": Rule("grade", "年级不一致", "以学籍为准；请核对后更正另一方。"),
    "X_CLASS": Rule("grade", "两份学籍名册的班级不一致", "暂按后导入的名册；请向学校问清现在的班级。"),
    "W_DUP_PERSON": Rule("households", "一人列在两户", "请问清现在属于哪一户，另一户删去。"),
    "W_POP": Rule("population", "家庭人口数小于列出的成员数", "请对照户口簿核对人口数和成员。"),
    "X_AID_UNKNOWN": Rule("aid", "领了资助，不在本学期学籍里", "请向发放单位核实；已离校的停发，查无此人的照实写。"),
    "X_AID_BOARD": Rule("aid", "走读生领了寄宿生生活补助", "请向学校核实是否寄宿；不寄宿的退回。"),
    "X_AID_NOT_POOR": Rule("aid", "不在建档立卡名册，领了建档立卡专项资助", "请核实户籍；不符合条件的退回。"),
    "W_DUP_AID": Rule("aid", "同一项资助列了两次", "请向发放单位核实是否重发；重发的退回一笔。"),
    "X_RECEIVED": Rule("aid", "申请里的已享受资助与名单不一致", "以发放名单为准；请更正申请表。"),
    "X_GIVEN_ONLY": Rule(
        "aid", "本镇登记了资助，发放名单里没有", "请向发放单位核实是否已发；没有发的补报，登记错的更正。"
    ),
    "X_RECEIVED_ONLY": Rule(
        "aid", "发放名单里有，本镇没有登记", "请核对名单；确已享受的，用“整校登记”或“资助申请”补登。"
    ),
    "X_AID_SUM": Rule("aid", "登记的金额与发放名单不一致", "请核对到账金额，更正登记，或写明与标准不同的原因。"),
    "W_AID_TWICE": Rule(
        "given", "同一项资助登记了不止一次", "请核对是否重复；重复的改为正确的项目或学期，多发的退回。"
    ),
    "W_EXCLUSIVE": Rule(
        "given", "两项资助同时登记", "请照依据核对能否同时享受；不能的留一项，县里认可的写“情况属实”。"
    ),
    "W_AID_ACCOUNT": Rule(
        "given", "不同家庭的学生用同一收款账号", "请核对账号和户名；账号不得混用，确是亲属代领的写“情况属实”。"
    ),
    "W_AID_LEFT": Rule(
        "given", "不在校的学生有资助登记", "请向学校核实；已离校的停发并退回多发的，在别处就读的补就读证明。"
    ),
    "W_AID_AGE": Rule(
        "given", "受助学生的年龄与学段不符", "请对照证件核对出生日期和学段；确实如此的写“情况属实”。"
    ),
    "W_AID_SIBLINGS": Rule("given", "一户本学期的资助合计较多", "请逐人核对有没有重复；都对的写“情况属实”。"),
    "W_AID_RATE": Rule(
        "given", "金额与标准不一致，没有写原因", "请在“资助申请”里更正金额，或填写“与标准不同的原因”。"
    ),
    "W_AID_UNPLACED": Rule("given", "受助学生缺学校、学段或户类型", "请照下面所说的地方补上，再核对资助。"),
    "X_DECEASED": Rule("relief", "收款人已去世", "不能向其发放；请在申请表里改为新的收款人和账号。"),
    "X_NOT_REGISTERED": Rule("relief", "申请人不在建档立卡名册里", "请核对户编号和户类型，不属于救助对象的不予受理。"),
}  # fmt: skip
