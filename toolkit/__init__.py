"""三类清单工具箱: hand out, read back, check and merge the lists that offices collect by Excel."""

from toolkit.definition import load_definition
from toolkit.errors import OperatorError
from toolkit.pipeline import (
    check_facts,
    collect,
    cross_facts,
    distribute,
    init,
    merge,
    merge_facts,
    open_workspace,
    write_check,
    write_merge,
)

__all__ = [
    "OperatorError",
    "check_facts",
    "collect",
    "cross_facts",
    "distribute",
    "init",
    "load_definition",
    "merge",
    "merge_facts",
    "open_workspace",
    "write_check",
    "write_merge",
]
