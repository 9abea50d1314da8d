"""719 one-page slips: our drawing board, a bare reportlab canvas, LibreOffice, WeasyPrint; and our real papers.

Every side is a process of its own, in turn, and draws the same sixty cells, title and QR code of print_pages. The bare
canvas fits nothing, chooses no font and reports nothing: its frame is a form XObject, its code one path. WeasyPrint is
no part of the program: --weasyprint PYTHON names an interpreter that has it.
"""

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parent))
import print_pages
from print_pages import COLUMNS, HIGH, LEFT, PAGES, TITLE, TOP

from eduaid_desktop import paths

DAY = date(2018, 6, 12)
_WEASY = """
import sys, weasyprint
weasyprint.HTML(sys.argv[1]).write_pdf(sys.argv[2])
"""
_FONTS = """<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>"""


def ours(path: Path) -> None:
    """Through Board, as every document of the office."""
    from eduaid_desktop.documents.paper import A4, OUTER, Board, Cell, label
    from eduaid_desktop.documents.paper import TITLE as SLIP_TITLE
    from eduaid_desktop.domain.slip import Slip, Subject

    board = Board(A4, TITLE, DAY, reprint=False)
    for page in print_pages.pages():
        slip = Slip(page.number, "approval_slip", Subject("relief_case", 1, ""), "")
        board.page(page.number, 1, 1, LEFT, LEFT + sum(COLUMNS), slip)
        board.block(LEFT, 22, sum(COLUMNS), 12, TITLE, SLIP_TITLE, "标题")
        y = TOP
        for first, value, second, other in page.rows:
            cells = [label(first, COLUMNS[0]), Cell(COLUMNS[1], value, name=first)]
            cells += [label(second, COLUMNS[2]), Cell(COLUMNS[3], other, name=second)]
            y = board.row(LEFT, y, 1, HIGH, cells)
        board.box(LEFT, TOP, sum(COLUMNS), y - TOP, OUTER)
    printed = board.save(path)
    assert printed.complete
    assert printed.pages == PAGES


def bare(path: Path) -> None:
    """A program that knows that everything fits."""
    from reportlab.lib.units import mm
    from reportlab.pdfbase import pdfmetrics, ttfonts
    from reportlab.pdfgen.canvas import Canvas

    from eduaid_desktop.documents import barcode

    fonts = paths.resources() / "fonts"
    for name in ("NotoSerifSC-Regular", "LXGWWenKai-Regular"):
        pdfmetrics.registerFont(ttfonts.TTFont(name, str(fonts / f"{name}.ttf")))
    canvas = Canvas(str(path), pagesize=(210 * mm, 297 * mm), pageCompression=1)
    edges = [LEFT + sum(COLUMNS[:n]) for n in range(5)]
    canvas.beginForm("frame")
    canvas.setLineWidth(0.5)
    canvas.grid([x * mm for x in edges], [(297 - TOP - n * HIGH) * mm for n in range(16)])
    canvas.endForm()
    for page in print_pages.pages():
        canvas.doForm("frame")
        canvas.setFont("NotoSerifSC-Regular", 20)
        canvas.drawCentredString(106 * mm, 265 * mm, TITLE)
        canvas.setFont("NotoSerifSC-Regular", 7.5)
        canvas.drawString(LEFT * mm, 10 * mm, f"编号 {page.number}")
        canvas.drawCentredString(106 * mm, 10 * mm, "第1页　共1页")
        canvas.drawRightString(184 * mm, 10 * mm, "打印日期 2018年6月12日　乡镇教育资助 0.1.0")
        rows = barcode.modules(page.code)
        side, code = 12.6 / len(rows) * mm, canvas.beginPath()
        for y, runs in enumerate(rows, 1):
            for start, long in runs:
                code.rect(171.4 * mm + start * side, 291 * mm - y * side, long * side, side)
        canvas.drawPath(code, stroke=0, fill=1)
        for n, row in enumerate(page.rows):
            base = (297 - TOP - (n + 0.5) * HIGH) * mm - 4
            for k, text in enumerate(row):
                canvas.setFont(
                    ("NotoSerifSC-Regular", "LXGWWenKai-Regular")[k % 2], 10 + k % 2 if len(text) < 14 else 7
                )
                canvas.drawCentredString((edges[k] + COLUMNS[k] / 2) * mm, base, text)
        canvas.showPage()
    canvas.save()


def slips(path: Path) -> None:
    """719 approval slips as the office prints them."""
    from eduaid_desktop.documents import approval_slip
    from eduaid_desktop.documents.approval_slip import ApprovalSlipData

    each = [ApprovalSlipData(*_about(page), slip=_slip(page)) for page in print_pages.pages()]
    approval_slip.write(each, path, printed_on=DAY)


