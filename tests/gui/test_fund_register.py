"""基金收支: the ledger and its figures in the window, and keying an entry without a mouse."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from eduaid_desktop.domain.fund import FIGURES
from eduaid_desktop.gui.fund_register import FundRegister
from eduaid_desktop.gui.registers_page import RegistersPage
from eduaid_desktop.gui.relief_page import ReliefPage
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services import fund, home

CONTROL = Qt.KeyboardModifier.ControlModifier


def ledger_of(window: MainWindow) -> FundRegister:
    window.show_only("registers", "", {"register": "fund"})
    page = window.page
    assert isinstance(page, RegistersPage)
    assert isinstance(page.register, FundRegister)
    return page.register


def figures(register: FundRegister) -> dict[str, str]:
    shown = [register.figures.itemAt(n).widget() for n in range(register.figures.count())]  # type: ignore[union-attr]
    return dict(each.accessibleName().split("，") for each in shown if each)


def total(register: FundRegister) -> str:
    return register.list.totals.text().replace("\xa0", " ")


def test_an_entry_is_keyed_and_the_figures_follow(
    window: MainWindow, qtbot: QtBot, key: Callable[..., None]
) -> None:
    register = ledger_of(window)
    assert "还没有登记基金收入" in register.scope.text()
    assert figures(register)["可用"] == "未登记"
    assert QApplication.focusWidget() is register.panel.binder.editors["on_date"]
    key(register.panel, on_date="20180315", kind="财政拨入", amount="5000", party="云岭县财政局")
    qtbot.keyClick(window, Qt.Key.Key_S, CONTROL)
    assert "拨款文号" in window.strip.message.text()
    assert window.desk.store.select("fund_entry") == []
    key(register.panel, document="云财教〔2018〕12号")
    qtbot.keyClick(window, Qt.Key.Key_S, CONTROL)
    (entry,) = window.desk.store.select("fund_entry")
    assert (entry["on_date"], entry["kind"], entry["amount"]) == ("2018-03-15", "appropriation", 500_000)
    assert figures(register) == {
        "结余": "5,000.00 元", "发放在途": "0.00 元", "已批待发": "0.00 元", "待批复": "0.00 元", "可用": "5,000.00 元",
    }  # fmt: skip
    assert total(register) == "共 1 条　收入 5,000.00 元　支出 0.00 元"
    qtbot.keyClick(window, Qt.Key.Key_N, CONTROL)
    assert register.panel.record_id is None
    assert QApplication.focusWidget() is register.panel.binder.editors["on_date"]


def test_an_entry_is_withdrawn_and_comes_back_by_undo(
    window: MainWindow, qtbot: QtBot, key: Callable[..., None]
) -> None:
    register = ledger_of(window)
    key(register.panel, on_date="20180101", kind="期初结余", amount="800")
    qtbot.keyClick(window, Qt.Key.Key_S, CONTROL)
    register.findChild(QPushButton, "removeEntry").click()
    assert window.desk.store.select("fund_entry") == []
    assert "撤回" in window.strip.message.text()
    assert total(register).startswith("共 0 条")
    assert not register.remove_button.isVisible()


def test_what_was_typed_is_offered_again(
    window: MainWindow, key: Callable[..., None], open_window: Callable[..., MainWindow]
) -> None:
    register = ledger_of(window)
    key(register.panel, on_date="20180101", amount="800")
    path = window.desk.store.path
    window.close()
    again = open_window(path)
    from eduaid_desktop.services import unsaved

    (draft,) = unsaved.every(again.desk)
    assert draft.title == "基金收支"
    again.restore(draft)
    register = ledger_of(again)
    assert register.panel.binder.raw()["amount"] == "800"


def test_the_ledger_of_the_sample_says_what_the_service_says(sample_window: MainWindow) -> None:
    register = ledger_of(sample_window)
    year = fund.year(sample_window.desk, 2018)
    now = fund.standing(sample_window.desk)
    assert figures(register) == {title: now.shown(name) for name, title in FIGURES.items()}
    assert total(register).startswith(f"共 {len(year.lines)} 条")
    last = register.list.model.rowCount() - 1
    columns = [c.name for c in register.list.model.source.columns]
    assert register.list.model.cell(last, columns.index("balance")) == f"{year.closing / 100:,.2f}"
    assert "期初以前" not in register.scope.text()


@pytest.mark.parametrize(
    ("figure", "column"), [("in_transit", "批准"), ("approved", "批准"), ("reserved", "建议")]
)
def test_a_figure_opens_the_cases_it_sums(sample_window: MainWindow, figure: str, column: str) -> None:
    register = ledger_of(sample_window)
    shown = figures(register)[FIGURES[figure]]
    register.findChild(QPushButton, f"fund_{figure}").click()
    page = sample_window.page
    assert isinstance(page, ReliefPage)
    assert f"{column} {shown}" in page.list.totals.text().replace("\xa0", " ")
    assert FIGURES[figure] in page.findChild(QLabel, "onlyWords").text()


def test_enter_on_a_payment_opens_its_case(sample_window: MainWindow, qtbot: QtBot) -> None:
    register = ledger_of(sample_window)
    register.list.view.setCurrentIndex(register.list.model.index(0, 0))
    assert register.panel.record_id is not None
    place = next(n for n in range(register.list.model.rowCount()) if register.list.model.cell(n, 1) == "发放")
    number = register.list.model.cell(place, 3)
    register.list.view.setCurrentIndex(register.list.model.index(place, 0))
    assert "自动取来" in sample_window.strip.message.text()
    assert register.panel.record_id is None
    register.list.view.setFocus()
    qtbot.keyClick(register.list.view, Qt.Key.Key_Return)
    page = sample_window.page
    assert isinstance(page, ReliefPage)
    assert page.panel.values["case_no"] == number


def test_the_ledger_is_printed(sample_window: MainWindow, qtbot: QtBot) -> None:
    ledger_of(sample_window)
    qtbot.keyClick(sample_window, Qt.Key.Key_P, CONTROL)
    qtbot.waitUntil(lambda: sample_window.previewing is not None)


def test_the_first_tab_tells_what_is_free(sample_window: MainWindow) -> None:
    (figure,) = [f for f in home.overview(sample_window.desk)["figures"] if f.label.startswith("基金结余")]
    assert figure.value == fund.standing(sample_window.desk).shown("available")
    sample_window.show_only(figure.tab, figure.label, figure.filters)
    assert isinstance(sample_window.page, RegistersPage)
    assert sample_window.page.shelf.key == "fund"


def test_the_sheet_of_a_proposal_says_what_is_missing(sample_window: MainWindow, qtbot: QtBot) -> None:
    desk = sample_window.desk
    left = f"{fund.standing(desk).available / 100:.2f}"
    fund.save(desk, {"on_date": "2018-06-12", "kind": "其他支出", "amount": left, "remark": "上缴县财政"})
    case = desk.store.select("relief_case", state=50)[0]
    sample_window.go("relief", case["id"])
    page = sample_window.page
    assert isinstance(page, ReliefPage)
    assert page.handling is not None
    page.panel.next_button.click()
    sheet = page.handling.sheet
    assert "基金可用余额 0.00 元" in sheet.note.text()
    sheet.do_button.click()
    assert "仍要办理的，请写明理由" in sheet.lines["reason"].text()
    assert desk.store.get("relief_case", case["id"])["state"] == 50
    sheet.editors["reason"].setText("县财政已承诺追加拨款")  # type: ignore[union-attr]
    sheet.do_button.click()
    assert desk.store.get("relief_case", case["id"])["state"] == 60
    assert desk.store.select("relief_step", case_id=case["id"])[-1]["reason"] == "县财政已承诺追加拨款"
