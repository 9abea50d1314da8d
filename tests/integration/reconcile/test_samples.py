"""Every disagreement planted in the sample files is found with its rows as proof, and nothing else is."""

from collections import Counter
from typing import Any

from eduaid_desktop.domain.reconciling import RULES, Finding
from eduaid_desktop.services import reconciling
from eduaid_desktop.services.desk import Desk

TERM = "2018S"


def planted(expected: dict[str, Any]) -> list[dict[str, Any]]:
    return [c for c in expected["conflicts"] if c["code"] in RULES]


def proves(finding: Finding, place: dict[str, Any]) -> bool:
    where = f"《{place['file']}》“{place['sheet']}”第 {place['row']} 行"
    return any(where in side.proof for side in finding.sides)


def test_every_planted_disagreement_is_found_once_with_its_rows(
    township: Desk, expected: dict[str, Any]
) -> None:
    left = reconciling.findings(township, TERM)
    for conflict in planted(expected):
        same = [
            f for f in left if f.rule == conflict["code"] and all(proves(f, w) for w in conflict["where"])
        ]
        assert len(same) == 1, (
            conflict,
            [(f.rule, f.name, f.sides) for f in left if f.rule == conflict["code"]],
        )
        left.remove(same[0])
    assert [(f.rule, f.name, f.sentence) for f in left] == []


def test_the_counts_by_rule(township: Desk, expected: dict[str, Any]) -> None:
    found = Counter(f.rule for f in reconciling.findings(township, TERM))
    assert found == Counter(c["code"] for c in planted(expected))
    assert sum(found.values()) == 37


def test_the_controls_raise_no_finding(township: Desk, expected: dict[str, Any]) -> None:
    legal = [row for control in expected["controls_no_finding"] for row in control["rows"]]
    assert len(legal) > 20
    wrong = [
        (f.rule, place) for f in reconciling.findings(township, TERM) for place in legal if proves(f, place)
    ]
    assert wrong == []
