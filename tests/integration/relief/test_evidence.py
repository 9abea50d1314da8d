"""佐证材料 in an office: ticked by hand or by a scan, asked for by each step, listed and printed."""

import io
import json
import os
from pathlib import Path

import pytest
from PIL import Image

from eduaid_desktop import settings
from eduaid_desktop.documents import pages
from eduaid_desktop.domain import workflow
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import attachments, evidence, policies, relief, scanner, slips
from eduaid_desktop.services.papers import catalogue
from eduaid_desktop.store import history
from eduaid_desktop.store.store import Row

from .conftest import ROAD, TERM, Office


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CONFIG_HOME", "LOCALAPPDATA", "APPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "config"))


def picture(path: Path, strength: int = 60) -> Path:
    Image.effect_noise((300, 200), strength).convert("RGB").save(path)
    return path


def document(office: Office, case_id: int, code: str) -> Row:
    return next(d for d in evidence.of(office.desk, case_id) if d["code"] == code)


def text_of(office: Office, tmp_path: Path, **wanted: str) -> list[str]:
    pdf = tmp_path / "清单.pdf"
    slips.write(office.desk, "evidence_list", pdf, **wanted)  # type: ignore[arg-type]
    return pages.text(pdf)


def test_a_tick_keeps_its_day_and_goes_with_it(office: Office) -> None:
    case_id = office.draft()
    evidence.tick(office.desk, case_id, {"E02": True})
    evidence.tick(office.desk, case_id, {"E03": True}, "2018-05-03")
    assert document(office, case_id, "E02")["received_on"] == "2018-06-12"
    assert document(office, case_id, "E03")["received_on"] == "2018-05-03"
    evidence.annotate(office.desk, case_id, "E02", "原件已退", "2018-5-4")
    now = document(office, case_id, "E02")
    assert (now["present"], now["note"], now["received_on"]) == (1, "原件已退", "2018-05-04")
    evidence.tick(office.desk, case_id, {"E02": False})
    assert document(office, case_id, "E02")["received_on"] is None
    with pytest.raises(Refused, match="今天之后"):
        evidence.tick(office.desk, case_id, {"E04": True}, "2018-06-13")
    with pytest.raises(Refused, match="读不懂"):
        evidence.annotate(office.desk, case_id, "E04", "", "昨天前")
    with pytest.raises(UserError, match="没有代码为“E99”的材料"):
        evidence.tick(office.desk, case_id, {"E99": True})


def test_a_scan_ticks_its_document_and_is_undone_with_it(office: Office, tmp_path: Path) -> None:
    case_id = office.draft()
    scan = picture(tmp_path / "户口簿.jpg")
    evidence.attach(office.desk, case_id, "E02", scan)
    now = document(office, case_id, "E02")
    assert (now["present"], now["received_on"], now["count"]) == (1, "2018-06-12", 1)
    assert document(office, case_id, "E03")["count"] == 0
    assert scan.exists()
    with pytest.raises(Refused, match="是同一份"):
        evidence.attach(office.desk, case_id, "E02", scan)
    last = office.desk.store.value("SELECT MAX(id) FROM change")
    history.undo(office.desk.store, "拥珍", last)
    now = document(office, case_id, "E02")
    assert (now["present"], now["count"]) == (0, 0)


def test_the_last_scan_takes_only_its_own_tick_along(office: Office, tmp_path: Path) -> None:
    case_id = office.draft()
    evidence.tick(office.desk, case_id, {"E03": True})
    for code in ("E02", "E03"):
        for number in (1, 2):
            evidence.attach(
                office.desk, case_id, code, picture(tmp_path / f"{code}_{number}.jpg", 40 * number)
            )
    for code, stays in (("E02", 0), ("E03", 1)):
        row_id = document(office, case_id, code)["id"]
        first, second = attachments.of(office.desk, "evidence", row_id)
        attachments.withdraw(office.desk, first["id"])
        assert document(office, case_id, code)["present"] == 1
        attachments.withdraw(office.desk, second["id"])
        assert document(office, case_id, code)["present"] == stays


def test_taking_a_scan_off_is_undone_as_a_whole_and_can_be_done_again(office: Office, tmp_path: Path) -> None:
    case_id = office.draft()
    added = evidence.attach(office.desk, case_id, "E02", picture(tmp_path / "a.jpg"))
    for _ in range(2):
        attachments.withdraw(office.desk, added["id"])
        now = document(office, case_id, "E02")
        assert (now["present"], now["received_on"], now["count"]) == (0, None, 0)
        history.undo(office.desk.store, "拥珍", office.desk.store.value("SELECT MAX(id) FROM change"))
        now = document(office, case_id, "E02")
        assert (now["present"], now["received_on"], now["count"]) == (1, "2018-06-12", 1)


