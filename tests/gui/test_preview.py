"""The preview: real PDFs from the sample township, looked through, enlarged, searched and saved elsewhere."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from eduaid_desktop import paths
from eduaid_desktop.documents import fonts, pages
from eduaid_desktop.documents.office_sheet import write
from eduaid_desktop.domain.sheet import Sheet
from eduaid_desktop.domain.slip import Seal
from eduaid_desktop.gui.printing.preview import Preview
from eduaid_desktop.gui.window import MainWindow
from eduaid_desktop.services import print_ledger, slip_desk, slips

from .seen import find, said

Shown = Callable[..., tuple[Preview, Path]]
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def shown(sample_window: MainWindow, tmp_path: Path, qtbot: QtBot) -> Shown:
    """A function that writes a document of the sample term and previews it, once its first page is drawn."""

    def show(document: str, **about: str) -> tuple[Preview, Path]:
        path = tmp_path / f"{document}.pdf"
        made = slips.write(sample_window.desk, document, path, **about)  # type: ignore[arg-type]
        sample_window.preview(path, "试印", document, made)
        preview = sample_window.findChild(Preview, "preview")
        assert preview is not None
        drawn(preview, qtbot)
        return preview, path

    return show


def drawn(preview: Preview, qtbot: QtBot) -> None:
    """Wait until the page in sight is drawn in its size."""
    view = preview.view

    def ready() -> bool:
        picture = view.source.picture(view.page) if view.source else None
        return picture is not None and picture.width() == view._wide(view.page, view.devicePixelRatioF())

    qtbot.waitUntil(ready)


def place(preview: Preview) -> str:
    return find(preview, QLineEdit, "previewPlace").text()


def seen(preview: Preview) -> QImage:
    return preview.view.viewport().grab().toImage()


def press(qtbot: QtBot, preview: Preview, key: Qt.Key) -> str:
    qtbot.keyClick(preview.view, key)
    return place(preview)


def test_pages_are_turned_by_keys_and_stop_at_the_ends(
    sample_window: MainWindow, shown: Shown, qtbot: QtBot
) -> None:
    preview, path = shown("approval_form", term="2018S")
    count = slips.page_count(path)
    assert count > 4
    assert place(preview) == "1"
    assert find(preview, QLabel, "previewPages").text() == f"页，共 {count} 页"
    assert preview.view.hasFocus()
    first = seen(preview)
    assert press(qtbot, preview, Qt.Key.Key_PageUp) == "1"
    assert press(qtbot, preview, Qt.Key.Key_Right) == "2"
    drawn(preview, qtbot)
    assert seen(preview) != first
    assert press(qtbot, preview, Qt.Key.Key_End) == str(count)
    assert press(qtbot, preview, Qt.Key.Key_PageDown) == str(count)
    assert press(qtbot, preview, Qt.Key.Key_Home) == "1"
    drawn(preview, qtbot)
    assert seen(preview) == first
    qtbot.keyClick(preview, Qt.Key.Key_Escape)
    assert sample_window.stack.currentWidget() is sample_window.page


def test_a_screen_further_never_passes_the_top_of_a_page(shown: Shown, qtbot: QtBot) -> None:
    preview, path = shown("approval_form", term="2018S")
    bar, tops = preview.view.verticalScrollBar(), {0}
    while bar.value() < bar.maximum():
        press(qtbot, preview, Qt.Key.Key_PageDown)
        tops.add(bar.value())
    assert {top - 12 for top in preview.view._tops if top - 12 <= bar.maximum()} <= tops
    assert len(tops) < 4 * slips.page_count(path)


def test_a_page_is_gone_to_by_its_number(shown: Shown, qtbot: QtBot) -> None:
    preview, path = shown("approval_slip", term="2018S")
    field = find(preview, QLineEdit, "previewPlace")
    qtbot.keyClick(preview, Qt.Key.Key_G, CTRL)
    assert field.hasFocus()
    field.selectAll()
    qtbot.keyClicks(field, "3")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert (preview.view.page, preview.view.hasFocus()) == (2, True)
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "99999")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert place(preview) == str(slips.page_count(path))


def test_a_page_is_enlarged_made_smaller_and_fitted(shown: Shown, qtbot: QtBot) -> None:
    preview, _ = shown("approval_slip", term="2018S")
    view, box = preview.view, find(preview, QComboBox, "previewZoom")
    assert view.scale == pytest.approx(1, abs=0.01)
    qtbot.keyClick(preview, Qt.Key.Key_Plus, CTRL)
    assert (view.scale, box.currentText()) == (pytest.approx(1.25, abs=0.01), "125%")
    qtbot.keyClick(preview, Qt.Key.Key_0, CTRL)
    assert box.currentText() == "适合宽度"
    for _ in range(9):
        qtbot.keyClick(preview, Qt.Key.Key_Minus, CTRL)
    assert view.scale == pytest.approx(0.25, abs=0.01)
    box.setCurrentIndex(box.findText("适合整页"))
    size = view._sizes[0]
    assert size.height() <= view.viewport().height()
    box.setCurrentIndex(box.findText("适合宽度"))
    assert view._sizes[0].width() == pytest.approx(view.viewport().width(), abs=30)
    drawn(preview, qtbot)
    assert view.source is not None
    picture = view.source.picture(0)
    assert picture is not None
    assert picture.width() == round(view._sizes[0].width() * view.devicePixelRatioF())


def test_a_name_is_found_in_a_batch_and_shown(
    sample_window: MainWindow, shown: Shown, qtbot: QtBot, write: Callable[..., None]
) -> None:
    preview, path = shown("approval_slip", term="2018S")
    text = pages.text(path)
    wanted = next(line for line in text[-1].splitlines() if "学生姓名" in line).split("学生姓名")[1]
    name = wanted.split("就读学校")[0].strip()
    assert name
    qtbot.keyClick(sample_window, Qt.Key.Key_F, CTRL)
    field = find(preview, QLineEdit, "previewFind")
    assert field.hasFocus()
    write(field, f"{name[0]} {name[1:]}")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    told = find(preview, QLabel, "previewFound")
    qtbot.waitUntil(lambda: told.text() != "")
    assert name in text[preview.view.page].replace(" ", "")
    page, boxes = preview.view._marked
    assert page == preview.view.page
    assert all(right > left and bottom > top for left, top, right, bottom in boxes)
    field.clear()
    write(field, "没有这个人")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: told.text() == "没有找到")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert preview.view.hasFocus()


def test_enter_goes_on_through_the_places_and_shift_back(
    shown: Shown, qtbot: QtBot, write: Callable[..., None]
) -> None:
    preview, path = shown("approval_slip", term="2018S")
    field, told = find(preview, QLineEdit, "previewFind"), find(preview, QLabel, "previewFound")
    write(field, "凭此单核对到账")
    count = slips.page_count(path)
    seen_at = []
    for step in (0, 1, 2):
        qtbot.keyClick(field, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda n=step: told.text() == f"第 {n + 1} 处，共 {count} 处")
        seen_at.append(preview.view.page)
    assert seen_at == [0, 1, 2]
    for _ in range(3):
        qtbot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert preview.view.page == count - 1


def test_seals_are_circles_on_the_screen_and_not_in_the_pdf(
    shown: Shown, qtbot: QtBot, tmp_path: Path
) -> None:
    preview, path = shown("approval_slip", term="2018S")
    box = find(preview, QCheckBox, "showSeals")
    assert box.isVisible()
    with_circle = seen(preview)
    box.click()
    without = seen(preview)
    assert with_circle != without
    (seal,) = [each for each in preview.view.seals if each.page == 0]
    dots = preview.view._place(0).topLeft()
    scale = preview.view._per_mm(0)
    ratio = preview.view.devicePixelRatioF()
    changed = [
        (x / ratio - dots.x(), y / ratio - dots.y())
        for x in range(with_circle.width())
        for y in range(with_circle.height())
        if with_circle.pixel(x, y) != without.pixel(x, y)
    ]
    far = [((x / scale - seal.x) ** 2 + (y / scale - seal.y) ** 2) ** 0.5 for x, y in changed]
    assert all(distance == pytest.approx(21, abs=1) for distance in far)
    paper = pages.render(path, 0, 144)
    edge = round(seal.y * 144 / 25.4) * paper.width + round((seal.x - 21) * 144 / 25.4)
    assert {*paper.rgba[4 * (edge - 2) : 4 * (edge + 3)]} == {255}


@pytest.mark.parametrize(
    ("document", "every"),
    [
        ("approval_slip", 1), ("approval_form", 5), ("rejection_letter", 1), ("report_letter", 1),
        ("notice_result", 1), ("objection_record", 1), ("notice_list", 1), ("cover_sheet", 2), ("blank_aid_form", 2),
    ],
)  # fmt: skip
def test_a_document_says_where_its_seals_go(
    sample_window: MainWindow, tmp_path: Path, document: str, every: int
) -> None:
    made = slips.write(sample_window.desk, document, tmp_path / "x.pdf", term="2018S")
    assert len(made.seals) >= every * max(len(made.placed), 1)
    for seal in made.seals:
        assert isinstance(seal, Seal)
        wide, high = pages.size_mm(made.path, seal.page)
        assert 21 <= seal.x <= wide - 16
        assert 21 <= seal.y <= high - 10


def test_fonts_that_stand_in_for_official_ones_are_told(
    sample_window: MainWindow, shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = paths.resources() / "fonts" / "NotoSansSC-Regular.ttf"
    monkeypatch.setattr(fonts, "_installed", lambda: {"simhei": installed})
    preview, path = shown("approval_slip", term="2018S")
    line = find(preview, QLabel, "previewFonts")
    assert line.text() == "代用字体：小标宋、仿宋、楷体"
    sample_window.preview(path, "照片")
    assert line.isHidden()


def test_a_thousand_pages_are_open_at_once_and_only_some_are_drawn(
    sample_window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "long.pdf"
    write([Sheet(f"第{n}份") for n in range(1000)], path, printed_on=sample_window.desk.today())
    sample_window.preview(path, "很多页")
    preview = sample_window.findChild(Preview, "preview")
    assert preview is not None
    view = preview.view
    qtbot.keyClick(view, Qt.Key.Key_End)
    drawn(preview, qtbot)
    assert place(preview) == "1000"
    for _ in range(120):
        qtbot.keyClick(view, Qt.Key.Key_Left)
        drawn(preview, qtbot)
    assert view.source is not None
    kept = sum(image.sizeInBytes() for _, image in view.source._kept.values())
    assert kept <= 80 * 1024 * 1024
    source = view.source
    qtbot.keyClick(preview, Qt.Key.Key_Escape)
    assert not source._thread.is_alive()


@pytest.fixture
def saved_to(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Answers the system's dialog: this is where the file goes; "" for cancelled."""

    def answer(path: str) -> None:
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (path, ""))

    return answer


