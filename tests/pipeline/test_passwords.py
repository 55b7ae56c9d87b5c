"""Workbooks handed out under passwords: which is a new one, what comes back, under which password a copy goes out."""

import datetime as dt
import io
import os
import re
import shutil

import openpyxl
import pytest

from tests.conftest import issued
from tests.pipeline.plans import add_row
from tests.pipeline.test_reissue import lines, sha
from tests.pipeline.test_sendback import read_letter
from toolkit.cli import run
from toolkit.errors import OperatorError
from toolkit.formats import UnreadableError, open_workbook, parse_passwords, submit_locked, unlock_workbook
from toolkit.pipeline import (
    collect,
    distribute,
    hand_out,
    make_passwords,
    open_workspace,
    read_passwords,
    write_check,
)
from toolkit.pipeline.locks import choose_passwords, find_exposed_file, find_weak_passwords

MAY = dt.date(2022, 5, 4)
WORDS = "教育局 = k7mq-4xhp-9rtv\n02 = 3hf9-kw2p-xt6d\n"
PASSWORDS = parse_passwords(WORDS, "密码.txt")
OTHER = parse_passwords(WORDS.replace("k7mq", "p2p2"), "密码.txt")


def plain(path, word="k7mq-4xhp-9rtv"):
    return unlock_workbook(path.read_bytes(), [word])


def lock(path, word="k7mq-4xhp-9rtv"):
    path.write_bytes(submit_locked(path.read_bytes(), word, b"the clerk's own").result())
    return path


@pytest.fixture(scope="module")
def locked_as_issued(small_as_issued, tmp_path_factory):
    """The folder of the small campaign with passwords from the first time on; nobody writes to it."""
    workspace = open_workspace(shutil.copytree(small_as_issued, tmp_path_factory.mktemp("加密") / "小城"))
    shutil.rmtree(workspace.folders.round_folder)
    distribute(workspace, passwords=PASSWORDS)
    return workspace.folders.folder


@pytest.fixture
def locked(locked_as_issued, tmp_path):
    """A campaign handed out under passwords: a copy of its own for every test."""
    return open_workspace(shutil.copytree(locked_as_issued, tmp_path / "小城"))


def faulty_return(workspace, name):
    """Put the workbook of 01 with one faulty row into 回收, without its password."""
    book = openpyxl.load_workbook(io.BytesIO(unlock_workbook(issued(workspace, "01").read_bytes(), PASSWORDS.all)))
    sheet = book["检视问题清单"]
    sheet["C4"].value, sheet["G4"].value, sheet["I4"].value = "领导班子", "听汇报多、看现场少", "马上改"
    book.save(workspace.folders.returned / name)
    return workspace.folders.returned / name


def test_each_workbook__opens_with_the_password_of_its_unit_alone(locked):
    assert open_workbook(issued(locked, "02").read_bytes(), PASSWORDS.all).opened_by == 1
    assert open_workbook(issued(locked, "01").read_bytes(), PASSWORDS.all).opened_by == 0
    with pytest.raises(UnreadableError, match="encrypted"):
        open_workbook(issued(locked, "01").read_bytes())


def test_register__says_which_were_handed_out_under_a_password_and_never_which_password(locked):
    (line,) = lines(locked)
    assert (line["打开密码"], line["SHA-256"], line["现在的文件"]) == ("有", sha(issued(locked, "01")), "与下发时一样")
    texts = [
        str(cell)
        for grid in open_workbook(locked.folders.register.read_bytes()).grids
        for row in grid.rows
        for cell in row
    ]
    assert not any(word in text for word in PASSWORDS.all for text in texts)


def test_register_without_passwords__has_no_column_of_them(small):
    assert "打开密码" not in lines(small)[0]


def test_handing_out_the_same_again__changes_no_byte_with_passwords_or_without(locked):
    before = locked.folders.register.read_bytes(), sha(issued(locked, "01"))
    for passwords in (PASSWORDS, parse_passwords("")):
        assert hand_out(locked, passwords=passwords, today=MAY).relocked == ()
        assert (locked.folders.register.read_bytes(), sha(issued(locked, "01"))) == before


