"""Records are made by reading: its fixtures serve here, too."""

from tests.reading.conftest import filled, read, read_all, take, workspace

__all__ = ["filled", "read", "read_all", "take", "workspace"]