def forms(path: Path) -> None:
    """719 approval forms of two pages."""
    from eduaid_desktop.documents import approval_form
    from eduaid_desktop.documents.approval_data import ApprovalFormData, Item

    blank = ApprovalFormData(
        "", "格桑县", received=(Item("义教一补", 62_500),), costs=(Item("校服", 12_000),)
    )
    each = []
    for page in print_pages.pages():
        told = {name: text for row in page.rows for name, text in (row[:2], row[2:])}
        each.append(
            replace(
                blank, case_no=f"JYJZ-513399101-2018S-{len(each):04d}", name=told["学生姓名"], sex=told["性别"],
                ethnic="藏族", id_number=told["身份证号"], student_number=told["学籍号"], stage=told["学段"],
                school=told["就读学校"], grade=told["年级"], head_name=told["户主姓名"], household_no=told["户编号"],
                reason=f"{told['申请理由']}，特申请救助。", purpose=told["救助用途"], applied_fen=140_950,
                payee_name=told["收款人"], bank=told["开户银行"], account=f"6299{len(each):011d}", slip=_slip(page),
            )
        )  # fmt: skip
    approval_form.write(each, path, printed_on=DAY)


def _about(page: print_pages.Page) -> tuple[object, ...]:
    told = {name: text for row in page.rows for name, text in (row[:2], row[2:])}
    return (
        f"JYJZ-513399101-2018S-{page.number[5:13]}", "格桑县", "格桑镇", told["学生姓名"], told["就读学校"],
        told["学段"], told["年级"], told["所在村"], "2018年春季学期", told["救助用途"], 140_950,
        told["批准文号"], "2018-05-25", told["收款人"], "1234",
    )  # fmt: skip


def _slip(page: print_pages.Page) -> object:
    from eduaid_desktop.domain.slip import Slip, Subject

    return Slip(page.number, "approval_slip", Subject("relief_case", 1, ""), "")


SIDES: dict[str, Callable[[Path], None]] = {"ours": ours, "bare canvas": bare, "slips": slips, "forms": forms}


def main() -> None:
    """Print medians of whole processes by the clock and of the processor, kilobytes a page and peak memory."""
    options = argparse.ArgumentParser()
    options.add_argument("--side", nargs=2, metavar=("NAME", "PDF"))
    options.add_argument("--weasyprint", metavar="PYTHON")
    options.add_argument("--rounds", type=int, default=3)
    chosen = options.parse_args()
    if chosen.side:
        _side(chosen.side[0], Path(chosen.side[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        _compare(Path(folder), chosen.rounds, chosen.weasyprint)


def _side(name: str, path: Path) -> None:
    """Draw, and say how many KiB were in use at the most."""
    SIDES[name](path)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def _compare(folder: Path, rounds: int, weasyprint: str | None) -> None:
    (folder / "fonts.conf").write_text(
        _FONTS.format(fonts=paths.resources() / "fonts", cache=folder / "cache")
    )
    (folder / "pages.fodt").write_text(print_pages.fodt(), "utf-8")
    (folder / "pages.html").write_text(print_pages.html(), "utf-8")
    commands = {
        name: [sys.executable, __file__, "--side", name, str(folder / f"{name}.pdf")] for name in SIDES
    }
    office = shutil.which("soffice")
    if office:
        home = f"-env:UserInstallation=file://{folder}/home"
        commands["pages"] = [
            office,
            home,
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            str(folder / "pages.fodt"),
        ]
    if weasyprint:
        commands["html"] = [weasyprint, "-c", _WEASY, str(folder / "pages.html"), str(folder / "html.pdf")]
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    peaks: dict[str, float] = {}
    for number in range(rounds):
        for name, command in commands.items():
            if number and name == "html":
                continue
            clock, cpu, peak = _run(command, folder)
            taken[name].append((clock, cpu))
            peaks.setdefault(name, peak)
    _report(folder, taken, peaks)


def _run(command: list[str], folder: Path) -> tuple[float, float, float]:
    """Seconds by the clock and of the processor, MiB at the most: a shared computer changes the second less."""
    environment = {**os.environ, "FONTCONFIG_FILE": str(folder / "fonts.conf")}
    start, before = perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    clock, after = perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    own = float(done.stdout) if done.stdout.strip().isdecimal() else after.ru_maxrss
    return clock, cpu, own / 1024


def _report(folder: Path, taken: dict[str, list[tuple[float, float]]], peaks: dict[str, float]) -> None:
    titles = {"pages": "LibreOffice, one fodt", "html": "WeasyPrint"}
    yardstick = statistics.median(cpu for _, cpu in taken["ours"])
    print(f"{'':22} {'clock s':>8} {'cpu s':>7} {'x ours':>7} {'pages':>6} {'KB a page':>10} {'peak MiB':>9}")
    for name, times in taken.items():
        path = folder / f"{name}.pdf"
        count = _count(path)
        clock, cpu = (statistics.median(each) for each in zip(*times, strict=True))
        print(
            f"{titles.get(name, name):22} {clock:8.2f} {cpu:7.2f} {cpu / yardstick:7.2f} {count:6}"
            f" {path.stat().st_size / count / 1000:10.2f} {peaks[name]:9.0f}"
        )


def _count(path: Path) -> int:
    from eduaid_desktop.documents import pages

    return pages.page_count(path)


if __name__ == "__main__":
    main()
