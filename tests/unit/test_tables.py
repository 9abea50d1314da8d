"""A table of resources/ that somebody edited wrongly: one sentence that names the file and the place."""

from pathlib import Path

import pytest

from eduaid_desktop.errors import UserError
from eduaid_desktop.paths import resources
from eduaid_desktop.services import tables

_BAND = (
    '[[entry]]\nkey = "学前"\nmin_yuan = 500\nmax_yuan = 1000\nvalid_from = "2016-09-01"\nvalid_to = ""\n'
    'kind = "range"\nstages = ["1"]\nclause = "第一条"\nsource = "云教"\ncertainty = "H"\n'
)
_TEXT = '[[entry]]\nkey = "village.同意"\ntext = "公示{days}"\nvalid_from = "2016-09-01"\nvalid_to = ""\n'


@pytest.mark.parametrize(
    ("file", "written", "told"),
    [
        ("relief_band.toml", _BAND.replace("500\n", "\n"), "第 3 行写得不对"),
        ("relief_band.toml", _BAND.replace("min_yuan = 500\n", ""), "第 1 行的 [[entry]] 缺少 min_yuan"),
        ("relief_band.toml", _BAND.replace("500\n", '"五百"\n'), "min_yuan 写得不对"),
        ("relief_band.toml", _BAND.replace("500\n", "500.005\n"), "min_yuan 写得不对"),
        ("relief_band.toml", _BAND.replace("500\n", "5000\n"), "max_yuan 小于 min_yuan"),
        ("relief_band.toml", _BAND.replace('"range"', '"fixed"'), "缺少 yuan"),
        ("relief_band.toml", _BAND.replace('"range"', '"grades"'), "kind 写得不对"),
        ("relief_band.toml", _BAND + "step_yuan = 0\n", "step_yuan 写得不对"),
        ("relief_band.toml", _BAND + 'preset = "F"\n', "preset 写得不对"),
        ("relief_band.toml", _BAND.replace("500\n", "true\n"), "min_yuan 写得不对"),
        ("relief_band.toml", _BAND.replace("2016-09-01", "2016-9-1"), "valid_from 写得不对"),
        ("relief_band.toml", _BAND.replace("[[entry]]", "[entry]"), "应由若干个 [[entry]] 组成"),
        ("relief_band.toml", "", "应由若干个 [[entry]] 组成"),
        ("relief_band.toml", "\udcff", "不是 UTF-8 文字"),
        ("opinion_texts.toml", _TEXT.replace("{days}", "{days"), "text 写得不对"),
        ("opinion_texts.toml", _TEXT.replace("{days}", "{day}"), "text 写得不对"),
    ],
)
def test_a_wrong_policy_names_the_place(tmp_path: Path, file: str, written: str, told: str) -> None:
    (tmp_path / file).write_bytes(written.encode("utf-8", "surrogateescape"))
    with pytest.raises(UserError) as refused:
        tables.rows(tmp_path / file, "entry")
    assert refused.value.sentence.startswith(f"资料文件“{file}”有错：")
    assert told in refused.value.sentence


def test_the_shipped_tables_are_sound() -> None:
    for folder, name in (("codes", "code"), ("policies", "entry")):
        for path in sorted((resources() / folder).glob("*.toml")):
            assert tables.rows(path, name)
    assert tables.rows(resources() / "organisations.toml", "organisation")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("notice_days = 7", "", "缺少 notice_days"),
        ("notice_days = 7", 'notice_days = "七"', "notice_days 写得不对"),
        ('relief_preset = "A"', 'relief_preset = "甲"', "relief_preset 写得不对"),
        ('fund_check = "warn"', 'fund_check = "stop"', "fund_check 写得不对"),
        ('eligibility = "warn"', 'eligibility = "wran"', "eligibility 写得不对"),
        ('spring_begins = "03-01"', 'spring_begins = "02-29"', "spring_begins 写得不对"),
        ("own_workdays = []", 'own_workdays = ["2027-2-13"]', "own_workdays 写得不对"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, old: str, new: str, told: str) -> None:
    shipped = (resources() / "settings.toml").read_text(encoding="utf-8")
    assert tables.settings(resources() / "settings.toml")
    (tmp_path / "settings.toml").write_text(shipped.replace(old, new), encoding="utf-8")
    with pytest.raises(UserError, match=told):
        tables.settings(tmp_path / "settings.toml")
