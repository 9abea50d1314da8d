"""周例会进度表: the deadline board on paper, with room to write who promised what."""

from collections.abc import Iterator

from eduaid_desktop.domain import terms
from eduaid_desktop.domain.dates import short, spoken
from eduaid_desktop.domain.sheet import Column, Section, Sheet
from eduaid_desktop.services import deadlines, office
from eduaid_desktop.services.deadlines import Board
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.papers.kinds import TABLES, Document, Page, Wanted, drawn
from eduaid_desktop.services.papers.subjects import of_term

_STEPS = (
    Column("步骤", 50), Column("份数", 24, right=True), Column("最迟办完", 46), Column("还剩", 46),
    Column("有风险", 24, right=True), Column("会上商定", 66),
)  # fmt: skip
_RISKS = (
    Column("村", 28), Column("姓名", 34), Column("申请编号", 50), Column("现在", 28), Column("自何日起", 34),
    Column("在谁手里", 40), Column("为什么", 74),
)  # fmt: skip
_MISSING = (
    Column("村", 40), Column("联系人", 40), Column("电话", 50), Column("答应交来的日期", 50), Column("备注", 76),
)  # fmt: skip
_PACKETS = (
    Column("村", 60),
    Column("村包", 80),
    Column("封面份数", 40, right=True),
    Column("已录入", 40, right=True),
)
_NOTICES = (Column("公示", 80), Column("人数", 30, right=True), Column("截止", 60), Column("经办", 80))


def sheet(desk: Desk, term: str | None = None) -> Sheet:
    """The sheet of a term as data."""
    board = deadlines.board(desk, term)
    name = office.info(desk)["name"]
    risky = f"，其中 {board.at_risk} 份可能赶不上" if board.at_risk else ""
    opening = (
        f"　　救助金要在{spoken(board.deadline)}前发放到位（{board.left_words}），"
        f"还有 {board.open} 份没有办完{risky}。{board.remark}"
    )
    return Sheet(
        f"{name}{terms.label(board.term)}救助基金进度表",
        tuple(_sections(desk, board)),
        (name, spoken(desk.today().isoformat())),
        opening,
        signed=("经办人", "审核人", "分管领导"),
        landscape=True,
    )


def _sections(desk: Desk, board: Board) -> Iterator[Section]:
    rows = [
        (line.name, str(line.count), spoken(line.last), line.left_words, str(line.at_risk or "—"), "")
        for line in board.lines
    ]
    foot = ("合计", str(board.open), "", "", str(board.at_risk or "—"), "")
    yield Section("各步骤", columns=_STEPS, rows=rows, foot=foot)
    yield from _villages(board)
    if board.at_risk:
        yield Section(
            f"可能赶不上的申请（{board.at_risk} 份，按村）", columns=_RISKS, rows=_risks(desk, board)
        )
    if board.earlier:
        words = "；".join(f"{terms.label(term)}还有 {count} 份没有办完" for term, count in board.earlier)
        yield Section("其他学期", f"　　{words}。")


def _villages(board: Board) -> Iterator[Section]:
    """What is open with the villages, with room to write what they promise."""
    missing = [(name, "", "", "", "") for name in board.missing]
    packets = [(p["village"], p["packet_no"], str(p["cover_count"]), str(p["keyed"])) for p in board.packets]
    ending = [
        (f"{n['village'] or '乡镇'}公示", str(n["count"]), spoken(n["to_date"]), "") for n in board.ending
    ]
    for title, columns, rows in (
        (f"还没有交来申请的村（{len(missing)} 个）", _MISSING, missing),
        (f"没有收齐的村包（{len(packets)} 个）", _PACKETS, packets),
        (f"本周到期的公示（{len(ending)} 期）", _NOTICES, ending),
    ):
        if rows:
            yield Section(title, columns=columns, rows=rows)


def _risks(desk: Desk, board: Board) -> list[tuple[str, ...]]:
    return [
        (
            case["village"] or "", case["name"], case["case_no"] or "还没有编号", case["label"],
            f"{short(case['since'])}（{case['days']} 天）", case["holder"], case["why"],
        )
        for case in deadlines.at_risk(desk, board.term)
    ]  # fmt: skip


def _pages(desk: Desk, wanted: Wanted) -> list[Page]:
    term = wanted.term or terms.of(desk.today())
    return [(sheet(desk, term), of_term(desk, term))]


DOCUMENTS = {
    "deadline_board": Document("周例会进度表", drawn("deadline_board", _pages), TABLES, ("term",)),
}
