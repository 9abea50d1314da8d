"""The printing system of Linux and macOS: its own commands, so that the PDF itself goes to the queue.

lp(1), lpstat(1), lpoptions(1), cancel(1) of CUPS; always an argument list, never a shell.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep

from eduaid_desktop.domain import page_range
from eduaid_desktop.errors import UserError
from eduaid_desktop.services import cups_jobs
from eduaid_desktop.services.print_order import LONG, ONE, SHORT, Order, Printer, Report

_SIDES = {ONE: "one-sided", LONG: "two-sided-long-edge", SHORT: "two-sided-short-edge"}
_TIMEOUT_SECONDS, _LOOK_EVERY_SECONDS = 30.0, 0.4
_ACCEPTED = re.compile(r"request id is (\S+)")
_PAPER = re.compile(r"(?:iso_)?(a[345])(?:_\d+x\d+mm)?", re.IGNORECASE)
_NO_SERVICE = (
    "打印服务（CUPS）没有运行，什么也没有送出。请让管理员启动 cups 服务后再打印；现在可以先另存为 PDF。"
)
_NO_ANSWER = "打印系统半分钟没有回答。请看看打印机和网络，再试一次。"


class Cups:
    """A spool (services.printing.Spool). Raises UserError in plain words where the system refuses."""

    # Pages of one job: what is lost at most when somebody stops, and even, for sheets with two sides.
    portion = 50

    @staticmethod
    def here() -> bool:
        """Whether this computer prints that way."""
        return sys.platform != "win32" and shutil.which("lp") is not None

    def names(self) -> list[str]:
        """The queues of this computer, its default first. Raises UserError where no printing service runs."""
        _require_service()
        found = _run("lpstat", "-e").stdout.split("\n")
        default = _run("lpstat", "-d").stdout.rpartition(": ")[2].strip()
        return sorted(filter(None, map(str.strip, found)), key=lambda name: (name != default, name))

    def printer(self, name: str) -> Printer:
        """What a queue can do, as far as it says so, and what keeps it from printing now."""
        options = {
            line.partition("/")[0]: line.partition(": ")[2].replace("*", "").split()
            for line in _run("lpoptions", "-p", name, "-l").stdout.splitlines()
        }
        sizes = options.get("PageSize") or options.get("media") or []
        papers = {found[1].upper() for each in sizes if (found := _PAPER.fullmatch(each))}
        duplex = any(each != "None" for each in options.get("Duplex", []))
        return Printer(name, frozenset(papers), duplex or not options, self._problem(name))

    def send(self, order: Order, pages: Sequence[int], report: Report) -> str:
        """Hand pages of the order to the queue; the number of its job there."""
        with TemporaryDirectory(prefix="eduaid-") as folder:
            sheets, ranges = order.sheets(pages), page_range.words(pages)
            pdf = order.pdf
            if None in sheets:
                from eduaid_desktop.documents.pages import with_blank_backs

                pdf, ranges = Path(folder) / pdf.name, f"1-{len(sheets)}"
                pdf.write_bytes(with_blank_backs(order.pdf, sheets))
            done = _run("lp", *_options(order), "-P", ranges, "--", str(pdf))
        accepted = _ACCEPTED.search(done.stdout)
        if done.returncode or not accepted:
            raise UserError(_refused(order.printer, done.stderr))
        return accepted[1]

    def wait(self, job: str, report: Report) -> None:
        """Come back when the printer has taken all of a job; report(0, words) meanwhile, which may end the waiting.

        Raises UserError for a job that was cancelled elsewhere or given up.
        """
        while (over := self.over(job)) is None:
            trouble = self._problem(job.rpartition("-")[0])
            report(0, f"任务 {job} 在打印队列里{f'，{trouble}' if trouble else ''}")
            sleep(_LOOK_EVERY_SECONDS)
        if not over:
            raise UserError(
                f"打印队列里的任务 {job} 被取消或中断，这一批没有印完。请看看打印机，从没有印出的页继续。"
            )

    def over(self, job: str) -> bool | None:
        """Whether a job is printed (True) or was given up (False); None while it waits in the queue."""
        queue, _, number = job.rpartition("-")
        return cups_jobs.over(queue, int(number))

    def cancel(self, job: str) -> None:
        """Take a job back; one that is through already stays so."""
        with suppress(UserError):
            _run("cancel", job)

    def _problem(self, name: str) -> str:
        """Why nothing comes out of a queue now; "" when nothing is known to be wrong."""
        head, _, why = _run("lpstat", "-p", name).stdout.partition("\n")
        if not head:
            return "打印系统没有回答"
        if " disabled " in head:
            return (
                f"打印机停了（{' '.join(why.split()) or '没有说明原因'}），请处理后在系统的打印机设置里恢复"
            )
        taking = _run("lpstat", "-a", name).stdout.partition("\n")[0]
        return "打印队列现在不收任务" if " not accepting " in taking else ""


def _options(order: Order) -> list[str]:
    scaling = ("fit-to-page", "print-scaling=fit") if order.fit else ("print-scaling=none",)
    wanted = (f"sides={_SIDES[order.sides]}", f"media={order.paper}", "collate=true", *scaling)
    turned = ("outputorder=reverse",) if order.backwards else ()
    options = [part for each in (*wanted, *turned) for part in ("-o", each)]
    return ["-d", order.printer, "-n", str(order.copies), "-t", order.title, *options]


def _run(program: str, *words: str) -> subprocess.CompletedProcess[str]:
    """The program's answer in English, whatever the language of the desktop."""
    try:
        return subprocess.run(
            [program, *words],
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=_TIMEOUT_SECONDS,
            env=_environment(),
            check=False,
        )
    except FileNotFoundError as wrong:
        raise UserError(
            "这台计算机没有打印系统（CUPS）。请让管理员装好 cups 和打印机；现在可以先另存为 PDF。"
        ) from wrong
    except subprocess.TimeoutExpired as wrong:
        raise UserError(_NO_ANSWER) from wrong


def _environment() -> dict[str, str]:
    """A packed program leads its children to libraries of its own, which the system's programs must not load."""
    found = {**os.environ, "LC_ALL": "C.UTF-8"}
    if getattr(sys, "frozen", False):
        before = found.pop("LD_LIBRARY_PATH_ORIG", "")
        found["LD_LIBRARY_PATH"] = before
    return found


def _require_service() -> None:
    if "is running" not in _run("lpstat", "-r").stdout:
        raise UserError(_NO_SERVICE)


def _refused(printer: str, said: str) -> str:
    _require_service()
    if "not accepting" in said:
        return (
            f"打印机“{printer}”的队列现在不收任务，什么也没有送出。请在系统的打印机设置里恢复它，或者换一台。"
        )
    if "not exist" in said or "Unknown destination" in said:
        return f"系统里已没有打印机“{printer}”，什么也没有送出。请换一台。"
    return f"打印机“{printer}”没有接受任务（{' '.join(said.split()) or '没有说明原因'}）。请看看打印机，再试一次。"
