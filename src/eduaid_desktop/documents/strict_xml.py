"""The XML of workbooks, read as it streams by; a document type (entities that grow without end) is refused."""

from collections.abc import Callable
from typing import Any
from xml.parsers import expat


def parser(
    start: Callable[[str, dict[str, str]], object],
    end: Callable[[str], object],
    characters: Callable[[str], object] | None = None,
    separator: str | None = None,
) -> expat.XMLParserType:
    """A parser that calls these; separator: between namespace and name, None where namespaces are not told.

    It raises ValueError for a document type.
    """
    made = expat.ParserCreate(namespace_separator=separator)
    made.StartElementHandler = start
    made.EndElementHandler = end
    if characters is not None:
        made.CharacterDataHandler = characters
    made.StartDoctypeDeclHandler = _doctype
    return made


def _doctype(*_: Any) -> None:
    raise ValueError("a sheet with a document type")
