"""批次种类: the first batch of a term, its latecomers (补发), and what the county sent back and was mended (补正)."""

from dataclasses import dataclass

REGULAR, SUPPLEMENT, CORRECTION = "regular", "supplement", "correction"
KINDS = {REGULAR: "首次上报", SUPPLEMENT: "补发", CORRECTION: "补正"}
# In fewer words: a county's list is narrow.
IN_SHORT = {**KINDS, REGULAR: "上报"}


@dataclass(frozen=True, slots=True)
class Corrected:
    """A line of a correction: the batch that it stood in before, and why the county sent it back."""

    case_no: str
    name: str
    batch_no: str
    reason: str

    @property
    def words(self) -> str:
        """PC-…-001 退回：账号与户名不符."""
        return f"{self.batch_no} 退回：{self.reason}"


def marked(title: str, kind: str) -> str:
    """汇总表（补正）; the first batch of a term bears no mark."""
    return title if kind == REGULAR else f"{title}（{KINDS[kind]}）"


def batch_numbers(corrects: tuple[Corrected, ...]) -> str:
    """The batches that a correction is about: PC-…-001、PC-…-002."""
    return "、".join(sorted({each.batch_no for each in corrects}))
