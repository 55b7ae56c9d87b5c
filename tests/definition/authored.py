"""What an author does to his copy of the definition, and what he is told."""

from toolkit.definition import read_definition


def damage(own, name, old, new):
    """Replace a text once; add the new one at the end where no old one is given."""
    path = own / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1) if old else f"{text}\n{new}\n", encoding="utf-8")


def mistakes(own):
    return [str(one) for one in read_definition(own)[1]]
