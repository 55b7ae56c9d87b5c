"""Import modules when a command needs them, so that `--help` answers at once.

The stages of the pipeline bring pandas, lxml and xlsxwriter with them, which takes longer to load than any
answer about the command line may take.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Any


class DeferredModule(ModuleType):
    """A module that is imported when one of its names is first used."""

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self.__name__), name)
