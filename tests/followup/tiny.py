"""A definition with one further list, which is not followed up and has no running numbers."""

from tests.tables import SHIPPED
from toolkit.definition import ListType

NOTE = ListType.model_validate(
    {
        "key": "note",
        "label": "情况清单",
        "columns": [
            {"key": "what", "label": "事项", "kind": "long_text", "required": True, "later": "fixed"},
            {"key": "how", "label": "做法", "kind": "long_text"},
            {"key": "said", "label": "本期说明", "kind": "text", "shown": "later"},
            {
                "key": "since",
                "label": "列入期次",
                "kind": "integer",
                "later": "office",
                "fill": "opened",
                "shown": "office",
            },
            {
                "key": "came",
                "label": "本期报送",
                "kind": "choice",
                "choices": "reported",
                "later": "office",
                "fill": "reported",
                "shown": "office",
            },
            {
                "key": "before",
                "label": "上期做法",
                "kind": "long_text",
                "later": "office",
                "fill": "last.how",
                "shown": "office",
            },
        ],
    }
)
TINY = SHIPPED.model_copy(update={"list_types": (*SHIPPED.list_types, NOTE)})


def note(what, how, **cells):
    """Return a row of the list by column key."""
    return {"list": "note", "what": what, "how": how, **cells}
