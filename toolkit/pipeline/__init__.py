"""The stages of a campaign, from its folder to the files that each stage writes there.

start, distribution                begin a campaign; hand out the workbooks
incoming, collection               gather the files in 回收/, read and check them
check, sendback, chase, register   write the report, the annotated copies, the reminders, the register
since_last_return, answers         what a unit's last return changed; the operator's answers in the report
merging, bulletins                 write the summary workbook and the bulletins
results                            results as dicts, for `--json`
lint, damage                       check an author's definitions; damage a workbook for training
workspace, files                   where everything lies; files written whole or not at all

A stage is imported when it is first used, so that a command loads no library that only another one needs.
"""

from typing import TYPE_CHECKING

from toolkit.deferred_imports import defer_names

if TYPE_CHECKING:
    from toolkit.pipeline.answers import count_open_questions, take_over_answers
    from toolkit.pipeline.chase import build_chase_files
    from toolkit.pipeline.check import write_check
    from toolkit.pipeline.collection import CollectedRound, collect
    from toolkit.pipeline.damage import damage_workbook, read_subject
    from toolkit.pipeline.distribution import distribute
    from toolkit.pipeline.incoming import read_passwords
    from toolkit.pipeline.lint import lint_definition
    from toolkit.pipeline.merging import MergedRound, WrittenMerge, merge, write_merge
    from toolkit.pipeline.register import build_register_file
    from toolkit.pipeline.results import check_facts, collect_status_facts, cross_facts, merge_facts
    from toolkit.pipeline.since_last_return import compare_returns
    from toolkit.pipeline.start import build_standard_workbooks, copy_example, init, write_blank_workbooks
    from toolkit.pipeline.workspace import KEY_FILE, Workspace, open_workspace
else:
    __getattr__, __dir__ = defer_names(
        __name__,
        {
            "answers": ("count_open_questions", "take_over_answers"),
            "chase": ("build_chase_files",),
            "check": ("write_check",),
            "collection": ("CollectedRound", "collect"),
            "damage": ("damage_workbook", "read_subject"),
            "distribution": ("distribute",),
            "incoming": ("read_passwords",),
            "lint": ("lint_definition",),
            "merging": ("MergedRound", "WrittenMerge", "merge", "write_merge"),
            "register": ("build_register_file",),
            "results": ("check_facts", "collect_status_facts", "cross_facts", "merge_facts"),
            "since_last_return": ("compare_returns",),
            "start": ("build_standard_workbooks", "copy_example", "init", "write_blank_workbooks"),
            "workspace": ("KEY_FILE", "Workspace", "open_workspace"),
        },
    )

__all__ = [
    "KEY_FILE",
    "CollectedRound",
    "MergedRound",
    "Workspace",
    "WrittenMerge",
    "build_chase_files",
    "build_register_file",
    "build_standard_workbooks",
    "check_facts",
    "collect",
    "collect_status_facts",
    "compare_returns",
    "copy_example",
    "count_open_questions",
    "cross_facts",
    "damage_workbook",
    "distribute",
    "init",
    "lint_definition",
    "merge",
    "merge_facts",
    "open_workspace",
    "read_passwords",
    "read_subject",
    "take_over_answers",
    "write_blank_workbooks",
    "write_check",
    "write_merge",
]
