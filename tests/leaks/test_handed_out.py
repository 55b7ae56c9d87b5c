"""What a unit is handed shows nothing of another: every place where a workbook can hide something, and false alarms."""

from dataclasses import replace

import pytest
from openpyxl.comments import Comment

from tests.leaks.books import (
    OTHER,
    OTHERS_CONTACT,
    OTHERS_PHONE,
    ROW,
    STAMP,
    edited,
    found,
    texts_found,
    token,
    with_cell,
    with_hidden,
    with_part,
    with_raw_cell,
    with_replaced,
)
from toolkit.campaign import Member
from toolkit.errors import OperatorError
from toolkit.leaks import LeakGuard, stop_leaks
from toolkit.pipeline import open_workspace
from toolkit.template import build_issue, build_workbook
from toolkit.unit_token import Stamp

# -- nothing to say ---------------------------------------------------------------------------------------


def test_workbooks_of_the_example_city__hold_nothing_of_other_units(city):
    workspace = open_workspace(city)
    guard = LeakGuard(workspace.campaign, workspace.stamp)
    for unit in workspace.campaign.units:
        content = build_workbook(build_issue(workspace.campaign, unit, workspace.stamp, round=1))
        assert guard.find_leaks(unit.code, content) == ()


@pytest.mark.parametrize(
    "text",
    [
        "市公安局",  # the dropdown of units lists all
        "林致远",  # the lead's members stand in the dropdown of leaders
        "苏敏、陈静，0700-8100001",
        "雷振宇路派出所",
        "与雷振宇谈心",
        "第107008100002号",
        "下去调研走马观花",
    ],
)
def test_unit_names_leaders_own_things_and_parts_of_words__are_no_leak(guard, clean, text):
    assert found(guard, with_cell(clean, text)) == []


@pytest.mark.parametrize("name", ["高", "即知即改", "群众反映", "公安局", "局长"])
def test_member_called_like_an_ordinary_word__is_no_leak(campaign, clean, name):
    others = (*campaign.members, Member(unit="02", name=name))
    guard = LeakGuard(replace(campaign, members=others), STAMP)
    assert found(guard, with_cell(clean, f"{name}、提高")) == []


@pytest.mark.parametrize("name", [OTHER, OTHERS_CONTACT])
def test_name_that_is_also_one_of_the_receivers_members__is_no_leak(campaign, clean, name):
    both = replace(campaign, members=(*campaign.members, Member(unit="01", name=name)))
    assert found(LeakGuard(both, STAMP), with_cell(clean, name)) == []


def test_text_that_a_unit_wrote_itself__is_no_leak_though_another_wrote_it_too(campaign, clean):
    guard = LeakGuard(campaign, STAMP, {"01": [ROW], "02": [ROW]})
    assert found(guard, with_cell(clean, ROW)) == []


@pytest.mark.parametrize("text", ["群众反映、谈心谈话、征求意见、学习研讨", "市公安局、市教育局、市委常委班子"])
def test_several_choices_that_another_unit_also_chose__are_no_leak(campaign, clean, text):
    assert found(LeakGuard(campaign, STAMP, {"02": [text]}), with_cell(clean, text)) == []


# -- what is found ----------------------------------------------------------------------------------------


def test_workbook_of_another_unit__is_full_of_its_names_and_tokens(campaign, guard):
    leaks = guard.find_leaks("01", build_workbook(build_issue(campaign, campaign.find_by_code("02"), STAMP, round=1)))
    assert {(one.kind, one.owner) for one in leaks} == {("token", "02"), ("name", "02")}


@pytest.mark.parametrize(
    ("kind", "text"),
    [("name", OTHER), ("contact", OTHERS_CONTACT), ("contact", OTHERS_PHONE), ("row", ROW), ("token", token("02"))],
)
def test_cell_with_anything_of_another_unit__is_told_with_its_address(guard, clean, kind, text):
    assert found(guard, with_cell(clean, text)) == [(kind, text, "工作表“检视问题清单” F4")]


def test_token_of_another_campaign__is_told_though_the_unit_has_the_same_code(guard, clean):
    foreign = token("01", Stamp(key=b"another"))
    assert texts_found(guard, with_cell(clean, f"标识 {foreign}。")) == {foreign}


@pytest.mark.parametrize(
    "written",
    [
        "雷 振宇",
        "雷　振宇",
        "雷振宇同志",
        "苏敏、雷振宇（局长）",
        "“雷振宇”",
        "苏敏 雷振宇",
        "雷\u200b振宇",
        "责任人：雷振宇",
    ],
)
def test_name__is_found_however_it_is_written(guard, clean, written):
    assert texts_found(guard, with_cell(clean, written)) == {OTHER}


