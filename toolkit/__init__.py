"""三类清单工具箱: hand out, read back, check and merge the lists that offices collect by Excel.

The public names are imported from their rooms when they are first used: `import toolkit` alone loads no library.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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

_ROOMS = {"OperatorError": "errors", "load_definition": "definition"}  # every other name: pipeline


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"toolkit.{_ROOMS.get(name, 'pipeline')}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