def test_a_tick_renewed_by_hand_stays_when_the_scan_goes(office: Office, tmp_path: Path) -> None:
    case_id = office.draft()
    added = evidence.attach(office.desk, case_id, "E02", picture(tmp_path / "a.jpg"))
    evidence.tick(office.desk, case_id, {"E02": False})
    evidence.tick(office.desk, case_id, {"E02": True})
    attachments.withdraw(office.desk, added["id"])
    assert document(office, case_id, "E02")["present"] == 1


def test_an_archived_case_takes_no_more_papers(office: Office, tmp_path: Path) -> None:
    case_id = office.to(workflow.PAID)
    added = evidence.attach(office.desk, case_id, "E12", picture(tmp_path / "签收.jpg"))
    row_id = document(office, case_id, "E12")["id"]
    assert attachments.add(office.desk, "evidence", row_id, picture(tmp_path / "签收2.jpg", 90))["id"]
    office.to(workflow.ARCHIVED, case_id)
    for act in (
        lambda: evidence.attach(office.desk, case_id, "E12", picture(tmp_path / "c.jpg", 30)),
        lambda: attachments.add(office.desk, "evidence", row_id, picture(tmp_path / "d.jpg", 20)),
        lambda: attachments.withdraw(office.desk, added["id"]),
        lambda: evidence.tick(office.desk, case_id, {"E02": True}),
        lambda: evidence.annotate(office.desk, case_id, "E02", "迟到", ""),
    ):
        with pytest.raises(Refused, match="已归档"):
            act()


@pytest.mark.parametrize(
    ("stands", "values", "lacks"),
    [
        (workflow.ACCEPTED, {"place": "省外"}, "在读或学籍证明"),
        (workflow.VILLAGE_NOTICE, {}, "公示照片和公示结果"),
        (workflow.TOWN_REVIEW, {}, "公示照片和公示结果"),
    ],
)
def test_each_step_asks_for_what_is_due_by_then(
    office: Office, stands: int, values: dict[str, str], lacks: str
) -> None:
    case_id = office.to(stands, **values)
    action, inputs = ROAD[stands]
    assert f"佐证材料还缺：{lacks}。" in relief.status(office.desk, case_id)["remarks"]
    office.set("evidence_check", '"block"')
    with pytest.raises(Refused, match=f"佐证材料还缺：{lacks}。收齐并勾选后"):
        office.act(case_id, action, **inputs)
    lacking = {d["code"]: True for d in evidence.of(office.desk, case_id) if d["required"]}
    evidence.tick(office.desk, case_id, lacking)
    assert office.act(case_id, action, **inputs)["state"] != stands


def test_an_office_that_does_not_check_is_not_told(office: Office) -> None:
    office.set("evidence_check", '"off"')
    office.set("evidence_required", '["E01"]')
    case_id = office.to(workflow.ACCEPTED)
    assert not [r for r in relief.status(office.desk, case_id)["remarks"] if "佐证" in r]
    assert document(office, case_id, "E01")["required"]


def test_a_photograph_with_the_notice_spares_each_case_its_own(office: Office) -> None:
    case_id = office.to(workflow.VILLAGE_NOTICE)
    assert document(office, case_id, "E11")["required"]
    notice = office.desk.store.select("notice")[0]["id"]
    with office.desk.change("公示照片") as change:
        row = {"owner_table": "notice", "owner_id": notice, "name": "公示.jpg", "media_type": "image/jpeg"}
        change.insert("attachment", row | {"sha256": "", "content": b"x"})
    assert not document(office, case_id, "E11")["required"]
    assert relief.status(office.desk, case_id)["remarks"] == []


def test_a_county_package_says_otherwise_from_its_day_on(office: Office, tmp_path: Path) -> None:
    package = tmp_path / "云岭县佐证材料.toml"
    package.write_text(
        'name = "云岭县佐证材料"\ndocument = "云教〔2018〕3号"\n\n'
        '[[evidence_rule]]\nkey = "E04"\nneed = "off"\ndue = "send_village"\n'
        'valid_from = "2018-05-02"\nvalid_to = ""\n\n'
        '[[evidence_rule]]\nkey = "E07"\nneed = "when"\nwhen = "costs"\nwhy = "报了就学费用"\n'
        'due = "send_village"\nvalid_from = "2018-05-02"\nvalid_to = ""\n',
        encoding="utf-8",
    )
    read = policies.read(office.desk, package)
    assert any("佐证材料要求“E07”" in sentence for sentence in read.says)
    policies.add(office.desk, read)
    case_id, before = office.draft(cost_tuition="800"), office.draft(application_date="2018-05-01")
    codes = [d["code"] for d in evidence.of(office.desk, case_id)]
    assert "E04" not in codes
    assert document(office, case_id, "E07")["why"] == "报了就学费用"
    assert "E04" in [d["code"] for d in evidence.of(office.desk, before)]