def test_another_password__is_no_other_workbook(locked):
    before = plain(issued(locked, "01"))
    handed = hand_out(locked, passwords=OTHER, today=MAY)
    assert (handed.again, [line.code for line in handed.relocked]) == ((), ["01"])
    assert plain(issued(locked, "01"), "p2p2-4xhp-9rtv") == before
    first, second = lines(locked)
    assert (first["第几次"], second["第几次"]) == (1, 1) and first["下发日期"] == second["下发日期"]
    assert (first["现在的文件"], second["现在的文件"]) == ("又下发过，以后一次为准", "与下发时一样")
    assert second["与上一次比改了什么"] == "内容没有变，只换了打开密码"
    assert len(lines(locked, "02")) == 1
    assert not hand_out(locked, passwords=OTHER, today=MAY).relocked


@pytest.mark.slow
def test_password_that_comes_later_or_goes__is_no_other_workbook(small):
    before = issued(small, "01").read_bytes()
    handed = hand_out(small, passwords=PASSWORDS, today=MAY)
    assert handed.again == () and len(handed.relocked) == handed.locked == 2
    assert plain(issued(small, "01")) == before
    handed = hand_out(small, plain=True, today=MAY)
    assert handed.again == () and len(handed.relocked) == 2 and issued(small, "01").read_bytes() == before
    assert [line["打开密码"] for line in lines(small)] == ["", "有", ""]


@pytest.mark.slow
def test_workbook_with_something_new__is_handed_out_again_and_what_is_new_is_said(locked):
    workspace = add_row(locked.folders.folder, "班子成员", "市教育局", "季新", "副局长")
    (again, *_) = hand_out(workspace, passwords=OTHER, today=MAY).again
    assert (again.code, again.number, again.changes) == ("01", 2, "上一次的文件已不在原处或改动过，改了什么不清楚")
    workspace = add_row(locked.folders.folder, "班子成员", "市教育局", "后来", "副局长")
    (again, *_) = hand_out(workspace, passwords=OTHER, today=MAY).again
    assert (again.number, again.changes) == (3, "“岗位职责清单”的预填行有变；名册：增加后来")


@pytest.mark.slow
def test_without_the_passwords__no_workbook_loses_its_own(locked):
    workspace = add_row(locked.folders.folder, "班子成员", "市教育局", "季新", "副局长")
    before = sha(issued(locked, "01"))
    with pytest.raises(OperatorError, match="市教育局"):
        distribute(workspace, today=MAY)
    assert sha(issued(locked, "01")) == before
    distribute(workspace, today=MAY, plain=True)
    assert open_workbook(issued(locked, "01").read_bytes()).encrypted is False


@pytest.mark.slow
def test_workbook_that_somebody_changed__is_not_replaced(locked):
    issued(locked, "01").write_bytes(issued(locked, "02").read_bytes())
    with pytest.raises(OperatorError, match="下发以后被人改过"):
        distribute(locked, passwords=PASSWORDS)


@pytest.mark.slow
def test_lost_register__is_made_anew_from_what_opens(locked):
    locked.folders.register.unlink()
    before = sha(issued(locked, "01"))
    distribute(locked, passwords=PASSWORDS)
    assert (sha(issued(locked, "01")), [line["第几次"] for line in lines(locked)]) == (before, [1])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("01 = k7mq-4xhp-9rtv", "没有这些单位的密码：市公安局"),
        ("# 说明\n一般口令\n市公安居 = 保密的字", "第 3 行写的单位不在名册上"),
    ],
)
def test_units_without_a_password_and_lines_of_no_unit__stop_the_run(small, text, said):
    before = sha(issued(small, "01"))
    with pytest.raises(OperatorError, match=said) as stopped:
        distribute(small, passwords=parse_passwords(text, "密码.txt"))
    assert sha(issued(small, "01")) == before and "保密的字" not in str(stopped.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("01=abc1234\n02=3hf9-kw2p-xt6d", ["容易猜"]),
        ("01=13800000000\n02=3hf9-kw2p-xt6d", ["容易猜"]),
        ("01=密码密码一二三四\n02=3hf9-kw2p-xt6d", ["打不出来"]),
        ("3hf9-kw2p-xt6d", ["同一个密码"]),
        (WORDS, []),
    ],
)
def test_doubtful_passwords__are_told_by_unit_and_never_shown(small, text, said):
    passwords = parse_passwords(text)
    told = list(find_weak_passwords(small.campaign, passwords))
    assert len(told) == len(said) and all(word in line for word, line in zip(said, told, strict=True))
    assert not any(word in line for word in passwords.all for line in told)


