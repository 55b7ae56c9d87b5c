"""A round of preparation for tests: one team of four fills in opinions, talks, criticism, materials and regulations."""

from tests.summary.rounds import campaign_of

LEAD, OTHER, SILENT = "市委办公室", "某某局", "某某中心"
TEAM = ["王大明", "李小红", "张三", "赵六"]
LISTS = ("duty", "problem", "rectification", "opinion", "talk", "criticism", "material", "regulation")


def talk(number, talker, partner, kind, day):
    return {
        "谈话编号": f"TH-{number:03d}",
        "谈话人": talker,
        "谈话对象": partner,
        "谈话类型": kind,
        "谈话日期": day,
        "主要内容": "交换意见",
    }


TALKS = [
    talk(1, "王大明书记", "李小红同志、张三", "主要负责同志与成员", "2022-01-05"),
    talk(2, "张三", "王大明", "主要负责同志与成员", "2022-01-03"),
    talk(3, "李 小红", "张三", "成员之间", "说不清的日子"),
    talk(4, "赵六", "孙党员、周党员", "与支部党员代表", "2022-01-08"),
    talk(5, "吴科长", "李小红", "与分管科室负责人", "2022-01-09"),
    talk(6, "赵六", "李小红明", "成员之间", "2022-01-10"),
    talk(7, "钱群众", "王大明", "接受约谈", "2022-01-11"),
]


def criticism(number, critic, criticised, adopted="是"):
    return {
        "批评意见编号": f"PP-{number:03d}",
        "批评人": critic,
        "被批评人": criticised,
        "批评意见": f"第{number}条意见",
        "是否采纳": adopted,
    }


CRITICISM = [
    criticism(1, "王大明", "李小红"),
    criticism(2, "王大明", "李小红", "否"),
    criticism(3, "李小红", "王大明"),
    criticism(4, "张三", "赵六", ""),
]
OPINIONS = [
    {
        "意见编号": f"YJ-{number:03d}",
        "征求方式": way,
        "指向": target,
        "姓名": name,
        "意见原文": "多下基层",
        "处理方式": handling,
    }
    for number, (way, target, name, handling) in enumerate(
        [
            ("座谈访谈", "领导班子", "", "说明解释"),
            ("座谈访谈", "班子成员", "张三", "不采纳"),
            ("意见箱", "领导班子", "", "转为问题"),
        ],
        1,
    )
]
MATERIALS = [
    {
        "材料编号": "CL-001",
        "主体类型": "领导班子",
        "撰写人": "王大明",
        "初稿日期": "2022-01-04",
        "修改次数": "3",
        "审议日期": "2022-01-15",
        "有事例": "是",
    },
    {"材料编号": "CL-003", "主体类型": "班子成员", "姓名": "赵六", "撰写人": ""},
    {"材料编号": "CL-002", "主体类型": "班子成员", "姓名": "张三", "撰写人": "张三", "修改次数": "2", "有事例": "否"},
]
REGULATIONS = [
    {
        "制度编号": "ZD-001",
        "制度名称": "《调查研究工作办法》",
        "类别": "新建",
        "文号": "某办发〔2022〕5号",
        "印发日期": "2022-03-15",
        "状态": "已印发",
    },
    {"制度编号": "ZD-002", "制度名称": "值班制度", "类别": "修订", "状态": "起草中"},
]


def preparation_round():
    """Return the campaign and what was returned: one unit with every list, one without a team, one that is silent."""
    campaign = campaign_of({LEAD: TEAM, OTHER: [], SILENT: ["甲一", "乙二"]}, lists=LISTS)
    lists = {
        "opinion": OPINIONS,
        "talk": TALKS,
        "criticism": CRITICISM,
        "material": MATERIALS,
        "regulation": REGULATIONS,
    }
    return campaign, {LEAD: lists, OTHER: {"regulation": REGULATIONS[:1]}}
