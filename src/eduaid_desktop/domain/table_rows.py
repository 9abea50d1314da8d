"""What a row under the header of a table is: data, or one of the other lines that clerks put there."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from eduaid_desktop.domain import text
from eduaid_desktop.domain.header import Header, Rows, plain

DATA, EMPTY, TITLE, HEADER, SUBTOTAL, TOTAL, FOOTER, NOTE = (
    "data",
    "empty",
    "title",
    "header",
    "subtotal",
    "total",
    "footer",
    "note",
)
_SUM = re.compile(r".{0,10}?(小计|合计|总计|共计|累计).{0,6}")
_SIGNED = re.compile(
    r"(人|主任|书记|校长|园长|村长|镇长|乡长|领导|签字|签名|签章|盖章|日期|单位)(\(.{1,6}\))?:"
)
_REMARK = re.compile(r"(注|备注|说明|填表说明|附注)\d?[:.、]")
_FEW = 3
_REMEMBERED = 20000
_FIRST_TEXTS = 3


def is_blank(cell: Any) -> bool:
    """Whether a cell holds nothing to see."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


class _Plain(dict[str, str]):
    """header.plain of the words that come again and again."""

    def __missing__(self, cell: str) -> str:
        found = cell.upper() if cell.isascii() and cell.isalnum() else plain(cell)
        if len(self) < _REMEMBERED:
            self[cell] = found
        return found


class Judge:
    """Tells for the rows under one header what each of them is."""

    def __init__(self, header: Header, rows: Rows) -> None:
        """rows: those of the whole sheet, because a printed page may repeat the title and the header."""
        claimed = set(header.columns.values())
        self._headers = [
            {c: plain(cell) for c, cell in enumerate(row) if isinstance(cell, str) and not is_blank(cell)}
            for row in rows[header.first : header.last + 1]
        ]
        self._above = {
            plain(cell) for row in rows[: header.first] for cell in row if isinstance(cell, str)
        } - {""}
        self._keys = [header.columns[name] for name in header.kind.signature]
        self._claimed = claimed
        self._plain = _Plain()

    def __call__(self, row: Sequence[Any]) -> str:
        """data, empty, title, header, subtotal, total, footer or note."""
        # is_blank, written out: this looks at every cell of a file.
        filled = [
            c for c, cell in enumerate(row) if cell is not None and (type(cell) is not str or cell.strip())
        ]
        if len(filled) <= _FEW and self._above and self._repeats_title(row, filled):
            return TITLE
        if not self._claimed.intersection(filled):
            return self._beside(row, filled)
        keys = [c for c in self._keys if c < len(row) and isinstance(row[c], str) and not is_blank(row[c])]
        if len(filled) > _FEW and len(keys) == len(self._keys):
            return HEADER if self._repeats(row, filled) else DATA
        return self._unusual(row, filled, keys)

    def _unusual(self, row: Sequence[Any], filled: list[int], keys: list[int]) -> str:
        if self._repeats(row, filled):
            return HEADER
        if found := self._sum(row, filled):
            return found
        if len(filled) <= _FEW and (found := _wording(row, filled)):
            return found
        numbers = [c for c in self._keys if c < len(row) and not is_blank(row[c])]
        return DATA if numbers or len(filled) >= _FEW else NOTE

    def _beside(self, row: Sequence[Any], filled: list[int]) -> str:
        """Nothing in a claimed column: empty lines may still carry a serial number."""
        texts = [c for c in filled if isinstance(row[c], str) and not row[c].strip().isdecimal()]
        if not texts:
            return EMPTY
        if self._repeats(row, filled):
            return HEADER
        return self._sum(row, texts) or _wording(row, texts) or NOTE

    def _repeats(self, row: Sequence[Any], filled: list[int]) -> bool:
        return any(self._repeats_one(words, row, filled) for words in self._headers)

    def _repeats_one(self, words: Mapping[int, str], row: Sequence[Any], filled: list[int]) -> bool:
        same, other = 0, 0
        for c in filled:
            if isinstance(row[c], str) and self._plain[row[c]] == words.get(c):
                same += 1
            else:
                other += 1
                if other * 2 > len(filled):
                    return False
        return same >= 2

    def _repeats_title(self, row: Sequence[Any], filled: list[int]) -> bool:
        return bool(filled) and all(isinstance(row[c], str) and plain(row[c]) in self._above for c in filled)

    def _sum(self, row: Sequence[Any], filled: list[int]) -> str:
        texts = [plain(row[c]) for c in filled if isinstance(row[c], str)][:_FIRST_TEXTS]
        found = next((m for m in map(_SUM.fullmatch, texts) if m), None)
        if not found:
            return ""
        return SUBTOTAL if found[1] == "小计" else TOTAL


def _wording(row: Sequence[Any], filled: list[int]) -> str:
    words = [text.half_width(str(row[c])).strip() for c in filled]
    if any(_REMARK.match(word) for word in words):
        return NOTE
    return FOOTER if any(_SIGNED.search(word) for word in words) else ""
