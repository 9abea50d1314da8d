"""救助标准: the bands and caps in force on a day as a person reads them, for the register and the command line."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from eduaid_desktop.domain import dates, programmes, relief_bands
from eduaid_desktop.domain.relief_bands import ABOVE, WHOSE, YEARS
from eduaid_desktop.domain.rules import CodeTable, Rules
from eduaid_desktop.errors import UserError
from eduaid_desktop.services import office, rules
from eduaid_desktop.services.desk import Desk

Entry = Mapping[str, Any]


@dataclass(frozen=True)
class BandLine:
    """One band or cap. what: 标准 or 封顶; amount: in words; certainty as in the data, sure the same in words.

    preset: the one it belongs to, "" for a band of a package; package: where it comes from, in words.
    """

    what: str
    key: str
    who: str
    amount: str
    valid_from: str
    valid_to: str
    clause: str
    source: str
    certainty: str
    sure: str
    preset: str
    package: str


def preset(desk: Desk, day: date | None = None) -> str:
    """The preset that the office follows on a day (today when None), also where a package goes before it."""
    return str(desk.rules(day or desk.today()).settings["relief_preset"])


def follow(desk: Desk, preset: str, day: date) -> None:
    """Follow a preset (A to E) from a day on. Raises UserError for another word."""
    if preset not in relief_bands.PRESETS:
        raise UserError(f"没有预设“{preset}”，可以选的是 {'、'.join(relief_bands.PRESETS)}。")
    office.set_setting(desk, "relief_preset", preset, day.isoformat())


def lines(desk: Desk, day: date | None = None) -> list[BandLine]:
    """Every band and cap that applies on a day (today when None); [] where amounts are only held against a window."""
    applied = desk.rules(day or desk.today())
    found = [("标准", entry) for entry in relief_bands.bands(applied)]
    found += [("封顶", entry) for entry in relief_bands.caps(applied)]
    own = {
        entry["key"]: row["name"]
        for row in desk.store.select("policy_package")
        for policy in ("relief_band", "relief_cap")
        for entry in rules.entries_of(row).get(policy, ())
    }
    return [_line(what, entry, applied, own) for what, entry in found]


def _line(what: str, entry: Entry, applied: Rules, own: Mapping[str, str]) -> BandLine:
    preset = entry.get("preset", "")
    return BandLine(
        what=what,
        key=entry["key"],
        who=WHOSE[entry["whose"]] if what == "封顶" else relief_bands.who(entry, applied.codes),
        amount=_cap_words(entry) if what == "封顶" else relief_bands.amount_words(entry),
        valid_from=entry["valid_from"],
        valid_to=entry["valid_to"],
        clause=entry["clause"],
        source=entry["source"],
        certainty=entry["certainty"],
        sure=programmes.certainty(entry),
        preset=preset,
        package=f"随程序，预设 {preset}" if preset else own[entry["key"]],
    )


def _cap_words(entry: Entry) -> str:
    return f"{YEARS[entry['year_basis']]}合计不超过 {entry['yuan']:,} 元，超过的报{ABOVE[entry['override']]}"


def sentence(policy: str, entry: Entry, applied: Rules) -> str:
    """What an entry of a package about the relief fund sets, without its dates; "" for another policy."""
    if policy == "relief_band":
        return f"救助标准“{entry['key']}”（{relief_bands.who(entry, applied.codes)}）{relief_bands.amount_words(entry)}"
    if policy == "relief_cap":
        return f"救助封顶，{WHOSE[entry['whose']]}{_cap_words(entry)}"
    if policy == "relief_eligibility":
        return f"救助对象有“{entry['key']}”"
    return f"救助对象类别，按先后写，有“{entry['label']}”" if policy == "relief_category" else ""


def codes(entries: Mapping[str, Sequence[Entry]], applied: Rules) -> Mapping[str, CodeTable]:
    """The code tables as they will be with a package: its own categories before the shipped ones."""
    ordered = entries.get("relief_category")
    return {**applied.codes, "relief_category": rules.categories(ordered)} if ordered else applied.codes


def faults(entries: Mapping[str, Sequence[Entry]]) -> Iterator[str]:
    """What keeps a package from being taken: two bands or caps that could apply at once, or one of a preset."""
    for policy in ("relief_band", "relief_cap"):
        yield from relief_bands.overlaps(entries.get(policy, ()))
        named = [entry["key"] for entry in entries.get(policy, ()) if "preset" in entry]
        yield from (f"“{key}”写了 preset，政策包里不写这一项，请删去。" for key in named)


def doubts(entries: Mapping[str, Sequence[Entry]], applied: Rules) -> Iterator[str]:
    """What a package leaves open: stages without a band, people without a cap."""
    if bands := entries.get("relief_band", ()):
        yield from relief_bands.gaps(bands, codes(entries, applied))
        if all(band["valid_to"] for band in bands):
            last = dates.spoken(max(band["valid_to"] for band in bands))
            yield f"救助标准只写到{last}，此后又按预设 {applied.settings['relief_preset']}。"
    if offered := {entry["key"] for entry in entries.get("relief_eligibility", ())}:
        gone = [kind for kind in applied.policy["relief_eligibility"] if kind not in offered]
        yield from (f"没有写“{kind}”，加入后这类户不再是救助对象。" for kind in gone)
    if caps := entries.get("relief_cap", ()):
        lacking = [words for whose, words in WHOSE.items() if whose not in {cap["whose"] for cap in caps}]
        yield from (f"没有写{words}的封顶，加入后{words}不封顶。" for words in lacking)
    elif bands and (shipped := relief_bands.caps(applied)):
        kept = "；".join(f"{WHOSE[entry['whose']]}{_cap_words(entry)}" for entry in shipped)
        yield f"没有写封顶，仍按现在的：{kept}。"
