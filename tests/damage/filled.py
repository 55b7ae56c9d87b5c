"""A small campaign with one filled workbook, written into the issued one as a clerk would."""

import datetime as dt

from tests.conftest import issued, write_campaign
from toolkit.cleaning import format_plain_text
from toolkit.damage import Subject
from toolkit.damage.book import DamageBook
from toolkit.definition import load_definition
from toolkit.formats import open_workbook
from toolkit.layout import FIRST_ROW, ListLayout
from toolkit.pipeline import distribute, open_workspace
from toolkit.reading import read_sections

UNITS = [
    {"code": "01", "name": "市教育局", "aliases": "教育局", "lead": "是"},
    {"code": "02", "name": "市公安局", "aliases": "公安局"},
]
MEMBERS = [
    {"unit": "01", "name": "苏敏", "post": "局长"},
    {"unit": "01", "name": "任重远", "post": "副局长"},
    {"unit": "01", "name": "白露", "post": "副局长"},
    {"unit": "02", "name": "雷振宇", "post": "局长"},
]
DUTY = {
    "division": ["主持全面工作", "主持全面工作", "分管学前教育", "分管安全、信访"],
    "duty": ["研究决定重大事项", "履行第一责任人职责", "抓好学前教育工作", "抓好校园安全工作"],
    "unit": ["办公室", "办公室、人事科", "学前教育科", "安全科；信访科"],
    "risk_level": ["高", "高", "中", "低"],
}
PROBLEM = {
    "subject_type": ["领导班子", "领导班子", "班子成员", "班子成员", "班子成员"],
    "name": [None, None, "苏敏", "任重远", "白露"],
    "aspect": [
        "带头深刻感悟“两个确立”的决定性意义",
        "带头践行以人民为中心的发展思想，尊重群众意愿，为群众办实事解难题",
        "带头践行以人民为中心的发展思想，尊重群众意愿，为群众办实事解难题",
        "带头深刻感悟“两个确立”的决定性意义",
        "带头深刻感悟“两个确立”的决定性意义",
    ],
    "source": ["征求意见、谈心谈话", "谈心谈话", "群众反映", "其他", "调研发现、群众反映"],
    "problem": [
        "听汇报多、看现场少",
        "对群众反映集中的入园难问题掌握不细",
        "到学校蹲点调研不够",
        "学习联系实际不紧",
        "抓落实一抓到底的劲头不足",
    ],
    "category": ["即知即改", "阶段性整改", "长期整改", "阶段性整改", "即知即改"],
    "leader": ["苏敏、任重远", "苏敏", "苏敏", "任重远", "白露、苏敏"],
    "duty_number": ["ZZ-001", "ZZ-002", "ZZ-002", "ZZ-003", "ZZ-004"],
    "early": ["否"] * 5,
}
RECTIFICATION = {
    "problem_number": ["WT-001", "WT-002", "WT-003", "WT-004", "WT-005", "WT-005"],
    "measure": [
        "每月到现场办公一次",
        "摸清学位缺口，逐园整改",
        "每人联系两所学校",
        "每季度交流一次学习体会",
        "挂图作战，逐项销号",
        "逾期事项按周通报",
    ],
    "leader": ["苏敏", "苏敏、白露", "苏敏", "任重远", "白露", "白露"],
    "unit": ["办公室", "学前教育科", "办公室、人事科", "机关党委", "督查室", "督查室"],
    "person": ["周一", "周一", "李二", "李二", "王三", "王三"],
    "deadline": [
        dt.date(2022, 2, 28),
        dt.date(2022, 6, 30),
        "长期坚持",
        "2022年6月底前",
        dt.date(2022, 3, 15),
        "立行立改",
    ],
    "progress": ["已完成", "正在推进", "正在推进", "正在推进", "已完成", "已完成"],
    "finish_date": [dt.date(2022, 2, 20), None, None, None, dt.date(2022, 3, 10), dt.date(2022, 3, 12)],
    "effect": ["已办结三件", "完成摸底", "已联系六所", "交流一次", "已销号五项", "通报两期"],
    "new_rules": [3, None, None, None, 1, None],
    "rule_names": ["《现场办公制度》等", None, None, None, "《督查办法》", None],
    "evidence": ["现场记录.pdf", None, None, None, None, None],
}
FILLED = {"duty": DUTY, "problem": PROBLEM, "rectification": RECTIFICATION}


def campaign_of(folder):
    """Make the campaign and hand its workbooks out; return its workspace."""
    workspace = open_workspace(write_campaign(folder, units=UNITS, members=MEMBERS))
    distribute(workspace)
    return workspace


def filled_workbook(workspace):
    """Return the first unit's workbook's name and its bytes, filled."""
    path = issued(workspace, "01")
    definition = workspace.campaign.definition
    book = DamageBook(path.read_bytes())
    for list_key, columns in FILLED.items():
        fill(book.open_sheet(definition.find_list_type(list_key).label), definition.find_list_type(list_key), columns)
    book.open_sheet(definition.cover.sheet).put_text(4, 1, "周一")
    return path.name, book.build_package()


def fill(sheet, list_type, columns):
    """Write columns of values under a list's headings as issued."""
    places = ListLayout(list_type=list_type.select_issued_columns(later=False)).positions
    for key, values in columns.items():
        for row, value in enumerate(values, FIRST_ROW):
            if isinstance(value, dt.date):
                sheet.put_number(row, places[key], (value - dt.date(1899, 12, 30)).days)
            elif isinstance(value, int):
                sheet.put_number(row, places[key], value)
            elif value is not None:
                sheet.put_text(row, places[key], value)


def subject_of(name, content, definition=None):
    """Return a workbook as damaging takes it."""
    own = definition or load_definition()
    return Subject(name=name, content=content, sections=read_sections(open_workbook(content), own), definition=own)


def shown(content):
    """Return every sheet's texts."""
    return {g.name: [[format_plain_text(cell) for cell in row] for row in g.rows] for g in open_workbook(content).grids}
