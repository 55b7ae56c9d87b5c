"""The shipped template of the bulletin."""

import pytest

from toolkit.definition import find_shipped_definition


@pytest.fixture(scope="session")
def template():
    return (find_shipped_definition() / "bulletin" / "通报材料.docx").read_bytes()
