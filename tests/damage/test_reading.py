"""Whatever is done to a filled workbook, the same records come back or the loss is named."""

import random
import shutil

import pytest

from tests.damage.filled import shown
from toolkit.damage import KINDS, mix_kinds
from toolkit.pipeline import collect

# Every third kind is read back in everyday runs, all of them in full ones.
MADE = [
    pytest.param(kind, id=kind.key, marks=[pytest.mark.way(kind.number), *([pytest.mark.slow] if position % 3 else [])])
    for position, kind in enumerate(kind for kind in KINDS.values() if kind.make)
]
SEEDS = [pytest.param(seed, marks=[pytest.mark.slow] if seed >= 5 else []) for seed in range(20)]


def read_back(workspace, damaged):
    """Put the files into an empty 回收/ and collect them."""
    returned = workspace.folders.returned
    shutil.rmtree(returned)
    for name, content in damaged.files.items():
        (returned / name).parent.mkdir(parents=True, exist_ok=True)
        (returned / name).write_bytes(content)
    return collect(workspace)


def records_of(collected, list_key):
    """Return the cleaned texts of a list's counted records."""
    files = [file for file in collected.read if list_key in file.counted]
    sections = [one for file in files for one in file.sections if one.list_key == list_key]
    return [record.cleaned for section in sections for record in section.records]


def assert_records(collected, expected):
    """Compare the cells that can still be read, record by record, and the number of records."""
    for list_key, wanted in expected.records.items():
        got = records_of(collected, list_key)
        differing = [
            f"{list_key} {number} {key}: {text!r} became {record[key].text!r}"
            for number, (row, record) in enumerate(zip(wanted, got, strict=False), 1)
            for key, text in row.items()
            if text is not None and (record[key].text or "") != text
        ]
        assert (differing, len(got)) == ([], len(wanted)), brief(collected.findings.to_dict("records"))


def assert_named(collected, named):
    found = collected.findings.to_dict("records")
    for one in named:
        assert any(fits(finding, one) for finding in found), f"{one}\n{brief(found)}"


def fits(finding, named):
    return (
        finding["rule"] in named.rules
        and named.file in ("", finding["file"])
        and named.sheet in ("", finding["sheet"])
        and named.cell in ("", finding["cell"])
        and named.column in ("", finding["column"])
    )


def brief(found):
    return "\n".join(
        f"{one['severity']} {one['rule']} {one['file']} {one['sheet']} {one['cell']} {one['column']}" for one in found
    )


def assert_refused(collected, expected):
    assert all(not file.counted for file in collected.batch.files)
    said = {file.recognition.code for file in collected.batch.files} | set(collected.findings["rule"])
    said |= {facts.get("code") for facts in collected.findings["facts"]}
    assert said & set(expected.codes), brief(collected.findings.to_dict("records"))


def assert_as_expected(collected, expected):
    if expected.outcome == "refused":
        assert_refused(collected, expected)
        return
    assert_records(collected, expected)
    assert_named(collected, expected.named)
    assert {key for file in collected.batch.files for key in file.content.nil} == set(expected.nil)


@pytest.mark.parametrize("kind", MADE)
def test_every_kind__is_read_as_expected(kind, subject, workspace):
    damaged = kind.make(subject, random.Random(7))
    assert damaged is not None
    assert_as_expected(read_back(workspace, damaged), damaged.expected)


@pytest.mark.parametrize("seed", SEEDS)
def test_mixed_kinds__are_read_as_expected(seed, subject, workspace):
    kinds, damaged = mix_kinds(subject, random.Random(seed))
    collected = read_back(workspace, damaged)
    try:
        assert_as_expected(collected, damaged.expected)
    except AssertionError as error:
        raise AssertionError(f"{[kind.key for kind in kinds]}\n{error}") from error


def test_subject__is_read_whole_before_it_is_damaged(subject):
    counts = {section.list_key: len(section.records) for section in subject.sections}
    assert counts == {"duty": 4, "problem": 5, "rectification": 6}
    assert "填报首页" in shown(subject.content)
