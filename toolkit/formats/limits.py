"""How much of a file is opened: limits against files that would fill the memory, whatever made them so large.

A file beyond one of them is refused with a code of `errors`, before anything is allocated for it. Offices' own
files stay far below: a return of some hundred rows has a few thousand cells.
"""

# A dense reader allocates the whole rectangle up to the farthest cell and cannot be interrupted, so extents are
# checked first. 20 million cells take about 1.5 GB.
MOST_CELLS = 20_000_000
# Cells with a content that all sheets of a file may have, and shared strings: each takes some 200 bytes.
MOST_STORED = 5_000_000
# Bytes that all members of a package or archive may have when inflated.
MOST_INFLATED = 512 * 1024 * 1024
# Cells this far beyond the nearest cell before them belong to no list: a slip, or a bomb.
FAR_ROWS, FAR_COLUMNS = 5_000, 200
# Parts of a package, and files of an archive.
MOST_PARTS, MOST_ARCHIVED = 5_000, 2_000
# Bytes of one file in an archive.
LARGEST_ARCHIVED = 100 * 1024 * 1024
MOST_SHEETS = 500
