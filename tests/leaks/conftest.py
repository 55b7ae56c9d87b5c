"""A campaign of three units: the lead's 00, the receiver 01, and 02, whose things nobody else may see."""

from dataclasses import replace

import pytest

from tests.leaks.books import (
    OTHER,
    OTHERS_CONTACT,
    OTHERS_PHONE,
    ROW,
    STAMP,
)
from toolkit.campaign import Member, Unit
from toolkit.leaks import LeakGuard
from toolkit.template import build_issue, build_workbook


@pytest.fixture(scope="package")
def campaign(collected):
    return replace(
        collected.workspace.campaign,
        units=(
            Unit(code="00", name="市委常委班子", contact="江文博", phone="0700-8100000", lead=True),
            Unit(code="01", name="市教育局", aliases=("教育局",), contact="陈静", phone="0700-8100001"),
            Unit(code="02", name="市公安局", aliases=("公安局",), contact=OTHERS_CONTACT, phone=OTHERS_PHONE),
        ),
        members=(
            Member(unit="00", name="林致远", post="书记"),
            Member(unit="01", name="苏敏", post="局长"),
            Member(unit="02", name=OTHER, post="局长"),
        ),
        decisions=(),
    )


@pytest.fixture(scope="package")
def guard(campaign):
    return LeakGuard(campaign, STAMP, {"01": ["对一线教师的难处体会不深，走访学校次数偏少。"], "02": [ROW]})


@pytest.fixture(scope="package")
def clean(campaign):
    """The workbook that 01 is handed."""
    return build_workbook(build_issue(campaign, campaign.find_by_code("01"), STAMP, round=1))
