"""政策: the rates in force on a day with their clauses, and the county's packages that go before the shipped ones."""

from dataclasses import asdict
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QPushButton, QSplitter, QVBoxLayout, QWidget

from eduaid_desktop.domain import dates, programmes, terms
from eduaid_desktop.domain.money import yuan
from eduaid_desktop.domain.relief_bands import PRESETS
from eduaid_desktop.errors import UserError
from eduaid_desktop.gui import files
from eduaid_desktop.gui.fixed_rows import FixedRows
from eduaid_desktop.gui.page import DONE, PROBLEM, Page, Shell
from eduaid_desktop.gui.page_panel import PagePanel
from eduaid_desktop.gui.pieces import button, label, named
from eduaid_desktop.gui.record_list import RecordList
from eduaid_desktop.gui.segments import Segments
from eduaid_desktop.services import band_table, policies, rate_table, relief_cost
from eduaid_desktop.services.list_columns import Column
from eduaid_desktop.services.policies import Package

_RATES = (
    Column("programme_name", "资助项目", width=190),
    Column("who", "对谁", width=120),
    Column("amount", "标准（元）", "money", 90),
    Column("unit", "每", width=50),
    Column("per_term", "每次发（元）", "money", 100),
    Column("sure", "可信程度", width=190),
    Column("valid_from", "起", "date", 110),
    Column("valid_to", "止", "date", 110),
    Column("package", "来自", width=130),
    Column("clause", "条文", width=320),
)
_BANDS = (
    Column("what", "规定", width=60),
    Column("who", "对谁", width=180),
    Column("amount", "金额", width=260),
    Column("sure", "可信程度", width=190),
    Column("valid_from", "起", "date", 110),
    Column("valid_to", "止", "date", 110),
    Column("package", "来自", width=150),
    Column("clause", "条文", width=320),
)
_PACKAGES = (
    Column("name", "政策包", width=260),
    Column("document", "文号", width=180),
    Column("added_on", "加入日期", "date", 120),
    Column("file_name", "文件", width=220),
)
_NO_BANDS = "这一天没有救助标准，金额只按合理范围核对。"
_CHOOSE = "选一条标准，这里显示它的条文和出处。"
_NO_PACKAGE = "还没有加入县里的政策包，现在用的是随程序的标准。"