def test_saving_elsewhere_asks_what_for_and_is_logged_and_entered(
    sample_window: MainWindow, shown: Shown, tmp_path: Path, saved_to: Callable[[str], None], qtbot: QtBot
) -> None:
    preview, path = shown("approval_slip", term="2018S")
    store, before = sample_window.desk.store, len(sample_window.desk.store.select("disclosure"))
    saved_to(str(tmp_path / "copy.pdf"))
    qtbot.keyClick(sample_window, Qt.Key.Key_S, CTRL)
    line = preview.purpose
    assert line.purpose.hasFocus()
    line.do_button.click()
    assert "用途" in line.problem.text()
    assert not (tmp_path / "copy.pdf").exists()
    line.purpose.setText("送县教育局核对")
    qtbot.keyClick(line.purpose, Qt.Key.Key_Return)
    line.recipient.setText("云岭县教育局")
    qtbot.keyClick(line.recipient, Qt.Key.Key_Return)
    assert store.select("slip") == []
    qtbot.keyClick(line.do_button, Qt.Key.Key_Space)
    assert "已另存为" in said(sample_window)
    assert line.isHidden()
    assert (tmp_path / "copy.pdf").read_bytes() == path.read_bytes()
    logged = store.select("disclosure")[before:]
    assert [(each["content"], each["purpose"], each["recipient"]) for each in logged] == [
        ("copy.pdf", "送县教育局核对", "云岭县教育局")
    ]
    assert len(store.select("slip")) == slips.page_count(path)
    assert {each["printer"] for each in store.select("slip_print")} == {None}


