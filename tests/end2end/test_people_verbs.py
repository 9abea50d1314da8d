"""Operators, keys and the handover as scripts use them: secrets by the environment, one sentence for a refusal."""

from pathlib import Path

import pytest

from eduaid_desktop.domain import recovery_code
from eduaid_desktop.services import backups, logins, slips
from eduaid_desktop.services import keys as services
from eduaid_desktop.services.desk import Desk
from eduaid_desktop.store import keyring, schema

from .conftest import Run, pairs, refused

ME, PASSWORD = "拥珍", "雪山下的格桑花开"
OTHER, OTHERS = "卓玛", "青稞熟了就要收割"
HEAD = ("--name", "格桑镇", "--code", "513399101", "--county", "云岭县", "--fixed-date", "2018-06-12")
CHILD = {"name": "曾多吉", "id_number": "51339920060312123X", "ethnic": "藏", "guardian_name": "多吉",
         "guardian_relation": "父亲"}  # fmt: skip


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CONFIG_HOME", "LOCALAPPDATA", "APPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "config"))
    for name in ("EDUAID_TODAY", "EDUAID_RECOVERY_KEY", "EDUAID_NEW_PASSWORD", "EDUAID_SHEET"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def log_in(monkeypatch: pytest.MonkeyPatch) -> "LogIn":
    return LogIn(monkeypatch)


class LogIn:
    """log_in(name, password) for the verbs that follow; "" takes the variable away."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch

    def __call__(self, name: str, password: str, **more: str) -> None:
        nothing = dict.fromkeys(("EDUAID_RECOVERY_KEY", "EDUAID_NEW_PASSWORD", "EDUAID_SHEET"), "")
        named = {**nothing, "EDUAID_OPERATOR": name, "EDUAID_PASSWORD": password, **more}
        for variable, value in named.items():
            self._patch.setenv(variable, value)


@pytest.fixture
def office(run: Run, log_in: LogIn, tmp_path: Path) -> Path:
    """An encrypted office of 拥珍, who is logged in by the environment."""
    log_in(ME, PASSWORD)
    file = tmp_path / "格桑镇.eduaid"
    said = run("new", file, *HEAD, "--sheet", tmp_path / "密钥单.pdf")
    assert (said.status, said.err) == (0, "")
    assert run("save", file, "person", *pairs(CHILD)).status == 0
    return file


def code_of(file: Path, name: str = ME, password: str = PASSWORD) -> str:
    with logins.log_in(file, name, password, writable=False) as desk:
        return services.code_of(desk)


def test_a_new_office_is_encrypted(run: Run, log_in: LogIn, tmp_path: Path) -> None:
    file, sheet = tmp_path / "格桑镇.eduaid", tmp_path / "密钥单.pdf"
    log_in("", "")
    refused(run("new", file, *HEAD, "--sheet", sheet), "EDUAID_OPERATOR 和 EDUAID_PASSWORD")
    said = run("new", file, *HEAD)
    refused(said, "--plain")
    log_in(ME, "短")
    refused(run("new", file, *HEAD, "--sheet", sheet), "至少 8 个字符")
    log_in(ME, PASSWORD)
    assert run("new", file, *HEAD, "--plain", "--sheet", sheet).status == 2
    refused(run("new", file, *HEAD, "--sheet", tmp_path / "没有" / "x.pdf"), "没有文件夹")
    assert list(tmp_path.iterdir()) == []
    said = run("new", file, *HEAD, "--sheet", sheet, "--reviewer", "--json")
    mark = keyring.load(file).sheet
    assert said.data == {
        "file": str(file), "name": "格桑镇", "code": "513399101", "operator": ME, "sheet": str(sheet), "mark": mark,
        "confirmed": None,
    }  # fmt: skip
    assert slips.page_count(sheet) == 1
    assert not schema.is_plain(file)
    rows = run("operators", file, "--json").data["rows"]
    assert [(row["name"], row["roles"], row["way_in"]) for row in rows] == [
        (ME, ["clerk", "reviewer", "admin"], True)
    ]
    refused(run("new", file, *HEAD, "--sheet", sheet), "已经存在")
    said = run("new", tmp_path / "后打印.eduaid", *HEAD, "--json")
    assert (said.status, said.data["sheet"], said.data["confirmed"]) == (0, None, None)
    assert run("check", file, "--json").data["ok"]


def test_every_verb_logs_in(run: Run, log_in: LogIn, office: Path) -> None:
    assert run("list", office, "students", "--json").data["count"] == 1
    for name, password, words in (
        ("", "", "已加密，要先登录"), (ME, "", "EDUAID_PASSWORD"), (ME, OTHERS, "密码不对"),
        ("路人", PASSWORD, "可以登录的是：拥珍"),
    ):  # fmt: skip
        log_in(name, password)
        for verb in (
            ("list", office, "students"),
            ("save", office, "person", *pairs(CHILD)),
            ("check", office),
        ):
            said = run(*verb)
            assert said.out == ""
            refused(said, words) if password != OTHERS else refused(said, "密码")
    keyring.path_of(office).unlink()
    log_in(ME, PASSWORD)
    refused(run("list", office, "students"), "缺少钥匙文件")


def test_operators(run: Run, log_in: LogIn, office: Path) -> None:
    refused(run("operators", office, "add", OTHER, "--role", "录入员"), "EDUAID_NEW_PASSWORD")
    log_in(ME, PASSWORD, EDUAID_NEW_PASSWORD=OTHERS)
    assert "已增加操作员卓玛（录入员）" in run("operators", office, "add", OTHER, "--role", "录入员").out
    refused(run("operators", office, "add", OTHER, "--role", "clerk"), "已经有名为“卓玛”")
    for words in (
        ("add", "新人"), ("add",), ("remove", OTHER, "--role", "clerk"), ("roles", OTHER), ("fire", OTHER),
        ("add", "新人", "--role", "镇长"),
    ):  # fmt: skip
        assert run("operators", office, *words).status == 2
    changed = run(
        "operators", office, "roles", OTHER, "--role", "reviewer", "--role", "管理员", "--json"
    ).data
    assert [row["role_names"] for row in changed["rows"]] == ["录入员、管理员", "审核员、管理员"]
    mark = keyring.load(office).sheet
    said = run("operators", office, "roles", OTHER, "--role", "reviewer")
    assert "旧的密钥单作废" in said.out
    assert keyring.load(office).sheet != mark
    log_in(OTHER, OTHERS)
    refused(run("operators", office, "remove", ME), "由管理员办理")
    refused(run("save", office, "person", *pairs(CHILD)), "由录入员办理")
    log_in(OTHER, OTHERS, EDUAID_NEW_PASSWORD="河边有三棵老柳树")
    assert run("operators", office, "password", OTHER).status == 0
    refused(run("check", office), "密码不对")
    log_in(ME, PASSWORD)
    refused(run("operators", office, "remove", ME), "不能移除自己")
    assert run("operators", office, "remove", OTHER).status == 0
    assert "2018-06-12 至 2018-06-12" in run("operators", office).out


def test_operators_of_a_plain_file(run: Run, office_file: Path) -> None:
    refused(run("operators", office_file), "没有加密，不设操作员")


def test_a_key_change_that_a_window_prevented_is_made_up_for(run: Run, log_in: LogIn, office: Path) -> None:
    log_in(ME, PASSWORD, EDUAID_NEW_PASSWORD=OTHERS)
    run("operators", office, "add", OTHER, "--role", "clerk")
    with logins.log_in(office, OTHER, OTHERS, writable=False) as reading:
        reading.store.rows("SELECT 1 FROM office")
        refused(run("operators", office, "remove", OTHER), "卓玛已移除，但数据文件的钥匙还没有换")
        # A verb that reads has nothing to do with it; one that writes says that it could not.
        assert run("list", office, "students").err == ""
        said = run("save", office, "person", "1", "--set", "phone=16400000001")
        assert (said.status, said.err.startswith("钥匙还没有换：")) == (0, True)
    salt = keyring.salt_of(office)
    said = run("save", office, "person", "1", "--set", "phone=16400000002")
    assert (said.status, said.err) == (0, "")
    assert keyring.salt_of(office) != salt


def test_the_sheet(run: Run, log_in: LogIn, office: Path, tmp_path: Path) -> None:
    out = tmp_path / "再印.pdf"
    assert run("sheet", office).status == 2
    assert run("sheet", office, "--out", out, "--json").data == {
        "file": str(out), "mark": keyring.load(office).sheet, "confirmed": None,
    }  # fmt: skip
    refused(run("sheet", office, "--confirm"), "EDUAID_SHEET")
    log_in(ME, PASSWORD, EDUAID_SHEET="0000 0000")
    refused(run("sheet", office, "--confirm"), "第 2 组和第 7 组")
    groups = recovery_code.groups(code_of(office))
    log_in(ME, PASSWORD, EDUAID_SHEET=f"{groups[1]} {groups[6]}")
    assert "设置完成" in run("sheet", office, "--confirm").out
    log_in(ME, PASSWORD, EDUAID_NEW_PASSWORD=OTHERS)
    run("operators", office, "add", OTHER, "--role", "clerk")
    log_in(OTHER, OTHERS)
    refused(run("sheet", office, "--out", out), "由管理员打印")


def test_getting_in_again(run: Run, log_in: LogIn, office: Path) -> None:
    code = code_of(office)
    log_in(ME, PASSWORD, EDUAID_NEW_PASSWORD=OTHERS)
    run("operators", office, "add", OTHER, "--role", "clerk")
    log_in("", "")
    keyring.path_of(office).unlink()
    refused(run("recover", office, "--name", ME), "EDUAID_RECOVERY_KEY")
    log_in("", "", EDUAID_RECOVERY_KEY=recovery_code.make(), EDUAID_NEW_PASSWORD=OTHERS)
    refused(run("recover", office, "--name", ME), "这张恢复密钥单打不开")
    log_in("", "", EDUAID_RECOVERY_KEY=code)
    refused(run("recover", office, "--name", ME), "EDUAID_NEW_PASSWORD")
    log_in("", "", EDUAID_RECOVERY_KEY=code, EDUAID_NEW_PASSWORD=OTHERS)
    refused(run("recover", office, "--name", OTHER), "本单位的管理员是：拥珍")
    assert run("recover", office).status == 2
    said = run("recover", office, "--name", ME)
    assert said.status == 0
    assert "卓玛还不能登录" in said.out
    log_in(ME, OTHERS)
    assert run("check", office, "--json").data["ok"]
    log_in("", "", EDUAID_RECOVERY_KEY=code, EDUAID_NEW_PASSWORD=OTHERS)
    assert run("recover", office, "--name", ME, "--json").data["without_password"] == [OTHER]


def test_encrypting_and_back(run: Run, log_in: LogIn, office_file: Path, tmp_path: Path) -> None:
    sheet, usb = tmp_path / "密钥单.pdf", tmp_path / "usb"
    usb.mkdir()
    log_in("", "")
    run("save", office_file, "person", *pairs(CHILD))
    with Desk.open(office_file) as desk:
        backups.automatic(desk, backups.TIMED)
    refused(run("encrypt", office_file, "--sheet", sheet), "EDUAID_OPERATOR 和 EDUAID_PASSWORD")
    log_in(ME, PASSWORD)
    done = run("encrypt", office_file, "--sheet", sheet, "--json").data
    assert (len(done["plain_backups"]), done["removed"], done["confirmed"]) == (1, 0, None)
    refused(run("encrypt", office_file, "--sheet", sheet), "已经加密了")
    assert run("list", office_file, "students", "--json").data["count"] == 1
    log_in(ME, OTHERS)
    refused(run("decrypt", office_file), "密码不对")
    log_in(ME, PASSWORD)
    assert "不再加密" in run("decrypt", office_file).out
    refused(run("decrypt", office_file), "没有加密")
    done = run("encrypt", office_file, "--sheet", sheet, "--remove-plain-backups", "--json").data
    assert (done["plain_backups"], done["removed"]) == ([], 1)
    assert run("check", office_file, "--json").data["ok"]


def test_backups_of_an_encrypted_office(run: Run, log_in: LogIn, office: Path, tmp_path: Path) -> None:
    (usb := tmp_path / "usb").mkdir()
    code = code_of(office)
    made = run("backup", office, usb, "--json").data["path"]
    new = tmp_path / "新.eduaid"
    log_in("", "")
    refused(run("restore", made, new), "EDUAID_RECOVERY_KEY")
    log_in("", "", EDUAID_RECOVERY_KEY=recovery_code.make())
    refused(run("restore", made, new), "打不开这个备份")
    log_in(ME, OTHERS)
    refused(run("restore", made, new), "密码不对")
    assert not new.exists()
    log_in("", "", EDUAID_RECOVERY_KEY=code)
    said = run("restore", made, new)
    assert "操作员、密码和恢复密钥单都是备份那天的" in said.out
    log_in(ME, PASSWORD)
    assert run("list", new, "students", "--json").data["count"] == 1
    assert run("restore", made, office, "--json").data["numbers_known"] is True


def test_keys_that_were_lost_come_back_from_a_backup(
    run: Run, log_in: LogIn, office: Path, tmp_path: Path
) -> None:
    (usb := tmp_path / "usb").mkdir()
    made = run("backup", office, usb, "--json").data["path"]
    refused(run("keys", office, "--from", made), "钥匙文件是好的")
    slots = keyring.path_of(office)
    other = tmp_path / "别的镇.eduaid"
    run("new", other, *HEAD, "--sheet", tmp_path / "x.pdf")
    others = keyring.path_of(other).read_bytes()
    keyring.path_of(other).unlink()
    for spoil in (slots.unlink, lambda: slots.write_bytes(b"{"), lambda: slots.write_bytes(others)):
        spoil()
        assert run("keys", office, "--from", made, "--json").data["operators"] == [ME]
        assert run("check", office, "--json").data["ok"]
    kept = {path.read_bytes() for path in tmp_path.glob("格桑镇.eduaid-keys-另存*")}
    assert kept == {b"{", others}
    refused(run("keys", other, "--from", made), "备份以后换过钥匙，或者是别的单位的")
    refused(run("keys", office, "--from", office), "不是本程序的备份")
    refused(run("keys", tmp_path / "没有.eduaid", "--from", made), "不用钥匙")


def test_keys_of_a_backup_let_nobody_back_in_who_was_removed(
    run: Run, log_in: LogIn, office: Path, tmp_path: Path
) -> None:
    (usb := tmp_path / "usb").mkdir()
    log_in(ME, PASSWORD, EDUAID_NEW_PASSWORD=OTHERS)
    run("operators", office, "add", OTHER, "--role", "clerk")
    made = run("backup", office, usb, "--json").data["path"]
    with logins.log_in(office, OTHER, OTHERS, writable=False) as reading:
        reading.store.rows("SELECT 1 FROM office")
        run("operators", office, "remove", OTHER)
    # The keys are not changed yet, so the slots of the backup still fit; they go, and the keys change.
    keyring.path_of(office).unlink()
    assert run("keys", office, "--from", made, "--json").data["operators"] == [ME, OTHER]
    log_in(OTHER, OTHERS)
    refused(run("list", office, "students"), "已经不是")
    log_in(ME, PASSWORD)
    assert run("save", office, "person", "1", "--set", "phone=16400000001").status == 0
    assert set(keyring.load(office).slots) == {ME}
    refused(run("keys", office, "--from", made), "钥匙文件是好的")
    keyring.path_of(office).unlink()
    refused(run("keys", office, "--from", made), "备份以后换过钥匙")


def test_a_handover(run: Run, log_in: LogIn, office: Path, tmp_path: Path) -> None:
    out = tmp_path / "交接清单.pdf"
    listed = run("handover", office, "--json").data
    assert [item["key"] for item in listed["items"]][-3:] == ["sheet", "backup", "operators"]
    assert listed["items"][-1]["columns"] == ["姓名", "角色", "起自", "能否登录"]
    assert listed["items"][-1]["rows"] == [[ME, "录入员、管理员", "2018年6月12日", "能"]]
    assert "操作员：1 人，拥珍" in run("handover", office).out
    assert run("handover", office, "--out", out).status == 0
    assert slips.page_count(out) == 1
    out.unlink()
    for words in (
        ("--to", OTHER),
        ("--from", ME),
        ("--role", "clerk"),
        ("--to", OTHER, "--stays", "镇长", "--out", out),
    ):
        assert run("handover", office, *words).status == 2
    refused(run("handover", office, "--to", OTHER, "--out", out), "EDUAID_NEW_PASSWORD")
    log_in(ME, PASSWORD, EDUAID_NEW_PASSWORD="短")
    refused(run("handover", office, "--to", OTHER, "--out", out), "至少 8 个字符")
    assert not out.exists()
    log_in(ME, PASSWORD, EDUAID_NEW_PASSWORD=OTHERS)
    refused(run("handover", office, "--to", OTHER, "--out", tmp_path), "不能用作文件名")
    done = run("handover", office, "--to", OTHER, "--role", "审核员", "--out", out, "--json").data
    assert (done["from"], done["to"], done["log_in"], done["due"]) == (ME, OTHER, True, "")
    assert out.exists()
    refused(run("list", office, "students"), "可以登录的是：卓玛")
    mark = keyring.load(office).sheet
    log_in(OTHER, OTHERS)
    sheet = run("sheet", office, "--out", tmp_path / "新单.pdf", "--json").data
    assert sheet["mark"] != mark
    assert keyring.load(office).change_due == ""
    rows = run("operators", office, "--json").data["rows"]
    assert [(row["name"], row["role_names"], row["valid_to"]) for row in rows] == [
        (OTHER, "录入员、审核员、管理员", None), (ME, "录入员、管理员", "2018-06-12"),
    ]  # fmt: skip


def test_what_is_open_in_a_plain_office(run: Run, office_file: Path, tmp_path: Path) -> None:
    listed = run("handover", office_file, "--out", tmp_path / "x.pdf", "--json").data
    assert "operators" not in [item["key"] for item in listed["items"]]
    assert "数据文件没有加密" in run("handover", office_file).out
    refused(run("handover", office_file, "--to", OTHER, "--out", tmp_path / "y.pdf"), "不设操作员")