def test_file_of_passwords_among_what_is_sent__or_open_to_others__is_told(small):
    path = small.folders.returned / "密码.txt"
    path.write_text(WORDS, encoding="utf-8")
    path.chmod(0o644)
    among, open_to_others = find_exposed_file(small.folders, path)
    assert "放在“回收”里" in among and "chmod 600" in open_to_others
    private = small.folders.folder / "密码.txt"
    private.write_text(WORDS, encoding="utf-8")
    private.chmod(0o600)
    assert list(find_exposed_file(small.folders, private)) == []


def test_return_under_a_password__goes_back_under_the_same_one(locked):
    path = lock(faulty_return(locked, "甲.xlsx"), "clerks-own-word")
    passwords = parse_passwords(WORDS + "clerks-own-word\n")
    collected = collect(locked, passwords=passwords)
    (copy,) = write_check(collected).sent_back
    opened = open_workbook(copy.read_bytes(), ["clerks-own-word"])
    assert opened.encrypted and "审核意见" in [grid.name for grid in opened.grids]
    letter = read_letter(locked, "01")
    assert "加了打开密码，就是报来时用的那一个" in letter and copy.name in letter and "clerks-own-word" not in letter
    assert not any(word in repr(collected) for word in passwords.all)
    path.unlink()
    (locked.folders.returned / "改好.xlsx").write_bytes(copy.read_bytes())
    (file,) = collect(locked, passwords=passwords).batch.files
    assert (file.unit, file.source.encrypted, file.source.format) == ("01", True, "xlsx")


def test_return_whose_password_was_taken_off__counts_is_told_and_goes_back_under_the_issued_one(locked):
    faulty_return(locked, "甲.xlsx")
    collected = collect(locked, passwords=PASSWORDS)
    (told,) = [each for each in collected.found if each.rule == "came_unlocked"]
    assert (told.severity, told.unit) == ("notice", "01")
    (copy,) = write_check(collected).sent_back
    assert open_workbook(copy.read_bytes(), ["k7mq-4xhp-9rtv"]).encrypted
    assert "与下发给你单位的表用的是同一个" in read_letter(locked, "01")


def test_return_of_a_unit_without_a_password__is_not_told_of_one(small):
    faulty_return(small, "甲.xlsx")
    assert not [each for each in collect(small, passwords=PASSWORDS).found if each.rule == "came_unlocked"]


@pytest.mark.parametrize("passwords", [PASSWORDS, parse_passwords("")])
def test_return_under_another_password__names_its_unit_and_the_way_out(locked, passwords):
    lock(faulty_return(locked, "市教育局三类清单.xlsx"), "nobody-knows")
    collected = collect(locked, passwords=passwords)
    assert [each.rule for each in collected.found if each.at.file] == ["unreadable"]
    write_check(collected)
    texts = [str(c) for g in open_workbook(locked.folders.report.read_bytes()).grids for row in g.rows for c in row]
    way_out = "请它改回下发时的打开密码再报" if passwords.all else "请加 --password-file 再运行一次"
    assert any("看文件名是市教育局的" in text and way_out in text for text in texts)
    asked = "请改回下发时的打开密码再报" if passwords.all else "请暂不重报"
    assert asked in read_letter(locked, "01")


