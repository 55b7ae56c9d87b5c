"""Every end of a run has an exit code of its own, and --help tells them all."""

import re

import pytest

from toolkit.cli import EXIT_BUG, EXIT_INTERRUPTED, run
from toolkit.errors import CampaignError, DefinitionError, FolderError, InUseError, NotWrittenError, OperatorError


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (OperatorError, 2),
        (DefinitionError, 2),
        (CampaignError, 2),
        (FolderError, 2),
        (NotWrittenError, 4),
        (InUseError, 5),
    ],
)
def test_error__of_each_kind_has_its_exit_code(kind, code):
    assert kind.exit_code == code


def test_help__lists_every_exit_code(capsys):
    assert run(["--help"]) == 0
    told = re.sub(r"\s", "", capsys.readouterr().out).partition("退出码：")[2]
    codes = {int(number) for number in re.findall(r"(?:^|；)(\d+)", told)}
    assert codes == {
        0,
        1,
        EXIT_BUG,
        EXIT_INTERRUPTED,
        *(e.exit_code for e in (OperatorError, NotWrittenError, InUseError)),
    }


@pytest.mark.parametrize("command", ["init", "distribute", "check", "merge", "next", "status", "demo"])
def test_folder_whose_name_is_too_long__is_a_mistake_and_no_bug(command, tmp_path, capsys):
    folder = tmp_path / ("长" * 300)
    assert run([command, str(folder)]) == FolderError.exit_code
    assert "名字太长" in capsys.readouterr().err
