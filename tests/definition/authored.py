"""What an author does to his copy of the definition, and what he is told."""

from toolkit.definition import load_definition_with_mistakes


def damage(own, name, old, new):
    """Replace a text once; add the new one at the end where no old one is given."""
    path = own / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1) if old else f"{text}\n{new}\n", encoding="utf-8")


def mistakes(own):
    return [str(one) for one in load_definition_with_mistakes(own)[1]]