@pytest.mark.parametrize("dot", "·•・.")
def test_name_with_a_dot__is_found_with_any_dot(campaign, clean, dot):
    guard = LeakGuard(replace(campaign, members=(*campaign.members, Member(unit="02", name="买买提·艾山"))), STAMP)
    assert texts_found(guard, with_cell(clean, f"苏敏、买买提{dot}艾山")) == {"买买提·艾山"}


@pytest.mark.parametrize("written", ["07008100002", "（0700）8100002", "8100002", "０７００－８１００００２", 8100002])
def test_phone__is_found_however_it_is_written(guard, clean, written):
    assert texts_found(guard, with_cell(clean, written)) == {OTHERS_PHONE}


def test_text_of_another_unit__is_found_quoted_and_with_other_marks(guard, clean):
    assert texts_found(guard, with_cell(clean, f"与“{ROW[:-1].replace('，', ',')}”相同")) == {ROW}


# -- where it hides ---------------------------------------------------------------------------------------


def test_hidden_sheet__is_told_as_hidden(guard, clean):
    assert found(guard, with_hidden(clean, OTHER)) == [("name", OTHER, "隐藏的工作表“草稿” B2")]


def test_note__is_looked_into_and_so_is_its_author(guard, clean):
    content = edited(clean, lambda book: setattr(book["检视问题清单"]["F4"], "comment", Comment(OTHERS_CONTACT, OTHER)))
    place = "工作表“检视问题清单”、批注"
    assert found(guard, content) == [("name", OTHER, place), ("contact", OTHERS_CONTACT, place)]


@pytest.mark.parametrize(
    ("facts", "inside"),
    [
        ('t="inlineStr"', f"<is><t>{OTHER}</t></is>"),
        ('t="inlineStr"', "<is><r><t>雷</t></r><r><rPr><b/></rPr><t>振宇</t></r></is>"),
        ('t="str"', f"<f>A1</f><v>{OTHER}</v>"),
        ("", f'<f>IF(A1="","","{OTHER}")</f><v>0</v>'),
    ],
)
def test_inline_text_fonts_saved_result_and_formula__are_looked_into(guard, clean, facts, inside):
    assert found(guard, with_raw_cell(clean, facts, inside)) == [("name", OTHER, "工作表“检视问题清单” F900")]


def test_shared_text_that_no_cell_uses__is_told(guard, clean):
    content = with_replaced(clean, "xl/sharedStrings.xml", "</sst>", f"<si><t>{OTHER}</t></si></sst>")
    assert found(guard, content) == [("name", OTHER, "看不见、没有删净的文字")]


@pytest.mark.parametrize("name", [f'name="{OTHER}">1', f'name="_a" hidden="1">"{OTHER}"'])
def test_defined_name__is_looked_into(guard, clean, name):
    made = f"<definedName {name}</definedName></definedNames>"
    content = with_replaced(clean, "xl/workbook.xml", "</definedNames>", made)
    assert found(guard, content) == [("name", OTHER, "定义的名称或工作簿的设置")]


def test_name_of_a_sheet__is_looked_into(guard, clean):
    assert ("name", OTHER, "工作表的名称") in found(guard, edited(clean, lambda book: book.create_sheet(OTHER)))


@pytest.mark.parametrize("field", ["creator", "lastModifiedBy", "keywords", "description"])
def test_core_property__is_looked_into(guard, clean, field):
    content = edited(clean, lambda book: setattr(book.properties, field, OTHER))
    assert found(guard, content) == [("name", OTHER, "文件的属性")]


@pytest.mark.parametrize(("kind", "text"), [("token", token("02")), ("name", OTHER), ("row", ROW)])
def test_custom_property__is_looked_into(guard, clean, kind, text):
    made = f"</property><property><vt:lpwstr>{text}</vt:lpwstr></property></Properties>"
    content = with_replaced(clean, "docProps/custom.xml", "</property></Properties>", made)
    assert found(guard, content) == [(kind, text, "文件的属性")]


def test_page_header_and_prompt_of_a_sheet__are_looked_into(guard, clean):
    def edit(book):
        book["检视问题清单"].oddHeader.left.text = OTHER
        book["整改落实清单"].data_validations.dataValidation[0].prompt = OTHERS_CONTACT

    assert found(guard, edited(clean, edit)) == [
        ("name", OTHER, "工作表“检视问题清单”"),
        ("contact", OTHERS_CONTACT, "工作表“整改落实清单”"),
    ]


