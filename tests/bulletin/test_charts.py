"""Charts of the bulletin: pictures where a font can write them, nothing where none can."""

import dataclasses
import io
import struct

import pytest

from toolkit.bulletin import draw_charts


@pytest.fixture
def drawn(charts, fonts):
    pictures = draw_charts(charts, fonts)
    if None in pictures.values():
        pytest.skip("no Chinese font is installed")
    return pictures


def test_every_chart__is_a_picture_that_fits_on_a_page(drawn):
    assert list(drawn) == ["图_类别进展", "图_方面", "图_单位完成率"]
    for content in drawn.values():
        width, height = struct.unpack(">II", content[16:24])
        assert content.startswith(b"\x89PNG")
        assert width > 900
        assert height < width * 1.5


def test_picture__names_no_program_and_no_moment(drawn):
    for content in drawn.values():
        assert b"tEXt" not in content
        assert b"tIME" not in content


def test_same_charts__give_the_same_bytes(drawn, charts, fonts):
    assert draw_charts(charts, fonts) == drawn


def test_many_units__still_fit_on_a_page(drawn, charts, fonts):
    many = dataclasses.replace(
        charts[2], categories=tuple(f"单位{n}" for n in range(90)), series=(("完成率", (0.5,) * 90),)
    )
    content = draw_charts([many], fonts)[many.key]
    width, height = struct.unpack(">II", content[16:24])
    assert height < width * 1.5


def test_no_chinese_font__gives_no_picture_instead_of_boxes(charts):
    assert set(draw_charts(charts, ["DejaVu Sans", "没有这种字体"]).values()) == {None}


def test_character_that_no_font_has__gives_no_picture(charts, fonts):
    odd = dataclasses.replace(charts[1], categories=("\U000323af", "其他"))
    assert draw_charts([odd], fonts) == {"图_方面": None}


def test_nothing_to_draw__gives_no_picture(charts, fonts):
    empty = dataclasses.replace(charts[1], categories=(), series=(("问题数", ()),))
    assert draw_charts([empty], fonts) == {"图_方面": None}


def test_dollar_signs__are_no_mathematics(drawn, charts, fonts):
    odd = dataclasses.replace(charts[1], categories=("$a_{", "其他"))
    assert draw_charts([odd], fonts)["图_方面"]


def test_picture_of_grey__differs_between_neighbours(drawn):
    image = pytest.importorskip("PIL.Image").open(io.BytesIO(drawn["图_类别进展"])).convert("L")
    assert len(image.getcolors(256) or range(257)) > 4
