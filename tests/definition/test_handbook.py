"""The recipes of the handbook work as they are printed: each is added to a copy of the definition and looked over."""

import re

import pytest

from tests.definition.authored import mistakes
from toolkit.definition import (
    Bins,
    BulletinSpec,
    Column,
    CountItems,
    CountMatching,
    Exists,
    Fact,
    FigureSpec,
    InnerSeries,
    ListingSpec,
    ListType,
    Lookup,
    PairsSpec,
    Quantity,
    RemainingDays,
    ReturnedRows,
    Rollup,
    Series,
    SummarySpec,
    TableSpec,
    find_shipped_definition,
)

HANDBOOK = (find_shipped_definition() / "README.md").read_text(encoding="utf-8")
RECIPES = re.findall(r"```toml\n# (\S+)\n(.*?)```", HANDBOOK, re.DOTALL)
NAMED = re.findall(r"存成 `(choices/\S+)`", HANDBOOK)
TABLES = re.findall(r"```csv\n(.*?)```", HANDBOOK, re.DOTALL)
BESIDE = {NAMED[0]: TABLES[0], "meetings/2030-annual/aspects.csv": TABLES[1]}


@pytest.fixture
def copy(own):
    """The author's copy with the handbook's dropdown and aspects beside."""
    for name, text in BESIDE.items():
        (own / name).parent.mkdir(exist_ok=True)
        (own / name).write_text(text, encoding="utf-8")
    return own


def title(recipe):
    keys = re.findall(r'^(?:key|name|kind) = "(\S+)"', recipe[1], re.MULTILINE)
    return f"{recipe[0]} {' '.join(keys[:2])}"


@pytest.mark.parametrize("recipe", RECIPES, ids=title)
def test_recipe__added_to_a_copy__has_no_mistakes(copy, recipe):
    name, text = recipe
    with (copy / name).open("a", encoding="utf-8") as file:
        file.write(f"\n{text}")
    assert mistakes(copy) == []


@pytest.mark.parametrize(
    "model",
    [
        Rollup,
        Lookup,
        Exists,
        CountMatching,
        CountItems,
        PairsSpec,
        Fact,
        ReturnedRows,
        RemainingDays,
        Bins,
        FigureSpec,
        TableSpec,
        ListingSpec,
        Quantity,
        Series,
        InnerSeries,
        SummarySpec,
        BulletinSpec,
        ListType,
        Column,
    ],
)
def test_handbook__names_every_attribute(model):
    for name in model.model_fields:
        assert re.search(rf"`\[*{name}\]*`", HANDBOOK), name
