"""The sample township 格桑镇: built through the same services a clerk uses, on its fixed date."""

import json
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from eduaid_desktop.domain.aid import AID
from eduaid_desktop.domain.money import plain_yuan
from eduaid_desktop.paths import data_folder, resources
from eduaid_desktop.services import aid, fund, imports, notice_board, office, people, projects, relief
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.services.term_batch import batches, replies
from eduaid_desktop.store import anchors

WORKBOOKS = ("1_学籍名册_2018年春季.xlsx", "2_户籍与建档立卡人员_2018.xlsx")
Progress = Callable[[int, int], object]
_CLERK = "经办人甲"
_REVIEWER = "审核人乙"
_LEADER_STEPS = ("township_agree", "pay", "paid", "archive", "recover")


def _unwatched(done: int, total: int) -> None:
    pass


def place() -> Path:
    """Where the sample office file of this user stands, or will."""
    return data_folder() / "示例乡镇" / "格桑镇.eduaid"


def open_sample(progress: Progress = _unwatched) -> Path:
    """The sample office file of this user, built when it is not there yet; progress as for build."""
    path = place()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        build(path, progress)
    return path


def build(path: Path, progress: Progress = _unwatched) -> None:
    """Write the sample township as a new office file; a half-built one never stands under its name.

    progress(done, total) counts the cases; what it raises stops the building.
    """
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        draft = Path(folder) / path.name
        sample = load()
        about = sample["office"]
        villages = [(code, name) for code, name in about["villages"]]
        head = {name: about[name] for name in ("name", "code", "county")}
        with office.create(draft, villages=villages, fixed_date=sample["first_batch_on"], **head) as opened:
            opened.store.own_date = True
            _fill(Desk(opened.store, _CLERK), sample, Path(folder), progress)
        anchors.begin(path)
        draft.replace(path)


def load() -> dict[str, Any]:
    """What resources/sample/sample.json says."""
    sample: dict[str, Any] = json.loads((resources() / "sample" / "sample.json").read_text(encoding="utf-8"))
    return sample


def _fill(desk: Desk, sample: dict[str, Any], folder: Path, progress: Progress) -> None:
    done = count()

    def keyed(case: dict[str, Any]) -> tuple[int, str]:
        progress(next(done), len(sample["cases"]))
        return key(desk, sample, case)

    progress(0, 0)
    office.set_setting(desk, "phones", sample["phones"])
    for workbook in WORKBOOKS:
        imports.apply(desk, imports.preview(desk, resources() / "sample" / workbook, term=sample["term"]))
    early = [keyed(c) for c in sample["cases"] if c["track"] in sample["decisions"]]
    batch = batches.export(desk, sample["term"], folder)
    late = [c for c in sample["cases"] if c["track"] not in sample["decisions"]]
    reported = [c for c in late if c["track"] == "reported"]
    _set_date(desk, sample["second_batch_on"])
    _answer(desk, sample, early, batch.path, folder)
    for case in reported:
        keyed(case)
    batches.export(desk, sample["term"], folder)
    _set_date(desk, sample["office"]["fixed_date"])
    for case_id, track in early:
        _walk(desk, sample, case_id, sample["after"].get(track, []))
    for case in late:
        if case not in reported:
            keyed(case)
    _take_down(desk, sample["taken_down_until"])
    for entry in sample["fund"]:
        fund.save(desk, entry)
    _projects(desk, sample)
    _aid(desk, sample)


def _take_down(desk: Desk, until: str) -> None:
    """The notices that ended before a day came off their boards the day after."""
    for row in desk.store.select("notice"):
        if row["to_date"] < until:
            after = date.fromisoformat(row["to_date"]) + timedelta(days=1)
            notice_board.take_down(desk, row["id"], after.isoformat())


def key(desk: Desk, sample: dict[str, Any], case: dict[str, Any]) -> tuple[int, str]:
    """Key one case of the sample and walk it along its track; returns (case id, track)."""
    track = sample["tracks"][case["track"]]
    first = track[0][1] if track else desk.today().isoformat()
    raw = application(desk, sample, case, first)
    case_id = relief.save(desk, raw).id
    _walk(desk, sample, case_id, track)
    return case_id, case["track"]


