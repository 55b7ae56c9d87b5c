"""Addresses of 单位名册: what can be sent to is kept as mail programs take it, all else is said and stops nothing."""

import openpyxl
import pytest

from tests.conftest import write_campaign
from toolkit.campaign.emails import is_address
from toolkit.pipeline import open_workspace

UNITS = [{"code": "01", "name": "市教育局"}, {"code": "02", "name": "市公安局"}]


def load(folder, *emails):
    units = [{**unit, "email": email} for unit, email in zip(UNITS, emails, strict=False)]
    return open_workspace(write_campaign(folder / "c", units=units)).campaign


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("jyj@example.com", ("jyj@example.com",)),
        (" jyj＠example．com ", ("jyj@example.com",)),
        ("mailto:jyj@example.com", ("jyj@example.com",)),
        ("张三 <zhang.san@example.com>", ("zhang.san@example.com",)),
        ("a@example.com；b@example.com、a@example.com", ("a@example.com", "b@example.com")),
        ("a@example.com\nb@mail.example.gov.cn", ("a@example.com", "b@mail.example.gov.cn")),
        ("", ()),
        ("无", ()),
    ],
)
def test_address__is_kept_as_mail_programs_take_it(tmp_path, written, kept):
    campaign = load(tmp_path, written)
    assert campaign.units[0].emails == kept and campaign.hints == ()


@pytest.mark.parametrize("written", ["jyj@example", "jyj.example.com", "@example.com", "a b@", "教育局@example.com"])
def test_what_is_no_address__is_said_with_its_cell_and_stops_nothing(tmp_path, written):
    campaign = load(tmp_path, f"{written}；good@example.com")
    assert campaign.units[0].emails[-1:] == ("good@example.com",)
    assert campaign.hints and all("单位名册!H3" in str(hint) and "不像邮箱地址" in str(hint) for hint in campaign.hints)


def test_one_address_of_two_units__is_said_once_and_kept(tmp_path):
    campaign = load(tmp_path, "bgs@example.com", "BGS@example.com")
    assert [unit.emails for unit in campaign.units] == [("bgs@example.com",), ("BGS@example.com",)]
    (hint,) = campaign.hints
    assert "单位名册!H4" in str(hint) and "单位名册!H3 的相同" in str(hint)


def test_roster_from_before_there_were_addresses__is_read_as_ever(tmp_path):
    folder = write_campaign(tmp_path / "c", units=UNITS)
    book = openpyxl.load_workbook(folder / "工作方案.xlsx")
    book["单位名册"].delete_cols(8)
    book.save(folder / "工作方案.xlsx")
    campaign = open_workspace(folder).campaign
    assert [unit.emails for unit in campaign.units] == [(), ()]
    assert [unit.code for unit in campaign.units] == ["01", "02"]


@pytest.mark.parametrize(
    "text", ["a" * 65 + "@example.com", "a@" + "b" * 250 + ".com", "a@-b.com", "a@b..com", "a@1.2"]
)
def test_address_that_no_program_takes__is_none(text):
    assert not is_address(text)
