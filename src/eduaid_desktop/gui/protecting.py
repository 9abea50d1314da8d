"""加打开密码: the tick that makes a workbook ask for a password, what to type beside it, and the password in large."""

from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from eduaid_desktop import settings
from eduaid_desktop.domain import open_phrase
from eduaid_desktop.gui.pieces import button, card, label, named
from eduaid_desktop.services import places
from eduaid_desktop.services.exports import Reason

_KEPT = "protect"
_NARROW, _WIDTH = 108, 168


def carried(path: Path, why: Reason) -> str:
    """What is left to say of a file that was written out: its password, once, and how its stick is taken out."""
    return open_phrase.told(why.phrase) + places.pull_out(path)


class ProtectBox(QCheckBox):
    """Ticked as it was left on this computer."""

    def __init__(self, name: str, words: str = "加打开密码") -> None:
        super().__init__(words)
        named(self, name)
        self.setToolTip(
            "Excel、WPS 和 LibreOffice 打开这个文件时要输入密码；U 盘丢了，别人也看不到里面的人。"
        )
        self.setChecked(bool(settings.load().get(_KEPT, {}).get(name)))
        self.clicked.connect(self._keep)

    def _keep(self, ticked: bool) -> None:
        settings.save(**{_KEPT: {**settings.load().get(_KEPT, {}), self.objectName(): ticked}})


class Protect:
    """box, and own for the clerk's own password, in sight while that is ticked; empty for one made by the program.

    Whoever lays the two out apart shows and hides the second.
    """

    def __init__(self, name: str) -> None:
        self.box = ProtectBox(f"{name}Box")
        self.own = named(QLineEdit(), f"{name}Own")
        self.own.setAccessibleName("自己定的打开密码")
        self.own.setPlaceholderText("不填自动生成")
        self.own.setToolTip("8 到 15 个字符，只用数字、英文字母和符号。")
        self.own.setMinimumWidth(_NARROW)
        self.own.setMaximumWidth(_WIDTH)
        self.own.setVisible(self.box.isChecked())

    def row(self) -> QWidget:
        """The two side by side; nothing below them moves when the second comes."""
        steady = self.own.sizePolicy()
        steady.setRetainSizeWhenHidden(True)
        self.own.setSizePolicy(steady)
        self.box.toggled.connect(self.own.setVisible)
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.box)
        row.addWidget(self.own)
        row.addStretch(1)
        return made

    def wanted(self) -> str | None:
        """None for a file that opens without, "" for a password made by the program, else the clerk's own."""
        return self.own.text().strip() if self.box.isChecked() else None

    def phrase(self) -> str:
        """The password of a file that keeps none; "" for a file that opens without. Raises Refused."""
        return open_phrase.chosen(self.wanted())


class PhraseCard(QWidget):
    """Whether a batch has a password and where it stands; in large when it was just used, or asked for."""

    def __init__(self) -> None:
        super().__init__()
        named(self, "phrase")
        self._phrase = ""
        self.told = label("这批文件有打开密码，印在批次封面上边的裁切联上。", "quiet", "phraseTold")
        self.told.setWordWrap(True)
        self.show_button = button("显示密码", self.reveal, "showPhrase", "link")
        self.phrase = label(role="code", name="phraseShown")
        self.phrase.setWordWrap(True)
        where = label(
            "打开密码：连着输入，不空格。也印在批次封面上边的裁切联上；请与文件分开告诉县里。", "quiet"
        )
        where.setWordWrap(True)
        self.large = card(where, self.phrase, name="phraseCard")
        self._line = QWidget()
        line = QHBoxLayout(self._line)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.told, 1)
        line.addWidget(self.show_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._line)
        column.addWidget(self.large)

    def show_phrase(self, phrase: str | None) -> None:
        """The password of the batch in sight, None where it has none; one that stands in large stays so."""
        stays = bool(phrase) and phrase == self._phrase and not self.large.isHidden()
        self._phrase = phrase or ""
        self.setVisible(bool(phrase))
        self.phrase.setText(open_phrase.grouped(self._phrase) if stays else "")
        self.large.setVisible(stays)
        self._line.setVisible(not stays)

    def reveal(self) -> None:
        """In large, until another batch is shown."""
        self.phrase.setText(open_phrase.grouped(self._phrase))
        self.large.show()
        self._line.hide()