def test_a_package_about_a_document_that_is_none_is_refused(office: Office, tmp_path: Path) -> None:
    package = tmp_path / "包.toml"
    for rule, words in (
        ('key = "E99"\nneed = "required"', "“E99”不是材料代码"),
        ('key = "E08"\nneed = "when"\nwhen = "hardship"\ncategories = ["99"]', "没有“99”"),
    ):
        package.write_text(
            f'name = "包"\ndocument = "1号"\n\n[[evidence_rule]]\n{rule}\ndue = "archive"\n'
            'valid_from = "2018-01-01"\nvalid_to = ""\n',
            encoding="utf-8",
        )
        with pytest.raises(UserError, match=words):
            policies.read(office.desk, package)


def test_a_proof_of_the_school_holds_for_the_school_year(office: Office) -> None:
    form = office.form(place="省外", term="2017A", application_date="2017-10-09")
    autumn = relief.save(office.desk, form).id
    terms = {"2018S": "2018-05-02", "2017S": "2017-05-02"}
    later = {
        term: relief.save(office.desk, {**form, "term": term, "application_date": day}).id
        for term, day in terms.items()
    }
    other = office.draft(place="省外")
    assert (
        "在读或学籍证明" in {row["id"]: row for row in evidence.lacking(office.desk, TERM)}[other]["missing"]
    )
    assert document(office, later["2018S"], "E05")["required"]
    evidence.tick(office.desk, autumn, {"E05": True})
    now = document(office, later["2018S"], "E05")
    assert (now["required"], now["why"]) == (False, "本学年已经交过")
    assert document(office, later["2017S"], "E05")["required"]
    assert document(office, other, "E05")["required"]


def test_what_is_missing_is_listed_village_by_village(office: Office, tmp_path: Path) -> None:
    office.set("evidence_required", '["E02", "E06"]')
    office.set("evidence_check", '"warn"')
    upper, lower, whole = office.draft(), office.draft(village="下格桑村"), office.draft()
    evidence.tick(office.desk, whole, {"E02": True, "E06": True})
    evidence.tick(office.desk, upper, {"E06": True})
    office.act(office.draft(), "withdraw", reason="不申请了", on_date="2018-05-03")
    found = {row["id"]: row["missing"] for row in evidence.lacking(office.desk, TERM)}
    assert found == {upper: ["户口簿复印件"], lower: ["户口簿复印件", "一卡通/社保卡复印件"]}
    sheets = text_of(office, tmp_path, term=TERM)
    assert len(sheets) == 2
    assert "上格桑村佐证材料清单" in sheets[0]
    assert "曲批1" in sheets[0]
    assert "曲批3" not in sheets[0]
    assert "一卡通" not in sheets[0]
    assert "一卡通/社保卡复印件" in "".join(sheets[1].split())
    assert "村经办人：" in sheets[1]
    only = text_of(office, tmp_path, term=TERM, what="下格桑村")
    assert len(only) == 1
    assert "曲批2" in only[0]
    with pytest.raises(UserError, match="没有名为“别村”的村"):
        text_of(office, tmp_path, term=TERM, what="别村")
    with pytest.raises(Refused, match="没有缺材料"):
        text_of(office, tmp_path, term="2017S")
    with pytest.raises(UserError, match="一份申请或一个学期"):
        text_of(office, tmp_path)


def test_the_list_of_a_case_has_what_is_missing_on_top(office: Office, tmp_path: Path) -> None:
    office.set("evidence_required", '["E01", "E02"]')
    case_id = office.to(workflow.ACCEPTED, place="省外")
    evidence.tick(office.desk, case_id, {"E02": True}, "2018-05-04")
    evidence.annotate(office.desk, case_id, "E02", "原件已退", "2018-05-04")
    number = relief.load(office.desk, case_id)["case_no"]
    text = text_of(office, tmp_path, case=number)[0]
    order = (
        "还缺的材料（必备，2 件）",
        "在读或学籍证明",
        "已经收到（1 件）",
        "户口簿",
        "视情况提供",
        "扶贫手册",
    )
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert "县外就读" in text
    assert "2018年5月4日" in text
    assert "原件已退" in text
    assert number in text
    assert relief.load(office.desk, case_id)["id_number"] not in text
    step = next(s for s in relief.steps(office.desk, case_id) if s.action == "send_village")
    assert set(step.prints) <= set(catalogue.DOCUMENTS)


def looked(folder: Path) -> scanner.Look:
    """What is seen when nothing moves between two looks."""
    return scanner.look(folder, scanner.look(folder))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "扫描"
    made.mkdir()
    scanner.choose(made)
    return made


