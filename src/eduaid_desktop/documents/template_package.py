"""The parts of somebody else's workbook: read as text, changed one by one, all others written again as they were."""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from xml.sax.saxutils import escape, unescape

from eduaid_desktop.errors import UserError

BOOK, STYLES = "xl/workbook.xml", "xl/styles.xml"
_LARGEST = 20 * 1024 * 1024
_LOOKED_AT = (".xml", ".rels", ".vml")
_QUOTES = {"&quot;": '"', "&apos;": "'", "&#10;": "\n", "&#13;": "\r"}


class Package:
    """A workbook's bytes by parts. Raises UserError where it is none that can be filled."""

    def __init__(self, data: bytes, name: str) -> None:
        """name: what the workbook is called in sentences."""
        self.name, self._data = name, data
        self._parts = _parts(data, name)
        self._changed: dict[str, str] = {}
        self._dropped: set[str] = set()
        if BOOK not in self._parts or STYLES not in self._parts:
            raise UserError(wrong_kind(name))

    def names(self, folder: str) -> list[str]:
        """The parts in a folder, such as xl/worksheets/."""
        return [part for part in self._parts if part.startswith(folder) and part not in self._dropped]

    def text(self, part: str) -> str:
        """A part as it stands now."""
        return self._changed[part] if part in self._changed else self._parts[part].decode("utf-8-sig")

    def put(self, part: str, words: str) -> None:
        """Change a part; one that says the same stays to the byte."""
        if words != self.text(part):
            self._changed[part] = words

    def sheets(self) -> dict[str, str]:
        """Name of each sheet to its part, in order."""
        links = dict(self._links(BOOK))
        found = {}
        for tag in re.findall(r"<(?:\w+:)?sheet\b[^>]*>", self.text(BOOK)):
            wanted = re.search(r'\b\w+:id="([^"]*)"', tag)
            if wanted and wanted[1] in links:
                found[plain_text(attribute(tag, "name"))] = links[wanted[1]]
        return found

    def sheet(self, name: str) -> str:
        """The part of a sheet. Raises UserError where there is none of that name."""
        part = self.sheets().get(name, "")
        if part not in self._parts:
            raise UserError(f"“{self.name}”里没有工作表“{name}”。请重新把空表放进来。")
        return part

    def named(self) -> list[tuple[str, str]]:
        """What areas and formulas are called in the workbook, and what they are; one name may stand for several."""
        found = re.findall(r"(<(?:\w+:)?definedName\b[^>]*>)([^<]*)<", self.text(BOOK))
        return [(plain_text(attribute(tag, "name")), plain_text(words)) for tag, words in found]

    def related(self, part: str) -> list[str]:
        """The parts that a part refers to: drawings, comments, tables of a sheet."""
        return [target for _, target in self._links(part) if target in self._parts]

    def drop_calculation_order(self) -> None:
        """The order in which formulas are calculated names cells; the program that opens the file makes it anew."""
        part = "xl/calcChain.xml"
        if part not in self._parts or part in self._dropped:
            return
        self._dropped.add(part)
        for holder in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
            self.put(holder, re.sub(r"<[^<>]*\bcalcChain\.xml\"[^<>]*/>", "", self.text(holder)))

    def recalculate(self) -> None:
        """Ask whoever opens the workbook to calculate its formulas."""
        book = self.text(BOOK)
        if found := re.search(r"<((?:\w+:)?)calcPr\b([^>]*?)/>", book):
            rest = re.sub(r'\s*\bfullCalcOnLoad="[^"]*"', "", found[2])
            self.put(BOOK, book.replace(found[0], f'<{found[1]}calcPr{rest} fullCalcOnLoad="1"/>'))
            return
        last = list(re.finditer(r"</((?:\w+:)?)(?:sheets|externalReferences|definedNames)>", book))[-1]
        asked = f'<{last[1]}calcPr fullCalcOnLoad="1"/>'
        self.put(BOOK, f"{book[: last.end()]}{asked}{book[last.end() :]}")

    def zipped(self) -> bytes:
        """The file with its changed parts."""
        written = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(self._data)) as old,
            zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            for info in old.infolist():
                if info.filename not in self._dropped:
                    changed = self._changed.get(info.filename)
                    part = old.read(info) if changed is None else changed.encode()
                    new.writestr(info, part, zipfile.ZIP_DEFLATED)
        return written.getvalue()

    def _links(self, part: str) -> Iterator[tuple[str, str]]:
        """The numbers and paths of what a part refers to."""
        folder, own = posixpath.split(part)
        holder = f"{folder}/_rels/{own}.rels"
        for tag in re.findall(
            r"<(?:\w+:)?Relationship\b[^>]*>", self.text(holder) if holder in self._parts else ""
        ):
            target = plain_text(attribute(tag, "Target"))
            path = target[1:] if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
            yield attribute(tag, "Id"), path


def _parts(data: bytes, name: str) -> Mapping[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            wanted = [i for i in file.infolist() if i.filename.endswith(_LOOKED_AT)]
            if sum(info.file_size for info in wanted) > _LARGEST:
                raise UserError(f"“{name}”太大，不像一张空表。请用对方给的空白模板。")
            parts = {info.filename: file.read(info) for info in wanted}
    except (zipfile.BadZipFile, RuntimeError, OSError, EOFError) as wrong:
        raise UserError(wrong_kind(name)) from wrong
    if any(b"<!DOCTYPE" in part[:2000] for part in parts.values()):
        raise UserError(wrong_kind(name))
    return parts


def wrong_kind(name: str) -> str:
    """The sentence about a file that is no workbook that can be filled."""
    return (
        f"“{name}”不是 .xlsx 表格，不能往里填。请用 Excel 或 WPS 打开它，另存为 .xlsx（没有密码）后再放进来。"
    )


def attribute(tag: str, name: str) -> str:
    """An attribute of a tag as it is written, "" for none."""
    found = re.search(rf'(?<![\w:]){name}="([^"]*)"', tag)
    return found[1] if found else ""


def plain_text(written: str) -> str:
    """What XML writes as &lt;, as <."""
    return unescape(written, _QUOTES)


def written_text(plain: str) -> str:
    """The other way round."""
    return escape(plain)
