"""Long work: it reports, it can be cancelled, and what goes wrong is one sentence."""

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QProgressBar, QPushButton
from pytestqt.qtbot import QtBot

from eduaid_desktop.errors import UserError
from eduaid_desktop.gui.strip import Strip
from eduaid_desktop.gui.tasks import Job, Tasks
from eduaid_desktop.gui.window import MainWindow


@pytest.fixture
def failures() -> list[Exception]:
    return []


@pytest.fixture
def tasks(qapp: QObject, failures: list[Exception]) -> Tasks:
    return Tasks(qapp, failures.append)


def wait_for(gate: threading.Event) -> Callable[[Job[str]], str]:
    """Work that reports until the gate opens."""

    def work(job: Job[str]) -> str:
        while not gate.wait(0.001):
            job(3, 10)
        return "done"

    return work


def test_results_and_progress_arrive_in_the_thread_of_the_window(tasks: Tasks, qtbot: QtBot) -> None:
    told: list[tuple[object, int]] = []
    gate = threading.Event()
    tasks.start(
        "数一数",
        wait_for(gate),
        lambda result: told.append((result, threading.get_ident())),
        progress=lambda done, total: (told.append(((done, total), threading.get_ident())), gate.set()),
    )
    qtbot.waitUntil(lambda: bool(told) and told[-1][0] == "done")
    assert ((3, 10), threading.get_ident()) in told
    assert {where for _, where in told} == {threading.get_ident()}
    assert tasks.running == []


def test_cancelling_ends_the_work_without_a_word(
    tasks: Tasks, failures: list[Exception], qtbot: QtBot
) -> None:
    results: list[str] = []
    job = tasks.start("没有尽头", wait_for(threading.Event()), results.append)
    job.cancel()
    qtbot.waitUntil(lambda: not tasks.running)
    assert (results, failures) == ([], [])


def test_errors_go_to_the_handler_given_or_else_to_the_window(
    tasks: Tasks, failures: list[Exception], qtbot: QtBot
) -> None:
    def fail(job: Job[None]) -> None:
        raise UserError("磁盘已满，请清理后再试。")

    own: list[Exception] = []
    tasks.start("一", fail, lambda result: None, failed=own.append)
    tasks.start("二", fail, lambda result: None)
    qtbot.waitUntil(lambda: bool(own and failures))
    assert [str(e) for e in (*own, *failures)] == ["磁盘已满，请清理后再试。"] * 2


def test_a_fault_of_the_program_is_one_sentence_and_a_log(window: MainWindow, qtbot: QtBot) -> None:
    def break_(job: Job[None]) -> None:
        raise ZeroDivisionError("in the work")

    window.tasks.start("坏的", break_, lambda result: None)
    qtbot.waitUntil(lambda: "程序出了意外" in window.strip.message.text())
    assert "给技术支持的资料" in window.strip.message.text()
    assert "in the work" not in window.strip.message.text()


def test_work_longer_than_half_a_second_is_shown_and_can_be_cancelled(tasks: Tasks, qtbot: QtBot) -> None:
    strip = Strip()
    qtbot.addWidget(strip)
    strip.watch(tasks)
    strip.show()
    bar, cancel = strip.findChild(QProgressBar), strip.findChild(QPushButton, "cancelWork")
    gate = threading.Event()
    tasks.start("导出上报文件", wait_for(gate), lambda result: None)
    assert not bar.isVisible()
    qtbot.waitUntil(lambda: bar.isVisible() and bar.value() == 3)
    assert bar.maximum() == 10
    assert cancel.isVisible()
    cancel.click()
    qtbot.waitUntil(lambda: not tasks.running)
    assert not bar.isVisible()


def test_closing_the_window_stops_what_runs(window: MainWindow) -> None:
    job = window.tasks.start("没有尽头", wait_for(threading.Event()), lambda result: None)
    window.close()
    assert job.cancelled
    assert window.tasks.running == []


def test_work_that_writes_is_not_offered_to_be_cancelled(tasks: Tasks, qtbot: QtBot, dressed: None) -> None:
    strip, gate = Strip(), threading.Event()
    qtbot.addWidget(strip)
    strip.show()
    strip.watch(tasks)
    bar, cancel = strip.findChild(QProgressBar), strip.findChild(QPushButton, "cancelWork")
    tasks.start("正在写入", wait_for(gate), lambda result: None, final=True)
    qtbot.waitUntil(bar.isVisible)
    assert not cancel.isVisible()
    gate.set()
    qtbot.waitUntil(lambda: not tasks.running)
