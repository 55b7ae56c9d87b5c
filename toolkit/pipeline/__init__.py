"""The stages of a campaign, from its folder to the files that each stage writes there.

start, distribution                begin a campaign; hand out the workbooks
fetching                           copy new returned files from a URL into 回收/
incoming, collection               gather the files in 回收/, read and check them
returned_files, kept_readings      read each file, or take what an earlier run read of it
check, sendback, chase, register   write the report, the annotated copies, the reminders, the register
locks, password_file, made_workbook    which password a workbook goes out under; what became of it
since_last_return, answers         what a unit's last return changed; the operator's answers in the report
replies                            what units explained of their doubts, and which of them the office accepted
merging, bulletins, dockets        write the summary workbook, the bulletins and the dockets
next_round, open_matters           end a round and begin the next; what is still open
closing, freeze, closing_items, frozen, seals   期末: a round as it ended, and what somebody did to its files
undo_next, rebuild                 take the last end back; compute the end of a round again
overview                           what a terminal shows of a round
results                            results as dicts, for `--json`
lint, damage                       check an author's definitions; damage a workbook for training
workspace, files, stores           where everything lies; read files; how they are written
key_file, key_rotation, lost_key   the campaign's key, checked, made, exchanged, gone without

A stage is imported when it is first used, so that a command loads no library that only another one needs.
"""

from typing import TYPE_CHECKING

from toolkit.deferred_imports import defer_names

if TYPE_CHECKING:
    from toolkit.pipeline.answers import AppliedAnswers, apply_answers, count_open_questions, take_over_answers
    from toolkit.pipeline.bulletins import prepare_bulletins
    from toolkit.pipeline.chase import build_chase_files
    from toolkit.pipeline.check import write_check
    from toolkit.pipeline.closing import (
        Verification,
        read_closing,
        read_frozen,
        read_opening,
        read_opening_leniently,
        render_breaks,
        verify_ended_rounds,
    )
    from toolkit.pipeline.collection import CollectedRound, collect
    from toolkit.pipeline.combining import PART_FILE, combine_rounds
    from toolkit.pipeline.damage import damage_workbook, read_subject
    from toolkit.pipeline.distribution import HandedOut, distribute, hand_out
    from toolkit.pipeline.example import PlayedRound, play_rounds
    from toolkit.pipeline.fetching import Fetched, fetch_returns
    from toolkit.pipeline.incoming import read_passwords
    from toolkit.pipeline.kept_readings import CacheUse
    from toolkit.pipeline.key_file import KEY_FILE
    from toolkit.pipeline.key_rotation import RotatedKey, rotate_key
    from toolkit.pipeline.ledger_update import find_ledger_mistakes
    from toolkit.pipeline.lint import lint_definition
    from toolkit.pipeline.locks import find_exposed_file, find_weak_passwords
    from toolkit.pipeline.lost_key import ReplacedKey, replace_lost_key
    from toolkit.pipeline.merging import MergedRound, WrittenMerge, merge, write_merge
    from toolkit.pipeline.next_facts import (
        begun_facts,
        ending_facts,
        frozen_facts,
        rebuilt_facts,
        undone_facts,
        verification_facts,
    )
    from toolkit.pipeline.next_round import EndedRound, NextDays, RoundEnding, begin_round, end_round, prepare_ending
    from toolkit.pipeline.overview import (
        collect_front_facts,
        collect_overview,
        find_unopened_files,
        has_locked_workbooks,
    )
    from toolkit.pipeline.password_file import MadePasswords, make_passwords
    from toolkit.pipeline.rebuild import RebuiltRound, rebuild_end
    from toolkit.pipeline.register import build_register_file
    from toolkit.pipeline.results import check_facts, collect_status_facts, cross_facts, merge_facts
    from toolkit.pipeline.since_last_return import compare_returns
    from toolkit.pipeline.start import (
        build_standard_workbooks,
        copy_example,
        init,
        stop_at_full_folder,
        write_blank_workbooks,
    )
    from toolkit.pipeline.stores import open_store
    from toolkit.pipeline.undo_next import UndoneRound, undo_last_end
    from toolkit.pipeline.workspace import Workspace, open_workspace
