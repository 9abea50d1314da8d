"""归档: what a case needs before it goes into the archive, and the cover and contents that lie on top of its file."""

from pathlib import Path

import pytest

from eduaid_desktop.documents import pages
from eduaid_desktop.domain import archive, workflow
from eduaid_desktop.domain.archive import Held
from eduaid_desktop.errors import Refused
from eduaid_desktop.services import evidence, office_settings, relief, relief_past, slips

from .conftest import TERM, Office, id_number

EVERYTHING = {"E01": True, "E11": True, "E12": True}


def text(path: Path) -> str:
    return "".join("".join(pages.text(path)).split())


def printed(office: Office, document: str, path: Path, **what: str) -> str:
    slips.write(office.desk, document, path, **what)  # type: ignore[arg-type]
    return text(path)


def number(office: Office, case_id: int) -> str:
    return str(relief.load(office.desk, case_id)["case_no"])


def test_a_case_with_everything_goes_in_without_a_word(office: Office) -> None:
    case_id = office.to(workflow.PAID)
    evidence.tick(office.desk, case_id, EVERYTHING)
    assert relief.status(office.desk, case_id)["remarks"] == []
    assert office.act(case_id, "archive", on_date="2018-06-08")["state"] == workflow.ARCHIVED


def test_what_lacks_is_said_on_the_card_and_a_reason_is_asked(office: Office) -> None:
    case_id = office.to(workflow.PAID)
    evidence.tick(office.desk, case_id, {"E01": True})
    words = "归档材料还缺：公示照片和公示结果、签收的发放表"
    assert relief.status(office.desk, case_id)["remarks"] == [f"{words}。"]
    step = relief.status(office.desk, case_id)["next"]
    assert (step.open, step.needs) == (True, ("date", "reason"))
    with pytest.raises(Refused, match="或写明先归档的原因"):
        office.act(case_id, "archive", on_date="2018-06-08")
    office.act(case_id, "archive", on_date="2018-06-08", reason="发放表在银行")
    assert relief.story(office.desk, case_id)[-1]["reason"] == "发放表在银行"


def test_a_county_may_block_or_look_at_nothing(office: Office) -> None:
    case_id = office.to(workflow.PAID)
    office.set("archive_check", '"block"')
    step = relief.status(office.desk, case_id)["next"]
    assert not step.open
    with pytest.raises(Refused, match="收齐并勾选后即可归档"):
        office.act(case_id, "archive", on_date="2018-06-08", reason="先归档")
    with office.desk.store.change("拥珍", "不查") as change:
        (row,) = change.select("setting", key="archive_check")
        change.update("setting", row["id"], {"value": '"off"'})
    assert office.act(case_id, "archive", on_date="2018-06-08")["state"] == workflow.ARCHIVED


def test_what_ended_without_money_needs_only_the_application(office: Office) -> None:
    case_id = office.to(workflow.VILLAGE_REVIEW)
    office.act(case_id, "withdraw", reason="不申请了", on_date="2018-05-03")
    assert relief.status(office.desk, case_id)["remarks"] == ["归档材料还缺：申请表（签字、手印）。"]
    evidence.tick(office.desk, case_id, {"E01": True})
    assert office.act(case_id, "archive", on_date="2018-05-04")["state"] == workflow.ARCHIVED


@pytest.mark.parametrize(
    ("outcome", "held", "lacking"),
    [
        (workflow.PAID, Held({"village", "township", "education"}, paid=True, document=True), []),
        (workflow.PAID, Held({"village"}, paid=True, document=True), ["乡镇审核意见", "县教育局意见"]),
        (
            workflow.RECOVERED,
            Held({"village", "township", "education"}, paid=False, document=False),
            ["县级批复文号", "银行到账结果"],
        ),
        (workflow.REJECTED, Held((), paid=False, document=False), []),
        (workflow.WITHDRAWN, Held((), paid=False, document=False), []),
    ],
)
def test_what_is_needed_depends_on_how_it_ended(outcome: int, held: Held, lacking: list[str]) -> None:
    assert archive.missing(outcome, held) == lacking


