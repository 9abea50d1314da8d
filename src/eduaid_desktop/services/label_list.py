"""The labels that the documents of the office print, for those who are to find the Tibetan of each."""

import re
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from eduaid_desktop.documents import delivery, labels, measured
from eduaid_desktop.documents.list_workbook import Heading, ListSheet, build
from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.errors import UserError
from eduaid_desktop.services import bilingual, office
from eduaid_desktop.services.bilingual import Entry
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.papers.catalogue import DOCUMENTS
from eduaid_desktop.services.papers.kinds import Document, Wanted
from eduaid_desktop.store import label_queries as queries
from eduaid_desktop.store.store import Store

_FORMS = {
    "approval_form": "申请审批表",
    "approval_form_school": "申请审批表",
    "approval_slip": "审批单",
    "notice_list": "公示名单",
}
_WHEN = re.compile("^[0-9]{4}(?:-[0-9]{4})?(?:学年|年)?(?:[春秋]季学期|[0-9]{1,2}月)?")
# A label is words; figures of a total, and what is to be written by hand, are none.
_WORDS = re.compile("[^0-9]*[\u4e00-\u9fff][^0-9]*$")
_HEADINGS = (("中文标签", 30), ("藏文", 40), ("来源", 20), ("备注", 24), ("用在", 40))
_NO_STEP: Callable[[int, int], object] = lambda done, total: None  # noqa: E731


@dataclass(frozen=True)
class Used:
    """A label with what the dictionary says of it. documents: the titles of the papers that print it."""

    entry: Entry
    documents: tuple[str, ...]

    @property
    def filled(self) -> bool:
        """Whether it has Tibetan."""
        return bool(self.entry.tibetan)


def used(desk: Desk, step: Callable[[int, int], object] = _NO_STEP) -> list[Used]:
    """Every label and title that a paper of the office prints, and what the dictionary has beside them; the villages.

    The application, the slip and the notice are always among them; any other paper once there is a record that it
    can be drawn of. step(done, total) is told of every paper.
    """
    found: dict[str, list[str]] = {}
    known = {entry.chinese: entry for entry in bilingual.entries(desk)}
    names = queries.names_in_titles(desk.store) | {measured.FILLER}
    for title, heard in _heard(desk, step):
        for label in heard:
            if _WORDS.match(plain := _without(label, names)):
                found.setdefault(plain, []).append(title)
    found |= {village: ["村名"] for village in queries.village_names(desk.store)}
    return [
        Used(known.get(label, Entry(label, "")), tuple(dict.fromkeys(found.get(label, ()))))
        for label in dict.fromkeys((*found, *known))
    ]


def export(desk: Desk, target: Path, step: Callable[[int, int], object] = _NO_STEP) -> int:
    """Write the labels as a workbook for the translators of the county, which bilingual.read reads back.

    Returns how many labels are on it. Raises UserError where it cannot be written.
    """
    found = used(desk, step)
    data = build(
        ListSheet(
            title=f"{office.info(desk)['name']}藏文标签对照表",
            remark=f"{spoken(desk.today().isoformat())}　共 {len(found)} 条　请填写“藏文”一栏，“中文标签”不要改动。",
            headings=[Heading(*each) for each in _HEADINGS],
            rows=[[*_cells(each.entry), "、".join(each.documents)] for each in found],
            total=[""] * len(_HEADINGS),
        )
    )
    temporary = delivery.prepare(target.parent, target.name, data, over=True)
    delivery.put_in_place(temporary, target.name)
    return len(found)


def _cells(entry: Entry) -> tuple[str, ...]:
    return entry.chinese, entry.tibetan, entry.source, entry.remark


def _heard(desk: Desk, step: Callable[[int, int], object]) -> Iterator[tuple[str, Iterable[str]]]:
    for name in measured.documents():
        yield _FORMS[name], measured.boxes(name).seen
    with TemporaryDirectory() as folder:
        for done, (name, document) in enumerate(DOCUMENTS.items()):
            step(done, len(DOCUMENTS))
            if name in _FORMS:
                continue
            with labels.using(labels.Labels(listening=True)) as heard:
                _draw_one(desk, document, Path(folder) / f"{name}.pdf")
            yield document.title, heard.seen


def _draw_one(desk: Desk, document: Document, path: Path) -> None:
    """Draw a paper of the first record that it can be drawn of; a label is on it whatever it is of."""
    for wanted in _tries(desk.store, document):
        try:
            document.draw(desk, path, wanted)
        except UserError:
            continue
        return


def _tries(store: Store, document: Document) -> Iterator[Wanted]:
    if "case" in document.about:
        yield from (Wanted(case=case) for case in queries.case_of_each_state(store))
    for kind in document.what:
        yield from (Wanted(what=name) for name in queries.names_of(store, kind))
    if "term" in document.about:
        yield from (Wanted(term=term) for term in queries.terms_of_cases(store))
    yield Wanted()


def _without(label: str, names: Container[str]) -> str:
    """A title without the places, the person and the term that it begins with: its dictionary holds for all."""
    label = _WHEN.sub("", label)
    lengths = range(len(label) - 1, 0, -1)
    if named := next((size for size in lengths if label[:size] in names), 0):
        return _without(label[named:], names)
    return label
