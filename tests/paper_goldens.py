"""Every document of the office drawn from the sample township, and what a PDF reader finds on it.

Run as a script (make goldens) it writes tests/data/paper/ anew; look at `git diff tests/data/paper` afterwards.
"""

import ctypes
import json
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import unified_diff
from itertools import product
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pypdfium2
from pypdfium2 import raw

from eduaid_desktop.documents import fonts, typesetting
from eduaid_desktop.documents.paper import Printed
from eduaid_desktop.errors import UserError
from eduaid_desktop.services import payment_lists, sample, slips
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.papers.kinds import Document

FOLDER = Path(__file__).parent / "data" / "paper"
# What a golden keeps of a long document, and how far a text may stand from it in mm.
PAGES, TOLERANCE = 2, 0.15
_VERSION = re.compile(r"乡镇教育资助 \d[\w.+]*")
_LINE = re.compile(r"([\d.-]+) ([\d.-]+) (.*)")
# Of each kind that a document takes (Document.what), where the sample has its numbers or names.
_WHAT = {
    "village": ("region", ("name", "code")), "household": ("household", ("household_number",)),
    "notice": ("notice", ("id",)), "payment_list": ("payment_list", ("list_no",)),
    "batch": ("batch", ("batch_no",)), "person": ("person", ("id",)),
    "school": ("school", ("name", "code")), "project": ("project", ("project_no", "name", "id")),
}  # fmt: skip
_NAMED = {"year": ("2018",), "month": ("2018-06", "201806"), "class": ("三年级1班", "三年级")}
_ANSWERS = {"date": "2018-6-12", "month": "2018-06", "money": "1000", "integer": "3", "flag": "是"}
_SOME = 4


@dataclass(frozen=True)
class Drawn:
    """A document on paper, and how it was asked for; printed is None and said tells why where it was refused."""

    wanted: dict[str, Any]
    printed: Printed | None
    said: str = ""


def draw(desk: Desk, name: str, path: Path) -> Drawn:
    """A document of whatever the sample has of it first; of the last refusal where it has nothing."""
    said = ""
    for wanted in _wanted(desk, slips.DOCUMENTS[name]):
        try:
            return Drawn(wanted, slips.write(desk, name, path, **wanted))
        except UserError as refused:
            said = str(refused)
    return Drawn({}, None, said)


def read(drawn: Drawn) -> dict[str, Any]:
    """What a golden says: how the document was asked for, its papers, and every text with its place in mm."""
    if drawn.printed is None:
        return {"refused": drawn.said}
    with pypdfium2.PdfDocument(drawn.printed.path) as pdf:
        shown = [_page(pdf[n]) for n in range(min(len(pdf), PAGES))]
    placed = [f"{p.slip.number} {p.slip.subject.words}" for p in drawn.printed.placed[:PAGES]]
    return {"wanted": drawn.wanted, "pages": drawn.printed.pages, "slips": placed, "shown": shown}


