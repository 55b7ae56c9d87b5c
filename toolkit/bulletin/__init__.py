"""The bulletin of a round: a Word template that clerks edit, checked and filled in with figures and charts.

template     open a template once, then check, unroll or render it
source       its paragraphs, and the source that Jinja is given
tags         the tags of a paragraph, also badly typed ones
proofread    the author's mistakes, paragraph by paragraph
type_check   the kind of an expression: what may be printed, compared, calculated with
values       Jinja's environment, and how values are printed
template_lines  the sentences over the figures, each as text and as formula
evaluation   one expression's value, without compiling it
formulas     one expression as a spreadsheet formula
document     the Word document
shorten      long texts, cut by rule
typesetting  its title lines and signature
tables       its tables: merged labels, widths
title_lines  where a title may be broken
text_choice  what the office chose to print of single records
charts       the pictures in it, drawn with a font that `fonts` finds
written      all bulletins of a round; job says of what
apart        the same in a worker, which loads what `loaded` names

Who only asks how a text is cut or chosen loads neither Word nor Jinja.
"""

from typing import TYPE_CHECKING

from toolkit.deferred_imports import defer_names

if TYPE_CHECKING:
    from toolkit.bulletin.apart import (
        BulletinWork,
        SheetTemplate,
        prepare_bulletin_worker,
        start_bulletin_worker,
        use_bulletin_executor,
    )
    from toolkit.bulletin.charts import ChartData, draw_charts
    from toolkit.bulletin.figures import Value, format_percent
    from toolkit.bulletin.job import BulletinJob, WrittenBulletins
    from toolkit.bulletin.shorten import end_sentence, shorten_text
    from toolkit.bulletin.template import BulletinTemplate, open_template
    from toolkit.bulletin.text_choice import TextChoice
    from toolkit.bulletin.unrolled_line import UnrolledLine
    from toolkit.bulletin.written import proofread_templates
else:
    __getattr__, __dir__ = defer_names(
        __name__,
        {
            "apart": (
                "BulletinWork",
                "SheetTemplate",
                "prepare_bulletin_worker",
                "start_bulletin_worker",
                "use_bulletin_executor",
            ),
            "charts": ("ChartData", "draw_charts"),
            "figures": ("Value", "format_percent"),
            "job": ("BulletinJob", "WrittenBulletins"),
            "shorten": ("end_sentence", "shorten_text"),
            "template": ("BulletinTemplate", "open_template"),
            "text_choice": ("TextChoice",),
            "unrolled_line": ("UnrolledLine",),
            "written": ("proofread_templates",),
        },
    )

__all__ = [
    "BulletinJob",
    "BulletinTemplate",
    "BulletinWork",
    "ChartData",
    "SheetTemplate",
    "TextChoice",
    "UnrolledLine",
    "Value",
    "WrittenBulletins",
    "draw_charts",
    "end_sentence",
    "format_percent",
    "open_template",
    "prepare_bulletin_worker",
    "proofread_templates",
    "shorten_text",
    "start_bulletin_worker",
    "use_bulletin_executor",
]