def names(found: scanner.Look) -> list[str]:
    return [scan.path.name for scan in found.scans]


def test_new_scans_are_offered_newest_first_until_they_are_taken(
    office: Office, folder: Path, tmp_path: Path
) -> None:
    for age, name in enumerate(("旧.jpg", "新.PNG")):
        os.utime(picture(folder / name, 40 + age), (1_500_000_000 + age, 1_500_000_000 + age))
    found = looked(folder)
    assert names(found) == ["新.PNG", "旧.jpg"]
    assert all(Image.open(io.BytesIO(scan.picture)).width <= 288 for scan in found.scans)
    evidence.attach(office.desk, office.draft(), "E02", folder / "新.PNG")
    scanner.take(folder / "新.PNG")
    scanner.take(picture(tmp_path / "别处.jpg"))
    assert names(looked(folder)) == ["旧.jpg"]
    assert sorted(path.name for path in folder.iterdir()) == ["新.PNG", "旧.jpg"]
    # Scanned anew under the same name, it is another paper.
    picture(folder / "新.PNG", 99)
    assert "新.PNG" in names(looked(folder))


def test_a_file_is_left_alone_while_it_grows(folder: Path) -> None:
    whole = picture(folder / "a.jpg").read_bytes()
    (folder / "a.jpg").write_bytes(whole[:900])
    (folder / "空.pdf").write_bytes(b"")
    first = scanner.look(folder)
    assert (first.scans, first.unfit, sorted(first.growing)) == ((), (), ["a.jpg", "空.pdf"])
    (folder / "a.jpg").write_bytes(whole[:2000])
    second = scanner.look(folder, first)
    assert (second.scans, sorted(second.growing)) == ((), ["a.jpg", "空.pdf"])
    # It rested for a moment and is half a picture: said, and offered once it is whole.
    third = scanner.look(folder, second)
    assert [scan.path.name for scan in third.unfit] == ["a.jpg"]
    (folder / "a.jpg").write_bytes(whole)
    fourth = scanner.look(folder, third)
    assert names(scanner.look(folder, fourth)) == ["a.jpg"]


def test_what_cannot_be_taken_is_said_and_the_rest_is_offered(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture(folder / "好.jpg")
    (folder / "假.jpg").write_text("不是照片", encoding="utf-8")
    (folder / "坏.pdf").write_bytes(b"%PDF-1.4\nhalf")
    (folder / "大.pdf").write_bytes(b"%PDF-1.4\n")
    os.truncate(folder / "大.pdf", 41 * 1024 * 1024)
    Image.new("RGB", (20, 20)).save(folder / "扫描.tif")
    for ignored in ("说明.txt", ".隐藏.jpg", "~临时.jpg", "表.xlsx"):
        (folder / ignored).write_bytes(b"x")
    (folder / "夹.jpg").mkdir()
    found = looked(folder)
    assert names(found) == ["好.jpg"]
    why = {scan.path.name: scan.why for scan in found.unfit}
    assert set(why) == {"假.jpg", "坏.pdf", "大.pdf", "扫描.tif"}
    assert all(words.endswith("。") and "添加了" not in words for words in why.values())
    assert "太大" in why["大.pdf"]
    assert "不是 JPEG" in why["假.jpg"]


def test_a_file_deleted_meanwhile_is_no_scan(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    picture(folder / "a.jpg")
    picture(folder / "b.jpg", 90)
    first = scanner.look(folder)
    glance = scanner.photographs.glance

    def gone(path: Path) -> bytes:
        path.unlink()
        return glance(path)

    monkeypatch.setattr(scanner.photographs, "glance", gone)
    found = scanner.look(folder, first)
    assert (found.scans, found.unfit) == ((), ())
    scanner.take(folder / "a.jpg")
    assert names(looked(folder)) == []


def test_a_file_that_may_not_be_read_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    picture(folder / "锁.jpg")
    first, read = scanner.look(folder), Path.read_bytes

    def locked(path: Path) -> bytes:
        if path.name == "锁.jpg":
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", locked)
    found = scanner.look(folder, first)
    assert found.scans == ()
    assert found.unfit[0].why.startswith("读不了")


def test_a_folder_that_is_gone_is_said(folder: Path) -> None:
    folder.rmdir()
    with pytest.raises(UserError, match="打不开扫描文件夹"):
        scanner.look(folder)
    assert scanner.folder() == folder


def test_only_the_newest_are_listed_and_damaged_settings_do_no_harm(folder: Path) -> None:
    data = picture(folder / "0.png").read_bytes()
    for number in range(1, 45):
        (folder / f"{number}.png").write_bytes(data)
    settings.save(scanned="nothing", other=json.dumps({}))
    found = looked(folder)
    assert (len(found.scans), found.more) == (40, 5)
