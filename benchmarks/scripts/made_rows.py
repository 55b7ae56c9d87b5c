"""Made-up rows of Chinese text: a third of the columns are choices, a third names and days, a third long texts."""

CHOICES = ("领导班子", "班子成员", "长期整改", "阶段性整改", "即知即改", "正在推进", "未启动")
LONG = "，按照有关要求逐项核对并形成书面材料，由专人负责、限期办结，办结情况在一定范围内公开"


def make_rows(rows: int, columns: int) -> list[list[str]]:
    """Return the headings and this many rows; the same arguments give the same rows."""
    made = [[f"栏目{column + 1}" for column in range(columns)]]
    made += [[_make_cell(row, column) for column in range(columns)] for row in range(rows)]
    return made


def _make_cell(row: int, column: int) -> str:
    if column % 3 == 0:
        return CHOICES[(row * 7 + column) % len(CHOICES)]
    if column % 3 == 1:
        return f"2022-{row % 12 + 1:02d}-{row % 28 + 1:02d}" if row % 2 else f"某市第{row % 1000:03d}局"
    return f"第{row + 1}条{LONG}" if row % 3 else f"{row % 50}号{LONG}"
