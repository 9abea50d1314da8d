"""A signature voided by an edit: the card says by what, and the one next step is to have it signed anew."""

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from eduaid_desktop.gui.relief_page import ReliefPage
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services import relief

from .seen import find, said
from .test_as_of_panel import FORM


@pytest.fixture
def page(window: MainWindow) -> ReliefPage:
    """A case before the township, edited after the village had signed."""
    case_id = relief.save(window.desk, FORM).id
    for day, action in (
        ("2018-05-02", "accept"),
        ("2018-05-03", "send_village"),
        ("2018-05-04", "village_agree"),
        ("2018-05-12", "notice_end"),
    ):
        relief.act(window.desk, case_id, action, on_date=day, signer="四郎")
    relief.save(window.desk, {"applied": "1500"}, case_id)
    window.go("relief", case_id)
    assert isinstance(window.page, ReliefPage)
    return window.page


def test_the_next_step_is_to_sign_anew(window: MainWindow, page: ReliefPage) -> None:
    told = find(page, QLabel, "caseNote").text()
    assert "村级初审意见（2018年5月4日签）已作废：签字后，申请金额由 1,200.00 改为 1,500.00" in told
    assert page.panel.next_button.text() == "登记村级初审意见重新签字"
    page.panel.next_button.click()
    find(page, QPushButton, "takeStep").click()
    assert page.handling is not None
    sheet = page.handling.sheet
    assert "村负责人还没有填写" in sheet.lines["signer"].text()
    signer = sheet.editors["signer"]
    assert isinstance(signer, QLineEdit)
    signer.setText("降措")
    find(page, QPushButton, "takeStep").click()
    assert said(window) == "✓ 已登记村级初审意见重新签字。"
    assert page.panel.next_button.text() == "乡镇审核同意"
    (opinion,) = window.desk.store.select("opinion")
    assert (opinion["signer"], opinion["signed_on"]) == ("降措", "2018-06-12")
