"""加打开密码: the tick that is remembered, the password in large, and files that ask for one."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from eduaid_desktop import settings
from eduaid_desktop.documents import protecting, reader
from eduaid_desktop.domain import open_phrase
from eduaid_desktop.gui import files
from eduaid_desktop.gui.import_password import WorkbookPassword
from eduaid_desktop.gui.protecting import ProtectBox
from eduaid_desktop.gui.register import Register
from eduaid_desktop.gui.term_batch.batches_page import BatchesPage
from eduaid_desktop.gui.term_batch.reply_panel import ReplyPanel
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services.templates import reading
from tests import bureau

from .conftest import LEFT, said

OWN = "Kele-2018"


def test_the_password_is_shown_in_large_once_and_a_reply_behind_it_opens(
    sample_window: MainWindow, page: BatchesPage, folder: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    assert page.waiting.protect.own.isHidden()
    qtbot.mouseClick(page.waiting.protect.box, LEFT, pos=page.waiting.protect.box.rect().center())
    assert not page.waiting.protect.own.isHidden()
    assert settings.load()["protect"] == {"protectBox": True}
    page.waiting.protect.own.setText("短")
    qtbot.mouseClick(page.waiting.export_button, LEFT)
    qtbot.waitUntil(lambda: "✕ 打开密码" in said(sample_window), timeout=20_000)
    page.waiting.protect.own.clear()
    qtbot.mouseClick(page.waiting.export_button, LEFT)
    qtbot.waitUntil(lambda: "已封存批次" in said(sample_window), timeout=20_000)
    batch = sample_window.desk.store.select("batch")[-1]
    shown = page.batch.phrase
    assert shown.phrase.text() == open_phrase.grouped(batch["phrase"])
    assert not shown.large.isHidden()
    assert batch["phrase"] not in said(sample_window)
    (made,) = folder.glob("*.xlsx")
    assert len(reader.read(made, batch["phrase"]).sheets) > 3
    page.read_reply(made)
    qtbot.waitUntil(lambda: any(p.isVisible() for p in page.findChildren(ReplyPanel)))
    next(p for p in page.findChildren(ReplyPanel) if p.isVisible()).close_panel()

    other = page.list.model.ids[-1]
    page.open_record(other)
    page.open_record(batch["id"])
    assert shown.large.isHidden()
    assert "裁切联" in shown.told.text()
    qtbot.mouseClick(shown.show_button, LEFT)
    assert not shown.large.isHidden()


def test_a_file_behind_another_password_asks_for_it(
    sample_window: MainWindow, page: BatchesPage, folder: Path, qtbot: QtBot
) -> None:
    page.export("2018S", folder)
    qtbot.waitUntil(lambda: "已封存批次" in said(sample_window), timeout=20_000)
    assert page.batch.phrase.isHidden()
    (made,) = folder.glob("*.xlsx")
    locked = folder / "别的密码.xlsx"
    locked.write_bytes(protecting.protected(made.read_bytes(), OWN))
    page.verify(locked)
    for typed, then in (("不对", False), (OWN, True)):
        qtbot.waitUntil(lambda: any(p.isVisible() for p in page.findChildren(WorkbookPassword)))
        panel = next(p for p in page.findChildren(WorkbookPassword) if p.isVisible())
        panel.findChild(QLineEdit, "workbookPasswordField").setText(typed)
        panel.open_workbook()
        if then:
            qtbot.waitUntil(lambda: "完全一致" in said(sample_window), timeout=20_000)


def test_a_copy_written_again_is_protected_where_that_is_ticked(
    sample_window: MainWindow,
    page: BatchesPage,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = tmp_path / "再次"
    out.mkdir()
    monkeypatch.setattr(files, "choose_folder", lambda *_: out)
    page.open_record(page.list.model.ids[-1])
    box = page.findChild(ProtectBox, "protectAgain")
    qtbot.mouseClick(box, LEFT, pos=box.rect().center())
    qtbot.mouseClick(page.findChild(QPushButton, "writeAgain"), LEFT)
    qtbot.waitUntil(lambda: "加了打开密码" in said(sample_window), timeout=20_000)
    (made,) = out.glob("*.xlsx")
    (batch,) = sample_window.desk.store.select("batch", batch_no=page.batch.number.text())
    assert open_phrase.grouped(batch["phrase"]) == page.batch.phrase.phrase.text()
    assert reader.read(made, batch["phrase"]).sheets
    reading.add(sample_window.desk, "batch", bureau.with_foot(tmp_path / "表样.xlsx", room=1))
    page.batch.by_template.template.refresh()
    qtbot.mouseClick(page.findChild(QPushButton, "writeByTemplate"), LEFT)
    qtbot.waitUntil(lambda: "已逐格读回核对，加了打开密码" in said(sample_window), timeout=20_000)
    (by_template,) = out.glob("*_表样.xlsx")
    assert reader.read(by_template, batch["phrase"]).sheets


def test_a_list_asks_for_a_password_and_the_message_tells_it_once(
    sample_window: MainWindow,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    own_settings: None,
) -> None:
    target = tmp_path / "人员.xlsx"
    monkeypatch.setattr(files, "choose_new", lambda *_: target)
    register = Register(sample_window, "relief")
    qtbot.addWidget(register)
    register.purpose.ask(register._save)
    register.purpose.purpose.setText("报县教育局核对")
    assert register.purpose.protect is not None
    register.purpose.protect.box.setChecked(True)
    register.purpose.protect.own.setText("1")
    register.resize(1000, 400)
    register.show()
    register.grab().save("/tmp/c/f.png")
    register.hide()
    qtbot.mouseClick(register.purpose.do_button, LEFT)
    assert "8 到 15 个字符" in register.purpose.problem.text()
    register.purpose.protect.own.setText(OWN)
    qtbot.mouseClick(register.purpose.do_button, LEFT)
    qtbot.waitUntil(lambda: f"打开密码 {OWN}" in said(sample_window), timeout=20_000)
    assert reader.read(target, OWN).sheets
    assert register.purpose.protect.own.text() == ""