@pytest.mark.parametrize(
    ("name", "part", "place"),
    [
        ("xl/externalLinks/externalLink1.xml", f"<a><v>{OTHER}</v></a>", "引用外部文件的记录"),
        ("xl/externalLinks/_rels/externalLink1.xml.rels", f'<a Target="D:/{OTHER}.xlsx"/>', "引用外部文件的记录"),
        ("xl/pivotCache/pivotCacheRecords1.xml", f'<r><s v="{OTHER}"/></r>', "数据透视表的缓存"),
        ("customXml/item1.xml", f"<a>{OTHER}</a>", "文件的自定义数据"),
        ("xl/drawings/drawing9.xml", f"<a:p><a:r><a:t>{OTHER}</a:t></a:r></a:p>", "图形或图表"),
        ("xl/embeddings/book.xlsx/a.xml", f"<a>{OTHER}</a>", "嵌在里面的文件"),
        ("xl/other.xml", f"<a><!-- {OTHER} --></a>", "文件内部的 xl/other.xml"),
    ],
)
def test_any_other_part__is_looked_into(guard, clean, name, part, place):
    assert found(guard, with_part(clean, name, part)) == [("name", OTHER, place)]


@pytest.mark.parametrize(
    "part",
    [
        f"<a><![CDATA[{OTHER}]]></a>".encode(),
        f"<a n='{OTHER}'/>".encode(),
        b"<a>&#38647;&#x632F;_x5B87_</a>",
        f'<?xml version="1.0" encoding="GB18030"?><a>{OTHER}</a>'.encode("gb18030"),
        f'<?xml version="1.0" encoding="UTF-16"?><a>{OTHER}</a>'.encode("utf-16"),
    ],
)
def test_text_in_any_spelling_of_xml__is_found(guard, clean, part):
    assert texts_found(guard, with_part(clean, "xl/other.xml", part)) == {OTHER}


def test_workbook_embedded_in_the_workbook__is_looked_into(guard, clean):
    content = with_part(clean, "xl/embeddings/book1.xlsx", with_cell(clean, OTHER))
    assert found(guard, content) == [("name", OTHER, "嵌在里面的文件")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_token_in_a_part_that_is_no_xml__is_found(guard, clean, encoding):
    content = with_part(clean, "xl/vbaProject.bin", b"\xd0\xcf" + f"\0{token('02')}\0".encode(encoding))
    assert found(guard, content) == [("token", token("02"), "文件内部的 xl/vbaProject.bin")]


def test_name_of_a_part__is_looked_into(guard, clean):
    assert found(guard, with_part(clean, f"xl/media/{OTHER}.png", b"\x89PNG")) == [("name", OTHER, "文件内部")]


# -- what is done about it --------------------------------------------------------------------------------


def test_error__names_every_file_with_what_leaked_whose_and_where(campaign, guard, clean):
    hidden, cell = with_hidden(clean, OTHER), with_cell(clean, ROW)
    leaks = {"甲.xlsx": guard.find_leaks("01", hidden), "乙.xlsx": guard.find_leaks("01", cell), "丙.xlsx": ()}
    with pytest.raises(OperatorError) as stopped:
        stop_leaks(campaign, leaks)
    first, second = (str(one) for one in stopped.value.mistakes)
    assert first.startswith(
        "甲.xlsx：里面有不该给这个单位看的内容：“市公安局”的班子成员“雷振宇”（隐藏的工作表“草稿” B2）。"
    )
    assert f"“市公安局”填报的“{ROW}”（工作表“检视问题清单” F4）" in second


def test_error__bounds_what_it_says_of_one_file(campaign, guard):
    leaks = guard.find_leaks("01", build_workbook(build_issue(campaign, campaign.find_by_code("02"), STAMP, round=1)))
    with pytest.raises(OperatorError, match=f"等共 {len(leaks)} 处"):
        stop_leaks(campaign, {"甲.xlsx": leaks})


def test_no_leak__is_no_error(campaign):
    stop_leaks(campaign, {"甲.xlsx": ()})


@pytest.mark.parametrize("text", ["gaj@example.com", "邮箱GAJ@example.com，请查收", "<gaj@example.com>"])
def test_address_of_another_unit__is_a_leak_and_its_own_is_none(campaign, clean, text):
    units = [replace(unit, emails=("gaj@example.com",)) if unit.code == "02" else unit for unit in campaign.units]
    guard = LeakGuard(replace(campaign, units=tuple(units)), STAMP)
    assert [(kind, shown) for kind, shown, _ in found(guard, with_cell(clean, text))] == [
        ("contact", "gaj@example.com")
    ]
    assert found(guard, with_cell(clean, "jyj@example.com")) == []
    assert guard.find_leaks("02", with_cell(clean, text)) == () or "gaj@example.com" not in {
        leak.text for leak in guard.find_leaks("02", with_cell(clean, text))
    }
