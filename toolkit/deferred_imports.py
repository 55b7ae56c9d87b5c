"""Import modules when they are first used: a command loads what it needs, and `--help` answers at once.

pandas, lxml, xlsxwriter and the rest take longer to load than any answer about the command line may take, and what
draws charts or writes documents is needed by few commands. A type checker sees ordinary imports: whoever defers a
module imports it under `if TYPE_CHECKING` as well.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any


class DeferredModule(ModuleType):
    """A module that is imported when one of its names is first used."""

    def __getattr__(self, name: str) -> Any:
        return getattr(_import_without_collection(self.__name__), name)


def defer_names(
    package: str, modules: Mapping[str, tuple[str, ...]]
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Return `__getattr__` and `__dir__` for a package that imports its public names when they are first used.

    `modules` are the names that each module of the package gives. No module may be called like such a name: once it
    is imported, the package would give the module itself.
    """
    homes = {name: module for module, names in modules.items() for name in names}

    def get_name(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(_import_without_collection(f"{package}.{homes[name]}"), name)

    def list_names() -> list[str]:
        return sorted({*vars(sys.modules[package]), *homes})

    return get_name, list_names


def _import_without_collection(module: str) -> ModuleType:
    """Import a module without looking for garbage meanwhile, which takes an eighth of the time and finds little."""
    if not gc.isenabled():
        return import_module(module)
    gc.disable()
    try:
        with _leave_out_arrow():
            return import_module(module)
    finally:
        gc.enable()


@contextmanager
def _leave_out_arrow() -> Iterator[None]:
    """Let pandas, if it is imported meanwhile, do without pyarrow, as it does where that is not installed.

    Nothing here needs it but what writes Parquet, which imports it itself. It takes 0.15 s, 35 MB, and makes the texts
    of small tables slower.
    """
    if "pandas" in sys.modules or "pyarrow" in sys.modules:
        yield
        return
    sys.modules["pyarrow"] = None  # type: ignore[assignment] # so a missing module is spelt
    try:
        yield
    finally:
        del sys.modules["pyarrow"]
