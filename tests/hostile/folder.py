"""What may lie in a folder besides files: links, pipes, holes, and names that trick a screen or a system."""

import os
import socket

from tests.hostile.packages import workbook

# Names that are valid on Linux; each file is a workbook, which is opened under a name that is safe to show.
ODD_NAMES = (
    *(
        "=cmd.xlsx",
        "-rf.xlsx",
        "--help",
        "CON.xlsx",
        "NUL",
        "COM1.csv",
        "aux.xlsx",
        "$HOME.xlsx",
        "`id`.xlsx",
        ";ls.xlsx",
    ),
    *("a\nb.xlsx", "a\rb.xlsx", "a\tb.xlsx", "a\x1b[31mb.xlsx", "a\x07b.xlsx", "a\x7fb.xlsx", "a\x9bb.xlsx"),
    *("a\u202ecod.xlsx", "a\u2066b.xlsx", "a\u200bb.xlsx", "a\u2028b.xlsx", "a\ue000b.xlsx"),
    *("名　称.xlsx", "\U00020000.xlsx", "葛\U000e0100.xlsx", "\U0001f468\u200d\U0001f469\u200d\U0001f467.xlsx"),
    "清" * 80 + ".xlsx",  # 245 bytes, of 255 that a system takes
    *(
        "e\u0301.xlsx",
        "\u00e9.xlsx",
        "表.XLSX",
        "表.xlsx",
        "表.xlsx ",
        " 表.xlsx",
        "表..xlsx",
        "表",
        "表.xlsx.exe",
        "表.xls.XLSX",
        "．xlsx",
    ),
    *("#'!$.xlsx", "%41.xlsx", "a&b<c>.xlsx", '"a".xlsx', "a\\b.xlsx", "a:b.xlsx", "a|b?.xlsx", "{{ 7*7 }}.xlsx"),
)
LEFT_BEHIND = {
    "~$表.xlsx": "lock",
    ".~lock.表.xlsx#": "lock",
    "Thumbs.db": "system",
    "desktop.ini": "system",
    ".DS_Store": "system",
    "._表.xlsx": "system",
    "a.tmp": "temporary",
    "b.crdownload": "temporary",
    "c.part": "temporary",
    "表.xlsx~": "temporary",
    "1A2B3C4D": "temporary",
}
DEEP = 12


def scatter(folder):
    """Put oddities of every kind into a folder; return, by the file's own path below it, why each is not opened."""
    expected = dict.fromkeys(ODD_NAMES, "")
    for name in ODD_NAMES:
        (folder / name).write_bytes(workbook())
    (folder / os.fsdecode("清单.xlsx".encode("gbk"))).write_bytes(workbook())
    expected["清单.xlsx"] = ""
    for name, target in {
        "link.xlsx": "/etc/passwd",
        "dangling.xlsx": "nowhere.xlsx",
        "circle.xlsx": "circle.xlsx",
        "zero.xlsx": "/dev/zero",
        "to_good.xlsx": "表.xlsx",
        "up": "..",
    }.items():
        (folder / name).symlink_to(target)
        expected[name] = "link"
    os.mkfifo(folder / "pipe.xlsx")
    here = os.open(".", os.O_RDONLY)
    os.chdir(folder)  # a socket's path is short
    with socket.socket(socket.AF_UNIX) as door:
        door.bind("door.xlsx")
    os.fchdir(here)
    os.close(here)
    expected |= {"pipe.xlsx": "not_a_file", "door.xlsx": "not_a_file"}
    (folder / "folder.xlsx").mkdir()
    (folder / "empty").mkdir()
    with (folder / "hole.xlsx").open("wb") as hole:
        hole.truncate(8 * 1024**3)
    expected |= {"folder.xlsx": "folder", "hole.xlsx": "too_big"}
    deep = folder.joinpath(*["深" * 20] * DEEP)
    deep.mkdir(parents=True)
    (deep / "deep.xlsx").write_bytes(workbook())
    expected[(deep / "deep.xlsx").relative_to(folder).as_posix()] = ""
    for name in LEFT_BEHIND:
        (folder / name).write_bytes(b"x")
    return expected | LEFT_BEHIND
