"""A person's mistake gets one clear Chinese sentence and the right exit code; nothing is half written."""

import io
import zipfile

import openpyxl
import pytest

from tests.conftest import issued, write_campaign
from tests.execution.crafted import ABORTING, package
from toolkit.cli import run
from toolkit.pipeline import collect, distribute, open_workspace

UNIT = [{"code": "01", "name": "市教育局"}]


def said(capsys, *arguments, code=2):
    assert run([str(argument) for argument in arguments]) == code
    text = capsys.readouterr().err
    assert "Traceback" not in text
    return text.replace("\n", "")


def test_missing_folder__is_named(tmp_path, capsys):
    assert "没有这个文件夹" in said(capsys, "check", tmp_path / "没有")


def test_missing_campaign__says_init(tmp_path, capsys):
    text = said(capsys, "check", tmp_path)
    assert "工作方案.xlsx" in text and "qingdan init" in text


def test_campaign_that_is_no_workbook__says_why(tmp_path, capsys):
    (tmp_path / "工作方案.xlsx").write_bytes(b"%PDF-1.4")
    assert "是 PDF" in said(capsys, "distribute", tmp_path)


def test_campaign_that_is_a_folder__is_refused(tmp_path, capsys):
    (tmp_path / "工作方案.xlsx").mkdir()
    assert "没有找到工作方案" in said(capsys, "check", tmp_path)


def test_unknown_meeting__proposes_the_nearest(tmp_path, capsys):
    text = said(capsys, "init", tmp_path / "新", "--meeting", "2025-anual")
    assert "2025-annual" in text
    assert not (tmp_path / "新").exists()


def test_init_where_a_campaign_is__touches_nothing(tmp_path, capsys):
    folder = write_campaign(tmp_path / "旧", units=UNIT)
    before = (folder / "工作方案.xlsx").read_bytes()
    assert "没有动它" in said(capsys, "init", folder)
    assert (folder / "工作方案.xlsx").read_bytes() == before


def test_init_with_force__keeps_a_copy(tmp_path, capsys):
    folder = write_campaign(tmp_path / "旧", units=UNIT)
    before = (folder / "工作方案.xlsx").read_bytes()
    assert run(["init", str(folder), "--force"]) == 0
    assert (folder / "工作方案-备份1.xlsx").read_bytes() == before
    assert (folder / "工作方案.xlsx").read_bytes() != before


def test_empty_returned_folder__is_named(small, capsys):
    text = said(capsys, "check", small.folders.folder)
    assert "回收" in text and "还没有收到" in text
    assert not small.folders.report.exists()


def test_unfilled_campaign__names_every_blank_setting(tmp_path, capsys):
    run(["init", str(tmp_path / "新")])
    capsys.readouterr()
    text = said(capsys, "distribute", tmp_path / "新")
    assert "牵头单位" in text and "会议日期" in text and "一个单位也没有" in text


def test_only_a_unit_that_is_not_on_the_roster__proposes_the_nearest(small, capsys):
    assert "是不是“市教育局”" in said(capsys, "distribute", small.folders.folder, "--only", "市教育厅")


def test_single_list_that_does_not_exist__names_the_lists(small, capsys):
    assert "检视问题清单" in said(capsys, "distribute", small.folders.folder, "--single", "没有的清单")


def test_workbook_changed_where_it_was_issued__is_not_overwritten(small, capsys):
    path = issued(small, "01")
    book = openpyxl.load_workbook(path)
    book["岗位职责清单"]["E4"].value = "填在了下发的表里"
    book.save(path)
    before = path.read_bytes()
    assert "下发以后被人改过" in said(capsys, "distribute", small.folders.folder)
    assert path.read_bytes() == before
    assert run(["distribute", str(small.folders.folder), "--force"]) == 0
    assert path.read_bytes() != before
    (kept,) = (path.parent / "备份").iterdir()
    assert kept.read_bytes() == before


