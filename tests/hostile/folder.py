"""What may lie in a folder besides files: links, pipes, holes, and names that trick a screen or a system."""

import os
import socket

from tests.hostile.packages import workbook

# Names that are valid on Linux, each with the reason why it is odd.
ODD_NAMES = (
    "=cmd.xlsx",
    "-rf.xlsx",
    "CON.xlsx",
    "a\nb.xlsx",
    "a\x1b[31mb.xlsx",
    "a\u202ecod.xlsx",
    "名　称.xlsx",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467" + "清" * 76 + ".xlsx",  # 249 bytes, of 255 that a system takes
    "e\u0301.xlsx",
    "\u00e9.xlsx",
    "表.XLSX",
    "表.xlsx ",
    " 表.xlsx",
    "表..xlsx",
    "#'!$.xlsx",
    "%41.xlsx",
    "a&b<c>.xlsx",
)


def scatter(folder):
    """Put oddities of every kind into a folder."""
    for name in ODD_NAMES:
        (folder / name).write_bytes(workbook())
    (folder / os.fsdecode("清单.xlsx".encode("gbk"))).write_bytes(workbook())
    (folder / "link.xlsx").symlink_to("/etc/passwd")
    (folder / "dangling.xlsx").symlink_to("nowhere.xlsx")
    (folder / "circle.xlsx").symlink_to("circle.xlsx")
    (folder / "zero.xlsx").symlink_to("/dev/zero")
    (folder / "up").symlink_to("..")
    os.mkfifo(folder / "pipe.xlsx")
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(os.path.relpath(folder / "door.xlsx"))
    (folder / "folder.xlsx").mkdir()
    with (folder / "hole.xlsx").open("wb") as hole:
        hole.truncate(8 * 1024**3)
    deep = folder
    for _ in range(12):
        deep = deep / ("深" * 20)
        deep.mkdir()
    (deep / "deep.xlsx").write_bytes(workbook())
    for name in ("~$表.xlsx", ".~lock.表.xlsx#", "Thumbs.db", ".DS_Store", "._表.xlsx", "a.tmp", "b.crdownload"):
        (folder / name).write_bytes(b"x")
