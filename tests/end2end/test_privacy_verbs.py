"""Privacy on the command line: what a person reads is masked, what a script reads is whole."""

import json
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PIL import Image

from .conftest import Run, pairs, refused

NUMBER, NUMBER_MASKED = "51339920060312123X", "513399********123X"
PHONE, PHONE_MASKED = "16471413517", "164****3517"
CHILD = {
    "name": "曾多吉", "id_number": NUMBER, "student_number": f"G{NUMBER}", "ethnic": "藏", "village": "上格桑村",
    "guardian_name": "多吉", "guardian_relation": "父亲", "phone": PHONE,
    "remark": f"卡号 6299 9057 7027 0170 596，{PHONE}",
}  # fmt: skip


@pytest.fixture
def keyed(run: Run, office_file: Path) -> Path:
    assert run("save", office_file, "person", *pairs(CHILD)).status == 0
    assert run("save", office_file, "person", "1", "--set", "phone=16471413518").status == 0
    return office_file


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        (("list", "FILE", "students"), (NUMBER_MASKED, "164****3518")),
        (("find", "FILE", "zdj"), (NUMBER_MASKED,)),
        (
            ("history", "FILE", "person", "1"),
            (NUMBER_MASKED, f"{PHONE_MASKED} → 164****3518", "卡号 ****0596"),
        ),
    ],
)
def test_what_a_person_reads_is_masked_and_json_is_whole(
    run: Run, keyed: Path, words: tuple[str, ...], seen: tuple[str, ...]
) -> None:
    given = [keyed if word == "FILE" else word for word in words]
    said = run(*given).out
    assert [words for words in seen if words not in said] == []
    assert [number for number in (NUMBER, PHONE, "16471413518", "9057") if number in said] == []
    assert NUMBER in run(*given, "--json").out


def test_a_list_is_still_filtered_by_a_whole_number(run: Run, keyed: Path) -> None:
    for wanted, count in ((NUMBER, 1), ("16471413518", 1), (f"G{NUMBER}", 1), ("7141351", 0)):
        assert run("list", keyed, "students", "--filter", wanted, "--json").data["count"] == count


def test_an_import_repeats_no_number(run: Run, office_file: Path, tmp_path: Path) -> None:
    table = tmp_path / "名册.csv"
    table.write_text(f"姓名,身份证号,学籍号,年级,性别\n达娃,,G{NUMBER},七年级,{NUMBER}\n", encoding="utf-8")
    said = run("import", office_file, table, "--dry-run").out
    assert f"不认识“{NUMBER_MASKED}”" in said
    assert NUMBER not in said
    assert NUMBER in run("import", office_file, table, "--dry-run", "--json").out


def test_a_list_leaves_for_a_purpose_and_stands_in_the_log(run: Run, keyed: Path, tmp_path: Path) -> None:
    out = tmp_path / "名册.xlsx"
    refused(run("list", keyed, "students", "--out", out), "用途")
    assert not out.exists()
    said = run(
        "list", keyed, "students", "--out", out, "--purpose", "核对名单", "--recipient", "县教育局", "--json"
    )
    assert said.data == {"file": str(out), "count": 1}
    assert NUMBER_MASKED in str(list(load_workbook(out).active.values))
    (line,) = run("list", keyed, "disclosures", "--json").data["rows"]
    assert {name: line[name] for name in ("kind", "content", "row_count", "purpose", "recipient", "actor")} == {
        "kind": "export", "content": "名册.xlsx", "row_count": 1, "purpose": "核对名单", "recipient": "县教育局",
        "actor": "拥珍",
    }  # fmt: skip
    assert "外发　名册.xlsx　1　核对名单　县教育局　拥珍" in run("list", keyed, "disclosures").out


def test_a_photograph_is_attached_listed_and_given_out(run: Run, keyed: Path, tmp_path: Path) -> None:
    photo = tmp_path / "户口本.png"
    Image.effect_noise((2400, 1800), 40).save(photo)
    said = run("attach", keyed, "person", "1", photo, "--name", "户口本首页", "--json").data
    assert (said["name"], said["media_type"]) == ("户口本首页.jpg", "image/jpeg")
    refused(run("attach", keyed, "person", "1", photo), "是同一份")
    refused(run("attach", keyed, "funding", "1", photo), "找不到")
    refused(run("attach", keyed, "person", "1", keyed), "不是 JPEG")
    (row,) = run("attachments", keyed, "person", "1", "--json").data["rows"]
    assert row["size"] == said["size"] < photo.stat().st_size
    assert "户口本首页.jpg" in run("attachments", keyed, "person", "1").out
    refused(run("attachments", keyed, "person", "1", "--out", tmp_path / "外发"), "用途")
    assert not (tmp_path / "外发" / "户口本首页.jpg").exists()
    assert (
        run("attachments", keyed, "person", "1", "--out", tmp_path / "外发", "--purpose", "县里核查").status
        == 0
    )
    assert (tmp_path / "外发" / "户口本首页.jpg").stat().st_size == said["size"]
    assert run("list", keyed, "disclosures", "--json").data["count"] == 1
    assert run("check", keyed).status == 0


def test_a_support_bundle_names_nobody(run: Run, keyed: Path, tmp_path: Path) -> None:
    out = tmp_path / "支持.zip"
    assert run("support", keyed, out, "--json").data == {"file": str(out)}
    with zipfile.ZipFile(out) as bundle:
        content = b"".join(bundle.read(name) for name in bundle.namelist()).decode()
    assert json.loads(content[: content.rindex("}") + 1])["office"]["counts"]["person"] == 1
    assert [word for word in (*CHILD.values(), keyed.stem) if len(word) > 2 and word in content] == []
    refused(run("support", keyed, keyed), "不是 .zip")
    keyed.write_bytes(b"\0" * 5000)
    assert run("support", keyed, out).status == 0
