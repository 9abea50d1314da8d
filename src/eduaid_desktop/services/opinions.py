"""审批意见: writing an opinion with what it was signed on, and voiding it when that is changed."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from eduaid_desktop.domain import dates, signatures
from eduaid_desktop.domain.money import amount_in_words, yuan
from eduaid_desktop.domain.person import IDENTITY
from eduaid_desktop.domain.problems import WARN, Problem
from eduaid_desktop.domain.rules import CodeTable, Rules
from eduaid_desktop.domain.workflow_guards import Given
from eduaid_desktop.services import rules as tables
from eduaid_desktop.store.store import Change, Row

_IDENTITY = tuple(field.name for field in IDENTITY)
_REPLACED = "已由新的意见代替"


def write(
    change: Change, case: Row, box: tuple[str, str], given: Given, rules: Rules, notice: Row | None
) -> None:
    """Put an opinion into its box; one stands there at a time. box: name and decision; notice: the case's own."""
    name, decision = box
    void(change, case["id"], name, _REPLACED)
    fen = given.amount if decision == "同意" and name != "village" else None
    words = {"reason": given.reason, "yuan": yuan(fen), "words": amount_in_words(fen) if fen else ""}
    change.insert(
        "opinion",
        {
            "case_id": case["id"],
            "box": name,
            "text": sentence(rules, f"{name}.{decision}", words | (notice_words(notice) if notice else {})),
            "decision": decision,
            "amount": fen,
            "signer": given.signer or None,
            "signed_on": given.on_date,
            "signed_values": json.dumps(signatures.signed_values(case), ensure_ascii=False),
        },
    )


def void(change: Change, case_id: int, box: str, reason: str) -> None:
    """Withdraw what stands in a box, and keep since when and why it counts no more."""
    for opinion in change.select("opinion", case_id=case_id, box=box):
        _void(change, opinion, reason)


def _void(change: Change, opinion: Row, reason: str) -> None:
    columns = {"withdrawn": 1, "voided_on": change.today.isoformat(), "void_reason": reason}
    change.update("opinion", opinion["id"], columns)


def follow(change: Change, case: Row, rules: Rules, standing: Iterable[Row] | None = None) -> list[Problem]:
    """Void every opinion that was signed on something else than the case says now; returns what is to be said.

    case: its columns with the identity of its child, as just written. standing: the opinions that stood before this
    change, those that stand now when None. Nothing is voided while the county has the paper.
    """
    if not signatures.voids(case["state"]):
        return []
    found = []
    for opinion in change.select("opinion", case_id=case["id"]) if standing is None else standing:
        signed = json.loads(opinion["signed_values"] or "{}")
        if told := signatures.differences(opinion["box"], signed, case, rules):
            reason = signatures.void_reason(told)
            _void(change, opinion, reason)
            words = f"{signatures.called(opinion)}已作废：{reason}。请重新签字。"
            found.append(
                Problem(signatures.differing(opinion["box"], signed, case)[0], words, WARN, "W_SIGNED")
            )
    return found


def follow_person(change: Change, person_id: int) -> None:
    """The same for all cases of somebody whose identity was just changed elsewhere: by her form, a merge, an import."""
    cases = change.select("relief_case", person_id=person_id)
    signed = [case for case in cases if signatures.voids(case["state"])]
    if not signed:
        return
    person = change.get("person", person_id)
    identity = {name: person[name] for name in _IDENTITY}
    # Nothing of hers is told by a table of the office.
    rules = Rules(change.today, {**tables.shipped_codes(), "village": CodeTable("village", ())})
    for case in signed:
        follow(change, {**case, **identity}, rules)


def noticed(change: Change, case_id: int, notice: Row, rules: Rules) -> str:
    """What the village says once its notice is over: that nobody objected, or that it was looked into."""
    said = change.select("objection", case_id=case_id)
    objected = any(change.get("notice", each["notice_id"])["kind"] == "village" for each in said)
    return sentence(rules, f"village.{'objected' if objected else 'noticed'}", notice_words(notice))


def notice_words(notice: Row) -> dict[str, str]:
    """From when to when a notice hung, and how long, for the sentence of a box."""
    return {
        "from_date": dates.spoken(notice["from_date"]),
        "to_date": dates.spoken(notice["to_date"]),
        "days": str(notice["days"]) + ("个工作日" if notice["day_kind"] == "working" else "天"),
    }


def sentence(rules: Rules, key: str, words: Mapping[str, str]) -> str:
    """The default sentence of an opinion box (resources/policies/opinion_texts.toml), filled in.

    A county may ask in any box for any of the words; what a box has not stays empty.
    """
    entry = rules.policy["opinion_texts"].get(key)
    return entry["text"].format_map(defaultdict(str, words)) if entry else ""


def newest_voided(opinions: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Of all opinions of a case, oldest first, the last voided one of every box in which none stands."""
    standing = {opinion["box"] for opinion in opinions if not opinion["withdrawn"]}
    found = {o["box"]: dict(o) for o in opinions if o["voided_on"] and o["box"] not in standing}
    return list(found.values())