else:
    __getattr__, __dir__ = defer_names(
        __name__,
        {
            "answers": ("AppliedAnswers", "apply_answers", "count_open_questions", "take_over_answers"),
            "chase": ("build_chase_files",),
            "combining": ("PART_FILE", "combine_rounds"),
            "fetching": ("Fetched", "fetch_returns"),
            "check": ("write_check",),
            "closing": (
                "Verification",
                "read_closing",
                "read_frozen",
                "read_opening",
                "read_opening_leniently",
                "render_breaks",
                "verify_ended_rounds",
            ),
            "collection": ("CollectedRound", "collect"),
            "damage": ("damage_workbook", "read_subject"),
            "distribution": ("HandedOut", "distribute", "hand_out"),
            "example": ("PlayedRound", "play_rounds"),
            "incoming": ("read_passwords",),
            "key_file": ("KEY_FILE",),
            "kept_readings": ("CacheUse",),
            "key_rotation": ("RotatedKey", "rotate_key"),
            "ledger_update": ("find_ledger_mistakes",),
            "lint": ("lint_definition",),
            "locks": ("find_exposed_file", "find_weak_passwords"),
            "password_file": ("MadePasswords", "make_passwords"),
            "lost_key": ("ReplacedKey", "replace_lost_key"),
            "merging": ("MergedRound", "WrittenMerge", "merge", "write_merge"),
            "next_facts": (
                "begun_facts",
                "ending_facts",
                "frozen_facts",
                "rebuilt_facts",
                "undone_facts",
                "verification_facts",
            ),
            "next_round": ("EndedRound", "NextDays", "RoundEnding", "begin_round", "end_round", "prepare_ending"),
            "overview": ("collect_front_facts", "collect_overview", "find_unopened_files", "has_locked_workbooks"),
            "rebuild": ("RebuiltRound", "rebuild_end"),
            "register": ("build_register_file",),
            "bulletins": ("prepare_bulletins",),
            "results": ("check_facts", "collect_status_facts", "cross_facts", "merge_facts"),
            "since_last_return": ("compare_returns",),
            "start": (
                "build_standard_workbooks",
                "copy_example",
                "init",
                "stop_at_full_folder",
                "write_blank_workbooks",
            ),
            "stores": ("open_store",),
            "undo_next": ("UndoneRound", "undo_last_end"),
            "workspace": ("Workspace", "open_workspace"),
        },
    )

__all__ = [
    "KEY_FILE",
    "PART_FILE",
    "AppliedAnswers",
    "CacheUse",
    "CollectedRound",
    "EndedRound",
    "Fetched",
    "HandedOut",
    "MadePasswords",
    "MergedRound",
    "NextDays",
    "PlayedRound",
    "RebuiltRound",
    "ReplacedKey",
    "RotatedKey",
    "RoundEnding",
    "UndoneRound",
    "Verification",
    "Workspace",
    "WrittenMerge",
    "apply_answers",
    "begin_round",
    "begun_facts",
    "build_chase_files",
    "build_register_file",
    "build_standard_workbooks",
    "check_facts",
    "collect",
    "collect_front_facts",
    "collect_overview",
    "collect_status_facts",
    "combine_rounds",
    "compare_returns",
    "copy_example",
    "count_open_questions",
    "cross_facts",
    "damage_workbook",
    "distribute",
    "end_round",
    "ending_facts",
    "fetch_returns",
    "find_exposed_file",
    "find_ledger_mistakes",
    "find_unopened_files",
    "find_weak_passwords",
    "frozen_facts",
    "hand_out",
    "has_locked_workbooks",
    "init",
    "lint_definition",
    "make_passwords",
    "merge",
    "merge_facts",
    "open_store",
    "open_workspace",
    "play_rounds",
    "prepare_bulletins",
    "prepare_ending",
    "read_closing",
    "read_frozen",
    "read_opening",
    "read_opening_leniently",
    "read_passwords",
    "read_subject",
    "rebuild_end",
    "rebuilt_facts",
    "render_breaks",
    "replace_lost_key",
    "rotate_key",
    "stop_at_full_folder",
    "take_over_answers",
    "undo_last_end",
    "undone_facts",
    "verification_facts",
    "verify_ended_rounds",
    "write_blank_workbooks",
    "write_check",
    "write_merge",
]
