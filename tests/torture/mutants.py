"""Files of every format with bytes, parts or ends changed at random: each is read or refused, whatever was changed."""

import io
import random
import zipfile
from collections import deque
from pathlib import Path

from tests.formats.test_xlsb import FULL, package
from tests.hostile.containers import PAGE
from tests.hostile.packages import workbook, zip_parts
from toolkit.formats import UnreadableError, read_archive, submit_workbook

EXAMPLES = Path(__file__).parents[2] / "examples" / "city"
_TABLE = "编号,问题,类别\n1,学习不够,即知即改\n2,“调研”不深,长期坚持\n"
_XML2003 = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
    '<Worksheet ss:Name="表"><Table><Row><Cell ss:Index="2"><Data ss:Type="String">甲</Data></Cell>'
    '<Cell><Data ss:Type="Number">1</Data></Cell></Row></Table></Worksheet></Workbook>'
)
_PIECES = (
    b"<",
    b">",
    b'"',
    b"/",
    b"&",
    b"&#0;",
    b"9" * 12,
    b"-1",
    b"\x00",
    b"\xff\xfe",
    b"<!DOCTYPE a>",
    b"<c ",
    b"<row",
)
_AT_ONCE = 4


def list_seeds():
    """Return, by format, whole files of which mutants are made."""
    found = {kind: [p.read_bytes() for p in sorted(EXAMPLES.rglob(f"*.{kind}"))[:3]] for kind in ("xlsx", "ods", "xls")}
    return {
        **found,
        "xlsx parts": [workbook(), *found["xlsx"][:1]],
        "ods parts": found["ods"][:1],
        "xlsb parts": [package({"一": (0, FULL)})],
        "csv": [_TABLE.encode(code) for code in ("utf-8-sig", "gb18030", "utf-16")],
        "html": [PAGE.encode(), PAGE.encode("gbk")],
        "xml 2003": [_XML2003.encode()],
        "zip": [zip_parts({"表.csv": _TABLE, "甲/表.xlsx": workbook()})],
    }


def make_mutant(content, dice, parts=False):
    """Return a file with something changed: in one part of a package, which stays whole as a zip, or anywhere."""
    return _change_part(content, dice) if parts else _change_bytes(content, dice)


def _change_bytes(content, dice):
    changed = bytearray(content)
    for _ in range(dice.choice((1, 1, 3, 20))):
        at, act = dice.randrange(len(changed) or 1), dice.randrange(9)
        if act == 0:
            del changed[at : at + dice.choice((1, 8, 200))]
        elif act == 1:
            changed[at:at] = dice.choice(_PIECES)
        elif act == 2:
            changed[at : at + 64] = bytes(min(64, len(changed) - at))
        elif act == 3:
            changed[at:at] = changed[at : at + dice.choice((10, 1000))]
        elif changed:
            changed[at % len(changed)] = dice.randrange(256)
    if dice.random() < 0.1:
        del changed[dice.randrange(len(changed) or 1) :]
    return bytes(changed)


def _change_part(content, dice):
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        parts = [(name, opened.read(name)) for name in opened.namelist()]
    chosen = dice.randrange(len(parts))
    parts[chosen] = (parts[chosen][0], _change_bytes(parts[chosen][1], dice))
    return zip_parts(parts)


def read_mutants(kind, seeds, count, dice: random.Random):
    """Yield for each of many mutants whether it was read, and what was wrong, with a name that makes it again."""
    waiting = deque()
    for number in range(count):
        content = make_mutant(seeds[number % len(seeds)], dice, parts=kind.endswith("parts"))
        waiting.append((f"{kind} {number}", content, submit_workbook(content)))
        if len(waiting) >= _AT_ONCE:
            yield _judge(*waiting.popleft())
    while waiting:
        yield _judge(*waiting.popleft())


def read_one(name, content):
    """Read one file and judge how it ended."""
    return _judge(name, content, submit_workbook(content))


def _judge(name, content, future):
    """Return a name, whether the file was read, and what was wrong: anything but values and refusals is."""
    try:
        future.result(timeout=180)
    except UnreadableError as error:
        return name, error.code == "archive" and _read_members(content), []
    except TimeoutError:
        return name, False, [("hung", "")]
    except Exception as error:
        return name, False, [("crashed", f"{type(error).__name__}: {error}")]
    return name, True, []


def _read_members(content):
    try:
        return any(True for _ in read_archive(content))
    except UnreadableError:
        return False