def test_the_cover_says_what_is_in_the_file_and_how_long_it_is_kept(office: Office, tmp_path: Path) -> None:
    office.to(workflow.ARCHIVED)
    office.to(workflow.PAID)
    office.draft()
    cover = printed(office, "archive_cover", tmp_path / "c.pdf", term=TERM)
    for words in (
        "档案封面", "云岭县格桑镇", "2018年春季学期上格桑村教育扶贫救助基金申请和发放材料",
        "2018年5月2日至2018年6月8日", "2份（已归档1份，已发放1份）", "2,000.00元", "立卷人",
        "5年，至2023年12月31日（学校资助档案至少5年；会计凭证按会计档案规定",
    ):  # fmt: skip
        assert words in cover
    office.set("archive_years", "10")
    assert "10年，至2028年12月31日" in printed(office, "archive_cover", tmp_path / "d.pdf", term=TERM)


def test_the_contents_follow_the_order_of_a_file(office: Office, tmp_path: Path) -> None:
    case_id = office.to(workflow.PAID)
    evidence.tick(office.desk, case_id, {"E01": True, "E02": True, "E10": True})
    found = printed(office, "archive_contents", tmp_path / "c.pdf", case=number(office, case_id))
    order = (
        "县级批复", "民主评议记录", "公示名单", "公示照片和公示结果", "申请审批表", "申请表（签字",
        "村级初审意见（四郎）", "户口簿复印件", "到账回单", "签收的发放表",
    )  # fmt: skip
    places = [found.index(words) for words in order]
    assert places == sorted(places)
    assert "云教〔2018〕9号" in found
    assert found.count("缺") == 3
    assert id_number(1) not in found


def test_one_village_and_nothing_that_has_not_ended(office: Office, tmp_path: Path) -> None:
    office.to(workflow.PAID)
    office.to(workflow.PAID, village="下格桑村")
    found = printed(office, "archive_contents", tmp_path / "c.pdf", term=TERM, what="下格桑村")
    assert "曲批2" in found
    assert "曲批1" not in found
    open_case = office.to(workflow.TOWN_REVIEW)
    with pytest.raises(Refused, match="没有办结的申请可以立卷"):
        slips.write(office.desk, "archive_cover", tmp_path / "x.pdf", case=number(office, open_case))


def test_a_past_case_is_marked_on_its_papers(office: Office, tmp_path: Path) -> None:
    past = {
        "name": "旺堆", "id_number": id_number(501), "term": "2016A", "approved": "800", "past_paid_on": "2016-12-20",
        "past_source": "云教基金〔2016〕3号",
    }  # fmt: skip
    case_id = relief_past.save(office.desk, past).id
    assert "历史补录1份" in printed(office, "archive_cover", tmp_path / "c.pdf", case=number(office, case_id))
    found = printed(office, "archive_contents", tmp_path / "d.pdf", case=number(office, case_id))
    assert "历史补录旺堆" in found
    assert "云教基金〔2016〕3号" in found


def test_the_office_is_as_strict_as_it_is_today_with_what_was_asked_when_the_family_applied(
    office: Office, tmp_path: Path
) -> None:
    """Both cases applied in May; from today nothing is archived without its papers, and E02 is asked of new ones."""
    ended, ready = office.to(workflow.PAID), office.to(workflow.ACCEPTED, place="县外", school="云外小学")
    evidence.tick(office.desk, ended, {"E01": True, "E11": True})
    for key, value in (
        ("archive_check", "block"),
        ("evidence_check", "block"),
        ("evidence_required", ["E02"]),
    ):
        office_settings.set_(office.desk, key, value)
    with pytest.raises(Refused, match="归档材料还缺：签收的发放表。收齐"):
        office.act(ended, "archive", on_date="2018-06-12", reason="先归档")
    with pytest.raises(Refused, match="佐证材料还缺：在读或学籍证明。"):
        office.act(ready, "send_village", on_date="2018-06-12")
    listed = printed(office, "archive_contents", tmp_path / "a.pdf", case=number(office, ended))
    assert ("签收的发放表" in listed, "户口簿复印件" in listed) == (True, False)
