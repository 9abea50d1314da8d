"""会不会被退: what is found on a line of a batch before it is sealed.

Rules are named by where they stand: F07 of section 5.10 of the rules of the field, 列36 of section 11.3 (the 36th
column), 要求3 for the office's own list of what the county asked for, 曾退回 for a line that came back before.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from eduaid_desktop.domain import terms
from eduaid_desktop.domain.batch import PLACES
from eduaid_desktop.domain.batch_fields import FIELD
from eduaid_desktop.domain.problems import BLOCK, NOTE, WARN
from eduaid_desktop.domain.relief import RELIEF

SEVERITIES = {BLOCK: "会被退", WARN: "要核对", NOTE: "说明"}
RETURNED = "曾退回"
Case = Mapping[str, Any]


@dataclass(frozen=True)
class Found:
    """What is wrong with a column of a line, before anybody knows whose line it is; column "" for the case as a whole.

    advice: what to do, "" where putting the field right is all. field: of the relief form, "" for none.
    """

    column: str
    sentence: str
    severity: str = BLOCK
    rule: str = ""
    advice: str = ""
    field: str = ""


@dataclass(frozen=True)
class Finding(Found):
    """The same with its case; case_id 0 for the batch as a whole."""

    case_id: int = 0
    case_no: str = ""
    name: str = ""

    @property
    def place(self) -> str:
        """The column, or what the form calls the field that stands in none."""
        known = RELIEF.by_name.get(self.field)
        return self.column or (known.label if known else "")


@dataclass(frozen=True)
class Report:
    """What a pre-flight came to. cases: those that were looked at, as they stood then."""

    term: str
    cases: Sequence[dict[str, Any]] = field(repr=False)
    findings: Sequence[Finding]

    @cached_property
    def refused(self) -> frozenset[int]:
        """The ids of the cases that the county would refuse; asked for every case."""
        return frozenset(f.case_id for f in self.findings if f.severity == BLOCK and f.case_id)

    @property
    def counts(self) -> dict[str, int]:
        """How many findings of each severity, the gravest first."""
        return {each: sum(f.severity == each for f in self.findings) for each in SEVERITIES}

    @property
    def headline(self) -> str:
        """What it came to, in a line."""
        if not self.cases:
            return f"{terms.label(self.term)}没有“待上报”的申请。"
        looked = f"{terms.label(self.term)}待上报 {len(self.cases)} 人"
        if not self.findings:
            return f"✓ {looked}，已全部检查，没有县里会退的。"
        told = "，".join(f"{SEVERITIES[each]} {count} 处" for each, count in self.counts.items() if count)
        refused = f"；{len(self.refused)} 人要先改好，或这次不报" if self.refused else ""
        return f"{looked}：{told}{refused}。"

    def as_json(self) -> dict[str, Any]:
        """term, count, block, warn, note, refused (case numbers), rows."""
        refused = sorted(c["case_no"] for c in self.cases if c["id"] in self.refused)
        rows = [row_of(finding) for finding in self.findings]
        return {"term": self.term, "count": len(self.cases), **self.counts, "refused": refused, "rows": rows}


def row_of(finding: Finding) -> dict[str, Any]:
    """A finding by its columns."""
    names = ("case_id", "case_no", "name", "column", "field", "severity", "rule", "sentence", "advice")
    return {name: getattr(finding, name) for name in names}


def of_case(case: Case, found: Found) -> Finding:
    """A finding with the case that it is about."""
    whose = {"case_id": case["id"], "case_no": case["case_no"] or "", "name": case["name"]}
    return Finding(**vars(found) | whose | {"field": found.field or FIELD.get(found.column, "")})


def in_order(findings: Collection[Finding]) -> list[Finding]:
    """The gravest first, then rule by rule, so that what is put right in one way stands together."""
    grave = list(SEVERITIES)
    return sorted(
        findings, key=lambda f: (grave.index(f.severity), f.rule, PLACES.get(f.column, -1), f.case_no)
    )