class PoliciesRegister(QWidget):
    """Above the rates of aid, or the bands of the relief fund, of the day that is keyed; below the packages."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        named(self, "policiesRegister")
        self.shell, self.desk = shell, shell.desk
        self._day = self.desk.today()
        self.day = named(QLineEdit(self._day.isoformat()), "policyDay")
        self.day.setMaximumWidth(120)
        self.day.editingFinished.connect(self._turn)
        none = FixedRows(_RATES, [], self.desk)
        none.searched = ["资助项目", "对谁", "条文"]
        self.list = RecordList("policyRates", none)
        self.bands = RecordList("policyBands", FixedRows(_BANDS, [], self.desk))
        self.part = Segments("policyPart", {"rates": "资助标准", "bands": "救助基金"})
        self.preset = named(QPushButton(), "reliefPreset")
        self.told = label(role="quiet", name="rateTold")
        self.told.setWordWrap(True)
        self.packages = RecordList("policyPackages", FixedRows(_PACKAGES, [], self.desk, _NO_PACKAGE))
        # There are few of them, and on a low screen the rates need the room.
        self.packages.without_filter()
        self.packages.totals.hide()
        self.withdraw_button = button("停用所选政策包", self.withdraw, "withdrawPackage")
        self._lay_out()
        self.list.chosen.connect(self._tell)
        self.bands.chosen.connect(self._tell_band)
        self.part.chosen.connect(self._show_part)

    def refresh(self) -> None:
        """Read the rates and the packages again."""
        rows = [asdict(line) | {"id": n} for n, line in enumerate(rate_table.lines(self.desk, self._day))]
        self.list.point_to(FixedRows(_RATES, rows, self.desk, "这一天没有标准。"))
        bands = [asdict(line) | {"id": n} for n, line in enumerate(band_table.lines(self.desk, self._day))]
        self.bands.point_to(FixedRows(_BANDS, bands, self.desk, _NO_BANDS))
        followed = not bands or any(line["preset"] for line in bands)
        self.preset.setText(f"预设 {band_table.preset(self.desk, self._day)}" if followed else "政策包优先")
        self.packages.point_to(FixedRows(_PACKAGES, policies.listed(self.desk), self.desk, _NO_PACKAGE))
        self.withdraw_button.setVisible(bool(self.packages.model.ids) and not self.desk.store.read_only)
        self.told.setText(_CHOOSE)

    def start(self) -> None:
        """Put the focus on the rates, or the bands."""
        self._shown().start()

    def withdraw(self) -> None:
        """Take the chosen package out; what is shipped, or an earlier package, applies again."""
        chosen = self.packages.current()
        if chosen is None:
            self.shell.say("先在下面选一个政策包，再点“停用所选政策包”。", PROBLEM)
            return
        name = self.desk.store.get("policy_package", chosen)["name"]
        try:
            policies.withdraw(self.desk, chosen)
        except UserError as error:
            self.shell.say(error.sentence, PROBLEM)
            return
        self.refresh()
        self.shell.say(f"已停用《{name}》；要恢复，可在“操作日志”里撤销，或再加入一次。", DONE)

    def add(self) -> None:
        """Ask for a package and show what it says before anything is kept."""
        path = files.choose_workbook(self, "加入政策包", "policies", files.PACKAGES)
        if path is None:
            return
        try:
            package = policies.read(self.desk, path)
        except UserError as error:
            self.shell.say(error.sentence, PROBLEM)
            return
        panel = PackagePanel(self._page(), package)
        panel.closed.connect(self.refresh)
        panel.open_panel()

    def _page(self) -> Page:
        above = self.parentWidget()
        while not isinstance(above, Page):
            assert above is not None
            above = above.parentWidget()
        return above

    def _turn(self) -> None:
        """Another day; one that is none is told, and the list stays."""
        read = dates.parse(self.day.text())
        if read is None:
            self.shell.say(f"“{self.day.text()}”不是日期，请写成 20180612 或 2018-6-12。", PROBLEM)
            return
        self.day.setText(read.isoformat())
        if read != self._day:
            self._day = date.fromisoformat(read.isoformat())
            self.refresh()

    def _tell(self, place: int) -> None:
        line = rate_table.lines(self.desk, self._day)[place]
        about = "；".join(filter(None, (line.clause, programmes.readable(line.source))))
        self.told.setText(f"{line.programme_name}“{line.key}”：{about}。{line.sure}。来自：{line.package}。")

    def _tell_band(self, place: int) -> None:
        line = band_table.lines(self.desk, self._day)[place]
        words = (
            f"救助{line.what}“{line.key}”：{line.clause}；{line.source}。{line.sure}。来自：{line.package}。"
        )
        self.told.setText(words)

    def _follow(self, preset: str) -> None:
        """Another preset from the day in sight on."""
        try:
            band_table.follow(self.desk, preset, self._day)
        except UserError as error:
            self.shell.say(error.sentence, PROBLEM)
            return
        self.refresh()
        self.shell.say(f"从 {self._day} 起，救助标准按预设 {preset}；要改回，可在“操作日志”里撤销。", DONE)

    def _weigh(self) -> None:
        """What this term would cost by each preset, above which the menu opens."""
        term = terms.of(self.desk.today())
        for action in self.menu.actions():
            key = action.data()
            costs = relief_cost.compare(self.desk, term, relief_cost.with_preset(self.desk, key))
            open_ = sum(c.open for c in costs)
            total = f"　本学期合计 {yuan(sum(c.then for c in costs))} 元" if costs else ""
            total += f"，{open_} 件没有标准可比" if open_ else ""
            action.setText(f"从这天起按预设 {key}：{PRESETS[key]}{total}")

    def _shown(self) -> RecordList:
        return self.bands if self.part.key == "bands" else self.list

    def _show_part(self, key: str) -> None:
        """The tools go along to the list in sight."""
        for tool in self._tools:
            self._shown().add_tool(tool)
        self.list.setVisible(key == "rates")
        self.bands.setVisible(key == "bands")
        self.preset.setVisible(key == "bands")
        self.told.setText(_CHOOSE)

    def _lay_out(self) -> None:
        self._tools: list[QWidget] = [self.part, label("执行日期"), self.day, self.preset]
        if not self.desk.store.read_only:
            self._tools.append(button("加入政策包…", self.add, "addPackage"))
            self.menu = QMenu(self.preset)
            for key in PRESETS:
                action = self.menu.addAction(
                    f"从这天起按预设 {key}：{PRESETS[key]}", partial(self._follow, key)
                )
                action.setObjectName(f"preset{key}")
                action.setData(key)
            self.menu.aboutToShow.connect(self._weigh)
            self.preset.setMenu(self.menu)
        self.preset.setToolTip("县里没有自己的救助标准时，按五种见过的做法里的哪一种")
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self._above())
        self.split.addWidget(self._below())
        self.split.setSizes([440, 180])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.split)

    def _above(self) -> QWidget:
        part = QWidget()
        self.told.setContentsMargins(12, 0, 12, 4)
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.list, 1)
        column.addWidget(self.bands, 1)
        column.addWidget(self.told)
        self._show_part(self.part.key)
        return part

    def _below(self) -> QWidget:
        part = QWidget()
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 12, 4)
        head.addWidget(label("县里的政策包（后加入的优先）", "strong"), 1)
        head.addWidget(self.withdraw_button)
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.packages, 1)
        return part


class PackagePanel(PagePanel):
    """What a package says, entry by entry, and the days it leaves without a rate; one key keeps it."""

    def __init__(self, page: Page, package: Package) -> None:
        super().__init__(page, "packagePanel", f"《{package.name}》　{package.document}")
        self._package = package
        said = label("\n".join(package.says), name="packageSays")
        doubts = label("\n".join(f"▲ {each}" for each in package.doubts), name="packageDoubts")
        inside: list[Any] = [label(f"共 {len(package.says)} 条规定", "heading"), said]
        if package.doubts:
            inside += [label("加入以后，这些没有写到，请核对", "heading"), doubts]
        if package.of_fund and (words := self._cost()):
            inside += [label("本学期要多少钱", "heading"), label(words, name="packageCost")]
        for each in inside:
            each.setWordWrap(True)
        self.show_form(*inside)
        self.offer("加入政策包", self._add)

    def _cost(self) -> str:
        desk, term = self.page.desk, terms.of(self.page.desk.today())
        other = relief_cost.with_package(desk, self._package.content, self._package.file_name)
        return relief_cost.words(term, relief_cost.compare(desk, term, other))

    def _add(self) -> None:
        try:
            policies.add(self.page.desk, self._package)
        except UserError as error:
            self.shell.say(error.sentence, PROBLEM)
            return
        self.close_panel()
        self.shell.say(f"已加入《{self._package.name}》，从各条写明的日期起用。", DONE)