def test_saving_elsewhere_says_why_not_and_can_be_left(
    sample_window: MainWindow, shown: Shown, tmp_path: Path, saved_to: Callable[[str], None], qtbot: QtBot
) -> None:
    preview, _ = shown("approval_slip", term="2018S")
    before = len(sample_window.desk.store.select("disclosure"))
    find(preview, QPushButton, "savePdf").click()
    preview.purpose.purpose.setText("送县教育局核对")
    for target, told in ((str(tmp_path / "none" / "sub" / "x.pdf"), "✕"), ("", "")):
        saved_to(target)
        preview.purpose.do_button.click()
        assert preview.purpose.isVisible()
        assert preview.purpose.problem.text().startswith(told)
    assert len(sample_window.desk.store.select("disclosure")) == before
    assert sample_window.desk.store.select("slip") == []
    qtbot.keyClick(preview.purpose.purpose, Qt.Key.Key_Escape)
    assert (preview.purpose.isHidden(), preview.isVisible()) == (True, True)
    qtbot.keyClick(preview, Qt.Key.Key_Escape)
    assert not preview.isVisible()


def test_what_was_voided_meanwhile_does_not_go_out_as_a_file(
    sample_window: MainWindow, shown: Shown, tmp_path: Path, saved_to: Callable[[str], None]
) -> None:
    preview, _ = shown("approval_slip", term="2018S")
    desk, placed = sample_window.desk, preview._order.placed
    print_ledger.register(desk, placed)
    slip_desk.void(desk, placed[0].slip.number, "印错了")
    before = len(desk.store.select("disclosure"))
    saved_to(str(tmp_path / "copy.pdf"))
    preview.save_as()
    preview.purpose.purpose.setText("送县教育局核对")
    preview.purpose.do_button.click()
    assert "已经作废" in preview.purpose.problem.text()
    assert not (tmp_path / "copy.pdf").exists()
    assert len(desk.store.select("disclosure")) == before


def test_a_pdf_that_is_gone_is_said_and_the_page_stays(sample_window: MainWindow, tmp_path: Path) -> None:
    sample_window.preview(tmp_path / "gone.pdf", "不在了")
    assert "无法打开 gone.pdf" in said(sample_window)
    assert sample_window.stack.currentWidget() is sample_window.page
