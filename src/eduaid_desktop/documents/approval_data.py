"""What stands on an approval form (申请审批表); plain values, amounts in fen, dates in ISO."""

from dataclasses import dataclass

from eduaid_desktop.domain.slip import Slip

# The steps that give an opinion, in the order of the boxes.
STEPS = ("village", "school", "township", "poverty", "education", "finance", "government")

COMMITMENT = (
    "以上填写内容及所附材料真实、完整；本人同意有关部门核实家庭情况和就学情况，"
    "并在规定范围内公示学生姓名、户主姓名、就读学校、救助用途和金额。"
    "如有不实，愿退回所领资金并承担相应责任。"
)


@dataclass(frozen=True, slots=True)
class Item:
    """One line of aid received or of a cost still to be borne; fen None leaves the amount to be written."""

    label: str
    fen: int | None


@dataclass(frozen=True, slots=True)
class Opinion:
    """An opinion that was given. step is one of STEPS; decision is 同意, 不同意 or 退回."""

    step: str
    text: str = ""
    decision: str = ""
    amount_fen: int | None = None
    signer1: str = ""
    signer2: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class ApprovalFormData:
    """One relief case as its form shows it. An empty value leaves its box free for handwriting.

    county: the county's name, which heads the title. term: as a person reads it. name_bo: the Tibetan under the name.
    agent: who filed for the applicant, in words; signed_later_on: when the applicant signed after her. received: None
    when not asked yet, () for 无. agencies: the office's name per step, printed where its seal goes. sentences: the
    office's own
    wording per step in place of the printed default. With two_sided the second page keeps its
    binding edge on the right. copies and keepers make the sentence at the foot.
    """

    case_no: str
    county: str
    term: str = ""
    filled_on: str = ""
    name: str = ""
    name_bo: str = ""
    sex: str = ""
    ethnic: str = ""
    id_number: str = ""
    birth: str = ""
    student_number: str = ""
    stage: str = ""
    school: str = ""
    place: str = ""
    grade: str = ""
    class_name: str = ""
    boarding: str = ""
    address: str = ""
    head_name: str = ""
    head_id_number: str = ""
    household_no: str = ""
    household_status: str = ""
    household_size: int | None = None
    household_income_fen: int | None = None
    income_per_head_fen: int | None = None
    cause: str = ""
    guardian_name: str = ""
    guardian_relation: str = ""
    guardian_phone: str = ""
    guardian_id_number: str = ""
    received: tuple[Item, ...] | None = None
    costs: tuple[Item, ...] = ()
    reason: str = ""
    purpose: str = ""
    applied_fen: int | None = None
    payee_name: str = ""
    payee_relation: str = ""
    bank: str = ""
    account: str = ""
    agent: str = ""
    signed_later_on: str = ""
    commitment: str = COMMITMENT
    opinions: tuple[Opinion, ...] = ()
    agencies: tuple[tuple[str, str], ...] = ()
    sentences: tuple[tuple[str, str], ...] = ()
    with_school: bool = True
    over_cap: bool = False
    two_sided: bool = True
    copies: int | None = None
    keepers: str = "村、乡(镇)、县教育局"
    slip: Slip | None = None

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps whose boxes this form has: the county government's only above the cap."""
        left_out = {"school": not self.with_school, "government": not self.over_cap}
        return tuple(step for step in STEPS if not left_out.get(step))
