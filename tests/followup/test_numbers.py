from tests.followup.rounds import Journey, close, file_with, measure, problem
from tests.followup.tiny import TINY, note
from toolkit.findings import render_sentence


def numbers_of(journey, list_key="rectification"):
    return [item.key.number for item in journey.items if item.key.list_key == list_key]


def test_row_without_a_number__gets_the_next_one():
    journey = Journey()
    journey.round([measure("CS-001"), measure(""), measure("CS-004", measure="另一条做法，逐月检查"), measure("")])
    assert numbers_of(journey) == ["CS-001", "CS-004", "CS-005", "CS-006"]
    assert journey.cells("CS-005")["measure"].startswith("新的做法")


def test_row_with_a_number_that_another_has__gets_the_next_one():
    journey = Journey()
    journey.round([measure("CS-001"), measure("CS-001", measure="另一条做法，逐月检查"), measure("CS-002")])
    assert numbers_of(journey) == ["CS-001", "CS-002", "CS-003"]
    assert journey.cells("CS-003")["measure"] == "另一条做法，逐月检查"


def test_number_that_was_lost__is_given_to_no_row_by_chance():
    journey = Journey()
    rows = [problem("", problem="学习不够深入"), problem("", problem="调研不够经常")]
    journey.round([*rows, measure("CS-001", problem="WT-001"), measure("CS-002", problem="WT-002")])
    assert numbers_of(journey, "problem") == ["WT-003", "WT-004"]


def test_given_numbers__are_said_once_for_a_sheet():
    journey = Journey()
    journey.round([measure("CS-001"), measure(""), measure("")])
    [finding] = journey.followed.findings
    assert (finding.severity, finding.rule) == ("notice", "number_given")
    assert "第 6、7 行没有编号" in render_sentence(finding)
    assert "CS-002、CS-003" in render_sentence(finding)


def test_number_of_a_closed_item__is_never_given_again():
    journey = Journey()
    journey.round([measure("CS-001"), measure("CS-002", "已完成")], [close("CS-002")])
    journey.round([measure("CS-001"), measure("", measure="新增的一条做法，逐月检查")])
    assert numbers_of(journey) == ["CS-001", "CS-002", "CS-003"]
    assert journey.item("CS-003").opened == 2


def test_number_of_any_other_form__is_kept():
    journey = Journey()
    journey.round([measure("甲"), measure("", measure="另一条做法，逐月检查")])
    assert numbers_of(journey) == ["CS-001", "甲"]


def test_parts_of_one_unit__share_their_numbers():
    journey = Journey()
    journey.round()
    files = [
        file_with(journey.campaign, [measure("CS-001", measure="甲科的做法，逐月检查")], name="甲科.xlsx"),
        file_with(journey.campaign, [measure("CS-001", measure="乙科的做法，逐月检查")], name="乙科.xlsx"),
    ]
    journey.again(files=files)
    assert numbers_of(journey) == ["CS-001", "CS-002"]
    assert journey.item("CS-001").origin.file == "乙科.xlsx"
    assert journey.again(files=files[::-1]).items == journey.items


def test_rows_of_a_list_without_numbers__are_found_again_by_their_fixed_texts():
    journey = Journey(TINY, ("note",))
    journey.round([note("甲", "开会"), note("乙", "走访")])
    journey.round([note("乙", "走访两次"), note("甲", "开会"), note("丙", "座谈")])
    found = {item.key.number: (item.texts["what"], item.texts["how"], item.reported) for item in journey.items}
    assert found == {
        "1": ("甲", "开会", "unchanged"),
        "2": ("乙", "走访两次", "reported"),
        "3": ("丙", "座谈", "reported"),
    }