def application(desk: Desk, sample: dict[str, Any], case: dict[str, Any], day: str) -> dict[str, Any]:
    """What a clerk would key for a case: what the office knows of the child, and what the paper says."""
    own = {name: value for name, value in case.items() if name != "track"}
    known: dict[str, Any] = {}
    for found in people.find(desk, case["id_number"])[:1]:
        known = people.prefill(desk, found["id"], day)
    money = ("annual_income", "per_capita_income")
    known |= {name: plain_yuan(known[name]) for name in money if known.get(name) is not None}
    guardian = {"guardian_name": case["payee_name"], "guardian_relation": case["payee_relation"]}
    known.pop("person_revision", None)
    return {**guardian, **known, **own, "term": sample["term"], "application_date": day}


def _walk(desk: Desk, sample: dict[str, Any], case_id: int, track: list[list[Any]]) -> None:
    for action, day, *more in track:
        inputs = dict(more[0]) if more else {}
        if action in ("village_agree", "township_agree"):
            inputs.setdefault("signer", sample["signer"] if action == "village_agree" else sample["leader"])
        actor = _REVIEWER if action in _LEADER_STEPS else _CLERK
        relief.act(Desk(desk.store, actor), case_id, action, on_date=day, **inputs)


def _answer(
    desk: Desk, sample: dict[str, Any], cases: list[tuple[int, str]], batch: Path, folder: Path
) -> None:
    reply = folder / "县批复.xlsx"
    write_reply(desk, sample, cases, batch, reply, decided_on=sample["decided_on"])
    replies.apply(desk, reply)


def write_reply(
    desk: Desk,
    sample: dict[str, Any],
    cases: list[tuple[int, str]],
    batch: Path,
    target: Path,
    *,
    decided_on: str,
) -> None:
    """Fill a batch workbook as the county would: cases are (case id, track), decided as the sample says."""
    from eduaid_desktop.documents import county_reply

    decisions = {}
    for case_id, track in cases:
        case, decision = relief.load(desk, case_id), sample["decisions"][track]
        amount = decision.get("amount") or plain_yuan(case["proposed"])
        agreed = decision["result"] in ("同意", "超限额待批")
        decisions[case["case_no"]] = {
            "审批结果": decision["result"],
            "审批金额": amount if agreed else "",
            "不予原因": decision.get("reason", ""),
            "审批文号": sample["document"],
            "审批日期": decided_on,
        }
    county_reply.fill(batch, target, decisions)


def _set_date(desk: Desk, day: str) -> None:
    with desk.change(f"示例日期设为 {day}") as change:
        change.update("office", 1, {"fixed_date": day})


def _projects(desk: Desk, sample: dict[str, Any]) -> None:
    for project in sample["projects"]:
        parts = {name: project[name] for name in ("funding", "milestones", "progress")}
        project_id = projects.save(desk, {n: v for n, v in project.items() if n not in parts}).id
        for funding in parts["funding"]:
            projects.save_part(desk, "funding", funding, project_id=project_id)
        for stage, day in parts["milestones"].items():
            projects.save_part(desk, "milestone", {"stage": stage, "done_on": day}, project_id=project_id)
        for month, physical in parts["progress"]:
            projects.save_part(
                desk, "progress", {"month": month, "physical": physical}, project_id=project_id
            )


def _aid(desk: Desk, sample: dict[str, Any]) -> None:
    """A few applications for student aid, for children whose relief cases are on the way."""
    for case in [c for c in sample["cases"] if c["stage"] in ("普高", "中职")][:6]:
        raw = application(desk, sample, case, "2018-05-10")
        programme, amount = (
            ("普高国家助学金", "1000") if case["stage"] == "普高" else ("中职国家助学金", "1000")
        )
        names = {f.name for f in AID.fields}
        own = {
            "programme": programme,
            "amount": amount,
            "hardship_category": "建档立卡",
            "hardship_level": "困难",
        }
        aid.save(desk, {n: v for n, v in raw.items() if n in names} | own)