def test_made_passwords__serve_every_unit_once_and_are_private(small):
    path = small.folders.folder / "打开密码.txt"
    path.write_text("# 自己的话\r\n教育局 = 自己编的\r\n通用的口令", encoding="gb18030")
    made = make_passwords(small)
    assert (made.path, made.units) == (path, ("市公安局",))
    assert path.read_text("utf-8-sig").splitlines()[:3] == ["# 自己的话", "教育局 = 自己编的", "通用的口令"]
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600
    passwords = read_passwords(path)
    chosen = choose_passwords(small.campaign, passwords)
    assert chosen["01"] == "自己编的" and re.fullmatch("[2-9a-hjkmnp-z]{4}(-[2-9a-hjkmnp-z]{4}){2}", chosen["02"])
    before = path.read_bytes()
    assert make_passwords(small).units == () and path.read_bytes() == before
    path.unlink()
    make_passwords(small)
    anew = choose_passwords(small.campaign, read_passwords(path))
    assert len({*anew.values(), chosen["02"]}) == 3 and not list(
        find_weak_passwords(small.campaign, read_passwords(path))
    )


@pytest.mark.libreoffice
def test_workbook_filled_in_and_saved_by_an_office_program__keeps_its_password_and_counts(locked, office, tmp_path):
    steps = [["text", "检视问题清单", cell, text] for cell, text in (("C4", "领导班子"), ("G4", "听汇报多"))]
    job = {"open": str(issued(locked, "01")), "password": "k7mq-4xhp-9rtv", "steps": steps}
    office([{**job, "save": [str(locked.folders.returned / "甲.xlsx")]}], tmp_path)
    collected = collect(locked, passwords=PASSWORDS)
    (file,) = collected.batch.files
    assert (file.unit, file.source.encrypted, len(file.sections)) == ("01", True, 3)
    (copy,) = write_check(collected).sent_back
    job = {"open": str(copy), "password": "k7mq-4xhp-9rtv", "steps": [["text", "检视问题清单", "G4", "看现场少"]]}
    office([{**job, "save": [str(locked.folders.returned / copy.name)]}], tmp_path)
    states = collect(locked, passwords=PASSWORDS).file_states
    assert states["甲.xlsx"] == "superseded" and states[copy.name] == "faulty"


@pytest.mark.parametrize("text", ["", "# 打开密码\n", "教育局 =\n"])
def test_distribute__with_a_file_that_holds_no_password__writes_nothing(small, text):
    shutil.rmtree(small.folders.round_folder)
    with pytest.raises(OperatorError, match="没有这些单位的密码"):
        distribute(small, passwords=parse_passwords(text, "密码.txt"))
    assert not small.folders.issued.exists()


def test_parse_passwords__second_password_of_a_unit__opens_and_is_no_other_unit_s():
    passwords = parse_passwords("教育局 = k7mq-4xhp-9rtv\n教育局 = clerks-own-word\n")
    assert passwords.all == ("k7mq-4xhp-9rtv", "clerks-own-word") and not passwords.general


@pytest.mark.parametrize("renamed", ["", "enc.xlsx", "扫描件/报表.xlsx"])
def test_run_without_the_passwords__names_the_files_says_how_to_run_again_and_ends_no_round(locked, renamed, capsys):
    name = renamed or issued(locked, "01").name
    target = locked.folders.returned / name
    target.parent.mkdir(exist_ok=True)
    shutil.copy(issued(locked, "01"), target)
    folder, words = str(locked.folders.folder), locked.folders.folder / "密码.txt"
    words.write_text(WORDS, encoding="utf-8")
    assert run(["check", folder]) == 1
    assert (
        f"都没有读（{name}）" in (said := capsys.readouterr().out) and f"qingdan check {folder} --password-file" in said
    )
    assert renamed or "请暂不重报" in read_letter(locked, "01")
    assert run(["next", folder, "--yes"]) == 2
    assert (
        "不能就这样结束这一期" in capsys.readouterr().err and not locked.folders.select_round(2).round_folder.exists()
    )
    run(["check", folder, "--password-file", str(words)])
    assert f"qingdan check {folder} --password-file {words}" in capsys.readouterr().out
