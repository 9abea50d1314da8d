"""eduaid print of blank and prefilled forms, on the sample roster as a township imports it."""

from pathlib import Path

from eduaid_desktop.documents import pages

from .conftest import Run, refused

NEW = ("--name", "格桑镇", "--code", "513399101", "--county", "云岭县", "--plain")


def test_forms_go_out_for_a_village_and_a_class(run: Run, samples: Path, tmp_path: Path) -> None:
    file, out = tmp_path / "格桑镇.eduaid", tmp_path / "表.pdf"
    assert run("new", file, *NEW).status == 0
    roster = next(samples.glob("1_学籍名册*.xlsx"))
    assert run("import", file, roster).status == 0
    about = ("--term", "2018S", "--out", out)
    blank = run("print", file, "blank_form", *about, "--json")
    assert (blank.status, blank.data["pages"]) == (0, 2)
    school = "格桑镇中心小学"
    third = ("--what", f"{school} 三年级 1班")
    made = run("print", file, "prefilled_form", *about, *third, "--json")
    assert made.status == 0
    assert made.data["missing_glyphs"] == made.data["overflows"] == []
    assert school in pages.text(out)[0].replace("\n", "")
    listed = run("print", file, "prefilled_list", *about, *third, "--json")
    assert made.data["pages"] > listed.data["pages"] > 0
    refused(run("print", file, "prefilled_form", *about, "--what", f"{school} 九年级"), "这所学校有")
    refused(run("print", file, "prefilled_form", *about), "请写明给哪个村或哪个班印")
    # A console of another code page hands over bytes that are no characters.
    refused(run("print", file, "approval_form", "--case", "\udcff", "--out", out), "找不到救助申请")
    refused(run("print", file, "household_page", "--what", "\udcff", "--out", out), "找不到户编号")
