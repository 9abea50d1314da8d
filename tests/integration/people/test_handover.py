"""Handing an office over: what is open is told, and whatever fails on the way, somebody can get in."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from eduaid_desktop.documents import pages
from eduaid_desktop.domain import roles
from eduaid_desktop.domain.handover import Item
from eduaid_desktop.errors import Refused, UserError
from eduaid_desktop.services import backups, checking, handover, keys, logins, operators, sheets
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import durable, keyring
from eduaid_desktop.store.keyring import WrongPassword

from .conftest import ADMIN, CLERK, PASSWORDS, REVIEWER

NEW = "一只羊两只羊三只羊"


@pytest.fixture
def alone(desk: Desk, enter: Callable[..., Desk]) -> Desk:
    """The usual office: 拥珍 is its only operator and keys, reviews and administers."""
    for name in (CLERK, REVIEWER):
        desk = operators.remove(desk, name)
    desk = operators.set_roles(desk, ADMIN, roles.EVERY)
    code = keys.code_of(desk)
    operators.confirm_sheet(desk, code[4:8] + code[24:28])
    return desk


def people(desk: Desk) -> dict[str, frozenset[str]]:
    return {each.name: each.roles for each in operators.listing(desk) if not each.valid_to}


def test_the_single_clerk_hands_over(alone: Desk, enter: Callable[..., Desk], office_file: Path) -> None:
    old_code, count = keys.code_of(alone), alone.store.value("SELECT COUNT(*) FROM change")
    kept = office_file.read_bytes(), keyring.path_of(office_file).read_bytes()
    done = handover.hand_over(alone, ADMIN, "次仁", password=NEW)
    assert (done.log_in, done.due) == (True, "")
    assert alone.store.value("SELECT COUNT(*) FROM change") == count + 1
    last = alone.store.row("SELECT sentence, actor, role FROM change ORDER BY id DESC LIMIT 1")
    sentence = "办理交接：拥珍移交给次仁（录入员、审核员、管理员），拥珍不再登录"
    assert last == {"sentence": sentence, "actor": ADMIN, "role": "admin"}
    # Whoever sits there still has left.
    assert done.desk.roles == frozenset()
    with pytest.raises(Refused):
        operators.add(done.desk, "谁", [roles.ADMIN], NEW)
    done.desk.close()
    with pytest.raises(Refused, match="可以登录的是：次仁"):
        enter(ADMIN)
    with enter("次仁", NEW) as desk:
        assert people(desk) == {"次仁": roles.EVERY}
        # The sealed sheet is the way back until she is in; then it is not any more.
        assert keys.code_of(desk) == old_code
        desk = operators.settle(desk)
        assert keys.code_of(desk) != old_code
        assert operators.sheet_pending(desk)
        assert checking.check(desk)["findings"] == []
    with pytest.raises(Refused, match="打不开"):
        logins.recover(office_file, old_code, "次仁", NEW)
    old = office_file.with_name("自留.eduaid")
    old.write_bytes(office_file.read_bytes())
    keyring.path_of(old).write_bytes(kept[1])
    with pytest.raises(UserError, match="不是一对"):
        enter(ADMIN, path=old)


def test_a_successor_who_forgot_her_password_at_once_has_the_sheet(alone: Desk, office_file: Path) -> None:
    code = keys.code_of(alone)
    handover.hand_over(alone, ADMIN, "次仁", password=NEW).desk.close()
    with logins.recover(office_file, code, "次仁", "两只羊三只羊四只羊") as desk:
        assert keys.code_of(operators.settle(desk)) != code


def test_to_somebody_who_is_there(desk: Desk, enter: Callable[..., Desk]) -> None:
    for password, kind, words in (("", WrongPassword, "密码不对"), (NEW, WrongPassword, "密码不对")):
        with pytest.raises(kind, match=words):
            handover.hand_over(desk, ADMIN, CLERK, password=password)
    done = handover.hand_over(desk, ADMIN, CLERK, password=PASSWORDS[CLERK], more=[roles.REVIEWER])
    assert done.log_in
    done.desk.close()
    with enter(CLERK) as after:
        assert people(after) == {CLERK: roles.EVERY, REVIEWER: frozenset({"reviewer"})}
        assert keys.code_of(operators.settle(after))
    enter(REVIEWER).close()


def test_by_an_administrator_for_a_clerk(desk: Desk, enter: Callable[..., Desk]) -> None:
    """She who stays at the desk goes on, and the keys change at once; nobody is asked for a password."""
    code, before = keys.code_of(desk), desk.keys
    done = handover.hand_over(desk, CLERK, REVIEWER)
    assert (done.log_in, done.due) == (False, "")
    assert people(done.desk) == {ADMIN: {"clerk", "admin"}, REVIEWER: {"clerk", "reviewer"}}
    assert done.desk.keys != before
    assert keys.code_of(done.desk) == code
    with pytest.raises(Refused, match="没有名为“卓玛”"):
        enter(CLERK)
    again = handover.hand_over(done.desk, REVIEWER, CLERK, password=NEW)
    assert people(again.desk) == {ADMIN: {"clerk", "admin"}, CLERK: {"clerk", "reviewer"}}
    again.desk.close()
    with enter(CLERK, NEW) as back:
        assert back.roles == {"clerk", "reviewer"}


def test_she_who_stays_with_another_role(alone: Desk, enter: Callable[..., Desk], office_file: Path) -> None:
    code = keys.code_of(alone)
    done = handover.hand_over(alone, ADMIN, "次仁", password=NEW, stays=[roles.REVIEWER])
    assert done.log_in
    assert done.desk.roles == {"reviewer"}
    assert done.desk.keys
    assert done.desk.keys.code == ""
    done.desk.close()
    with enter(ADMIN) as desk:
        assert desk.keys
        assert (desk.roles, desk.keys.code) == ({"reviewer"}, "")
    with enter("次仁", NEW) as desk:
        assert keys.code_of(operators.settle(desk)) != code
    enter(ADMIN).close()


def test_she_who_stays_an_administrator_goes_on(alone: Desk) -> None:
    done = handover.hand_over(alone, ADMIN, "次仁", password=NEW, stays=[roles.ADMIN])
    assert (done.log_in, done.desk.keys) == (False, alone.keys)
    assert people(done.desk) == {ADMIN: {"admin"}, "次仁": roles.EVERY}
    assert not operators.sheet_pending(done.desk)


def test_what_is_refused_changes_nothing(desk: Desk, enter: Callable[..., Desk], template: Path) -> None:
    before, ring = people(desk), keyring.load(desk.store.path)
    for leaving, successor, given, words in (
        (ADMIN, ADMIN, NEW, "同一个人"),
        ("路人", "次仁", NEW, "没有名为“路人”"),
        (ADMIN, " ", NEW, "请填写操作员的姓名"),
        (ADMIN, "次仁", "短", "至少 8 个字符"),
        (ADMIN, "次仁", "", "至少 8 个字符"),
    ):
        with pytest.raises(Refused, match=words):
            handover.hand_over(desk, leaving, successor, password=given)
    with enter(CLERK) as clerk, pytest.raises(Refused, match="管理员"):
        handover.hand_over(clerk, CLERK, REVIEWER)
    with enter(writable=False) as second, pytest.raises(Refused, match="本窗口只能查看"):
        handover.hand_over(second, CLERK, REVIEWER)
    with Desk.open(template, writable=False) as plain, pytest.raises(Refused, match="不设操作员"):
        handover.hand_over(plain, "甲", "乙", password=NEW)
    assert (people(desk), keyring.load(desk.store.path)) == (before, ring)


class Killed(BaseException):
    """The power went."""


def written(office_file: Path) -> tuple[bytes, ...]:
    return tuple(
        path.read_bytes() for path in sorted(office_file.parent.glob("格桑镇.eduaid*")) if path.is_file()
    )


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("when", ["before", "after"])
def test_the_power_goes_at_any_step(
    alone: Desk, enter: Callable[..., Desk], office_file: Path, number: int, when: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Before and after each of the two times that the slots are written; the register is written in between."""
    save, seen = logins.save, []

    def cut(*given: object) -> None:
        seen.append(given)
        if len(seen) == number and when == "before":
            raise Killed
        save(*given)  # type: ignore[arg-type]
        if len(seen) == number:
            raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(logins, "save", cut)
        # A kill tidies nothing up: the slots of before are not put back.
        patch.setattr(operators, "suppress", lambda *kinds: _Nothing())
        with pytest.raises(Killed):
            handover.hand_over(alone, ADMIN, "次仁", password=NEW)
    alone.close()
    able = []
    for name, password in ((ADMIN, PASSWORDS[ADMIN]), ("次仁", NEW)):
        try:
            desk = enter(name, password)
        except Refused:
            continue
        able.append(name)
        assert desk.roles == roles.EVERY
        desk = operators.settle(desk)
        assert list(people(desk)) == [name]
        assert set(keyring.load(office_file).slots) == {name}
        assert checking.check(desk)["findings"] == []
        desk.close()
    assert able == [ADMIN if number == 1 else "次仁"]


