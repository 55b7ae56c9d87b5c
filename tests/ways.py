"""The ways in which returned workbooks really break, and the tests that stand for each.

A test says which ways it stands for with `@pytest.mark.way(17)`; `python -m pytest --ways` prints the table.
"""

import ast
from pathlib import Path

import pytest

WAYS = {
    1: "xls、ods 格式",
    2: "et 格式",
    3: "扩展名与内容不符",
    4: "有打开密码",
    5: "被单位的软件加密",
    6: "使用范围写错",
    7: "属性、数字格式古怪",
    8: "锁定文件、临时文件",
    9: "副本、最终版、V2",
    10: "同样的内容报两次",
    11: "文件名看不出单位",
    12: "旧表、别的表",
    13: "扫描件、Word",
    14: "压缩包、GBK 的 csv",
    15: "工作表改名，复制到新簿",
    16: "表头上面有几行字",
    17: "两行的、合并的表头",
    18: "表头改写、加空格、没有了",
    19: "栏目移动、增加、删除",
    20: "数据中间重复表头",
    21: "合计行、小计行",
    22: "签字、盖章行",
    23: "空行",
    24: "序号拖得很长",
    25: "示例行没有删",
    26: "竖着合并的格子",
    27: "隐藏的行，筛选",
    28: "下拉框没有了",
    29: "日期的各种写法",
    30: "姓名中间有空格",
    31: "全角数字、千分号、万",
    32: "无、— 算空白",
    33: "数字成了文字",
    34: "选项写成近义词",
    35: "选项里标点不同",
    36: "一格几条，带序号",
    37: "一格几个人",
    38: "单位别名、全半角括号",
    39: "看不见的字符",
    40: "错误值",
    41: "格子里的图片",
    42: "用颜色表示状态",
    43: "必填的空着",
    44: "重复的行",
    45: "编号乱了",
    46: "已完成而没有时间",
    47: "类别与时限矛盾",
    48: "下发的行被删、没有编号",
    49: "零报告",
    50: "文字太长",
    51: "显示的与存的不一样（数字格式）",
    52: "表格外的字：批注、文本框、删除线",
    53: "部件不按常规命名",
    54: "看着一样的字",
    55: "乱码",
    56: "不是表格的附件：OFD、邮件、音像",
    57: "软件自己做的汇总行",
    58: "复选框的 TRUE、FALSE",
    59: "表头带序号，带“（必填）”",
    60: "时限带尾巴：并长期坚持",
    61: "文件名太长，临时副本",
    62: "一个文件拖垮程序",
}
HERE = Path(__file__).parent


def written_for(folder=HERE):
    """Return, by number, the tests in whose source a literal `way(number)` stands, as file::test."""
    found = {}
    for path in sorted(folder.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                for number in _numbers(node):
                    found.setdefault(number, []).append(f"{path.relative_to(folder)}::{node.name}")
    return found


def _numbers(function):
    """Yield the numbers of the marks on a test and its parameters; a file's own `way(17, …)` makes one of these."""
    for decorator in function.decorator_list:
        for node in ast.walk(decorator):
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            if called in ("way", "pytest.mark.way"):
                numbers = node.args[:1] if called == "way" else node.args
                yield from (one.value for one in numbers if isinstance(one, ast.Constant))


def table(marked):
    """Return the table's text, and the numbers without a test; `marked` are the tests by number."""
    gaps = [number for number in WAYS if not marked.get(number)]
    lines = []
    for number, what in WAYS.items():
        lines.append(f"{number:2d}  {what}" + ("  ── 没有测试" if number in gaps else ""))
        lines += [
            f"      {name}" + (f" ×{count}" if count > 1 else "") for name, count in marked.get(number, {}).items()
        ]
    lines.append(f"{len(WAYS)} 种，{len(gaps)} 种没有测试")
    return "\n".join(lines), gaps


def marked_in(items):
    """Return, by number, how many cases of which test are marked with it."""
    marked = {}
    for item in items:
        name = item.nodeid.partition("[")[0].removeprefix("tests/")
        for number in {number for mark in item.iter_markers("way") for number in mark.args}:
            tests = marked.setdefault(number, {})
            tests[name] = tests.get(name, 0) + 1
    return marked


class TableOfWays:
    """A plugin that prints the table in the place of running the tests."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session):
        text, gaps = table(marked_in(session.items))
        print("\n" + text)
        session.testsfailed += len(gaps)
        return True
