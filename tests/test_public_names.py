"""What other programs import: names that load late, and folders given as a text or as a path."""

import toolkit
from toolkit import init, load_definition
from toolkit.definition import find_shipped_definition


def test_every_public_name__can_be_imported():
    assert all(getattr(toolkit, name) is not None for name in toolkit.__all__)


def test_folders__may_be_given_as_texts(tmp_path):
    definition = str(find_shipped_definition())
    path = init(str(tmp_path / "小城"), definition=definition)
    assert path.is_file() and load_definition(definition) == load_definition()
