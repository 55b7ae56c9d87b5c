"""Days in an author's texts go with the meeting."""

import datetime as dt
import shutil

import pytest

from tests.conftest import ROOT
from toolkit.definition import date_texts, load_definition, load_definition_with_mistakes
from toolkit.definition.dated_texts import date_text

MEETING = dt.date(2026, 1, 10)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("例如 {@meeting+60}。", "例如 2026-03-11。"),
        ("{@meeting-10.month}底前", "2025年12月底前"),
        ("{@meeting}、{@meeting.year}", "2026-01-10、2026年"),
        ("2022-03-15 {写法}", "2022-03-15 {写法}"),
    ],
)
def test_day_of_a_meeting__is_written_out(text, shown):
    assert date_text(text, MEETING) == shown


def test_examples_and_prompts__carry_the_meetings_year():
    dated = date_texts(load_definition(), MEETING)
    column = dated.find_list_type("rectification").find_column("finish_date")
    assert column.example.startswith("2026-") and "2026-" in column.help
    assert "2022" not in "".join(field.help for field in dated.cover.fields)
    settings = dated.campaign.settings
    assert "2022" not in "".join(each.help for each in (*settings.fields, *settings.facts))
    assert "2026-01-10" in next(field.help for field in settings.fields if field.key == "meeting_date")
    texts = [rule.fix or "" for rule in dated.find_list_type("rectification").rules]
    assert any("2026年" in text for text in texts) and not any("{@" in text for text in texts)


def test_day_that_is_none__and_a_break_at_no_column__are_mistakes(tmp_path):
    own = shutil.copytree(ROOT / "workbook_templates", tmp_path / "定义")
    path = own / "lists" / "duty.toml"
    text = path.read_text("utf-8").replace('example = "中"', 'example = "{@meting+60}"')
    path.write_text(text.replace('print_breaks = ["dual_duty"]', 'print_breaks = ["dual"]'), "utf-8")
    form = own / "campaign.toml"
    form.write_text(form.read_text("utf-8").replace("例如 {@meeting}。", "例如 {@meting}。"), "utf-8")
    _, mistakes = load_definition_with_mistakes(own)
    assert [m for m in map(str, mistakes) if "{@meting}" in m and "campaign.toml" in m]
    said = "\n".join(map(str, mistakes))
    assert "{@meting+60}" in said and "没有“dual”这一栏" in said