def test_output_that_cannot_be_replaced__leaves_everything_as_it_was(small, capsys):
    small.folders.results.mkdir(parents=True)
    small.folders.report.mkdir()  # as good as a file that another program holds open
    (small.folders.returned / "a.xlsx").write_bytes(issued(small, "01").read_bytes())
    register = small.folders.register.read_bytes()
    assert "校验报告.xlsx" in said(capsys, "check", small.folders.folder, code=4)
    assert list(small.folders.results.iterdir()) == [small.folders.report]
    assert [path for path in small.folders.sent_back.rglob("*") if path.is_file()] == []
    assert small.folders.register.read_bytes() == register


def test_folder_that_is_a_file__is_refused(tmp_path, capsys):
    (tmp_path / "文件").write_text("")
    assert "是文件，不是文件夹" in said(capsys, "init", tmp_path / "文件")


def test_demo_in_a_folder_with_things__is_refused(tmp_path, capsys):
    (tmp_path / "a").write_text("")
    assert "已经有东西" in said(capsys, "demo", tmp_path)


@pytest.mark.parametrize(
    ("name", "content", "code", "state"),
    [
        ("空.xlsx", b"", "empty", "unreadable"),
        ("坏.xlsx", b"PK\x03\x04 damaged", "damaged", "unreadable"),
        ("乱.xls", b"\x00\x01\x02\x03" * 9, "unknown", "unreadable"),
        ("扫描.pdf", b"%PDF-1.7 x", "pdf", "other"),
        ("照片.jpg", b"\xff\xd8\xff\xe0", "picture", "other"),
        ("~$好.xlsx", b"\x05abc", "lock", "other"),
        (".~lock.好.xlsx#", b"x,y;", "lock", "other"),
        ("好.xlsx.crdownload", b"PK", "temporary", "other"),
        ("Thumbs.db", b"x", "system", "other"),
    ],
)
def test_unreadable_file__is_one_finding_and_leaves_the_others_alone(small, name, content, code, state):
    good = issued(small, "01").read_bytes()
    (small.folders.returned / "好.xlsx").write_bytes(good)
    alone = collect(small)
    (small.folders.returned / name).write_bytes(content)
    both = collect(small)
    assert both.file_states == {**alone.file_states, name: state}
    own = both.findings[both.findings["file"] == name]
    assert [one["facts"]["code"] for one in own.to_dict("records")] == [code]
    for key, table in alone.batch.tables.items():
        assert table.typed.equals(both.batch.tables[key].typed)


@pytest.mark.parametrize("rows", ABORTING.values(), ids=ABORTING.keys())
def test_kilobyte_that_aborts_a_reader__is_one_finding_and_leaves_the_others_alone(small, capsys, rows):
    for name in ("甲.xlsx", "丁.xlsx"):
        (small.folders.returned / name).write_bytes(issued(small, "01" if name == "甲.xlsx" else "02").read_bytes())
    alone = collect(small)
    (small.folders.returned / "丙.xlsx").write_bytes(package(rows))
    both = collect(small)
    assert both.file_states == {**alone.file_states, "丙.xlsx": "unreadable"}
    assert both.unit_states == alone.unit_states
    assert run(["status", str(small.folders.folder)]) == 0
    capsys.readouterr()


def test_campaign_that_aborts_a_reader__is_a_sentence(tmp_path, capsys):
    (tmp_path / "工作方案.xlsx").write_bytes(package(ABORTING["a row of eight digits"]))
    assert "工作方案.xlsx" in said(capsys, "check", tmp_path)


def test_link_and_folder_named_as_a_workbook__do_not_stop_the_run(small, tmp_path):
    (small.folders.returned / "目录.xlsx").mkdir()
    (small.folders.returned / "链接.xlsx").symlink_to(tmp_path / "nowhere")
    assert collect(small).file_states == {"目录.xlsx": "unreadable", "链接.xlsx": "unreadable"}


