"""村包 in the window: a bundle is opened once, its fields stick in every new form, it is closed when it agrees."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout

from eduaid_desktop.domain import terms
from eduaid_desktop.domain.dates import spoken
from eduaid_desktop.domain.money import plain_yuan
from eduaid_desktop.domain.workflow import DRAFT
from eduaid_desktop.errors import UserError
from eduaid_desktop.gui import packet_bar as bar
from eduaid_desktop.gui.form_panel import Step
from eduaid_desktop.gui.packet_bar import PacketBar
from eduaid_desktop.gui.page import DONE, PROBLEM
from eduaid_desktop.gui.pieces import named
from eduaid_desktop.gui.step_questions import Question
from eduaid_desktop.gui.step_sheet import StepSheet
from eduaid_desktop.services import packets

if TYPE_CHECKING:
    from eduaid_desktop.gui.relief_page import ReliefPage

_STICKS = ("village", "term", "group_name", "application_date")
# On a low screen list and form make room for what is asked.
_ROOM_FOR_BOTH = 600
_REASON = Question("reason", "原因", required=True, hint="必填，如：少交一份，村里已确认")


class PacketDesk(QObject):
    """packet: the one that new forms go into, as services.packets gives it; None for none.

    sticky: what a new form of it begins with, as the last one had it.
    """

    def __init__(self, page: "ReliefPage") -> None:
        super().__init__(page)
        self.page, self.shell, self.desk = page, page.shell, page.desk
        self.packet: Mapping[str, Any] | None = None
        self.sticky: dict[str, Any] = {}
        self._fresh: int | None = None
        self._offered = 0
        self.bar, self.sheet = PacketBar(), named(StepSheet(), "packetSheet")
        layout = page.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(0, self.bar)
        layout.insertWidget(1, self.sheet)
        self.bar.chosen.connect(lambda what: self._do(what))
        self.sheet.closed.connect(self._uncover)
        page.panel.shown.connect(self._shown)
        page.panel.saved.connect(self.saved)
        self.offer()

    @property
    def packet_id(self) -> int | None:
        """The packet a new case goes into; None for none."""
        return self.packet["id"] if self.packet and not self.packet["closed_on"] else None

    def menu(self) -> QPushButton:
        """What is done with a whole village."""
        made = named(QPushButton("整村(&V)"), "villageMenu")
        menu = QMenu(made)
        menu.aboutToShow.connect(lambda: self._fill(menu))
        made.setMenu(menu)
        return made

    def offer(self) -> None:
        """Offer the packet that was left open last."""
        left = packets.still_open(self.desk)
        if left and not self.desk.store.read_only:
            keyed = packets.progress(self.desk, left[0]["id"])
            words = f"上次的村包还没有收齐：{packets.title(left[0])}　{keyed.words}"
            self._offered = left[0]["id"]
            self._tell(words, {bar.GO_ON: "", bar.LEAVE: "以后再说(&Q)"})

    def ask(self) -> None:
        """Ask for the cover of a new packet."""
        rules = self.desk.rules()
        day = rules.today
        villages = tuple((c.code, c.label) for c in rules.codes["village"].offered(day))
        offered = {c.code: c.label for c in rules.codes["term"].offered(day)}
        choices = tuple((key, offered[key]) for key in terms.newest_first(offered))
        asked = (
            Question("village", "行政村", "choice", True, choices=villages),
            Question("term", "学期", "choice", True, choices=choices),
            Question("cover_count", "封面份数", "money", True, hint="照封面填，如 7"),
            Question("cover_amount", "封面金额（元）", "money", hint="封面上没写的不填"),
            Question("brought_by", "送交人", hint="可不填"),
            Question("received_on", "收到日期", "date", True, day.isoformat()),
        )
        self._cover()
        note = "这包申请是哪个村、哪个学期的，只选一次；每一份新的申请都照这里填好。"
        self.sheet.ask(
            "新开村包", note, asked, "开始录入", lambda raw: self._begun(packets.begin(self.desk, raw))
        )
        chosen = self.page.choices.filters()
        self.sheet.fill({"village": chosen["village"] or "", "term": chosen["term"] or terms.of(day)})
        self.sheet.start()

    def take(self, packet_id: int) -> None:
        """Go on with a packet: its fields stick from here on, and a new form is opened."""
        self.packet = packets.packet(self.desk, packet_id)
        self.sticky = {name: self.packet[name] for name in ("village", "term")}
        self.page.show_village(self.packet["village"], self.packet["term"])
        self.refresh()
        if self.page.panel.record_id is not None or not self.page.panel.binder.changed():
            self.page.start_new(self.page.blank())

    def refresh(self) -> None:
        """Say again how far it is; a packet that was taken back meanwhile is left."""
        if self.packet is None:
            return
        try:
            self.packet = packets.packet(self.desk, self.packet["id"])
        except UserError:
            self.leave()
            return
        keyed = packets.progress(self.desk, self.packet["id"])
        done = f"　{spoken(self.packet['closed_on'])}收齐关闭" if self.packet["closed_on"] else ""
        words = f"村包：{packets.title(self.packet)}　{keyed.words}{done}"
        self._tell(words, self._offered_now(full=not keyed.difference))

    def leave(self) -> None:
        """Key single applications again; the packet stays as it is."""
        self.packet, self.sticky = None, {}
        self.sheet.close_sheet()
        self.bar.hide()
        self.page.panel.refresh_step()

    def saved(self, case_id: int) -> None:
        """A form was saved: what sticks is as this one had it."""
        values = self.page.panel.values
        if self.packet is None or values.get("packet_id") != self.packet["id"]:
            self.refresh()
            return
        self.sticky = {name: values[name] for name in _STICKS}
        self._fresh = case_id
        self.refresh()
        self.page.panel.refresh_step()

    def next_step(self) -> Step | None:
        """After a form of the packet was keyed the next one comes, or the end; None for the case's own step."""
        values = self.page.panel.values
        fresh = self._fresh is not None and self._fresh == self.page.panel.record_id
        if not fresh or self.packet_id is None or values.get("state") != DRAFT:
            return None
        if packets.progress(self.desk, self.packet_id).difference:
            return Step("录入下一份", self.page.new)
        return Step("收齐关闭村包", self._finish)

    def _tell(self, words: str, offered: Mapping[str, str]) -> None:
        """A panel that covers the page covers the bar as well."""
        self.bar.tell(words, offered)
        self.bar.setVisible(self.page.panel_open is None)

    def _begun(self, row: Mapping[str, Any]) -> None:
        self.take(row["id"])
        self.shell.say(f"已新开村包 {row['packet_no']}：每一份新的申请都归入它，Ctrl+N 录下一份。", DONE)

    def _do(self, what: str) -> None:
        acts: dict[str, Callable[[], object]] = {
            bar.FINISH: self._finish, bar.COVER: self._ask_cover, bar.LEAVE: self.leave,
            bar.PUT_IN: lambda: self._put_in([self.page.panel.values["id"]]), bar.TAKE_OUT: self._take_out,
            bar.ALL_IN: lambda: self._put_in(None), bar.GO_ON: lambda: self.take(self._offered),
            bar.TOGETHER: self._together,
        }  # fmt: skip
        try:
            acts[what]()
        except UserError as error:
            self.bar.refuse(error.sentence)

    def _finish(self) -> None:
        assert self.packet is not None
        try:
            row = packets.close(self.desk, self.packet["id"])
        except UserError as error:
            self.bar.refuse(error.sentence)
            self.shell.say("村包还不能收齐，差在哪里写在上面。", PROBLEM)
            return
        self.sticky = {}
        self._again()
        self.shell.say(f"村包 {row['packet_no']} 已收齐关闭，与封面一致。可以接着整村办理。", DONE)
        self.bar.buttons[bar.TOGETHER].setFocus()

    def _ask_cover(self) -> None:
        assert self.packet is not None
        row = self.packet
        asked = (
            Question("cover_count", "封面份数", "money", True, str(row["cover_count"])),
            Question("cover_amount", "封面金额（元）", "money", answer=plain_yuan(row["cover_amount"])),
            _REASON,
        )
        note = "只在封面写错、村里确认过的时候改；原因记入备注和操作日志。"
        self._cover()
        self.sheet.ask("改正封面", note, asked, "改正", self._corrected)

    def _cover(self) -> None:
        self.page.split.setVisible(self.page.height() > _ROOM_FOR_BOTH)

    def _uncover(self) -> None:
        self.page.split.show()
        self.page.take_focus()

    def _corrected(self, raw: Mapping[str, Any]) -> None:
        assert self.packet is not None
        packets.correct_cover(self.desk, self.packet["id"], raw, raw["reason"] or "")
        self._again()
        self.shell.say("已改正封面，原因记在备注里。", DONE)

    def _put_in(self, case_ids: list[int] | None) -> None:
        assert self.packet is not None
        count = packets.put_in(self.desk, self.packet["id"], case_ids)
        self._again()
        self.shell.say(f"已放进村包 {count} 份。", DONE)

    def _take_out(self) -> None:
        packets.take_out(self.desk, self.page.panel.values["id"])
        self._again()
        self.shell.say("已从村包移出。", DONE)

    def _again(self) -> None:
        """What the packet holds is another now."""
        self._fresh = None
        self.page.list.refresh()
        self.page.panel.reload()
        self.refresh()
        self.page.panel.refresh_step()

    def _together(self) -> None:
        assert self.packet is not None
        self.page.open_bulk({"packet": self.packet["id"]})

    def _shown(self) -> None:
        if self.page.panel.record_id != self._fresh:
            self._fresh = None
        self.refresh()

    def _offered_now(self, *, full: bool) -> dict[str, str]:
        """What can be done with the packet as it stands, and with the case in the form."""
        assert self.packet is not None
        if self.packet["closed_on"]:
            return {bar.TOGETHER: "", bar.LEAVE: ""}
        case, found = self.page.panel.values, {bar.FINISH: ""} | ({} if full else {bar.COVER: ""})
        loose = packets.loose(self.desk, self.packet["id"])
        same = (case.get("village"), case.get("term")) == (self.packet["village"], self.packet["term"])
        if case.get("id") and same and case["packet_id"] is None:
            found[bar.PUT_IN] = ""
        elif case.get("packet_id") == self.packet["id"]:
            found[bar.TAKE_OUT] = ""
        if len(loose) > (case.get("id") in loose):
            found[bar.ALL_IN] = f"放进没有村包的 {len(loose)} 份(&L)"
        return found | {bar.LEAVE: ""}

    def _fill(self, menu: QMenu) -> None:
        menu.clear()
        menu.addAction("新开村包…", self.ask).setObjectName("packetNew")
        for row in packets.still_open(self.desk):
            if row["id"] != self.packet_id:
                act = menu.addAction(f"接着录：{packets.title(row)}", lambda i=row["id"]: self.take(i))
                act.setObjectName(f"packet_{row['id']}")
        menu.addSeparator()
        menu.addAction("整村办理…", lambda: self.page.open_bulk({})).setObjectName("reliefBulk")
        menu.addSeparator()
        menu.addAction("补录以前学期的…", self.page.key_past).setObjectName("keyPast")
