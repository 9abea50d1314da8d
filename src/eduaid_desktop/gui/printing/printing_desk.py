"""打印单据: every document of the office in one list, with what it is to be printed of beside it."""

from collections.abc import Iterator, Mapping
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from eduaid_desktop.domain import terms
from eduaid_desktop.domain.fields import Field
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.gui.fixed_rows import FixedRows
from eduaid_desktop.gui.page import Shell
from eduaid_desktop.gui.pieces import beside, button, card, label, named
from eduaid_desktop.gui.printing.document_preview import preview_document
from eduaid_desktop.gui.question_grid import QuestionGrid
from eduaid_desktop.gui.record_list import RecordList
from eduaid_desktop.gui.step_questions import Question
from eduaid_desktop.services.list_columns import Column
from eduaid_desktop.services.papers import choices
from eduaid_desktop.services.papers.catalogue import DOCUMENTS
from eduaid_desktop.services.papers.kinds import GROUPS, YEAR, Document

_COLUMNS = (
    Column("group", "类别", width=120),
    Column("title", "单据", width=240),
    Column("of", "按什么打印", width=230),
    Column("back", "签字收回", width=90),
)
_CASE = "申请编号"
_DAY = Field("as_of", "补打哪一天", "date")
# Room for what is said inside an empty line.
_WIDE = 420
_EMPTY = "没有叫这个名字的单据，换个词再找。"
_WORDS = {"case": "一份申请", "term": "学期"}


