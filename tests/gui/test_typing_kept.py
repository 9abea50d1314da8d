"""What is typed stays with the record, the part and the child it belongs to: nothing is lost or mixed up."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from eduaid_desktop.gui.projects_page import ProjectsPage
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services import aid, people, projects

from .seen import bar, find, form, line, question, said, table, text

Open = Callable[[Path], MainWindow]
Kill = Callable[[MainWindow], Path]
Alt = Callable[[MainWindow, Qt.Key], None]
Key = Callable[..., None]
W = TypeVar("W", bound=QWidget)
CONTROL = Qt.KeyboardModifier.ControlModifier
TASHI, DROLMA = 1, 2


def test_what_is_being_typed_stays_in_its_tab_and_is_not_asked_about(window: MainWindow, key: Key) -> None:
    panel = form(window, "students", TASHI)
    key(panel, phone="1", birth_date="2018-02-3")
    assert not line(window).isVisible()
    for tab in ("aid", "relief", "projects", "home"):
        window.go(tab)
    assert form(window, "students") is panel
    assert (panel.record_id, text(panel, "phone"), text(panel, "birth_date")) == (TASHI, "1", "2018-02-3")
    panel = form(window, "students", DROLMA)
    assert line(window).isVisible()


def test_two_forms_of_a_kind_never_mix(window: MainWindow, qtbot: QtBot, key: Key) -> None:
    panel = form(window, "students", TASHI)
    key(panel, phone="1")
    panel = form(window, "students", DROLMA)
    assert (text(panel, "phone"), bar(panel)) == ("", "")
    qtbot.keyClick(window, Qt.Key.Key_N, CONTROL)
    assert (text(panel, "phone"), bar(panel)) == ("", "")
    key(panel, name="达娃", phone="3")
    panel = form(window, "students", DROLMA)
    assert (text(panel, "name"), bar(panel)) == ("卓玛", "")
    panel = form(window, "students", TASHI)
    assert "联系电话 1" in bar(panel)
    assert "达娃" not in bar(panel)
    qtbot.keyClick(window, Qt.Key.Key_N, CONTROL)
    assert "姓名 达娃，联系电话 3" in bar(panel)


def test_no_undecided_draft_is_lost_by_typing_on_or_by_saving(
    window: MainWindow, qtbot: QtBot, alt: Alt, key: Key
) -> None:
    panel = form(window, "students")
    for name in ("甲", "乙", "丙"):
        key(panel, name=name)
        form(window, "students", TASHI)
        qtbot.keyClick(window, Qt.Key.Key_N, CONTROL)
    form(window, "students", TASHI)
    key(panel, phone="1")
    form(window, "students", DROLMA)
    form(window, "students", TASHI)
    qtbot.keyClick(window, Qt.Key.Key_S, CONTROL)
    assert "已保存" in said(window)
    window.go("home")
    alt(window, Qt.Key.Key_W)
    asked = question(window)
    found = [asked.list.item(row).text().split("\n")[0] for row in range(asked.list.count())]
    assert sorted(found) == sorted(["甲", "乙", "丙", "扎西"])


def test_restoring_one_new_form_sets_the_one_under_way_aside(
    window: MainWindow, qtbot: QtBot, alt: Alt, key: Key
) -> None:
    panel = form(window, "students")
    key(panel, name="甲")
    form(window, "students", TASHI)
    qtbot.keyClick(window, Qt.Key.Key_N, CONTROL)
    key(panel, name="乙")
    window.go("home")
    alt(window, Qt.Key.Key_W)
    assert find(question(window), QLabel, "draftWhose").text() == "学生　甲"
    alt(window, Qt.Key.Key_R)
    assert text(panel, "name") == "甲"
    window.go("home")
    alt(window, Qt.Key.Key_W)
    assert find(question(window), QLabel, "draftWhose").text() == "学生　乙"


def test_parts_of_a_project_go_back_to_their_place(
    window: MainWindow, open_window: Open, killed: Kill, alt: Alt, key: Key
) -> None:
    raw = {"project_no": "XM-2018-001", "name": "食堂", "kind": "宿舍食堂", "plan_year": "2018"}
    project = projects.save(window.desk, raw).id
    month = projects.save_part(
        window.desk, "progress", {"month": "201805", "physical": "10"}, project_id=project
    ).id
    form(window, "projects", project)
    assert isinstance(window.page, ProjectsPage)
    page = window.page
    page.turn_to("funding")
    key(page.parts["funding"].panel, amount="三十")
    page.turn_to("progress")
    page.parts["progress"].open(month)
    key(page.parts["progress"].panel, physical="十五")
    again = open_window(killed(window))
    found = [("月进度　食堂　2018年5月", "十五", month), ("资金来源　食堂", "三十", None)]
    for number, (whose, typed, record_id) in enumerate(found):
        if number:
            line(again)
            alt(again, Qt.Key.Key_W)
        assert find(question(again), QLabel, "draftWhose").text() == whose
        alt(again, Qt.Key.Key_R)
        assert isinstance(again.page, ProjectsPage)
        panel = again.page.parts[again.page.segments.key].panel
        assert panel.isVisible()
        assert typed in panel.binder.raw().values()
        assert (again.page.panel.record_id, panel.record_id) == (project, record_id)


def test_what_is_typed_about_one_milestone_is_not_offered_in_the_next(
    window: MainWindow, open_window: Open, killed: Kill, alt: Alt, key: Key
) -> None:
    raw = {"project_no": "XM-2018-001", "name": "食堂", "kind": "宿舍食堂", "plan_year": "2018"}
    form(window, "projects", projects.save(window.desk, raw).id)
    assert isinstance(window.page, ProjectsPage)
    window.page.turn_to("milestone")
    panel = window.page.parts["milestone"].panel
    first, second = (find(window.page, QPushButton, f"stage_{code}") for code in ("10", "20"))
    first.click()
    key(panel, remark="等批文")
    window.page.turn_to("project")
    window.page.turn_to("milestone")
    assert (text(panel, "stage"), text(panel, "remark")) == ("10", "等批文")
    second.click()
    assert (text(panel, "stage"), text(panel, "remark"), bar(panel)) == ("20", "", "")
    first.click()
    assert "等批文" in bar(panel)
    again = open_window(killed(window))
    alt(again, Qt.Key.Key_R)
    assert isinstance(again.page, ProjectsPage)
    panel = again.page.parts["milestone"].panel
    assert panel.isVisible()
    assert (text(panel, "stage"), text(panel, "remark")) == ("10", "等批文")


def test_a_relief_application_comes_back(
    window: MainWindow, open_window: Open, killed: Kill, alt: Alt, key: Key
) -> None:
    key(form(window, "relief"), name="达娃", applied="一千二", application_date="2018-02-3")
    again = open_window(killed(window))
    assert ("申请金额（元）", "—", "一千二") in table(question(again))
    alt(again, Qt.Key.Key_R)
    panel = form(again, "relief")
    assert [text(panel, name) for name in ("name", "applied", "application_date")] == [
        "达娃",
        "一千二",
        "2018-02-3",
    ]


def test_a_restored_application_still_knows_its_child(
    window: MainWindow, open_window: Open, killed: Kill, qtbot: QtBot, alt: Alt, key: Key
) -> None:
    """A child without an ID number is known only by having been picked."""
    raw = {"name": "旺姆", "no_id_reason": "在办", "sex": "女", "ethnic": "藏族", "birth_date": "2010-01-01"}
    person = people.save(window.desk, raw | {"guardian_name": "白玛", "guardian_relation": "父亲"}).id
    window.go("aid")
    assert window.page.find_person(person)
    key(form(window, "aid"), school="中心小学")
    again = open_window(killed(window))
    alt(again, Qt.Key.Key_R)
    panel = form(again, "aid")
    key(panel, village="达瓦村", stage="小学", grade="一年级", amount="500")
    key(panel, hardship_category="建档立卡", programme="寄宿生生活补助")
    qtbot.keyClick(again, Qt.Key.Key_S, CONTROL)
    assert panel.record_id is not None, said(again)
    assert aid.load(again.desk, panel.record_id)["person_id"] == person
    assert again.desk.store.value("SELECT COUNT(*) FROM person WHERE name = '旺姆'") == 1


def test_another_child_is_not_put_into_a_form_under_way(window: MainWindow, key: Key) -> None:
    panel = form(window, "aid")
    key(panel, name="达娃", school="中心小学")
    assert window.page.find_person(TASHI)
    assert "写的是另一个学生" in said(window)
    assert (text(panel, "name"), text(panel, "id_number")) == ("达娃", "")
    key(panel, name="扎西")
    assert window.page.find_person(TASHI)
    assert (text(panel, "id_number"), text(panel, "school")) == ("513399200805295270", "中心小学")
