"""How the values of a quantity are named: alone, in pairs, and the unclear."""

from toolkit.definition import Quantity, name_quantity_values

UNCLEAR = "未明确"


def names_of(quantity, orders):
    return [named.name for named in name_quantity_values(quantity, orders)]


def test_quantity_without_values__has_its_own_name():
    assert names_of(Quantity(name="问题", list="problem"), {}) == ["问题"]


def test_values__stand_behind_the_name_in_order():
    quantity = Quantity(name="问题", list="problem", by={"类别": "category"})
    assert names_of(quantity, {"类别": ("甲", "乙", UNCLEAR)}) == ["问题", "问题_甲", "问题_乙", f"问题_{UNCLEAR}"]


def test_unclear_of_two__says_of_which():
    quantity = Quantity(name="问题", list="problem", by={"类别": "category", "对象": "subject_type"})
    names = names_of(quantity, {"类别": ("甲", UNCLEAR), "对象": (UNCLEAR,)})
    assert names == [
        "问题",
        f"问题_对象{UNCLEAR}",
        "问题_甲",
        f"问题_甲_{UNCLEAR}",
        f"问题_类别{UNCLEAR}",
        f"问题_{UNCLEAR}_{UNCLEAR}",
    ]


def test_values_that_cannot_be_counted__leave_the_others():
    quantity = Quantity(name="问题", list="problem", by={"类别": "category", "对象": "subject_type"})
    assert names_of(quantity, {"类别": ("甲",)}) == ["问题", "问题_甲"]


def test_named_value__knows_what_it_counts():
    quantity = Quantity(name="问题", list="problem", by={"类别": "category"})
    *_, named = name_quantity_values(quantity, {"类别": ("甲",)})
    assert (dict(named.values), named.words) == ({"类别": "甲"}, ("甲",))
