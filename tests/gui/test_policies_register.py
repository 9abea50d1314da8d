"""台账—政策 and 台账—困难认定: what applies on a day, a county's package taken and given up, who is recognised."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from eduaid_desktop.gui.policies_register import PackagePanel, PoliciesRegister
from eduaid_desktop.gui.registers_page import RegistersPage
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.paths import resources
from eduaid_desktop.services import hardship, people, relief

from .seen import find, said

ALT = Qt.KeyboardModifier.AltModifier
FUND = resources() / "sample" / "云岭县救助基金标准包.toml"
PACKAGE = resources() / "sample" / "云岭县政策包.toml"


@pytest.fixture
def register(window: MainWindow, qtbot: QtBot) -> PoliciesRegister:
    window.go("registers")
    assert isinstance(window.page, RegistersPage)
    window.page.take("policies")
    assert isinstance(window.page.register, PoliciesRegister)
    return window.page.register


def rows(register: PoliciesRegister) -> dict[str, dict[str, str]]:
    """The rates in sight by programme and for whom."""
    shown = register.list.model.source.rows(register.list.model.ids)
    return {f"{row['programme_name']} {row['who']}": row for row in shown.values()}


def bands(register: PoliciesRegister) -> dict[str, str]:
    """The bands and caps in sight by for whom."""
    shown = register.bands.model.source.rows(register.bands.model.ids)
    return {row["who"]: row["amount"] for row in shown.values()}


def choose(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *a, **k: (str(path), ""))


def turn_to(register: PoliciesRegister, day: str, qtbot: QtBot) -> None:
    line = find(register, QLineEdit, "policyDay")
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, day)
    qtbot.keyClick(line, Qt.Key.Key_Return)


def test_a_rate_says_its_clause_and_how_certain_it_is(register: PoliciesRegister, qtbot: QtBot) -> None:
    row = rows(register)["寄宿生生活补助 全部"]
    assert (row["amount"], row["unit"], row["per_term"]) == ("1,700.00", "学年", "850.00")
    assert (row["sure"], row["package"]) == ("标准的日期或地区不清，须核实", "随程序")
    place = next(n for n, each in enumerate(rows(register)) if each == "学前午餐补助 全部")
    register.list.view.setCurrentIndex(register.list.model.index(place, 0))
    assert find(register, QLabel, "rateTold").text().startswith("学前午餐补助“学前午餐”：每人每学期 400 元")


def test_another_day_shows_its_own_rates(
    register: PoliciesRegister, window: MainWindow, qtbot: QtBot
) -> None:
    turn_to(register, "20120301", qtbot)
    assert rows(register)["寄宿生生活补助 全部"]["amount"] == "1,450.00"
    assert "义务教育非寄宿生生活补助 小学" not in rows(register)
    turn_to(register, "20181399", qtbot)
    assert "“20181399”不是日期" in said(window)
    assert rows(register)["寄宿生生活补助 全部"]["amount"] == "1,450.00"


def test_a_package_is_looked_at_taken_and_given_up(
    register: PoliciesRegister, window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    choose(monkeypatch, PACKAGE)
    qtbot.mouseClick(find(register, QPushButton, "addPackage"), Qt.MouseButton.LeftButton)
    panel = window.page.panel_open
    assert isinstance(panel, PackagePanel)
    assert "学前午餐补助“云岭学前午餐” 420 元/学期" in find(panel, QLabel, "packageSays").text()
    assert window.desk.store.select("policy_package") == []
    assert QApplication.focusWidget() is panel.next_button
    qtbot.keyClick(panel.next_button, Qt.Key.Key_Return)
    assert "已加入《云岭县学生资助标准（样例）》" in said(window)
    assert rows(register)["学前午餐补助 全部"]["amount"] == "400.00"
    turn_to(register, "20180901", qtbot)
    lunch = rows(register)["学前午餐补助 全部"]
    assert (lunch["amount"], lunch["package"]) == ("420.00", "云岭县学生资助标准（样例）")
    assert lunch["sure"] == "有文件或报道写明"
    give_up = find(register, QPushButton, "withdrawPackage")
    qtbot.mouseClick(give_up, Qt.MouseButton.LeftButton)
    assert "先在下面选一个政策包" in said(window)
    register.packages.start()
    qtbot.mouseClick(give_up, Qt.MouseButton.LeftButton)
    assert "已停用" in said(window)
    assert rows(register)["学前午餐补助 全部"]["amount"] == "400.00"
    assert not give_up.isVisible()


def test_the_rules_of_the_fund_stand_beside_the_rates_and_another_preset_is_followed(
    register: PoliciesRegister, window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    assert find(register, QPushButton, "reliefPreset").isHidden()
    register.part.take("bands")
    assert bands(register) == {
        "学前": "500 至 1,000 元", "小学、初中": "500 至 2,000 元", "普高、中职": "1,000 至 3,000 元",
        "大专、本科、研究生": "1,000 至 5,000 元", "每生": "每年合计不超过 5,000 元，超过的报县人民政府",
        "每户": "每年合计不超过 5,000 元，超过的报县人民政府",
    }  # fmt: skip
    register.start()
    assert (
        find(register, QLabel, "rateTold")
        .text()
        .startswith("救助标准“A 学前”：学前每人每年 500 至 1,000 元；预设A")
    )
    preset = find(register, QPushButton, "reliefPreset")
    assert (preset.text(), preset.isVisible()) == ("预设 A", True)
    register.menu.aboutToShow.emit()
    follow = preset.menu().findChild(QAction, "presetB")
    assert isinstance(follow, QAction)
    assert follow.text() == "从这天起按预设 B：固定数，不分学段"
    follow.trigger()
    assert "从 2018-06-12 起，救助标准按预设 B" in said(window)
    assert (bands(register), preset.text()) == (
        {"学前、小学、初中、普高、中职、大专、本科、研究生": "固定 200 元"},
        "预设 B",
    )
    turn_to(register, "20180611", qtbot)
    assert preset.text() == "预设 A"
    choose(monkeypatch, FUND)
    qtbot.mouseClick(find(register, QPushButton, "addPackage"), Qt.MouseButton.LeftButton)
    panel = window.page.panel_open
    assert isinstance(panel, PackagePanel)
    assert "救助标准“学前”（学前）固定 600 元" in find(panel, QLabel, "packageSays").text()
    qtbot.keyClick(panel.next_button, Qt.Key.Key_Return)
    turn_to(register, "20180901", qtbot)
    assert preset.text() == "政策包优先"
    assert bands(register)["普高、中职、大专、本科、研究生"] == "不超过所填的就学费用合计，50 元的整数倍"
    register.part.take("rates")
    assert "寄宿生生活补助 全部" in rows(register)
    assert find(register, QLineEdit, "policyDay").isVisible()


def test_a_package_says_what_the_term_would_cost(
    register: PoliciesRegister, window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    form = {
        "name": "扎西", "id_number": "513399200805295270", "ethnic": "藏", "term": "2018S", "stage": "小学",
        "school": "格桑镇中心小学", "place": "县内", "grade": "三年级", "boarding": "是", "village": "达瓦村",
        "head_name": "次仁", "household_type": "一般贫困户", "population": "4", "guardian_name": "次仁",
        "phone": "16400000001", "aid_received": "无", "reason": "家庭收入低", "purpose": "2", "applied": "1800",
        "relief_category": "单亲", "application_date": "20180501", "payee_name": "次仁", "payee_relation": "父亲",
        "payee_bank": "云岭县农村信用社", "payee_account": "6230000000000000001",
    }  # fmt: skip
    relief.act(window.desk, relief.save(window.desk, form).id, "accept")
    choose(monkeypatch, FUND)
    register.add()
    panel = window.page.panel_open
    assert isinstance(panel, PackagePanel)
    assert find(panel, QLabel, "packageCost").text() == (
        "按2018年春季学期的 1 件算：现在合计 1,800.00 元，按这个标准 1,500.00 元，少 300.00 元。"
    )
    panel.close_panel()
    register.part.take("bands")
    register.menu.aboutToShow.emit()
    assert register.menu.actions()[3].text().endswith("本学期合计 1,800.00 元，1 件没有标准可比")
    assert register.menu.actions()[1].text().endswith("按预设 B：固定数，不分学段　本学期合计 200.00 元")


def test_a_package_with_a_slip_is_named_by_its_line(
    register: PoliciesRegister,
    window: MainWindow,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    wrong = tmp_path / "错.toml"
    wrong.write_text(
        PACKAGE.read_text(encoding="utf-8").replace("yuan = 420", "yuan = 四百"), encoding="utf-8"
    )
    choose(monkeypatch, wrong)
    qtbot.mouseClick(find(register, QPushButton, "addPackage"), Qt.MouseButton.LeftButton)
    assert window.page.panel_open is None
    assert "错.toml" in said(window)
    assert "第 " in said(window)


def test_the_recognised_are_counted_by_level(window: MainWindow, qtbot: QtBot) -> None:
    for name, level in (("zx", "特别困难"), ("zm", "一般困难"), ("zxh", "")):
        form = {
            "person_id": people.find(window.desk, name)[0]["id"], "school_year": "2017学年",
            "hardship_category": "低保户", "hardship_level": level, "applied_on": "20180601",
        }  # fmt: skip
        number = hardship.save(window.desk, form).id
        if level:
            hardship.review(window.desk, number, "认定")
    window.go("registers")
    assert isinstance(window.page, RegistersPage)
    window.page.take("hardship")
    register = window.page.register
    counts = find(register, QLabel, "hardshipCounts")
    assert (
        counts.text() == "2017-2018学年：特别困难 1 人，困难 0 人，一般困难 1 人，待评议 1 人，不予认定 0 人"
    )
    assert register.list.model.rowCount() == 3
    years = find(register, QComboBox, "schoolYear")
    years.setCurrentIndex(years.findText("2016-2017学年"))
    assert (register.list.model.rowCount(), counts.text()[:11]) == (0, "2016-2017学年")
    years.setCurrentIndex(years.findText("2017-2018学年"))
    register.list.start()
    qtbot.keyClick(register.list.view, Qt.Key.Key_Return)
    assert window.page.objectName() == "studentsPage"