def test_archive__is_read_member_by_member_whatever_the_names_are_written_in(small):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as package:
        package.writestr("公安局.xlsx", issued(small, "02").read_bytes())
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w") as package:
        package.writestr("AAAAAA/BB.xlsx", issued(small, "01").read_bytes())
        package.writestr("里.zip", inner.getvalue())
        package.writestr("说明.txt", "请查收")
        package.writestr("~$表.xlsx", "x")
    # Chinese Windows packs names in GBK, without saying so.
    packed = outer.getvalue().replace(b"AAAAAA/BB", "教育局/表".encode("gbk"))
    (small.folders.returned / "全部.zip").write_bytes(packed)
    found = collect(small)
    assert {file.name: file.unit for file in found.batch.files if file.unit} == {
        "全部.zip/教育局/表.xlsx": "01",
        "全部.zip/里.zip/公安局.xlsx": "02",
    }
    assert found.file_states["全部.zip/~$表.xlsx"] == "other"
    assert found.sources["全部.zip/里.zip/公安局.xlsx"].read_content() == issued(small, "02").read_bytes()


def test_archives_one_in_another_too_deep__are_named(small):
    content = b"x"
    for _ in range(5):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as package:
            package.writestr("里.zip", content)
        content = buffer.getvalue()
    (small.folders.returned / "套.zip").write_bytes(content)
    assert collect(small).findings["facts"].map(lambda facts: facts["code"]).tolist() == ["archive_deep"]


def test_workbook_of_another_campaign__is_foreign(small, tmp_path):
    other = open_workspace(write_campaign(tmp_path / "别处", units=UNIT))
    (path,) = distribute(other)
    (small.folders.returned / "市教育局.xlsx").write_bytes(path.read_bytes())
    found = collect(small)
    assert found.file_states == {"市教育局.xlsx": "foreign"}
    assert found.findings["rule"].tolist() == ["foreign_campaign"]


def test_file_of_nobody__asks_and_obeys_the_decision(small):
    book = openpyxl.Workbook()
    book.active.title = "检视问题清单"
    columns = small.campaign.definition.find_list_type("problem").columns
    book.active.append([column.label for column in columns])
    book.active.append(["WT-001", "领导班子", None, "两个确立", "其他", "到学校少，听汇报多", None, "即知即改", "苏敏"])
    book.save(small.folders.returned / "新建.xlsx")
    assert collect(small).findings["rule"].tolist() == ["no_unit"]
    path = small.folders.folder / "工作方案.xlsx"
    plan = openpyxl.load_workbook(path)
    for place, text in enumerate(("文件归属", "新建.xlsx", "教育局"), 1):
        plan["认定"].cell(5, place).value = text
    plan.save(path)
    found = collect(open_workspace(small.folders.folder))
    assert found.batch.files[0].unit == "01"
    assert len(found.batch.tables["problem"].origin) == 1


def test_bug_of_ours__keeps_a_note_in_the_campaign_and_says_where(small, capsys, monkeypatch):
    monkeypatch.setattr("toolkit.pipeline.collect", lambda *_, **__: 1 / 0)
    text = said(capsys, "status", small.folders.folder, code=3)
    (kept,) = (small.folders.folder / ".qingdan" / "crash").glob("*.txt")
    assert kept.name in text and "ZeroDivisionError" in kept.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["check"], "缺少参数"), (["check", "--nein", "x"], "没有这个选项"), (["chek"], "没有这个命令")],
)
def test_wrong_command_line__is_said_in_chinese(arguments, words, capsys):
    assert words in said(capsys, *arguments)


def test_two_files_shown_by_one_name__are_never_mixed_up(small):
    for name, code in (("a\nb.xlsx", "01"), ("a\tb.xlsx", "02")):
        (small.folders.returned / name).write_bytes(issued(small, code).read_bytes())
    found = collect(small)
    assert sorted(file.unit for file in found.batch.files) == ["01", "02"]
    for file in found.batch.files:
        assert found.sources[file.name].read_content() == issued(small, file.unit).read_bytes()
