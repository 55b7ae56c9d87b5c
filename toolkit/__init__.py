"""三类清单工具箱: hand out, read back, check and merge the lists that offices collect by Excel.

The public names are imported from their rooms when they are first used: `import toolkit` alone loads no library.
"""

from typing import TYPE_CHECKING

from toolkit.deferred_imports import defer_names

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
else:
    __getattr__, __dir__ = defer_names(
        __name__,
        {
            "definition": ("load_definition",),
            "errors": ("OperatorError",),
            "pipeline": (
                "check_facts",
                "collect",
                "cross_facts",
                "distribute",
                "init",
                "merge",
                "merge_facts",
                "open_workspace",
                "write_check",
                "write_merge",
            ),
        },
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
