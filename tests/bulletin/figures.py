"""Figures as the summary gives them to the bulletin: everything zero, or drawn from a number."""

from toolkit.definition import collect_column_kinds, collect_name_kinds, load_definition

CLASSES = ("即知即改", "阶段性整改", "长期整改", "未明确")
STEPS = ("未启动", "正在推进", "已完成", "申请延期", "未明确")
PICTURES = ("图_类别进展", "图_方面", "图_单位完成率", "图_各期")


def figures(seed=0):
    """Return values under every name; `seed` 0 gives a campaign where nothing has come in."""
    values = _under_every_name(seed) | {
        "会议名称": "2021年度党史学习教育专题民主生活会",
        "期次": "第2期（3月进展）" if seed else "",
        "牵头单位": "市委办公室",
        "班子名称": "市委常委班子",
        "统计截止日": "2022年3月31日",
        "会议日期": "2022年1月20日",
        "未报单位": "市发改委、市教育局" if seed else "",
    }
    for subject in ("班子", "成员", "全部"):
        for what in ("问题", "措施"):
            values |= _cross(f"{subject}{what}", seed)
    for name in ("上年度问题", "先行先改问题"):
        values |= {name: _drawn(seed, 5), **{f"{name}_{step}": _drawn(seed, i) for i, step in enumerate(STEPS)}}
    return values | _lists(seed)


def _under_every_name(seed):
    """Return a value of its kind under each name that templates may use; facts are blank for every other seed."""
    definition = load_definition()
    facts = {fact.label for fact in definition.campaign.settings.facts}
    columns = collect_column_kinds(definition)
    values = {}
    for place, (name, kind) in enumerate(collect_name_kinds(definition).items()):
        if kind == "list":
            values[name] = _rows(name, columns, seed)
        elif name not in PICTURES:
            values[name] = (
                ""
                if kind == "text" and not (seed and (seed % 2 or name not in facts))
                else _value(name, kind, seed, place)
            )
    return values


def _rows(name, columns, seed):
    """Return two rows of a list, with the lists within them."""
    return [
        {
            column: _rows(f"{name}.{column}", columns, seed)
            if kind == "list"
            else _value(f"{column}{number}", kind, seed, number + 1)
            for column, kind in columns.get(name, {}).items()
        }
        for number in range(2 if seed else 0)
    ]


def _value(name, kind, seed, place):
    if kind == "text":
        return f"{name}的话"
    if kind == "rate":
        return (_drawn(seed, place) % 5) / 4 if seed else "—"
    return _drawn(seed, place) + (0.5 if kind == "average" else 0)


def _drawn(seed, place):
    return (seed * (place * 7 + 3)) % 11


def _cross(name, seed):
    cross = {f"{name}_{c}_{s}": _drawn(seed, i * 5 + j) for i, c in enumerate(CLASSES) for j, s in enumerate(STEPS)}
    unclear = CLASSES[-1]  # of both: told apart by name
    classes = {c: sum(cross[f"{name}_{c}_{s}"] for s in STEPS) for c in CLASSES}
    steps = {s: sum(cross[f"{name}_{c}_{s}"] for c in CLASSES) for s in STEPS}
    classes = {f"{name}_{'类别' * (c == unclear)}{c}": count for c, count in classes.items()}
    steps = {f"{name}_{'进展' * (s == unclear)}{s}": count for s, count in steps.items()}
    total = sum(classes.values())
    closed = steps[f"{name}_已完成"] // 2
    rates = {
        f"{name}完成率": steps[f"{name}_已完成"] / total if total else "—",
        f"{name}坚持推进": classes[f"{name}_长期整改"],
        f"{name}销号数": closed,
        f"{name}销号率": closed / total if total else "—",
    }
    return {name: total, **cross, **classes, **steps, **rates}


def _lists(seed):
    if not seed:
        return {name: [] for name in ("附表栏目", "附表")}
    return {
        "方面统计": [
            {"名称": f"带头做好第{i}方面", "简称": f"方面{i}", "问题数": _drawn(seed, i), "已完成": 1, "完成率": 0.5}
            for i in range(3)
        ],
        "来源统计": [{"名称": name, "问题数": _drawn(seed, i)} for i, name in enumerate(("群众反映", "谈心谈话"))],
        "单位统计": [],
        "完成率全部": [{"名称": "市教育局"}],
        "完成率达标": [{"名称": "市公安局"}, {"名称": "A&B<公司>"}],
        "完成率不足": [{"名称": "市民政局"}],
        "逾期清单": [
            {"单位": "市公安局", "编号": "ZG-001", "措施": "完善接访制度", "责任领导": "雷振宇", "天数": 35},
            {"单位": "市教育局", "编号": "ZG-014", "措施": "下沉调研不少于两次", "责任领导": "", "天数": 2},
        ],
        "附表栏目": [{"名称": name} for name in ("问题数", *STEPS[:4], "完成率")],
        "附表": [
            {"主体": subject, "类别": kind, "数字": [str(_drawn(seed, i)) for i in range(5)] + ["98.7%"]}
            for subject in ("领导班子", "班子成员")
            for kind in CLASSES[:3]
        ],
    }


def spelled(values, sheet="数据"):
    """Put the values on a sheet: return its cells, and the formula expression of every figure by its name."""
    cells, spelled = {}, {}

    def put(value):
        address = f"B{len(cells) + 1}"
        cells[address] = value
        return f"{sheet}!$B${len(cells)}"

    for name, value in values.items():
        if isinstance(value, list):
            spelled[name] = [{k: put(v) for k, v in row.items() if not isinstance(v, list)} for row in value]
        else:
            spelled[name] = put(value)
    return cells, spelled