class _Nothing:
    """In place of suppress: what would tidy up after a failure is not reached."""

    def __enter__(self) -> None:
        raise Killed

    def __exit__(self, *given: object) -> None:
        """Never reached."""


@pytest.mark.parametrize("times", [1, 2])
def test_a_full_disk(
    alone: Desk, enter: Callable[..., Desk], office_file: Path, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first slots cannot be written: nothing happened. The second cannot: it is done, and made up for."""
    real, count = durable.rename, [0]

    def full(a: Path, b: Path) -> None:
        count[0] += 1
        if count[0] >= times:
            raise OSError(28, "No space left on device")
        real(a, b)

    with monkeypatch.context() as patch:
        patch.setattr(durable, "rename", full)
        if times == 1:
            with pytest.raises(UserError, match="写不了钥匙文件"):
                handover.hand_over(alone, ADMIN, "次仁", password=NEW)
        else:
            assert handover.hand_over(alone, ADMIN, "次仁", password=NEW).log_in
    alone.close()
    stays, password = (ADMIN, PASSWORDS[ADMIN]) if times == 1 else ("次仁", NEW)
    with enter(stays, password) as desk:
        assert list(people(desk)) == [stays]
        operators.settle(desk)
        assert set(keyring.load(office_file).slots) == {stays}
    if times == 2:
        with pytest.raises(Refused, match="没有名为“拥珍”"):
            enter(ADMIN)


def test_another_window_only_delays_the_keys(desk: Desk, enter: Callable[..., Desk]) -> None:
    with enter(REVIEWER) as other:
        other.store.rows("SELECT 1 FROM office")
        done = handover.hand_over(desk, CLERK, "次仁", password=NEW)
    assert "已移交给次仁，但数据文件的钥匙还没有换" in done.due
    assert operators.settle(done.desk).keys != desk.keys


# What is open


@pytest.fixture(scope="module")
def at_work(township: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample township with a late milestone, two drafts and a backup; only read."""
    path = Path(shutil.copy(township, tmp_path_factory.mktemp("at work") / "格桑镇.eduaid"))
    with Desk.open(path) as desk:
        project = desk.store.select("project")[0]["id"]
        with desk.change("登记节点") as change:
            late = {"stage": "80", "planned_on": "2018-05-31"}
            change.insert("milestone", {"project_id": project, **late})
            change.insert("milestone", {"project_id": project, "stage": "85", "planned_on": "2018-06-12"})
            change.insert(
                "milestone",
                {"project_id": project, "stage": "90", **late, "skipped_reason": "不需要"} | {"stage": "90"},
            )
        desk.store.drafts.keep("aid:new", {"at": "2018-06-12T09:14:00", "fields": {"name": "没写完"}})
        desk.store.drafts.keep(
            "relief:3~", {"at": "2018-06-11T17:00:00", "fields": {"name": "改了一半"}, "actor": "卓玛"}
        )
        backups.automatic(desk, backups.TIMED)
    return path


@pytest.fixture
def found(at_work: Path) -> dict[str, Item]:
    with Desk.open(at_work, writable=False) as desk:
        return {item.key: item for item in handover.items(desk)}


def test_what_a_successor_must_know(found: dict[str, Item]) -> None:
    counts = {key: item.count for key, item in found.items()}
    assert counts == {
        "cases_by_state": 63, "cases": 47, "notices": 1, "batches": 1, "worklist": 2, "payments": 3, "drafts": 2,
        "imports": 36, "parked": 1, "projects": 1, "sheet": 0, "backup": 1,
    }  # fmt: skip
    by_state = found["cases_by_state"].rows
    assert by_state[0] == ("草稿", "3", "2018年6月12日", "3,900.00")
    assert by_state[-1][0] == "已追回（待归档）"
    assert sum(int(row[1]) for row in by_state) == 63
    assert len(found["cases"].rows) == 47
    assert found["notices"].rows == (("绒巴村", "2018年6月7日", "2018年6月13日", "5", "1 天"),)
    assert found["batches"].rows[0][:3] == ("PC-513399101-2018S-002", "2018年6月8日", "6")
    assert [row[-1] for row in found["payments"].rows] == [
        "失败：账户未激活",
        "2018.6.6送银行",
        "2018.6.6送银行",
    ]
    assert set(found["drafts"].rows) == {
        ("资助申请", "没写完", "2018-06-12 09:14", "没有记"),
        ("教育扶贫救助基金申请", "改了一半（编号 3）", "2018-06-11 17:00", "卓玛"),
    }
    assert [row[2:4] for row in found["projects"].rows] == [("在建", "2018年5月31日")]
    assert found["backup"].words.startswith("最近一次验证过的备份：今天")
    assert all(len(item.columns) == len(row) for item in found.values() for row in item.rows)
    assert all(sum(column.wide for column in item.columns) in (0, 156) for item in found.values())


def test_an_encrypted_office_tells_its_people_and_its_sheet(alone: Desk) -> None:
    found = {item.key: item for item in handover.items(alone)}
    assert found["operators"].rows == ((ADMIN, "录入员、审核员、管理员", "2018年6月12日", "能"),)
    assert found["sheet"].words.startswith(f"编号 {keys.mark_of(alone)}，2018年6月12日核对过打印件")
    assert found["cases"].words == "没有"
    after = operators.change_keys(alone, new_code=True)
    words = {item.key: item.words for item in handover.items(after)}["sheet"]
    assert words == f"编号 {keys.mark_of(after)}，还没有核对打印件；请由管理员打印、封存"


def test_the_list_on_paper(at_work: Path, found: dict[str, Item], tmp_path: Path) -> None:
    path = tmp_path / "交接清单.pdf"
    with Desk.open(at_work, writable=False) as desk:
        printed = sheets.write_handover(desk, path, leaving="拥珍", successor="卓玛")
        numbers = set(desk.store.column("SELECT id_number FROM person WHERE id_number IS NOT NULL"))
        accounts = set(desk.store.column("SELECT payee_account FROM payment"))
    assert printed.complete
    texts = [re.sub(r"\s+", "", text) for text in pages.text(path)]
    assert [f"第{n}页共{len(texts)}页" in text for n, text in enumerate(texts, 1)] == [True] * printed.pages
    whole = "".join(texts)
    for item in found.values():
        assert item.title in whole
        for row in item.rows:
            assert all(re.sub(r"\s+", "", cell) in whole for cell in row)
    for said in ("云岭县格桑镇教育资助工作交接清单", "移交人：拥珍", "接交人：卓玛", "监交人", "（签字）"):
        assert said in whole
    assert not any(number in whole for number in numbers | accounts)
    # The head of a list stands on every page that it reaches.
    listed = [text for text in texts if "JYJZ" in text]
    assert len(listed) > 1
    assert all(text.find("申请编号") in range(text.find("JYJZ")) for text in listed)


def test_a_list_of_every_length_keeps_its_signatures_with_something(tmp_path: Path) -> None:
    from eduaid_desktop.documents import handover_sheet
    from eduaid_desktop.domain.sheet import Column

    for count in (0, 1, 20, 25, 30, 60, 120):
        rows = tuple((str(n), "志玛·白姆" * (1 + n % 7)) for n in range(count))
        item = Item("x", "事项", count, "说明", "份", (Column("号", 20), Column("姓名", 136)), rows)
        handover_ = handover_sheet.HandoverData("格桑镇", "2018-06-12", [item])
        printed = handover_sheet.write(
            handover_, tmp_path / "x.pdf", printed_on=handover_sheet.date(2018, 6, 12)
        )
        texts = pages.text(tmp_path / "x.pdf")
        assert printed.complete
        assert "监交人" in texts[-1]
        assert "以上事项已逐项当面核对" in texts[-1]
        assert all(str(n) in "".join(texts) for n in range(count))