def differences(golden: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """What a person needs to see of it, line by line; [] where nothing moved further than the tolerance."""
    was, now = _lines(golden), _lines(found)
    if len(was) == len(now) and all(map(_same, was, now)):
        return []
    return list(unified_diff(was, now, "golden", "now", lineterm="", n=1))


def _page(page: Any) -> list[str]:
    """Each run of characters with the place of its first one, in the order that the reader takes them."""
    wide, high = page.get_size()
    lines = [f"{_mm(wide)} {_mm(high)} mm"]
    for x, y, words in _runs(page.get_textpage()):
        shown = _VERSION.sub("乡镇教育资助 ×", " ".join(words.split()))
        if shown:
            lines.append(f"{_mm(x)} {_mm(high - y)} {shown}")
    return lines


def _runs(text: Any) -> Iterator[tuple[float, float, str]]:
    """Characters that follow one another on a baseline; x and y of where the first stands on it."""
    start, words, last = (0.0, 0.0), "", (0.0, 0.0)
    x, y = ctypes.c_double(), ctypes.c_double()
    for place in range(text.count_chars()):
        if raw.FPDFText_IsGenerated(text, place):
            continue
        char = chr(raw.FPDFText_GetUnicode(text, place))
        if "\udc00" <= char <= "\udfff":
            words = (words + char).encode("utf-16", "surrogatepass").decode("utf-16")
            continue
        raw.FPDFText_GetCharOrigin(text, place, x, y)
        here = x.value, y.value
        if words and (abs(here[1] - last[1]) > 0.1 or not -1 < here[0] - last[0] < 3):
            yield (*start, words)
            words = ""
        start = start if words else here
        words += char
        last = max(text.get_charbox(place, loose=True)[2], here[0]), here[1]
    yield (*start, words)


def _mm(points: float) -> float:
    return round(points * 25.4 / 72, 1)


def _lines(golden: dict[str, Any]) -> list[str]:
    if "refused" in golden:
        return [f"refused: {golden['refused']}"]
    head = [
        f"{name}: {json.dumps(golden[name], ensure_ascii=False)}" for name in ("wanted", "pages", "slips")
    ]
    return head + [line for page in golden["shown"] for line in ("", *page)]


def _same(was: str, now: str) -> bool:
    before, after = _LINE.fullmatch(was), _LINE.fullmatch(now)
    if was == now or not before or not after:
        return was == now
    moved = max(abs(float(before[n]) - float(after[n])) for n in (1, 2))
    return before[3] == after[3] and moved < TOLERANCE


def _wanted(desk: Desk, document: Document) -> Iterator[dict[str, Any]]:
    """The ways to ask for a document, the plainest first."""
    cases = [row["case_no"] for row in desk.store.select("relief_case") if row["case_no"]]
    terms = sorted({row["term"] for row in desk.store.select("relief_case")}, reverse=True)
    what = [str(each) for kind in document.what for each in _of_kind(desk, kind)]
    ways: list[dict[str, Any]] = [{"case": each} for each in cases] if "case" in document.about else []
    ways += [{"what": each} for each in what]
    if "term" in document.about:
        ways += [{"term": term, "what": each} for term, each in product(terms, what)]
        ways += [{"term": term} for term in terms]
    for way, answers in product(ways or [{}], _answers(desk, document)):
        yield {**way, "answers": answers} if answers else way


def _answers(desk: Desk, document: Document) -> Iterator[dict[str, str]]:
    """One answer to every question; where one has to choose, every choice. What may be left open is left open."""
    rules, open_ = (
        desk.rules(),
        [each for each in document.asks if each.kind == "choice" and not each.default],
    )
    said = {each.name: _answer(each.kind, each.default) for each in document.asks if each not in open_}
    required = [each for each in open_ if each.required]
    offered = [[code.code for code in rules.codes[each.choices].offered(rules.today)] for each in required]
    for chosen in product(*offered):
        yield said | dict(zip((each.name for each in required), chosen, strict=True))


def _of_kind(desk: Desk, kind: str) -> list[Any]:
    if kind in _NAMED:
        return list(_NAMED[kind])
    table, columns = _WHAT[kind]
    rows = desk.store.select(table)
    found = [row[column] for column in columns for row in rows[:_SOME] if row.get(column)]
    return [*found, *(row[columns[0]] for row in rows[_SOME:] if row.get(columns[0]))]


def _answer(kind: str, default: Any) -> str:
    return str(default or _ANSWERS.get(kind, "格府函〔2018〕1号"))


@contextmanager
def prepared(folder: Path) -> Iterator[Desk]:
    """The sample township with what it lacks of papers: a payment list; printed in the faces that we ship."""
    office = folder / "格桑镇.eduaid"
    if not office.exists():
        sample.build(office)
    for kept in (fonts._find, fonts._place, fonts._advance, typesetting.fit):
        kept.cache_clear()
    with Desk.open(office) as desk, patch.object(fonts, "_installed", dict):
        payment_lists.make(desk, "2018S", on_date="2018-06-12")
        yield desk


def renew() -> None:
    """Write every golden anew, and take away those of documents that are no more."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, prepared(Path(folder)) as desk:
        for name in slips.DOCUMENTS:
            found = read(draw(desk, name, Path(folder) / "x.pdf"))
            written = json.dumps(found, ensure_ascii=False, indent=0) + "\n"
            (FOLDER / f"{name}.json").write_text(written, encoding="utf-8")
            print(name, found.get("refused", found.get("wanted")))
    for stale in FOLDER.glob("*.json"):
        if stale.stem not in slips.DOCUMENTS:
            stale.unlink()


if __name__ == "__main__":
    sys.exit(renew())
