"""Names as nobody should choose them: quotes, exclamation marks and equals signs wherever an author may write words."""

import re
import shutil

import openpyxl

from tests.conftest import ROOT, issued, write_campaign
from toolkit.damage.book import DamageBook
from toolkit.layout import FIRST_ROW
from toolkit.pipeline import collect, distribute, open_workspace

ODD = "“\"'!&=<a>"
UNITS = [
    {"code": "01", "name": '=市"教育"局!\'s', "lead": "是"},
    {"code": "02", "name": "+公安<局>&{=1}"},
]
MEMBERS = [
    {"unit": "01", "name": "苏敏", "post": "=局长"},
    {"unit": "01", "name": "任重", "post": "副局长"},
    {"unit": "02", "name": "雷振宇", "post": "@局长"},
]
_WORDS = re.compile(r'^(label|help|intro|message|fix) = "(.{1,24})"$', re.MULTILINE)


def write_odd_definition(folder):
    """Write a copy of the standard definition in which every label, help and message has odd characters."""
    own = shutil.copytree(ROOT / "workbook_templates", folder / "怪定义")
    for path in (*own.glob("lists/*.toml"), own / "cover.toml"):
        path.write_text(_WORDS.sub(_add_odd_characters, path.read_text("utf-8")), "utf-8")
    return own


def _add_odd_characters(words):
    first = "=" if words[1] in ("help", "intro") else ""
    odd = ODD.replace('"', r"\"")
    return f'{words[1]} = "{first}{words[2]}{odd}"'


def write_odd_campaign(folder):
    """Hand out a campaign by that definition, to units whose names begin like formulas; return its workspace."""
    own = write_odd_definition(folder)
    campaign = write_campaign(
        folder / "怪名", units=UNITS, members=MEMBERS, settings={"definition": str(own)}, definition=own
    )
    path = campaign / "工作方案.xlsx"
    book = openpyxl.load_workbook(path)
    written = {text for row in (*UNITS, *MEMBERS) for text in row.values()}
    for cell in (cell for sheet in book for row in sheet for cell in row):
        if cell.value in written:
            cell.data_type = "s"  # the library would write a formula
    book.save(path)
    workspace = open_workspace(campaign)
    distribute(workspace)
    return workspace


def fill_with_faults(workspace):
    """Return a unit's workbook with odd texts in the first rows of all lists."""
    book = DamageBook(issued(workspace, "01").read_bytes())
    for list_type in workspace.campaign.find_lists(workspace.campaign.find_by_code("01")):
        sheet = book.open_sheet(list_type.label)
        for row, words in enumerate(("=办法", '整改"措施"\'!', "2022-2-30"), FIRST_ROW):
            for column in range(1, 9):
                sheet.put_text(row, column, f"{words}{column}")
    return book.build_package()


def collect_odd_round(folder):
    """Return an odd campaign after its first return, collected."""
    workspace = write_odd_campaign(folder)
    (workspace.folders.returned / "报回.xlsx").write_bytes(fill_with_faults(workspace))
    return collect(workspace)
