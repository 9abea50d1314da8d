"""Every form of ui/ asks exactly what its FormSpec asks, in the same words and the same order. Needs no Qt."""

import xml.etree.ElementTree as ElementTree
from functools import cache
from pathlib import Path

import pytest

from eduaid_desktop.domain.aid import AID
from eduaid_desktop.domain.fields import Field, FormSpec
from eduaid_desktop.domain.fund import FUND_ENTRY
from eduaid_desktop.domain.hardship import HARDSHIP
from eduaid_desktop.domain.person import PERSON
from eduaid_desktop.domain.project import FUNDING, MILESTONE, PROGRESS, PROJECT
from eduaid_desktop.domain.relief import RELIEF
from eduaid_desktop.domain.relief_past import RELIEF_PAST

UI = Path(__file__).resolve().parents[2] / "ui"
FORMS = (PERSON, AID, HARDSHIP, RELIEF, RELIEF_PAST, FUND_ENTRY, PROJECT, FUNDING, MILESTONE, PROGRESS)
SPECS = {spec.name: spec for spec in FORMS}
EDITORS = {"choice": "QComboBox", "flag": "QComboBox", "note": "QPlainTextEdit"}
CASES = [
    pytest.param(spec, field, id=f"{spec.name}-{field.name}")
    for spec in SPECS.values()
    for field in spec.fields
]


@cache
def root(name: str) -> ElementTree.Element:
    return ElementTree.parse(UI / f"{name}_form.ui").getroot()


@cache
def widgets(name: str) -> dict[str, ElementTree.Element]:
    found = [w for w in root(name).iter("widget") if w is not root(name).find("widget")]
    names = [w.attrib["name"] for w in found]
    assert len(set(names)) == len(names)
    return dict(zip(names, found, strict=True))


def value(widget: ElementTree.Element, name: str) -> str | None:
    found = widget.find(f"property[@name='{name}']/*")
    return None if found is None else found.text


def parts(spec: FormSpec) -> list[str]:
    return list(dict.fromkeys(field.part for field in spec.fields if field.part))


def test_every_form_has_a_spec_and_every_spec_a_form() -> None:
    assert {path.stem for path in UI.glob("*_form.ui")} == {f"{name}_form" for name in SPECS}


@pytest.mark.parametrize(("spec", "field"), CASES)
def test_a_field_has_its_widget_its_label_and_its_problem_line(spec: FormSpec, field: Field) -> None:
    form = widgets(spec.name)
    assert form[field.name].attrib["class"] == EDITORS.get(field.kind, "QLineEdit")
    label = form[f"{field.name}_label"]
    assert (value(label, "text"), value(label, "buddy")) == (field.label, field.name)
    problem = form[f"{field.name}_problem"]
    assert (problem.attrib["class"], value(problem, "visible"), value(problem, "role")) == (
        "QLabel",
        "false",
        "problem",
    )
    assert (value(form[field.name], "placeholderText") or "") == field.hint


@pytest.mark.parametrize("spec", SPECS.values(), ids=lambda spec: spec.name)
def test_tab_order_is_paper_order(spec: FormSpec) -> None:
    assert [stop.text for stop in root(spec.name).iter("tabstop")] == [field.name for field in spec.fields]


@pytest.mark.parametrize("spec", SPECS.values(), ids=lambda spec: spec.name)
def test_headings_name_the_parts_and_nothing_else_is_there(spec: FormSpec) -> None:
    form = widgets(spec.name)
    headings = [w for w in form.values() if value(w, "role") == "heading"]
    assert [value(heading, "text") for heading in headings] == parts(spec)
    assert [h.attrib["name"] for h in headings] == [f"part_{n}" for n, _ in enumerate(headings, 1)]
    expected = {f"{f.name}{tail}" for f in spec.fields for tail in ("", "_label", "_problem")}
    assert set(form) - {h.attrib["name"] for h in headings} == expected


@pytest.mark.parametrize("spec", SPECS.values(), ids=lambda spec: spec.name)
def test_reading_order_on_screen_is_paper_order(spec: FormSpec) -> None:
    """Row by row, left before right, group after group."""
    seen = []
    for grid in root(spec.name).iter("layout"):
        if grid.attrib["class"] == "QGridLayout":
            cells = sorted((int(i.attrib["row"]), int(i.attrib["column"]), i) for i in grid.findall("item"))
            seen += [i.find("widget").attrib["name"] for _, _, i in cells]  # type: ignore[union-attr]
    assert [name for name in seen if name in spec.by_name] == [field.name for field in spec.fields]