class PrintingDesk(QWidget):
    """What a document was of (term, village) stays for the next one that asks for it, its answers for itself alone."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        named(self, "printingDesk")
        self.shell, self.desk = shell, shell.desk
        self.keys = sorted(DOCUMENTS, key=lambda key: GROUPS.index(DOCUMENTS[key].group))
        self.list = RecordList("printing_desk", FixedRows(_COLUMNS, self._rows(), self.desk, _EMPTY))
        self.title = label(role="heading", name="documentTitle")
        self.note = label(role="quiet", name="documentNote")
        self.note.setWordWrap(True)
        self.grid = QuestionGrid(columns=1)
        self.problem = label(role="problem", name="documentProblem")
        self.problem.setProperty("state", "block")
        self.problem.setWordWrap(True)
        self.preview_button = button("预览(&V)", self.print_, "previewDocument", "next")
        # The document that is asked about; it stays while the list is filtered to others.
        self.key = self.keys[0]
        self._kept: dict[str, str] = {"term": terms.of(self.desk.today())}
        self._answers: dict[str, dict[str, str]] = {}
        self.list.chosen.connect(self._choose)
        self.list.opened.connect(lambda place: self.grid.start() or self.preview_button.setFocus())
        self.grid.past_end.connect(self.preview_button.setFocus)
        self.grid.behind = [self.preview_button]
        self.grid.edited.connect(self._keep)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.preview_button)
        beside(self, self.list, card(self.title, self.note, self.grid, self.problem, foot), wide=_WIDE)
        self.list.select(0)

    def refresh(self) -> None:
        """What can be chosen may have changed."""
        self._show()

    def start(self) -> None:
        """Put the focus on the list."""
        self.list.start()

    def take(self, document: str) -> None:
        """Choose a document by its key."""
        self.list.filter.clear()
        self.list.select(self.keys.index(document))
        self._choose(self.keys.index(document))

    def print_(self) -> None:
        """Ctrl+P: write what is asked for and show it."""
        self._tell("", "")
        try:
            asked = self.grid.require_answers()
        except Refused as error:
            self._tell(error.sentence, error.field)
            return
        document = DOCUMENTS[self.key]
        day, problems = _DAY.clean(asked.get("as_of"), self.desk.rules())
        if problems:
            self._tell(problems[0].message, _DAY.name)
            return
        wanted = self._wanted(document, asked) | {"as_of": day or ""}
        if not (document.whole or wanted["case"] or wanted["what"]):
            self._tell(f"请先填写{_alternatives(document)}中的一项。", "")
            self.grid.start(self._subjects(document)[0])
            return
        words = self._words(document)
        about = words or self.desk.today().isoformat()
        preview_document(self.shell, self, self.key, about, words, self._failed, **wanted)

    def _wanted(self, document: Document, asked: dict[str, Any]) -> dict[str, Any]:
        answers = {f.name: _typed(asked[f.name]) for f in document.asks if asked[f.name] not in (None, "")}
        what = next((asked[f"what_{kind}"] for kind in document.what if asked[f"what_{kind}"]), None)
        return {
            "case": asked.get("case"),
            "term": asked.get("term"),
            "what": what,
            "filled": asked.get("filled") != "blank",
            "answers": answers,
        }

    def _words(self, document: Document) -> str:
        """What the paper is of, as a person calls it: 2018年春季学期达瓦村."""
        raw, said = self.grid.raw(), self.grid.read()
        if raw.get("case"):
            return raw["case"].strip()
        named = [said[name][1].partition("　")[0].strip() for name in self._subjects(document) if raw[name]]
        return "".join([*([said["term"][1]] if raw.get("term") else []), *named])

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Refused):
            named = next((n for n in self._subjects(DOCUMENTS[self.key]) if self.grid.raw()[n]), "")
            self._tell(error.sentence, named if error.field == "what" else error.field)
        elif isinstance(error, UserError):
            self._tell(error.sentence, "")
        else:
            self.shell.fail(error)

    def _tell(self, sentence: str, field: str) -> None:
        if self.grid.tell(sentence, field, self.problem):
            self.grid.start(field)

    def _choose(self, place: int) -> None:
        self.key = self.keys[place]
        self._show()

    def _show(self) -> None:
        document = DOCUMENTS[self.key]
        self.title.setText(document.title)
        back = "打印后登记单号，签字后扫码收回。" if document.returns else "打印后登记单号。"
        self.note.setText(f"{document.note}{back}" if document.numbered else document.note)
        self.note.setVisible(bool(self.note.text()))
        self.grid.ask([*self._questions(document)])
        self._fill(self._kept | self._answers.get(self.key, {}))
        self._tell("", "")

    def _fill(self, raw: Mapping[str, str]) -> None:
        self.grid.blockSignals(True)
        self.grid.fill(raw)
        self.grid.blockSignals(False)

    def _keep(self) -> None:
        """A change of term changes what can be chosen of it; a paper is of one thing, the one that was named last."""
        document, raw = DOCUMENTS[self.key], self.grid.raw()
        said = self._kept | self._answers.get(self.key, {})
        subjects = self._subjects(document)
        if new := [name for name in subjects if raw[name] and raw[name] != said.get(name)]:
            self._fill({name: "" for name in subjects if name != new[-1]})
        if raw.get("term", said["term"]) != said["term"]:
            self._kept["term"] = raw["term"]
            for kind in document.what:
                self.grid.offer(self._question_of(kind, document))
        raw = self.grid.raw()
        shared = {name: raw[name] for name in raw if name == "term" or name.startswith("what_")}
        self._kept |= shared
        self._answers[self.key] = {name: raw[name] for name in raw if name not in shared}

    def _subjects(self, document: Document) -> list[str]:
        """The questions that say what a paper is of, of which one is answered."""
        return [*(f"what_{kind}" for kind in document.what), *(["case"] if "case" in document.about else [])]

    def _questions(self, document: Document) -> Iterator[Question]:
        today = self.desk.today()
        if "term" in document.about:
            offered = terms.newest_first(c.code for c in self.desk.rules().codes["term"].offered(today))
            alone = document.about == ("term",)
            yield Question(
                "term", "学期", "choice", alone, choices=tuple((t, terms.label(t)) for t in offered)
            )
        for kind in document.what:
            yield self._question_of(kind, document)
        if "case" in document.about:
            yield Question("case", _CASE, hint="只打印一份时填" if document.whole else "")
        for field in document.asks:
            yield self._asked(field)
        if document.opinions:
            kinds = (("filled", "填好已有的意见"), ("blank", "空白，供签字"))
            yield Question("filled", "意见栏", "choice", True, "filled", choices=kinds)
        if document.dated:
            yield Question(_DAY.name, _DAY.label, "date", hint="空着即现在的内容")

    def _question_of(self, kind: str, document: Document) -> Question:
        name, title = f"what_{kind}", choices.TITLES[kind]
        term = self._kept.get("term") if "term" in document.about else None
        offered = choices.offered(self.desk, kind, term)
        alone = not document.whole and self._subjects(document) == [name]
        if offered is None:
            return Question(name, title, required=alone, hint="可不填" if document.whole else "")
        if alone:
            return Question(name, title, "choice", True, choices=tuple(offered))
        # The year is another span of time than the term above it.
        none = "不按年度" if kind == YEAR and "term" in document.about else document.whole or "不选"
        return Question(name, title, "choice", choices=(("", none), *offered))

    def _asked(self, field: Field) -> Question:
        rules = self.desk.rules()
        kind = field.kind if field.kind in ("choice", "date", "money", "flag") else "text"
        default, _ = field.clean(field.default, rules)
        answer = "" if not default else field.shown(default, rules)
        if kind != "choice":
            return Question(field.name, field.label, kind, field.required, answer, field.hint)
        offered = [(c.code, c.label) for c in rules.codes[field.choices].offered(self.desk.today())]
        if not field.required and field.default is None:
            offered = [("", field.hint or "不选"), *offered]
        return Question(
            field.name, field.label, kind, field.required, field.default or "", choices=tuple(offered)
        )

    def _rows(self) -> list[dict[str, str]]:
        return [
            {
                "group": document.group,
                "title": document.title,
                "of": "、".join(
                    [*(_WORDS[a] for a in document.about), *(choices.TITLES[k] for k in document.what)]
                ),
                "back": "是" if document.returns else "",
            }
            for document in (DOCUMENTS[key] for key in self.keys)
        ]


def _alternatives(document: Document) -> str:
    """What a paper can be of, as a sentence lists it: 行政村、班级、姓名或身份证号."""
    return "、".join(
        [*(choices.TITLES[k] for k in document.what), *(_CASE for a in document.about if a == "case")]
    )


def _typed(answer: Any) -> str:
    return {True: "是", False: "否"}.get(answer, str(answer))
