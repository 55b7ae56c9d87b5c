"""The stages of a campaign, from its folder to the files that each stage writes there.

start, distribution                begin a campaign; hand out the workbooks
fetching                           copy new returned files from a URL into 回收/
arriving, arriving_names           receive files over a page, and put them into 回收/ under safe names
units_door, handing_in             the units' door: what a unit may see, what it hands in
unit_answers, unit_links           what it is told within seconds; the secret links
door_folder, door_log, door_book   what the door keeps: where, the log, the receipts
shown_round, shown_files, shown_figures    what a page shows of a round, its files and its figures
deciding                           what waits for the operator, and decisions made on a page
plan_file                          工作方案.xlsx as a whole: its mistakes, another one in its place
folder_state                       whether anybody changed a campaign since it was looked at
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
    from toolkit.pipeline.arriving import Inbox, Placed, Upload, open_inbox, place_arrivals, remove_abandoned_inboxes
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
    from toolkit.pipeline.deciding import (
        collect_questions,
        collect_waiting,
        list_office_columns,
        write_decisions,
        write_ledger,
        write_reviews,
    )
    from toolkit.pipeline.distribution import HandedOut, distribute, hand_out
    from toolkit.pipeline.door_book import Receipt
    from toolkit.pipeline.door_log import read_log
    from toolkit.pipeline.example import PlayedRound, play_rounds
    from toolkit.pipeline.fetching import Fetched, fetch_returns
    from toolkit.pipeline.folder_state import fingerprint_folder
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
    from toolkit.pipeline.next_round import (
        EndedRound,
        NextDays,
        RoundEnding,
        begin_round,
        end_round,
        prepare_ending,
        propose_round,
    )
    from toolkit.pipeline.open_matters import find_open_matters
    from toolkit.pipeline.overview import (
        collect_front_facts,
        collect_overview,
        find_unopened_files,
        has_locked_workbooks,
    )
    from toolkit.pipeline.password_file import MadePasswords, make_passwords
    from toolkit.pipeline.plan_file import find_plan_mistakes, locate_plan, replace_plan
    from toolkit.pipeline.rebuild import RebuiltRound, rebuild_end
    from toolkit.pipeline.register import build_register_file
    from toolkit.pipeline.results import check_facts, collect_status_facts, cross_facts, merge_facts
    from toolkit.pipeline.shown_figures import collect_counted_records, collect_record_cells, collect_tables
    from toolkit.pipeline.shown_files import (
        find_shown_file,
        pack_files,
    )
    from toolkit.pipeline.shown_round import (
        collect_file_rows,
        collect_finding_rows,
        collect_reading_rows,
        collect_unit_facts,
        is_up_to_date,
        list_copies,
        list_issued_files,
        list_result_files,
    )
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
    from toolkit.pipeline.unit_answers import UnitAnswer
    from toolkit.pipeline.unit_links import make_links, read_links, revoke_links
    from toolkit.pipeline.units_door import UnitsDoor
    from toolkit.pipeline.workspace import Workspace, open_workspace
else:
    __getattr__, __dir__ = defer_names(
        __name__,
        {
            "answers": ("AppliedAnswers", "apply_answers", "count_open_questions", "take_over_answers"),
            "arriving": (
                "Inbox",
                "Placed",
                "Upload",
                "open_inbox",
                "place_arrivals",
                "remove_abandoned_inboxes",
            ),
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
            "deciding": (
                "collect_questions",
                "collect_waiting",
                "list_office_columns",
                "write_decisions",
                "write_ledger",
                "write_reviews",
            ),
            "distribution": ("HandedOut", "distribute", "hand_out"),
            "example": ("PlayedRound", "play_rounds"),
            "folder_state": ("fingerprint_folder",),
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
            "next_round": (
                "EndedRound",
                "NextDays",
                "RoundEnding",
                "begin_round",
                "end_round",
                "prepare_ending",
                "propose_round",
            ),
            "open_matters": ("find_open_matters",),
            "overview": ("collect_front_facts", "collect_overview", "find_unopened_files", "has_locked_workbooks"),
            "plan_file": ("find_plan_mistakes", "locate_plan", "replace_plan"),
            "rebuild": ("RebuiltRound", "rebuild_end"),
            "register": ("build_register_file",),
            "door_book": ("Receipt",),
            "door_log": ("read_log",),
            "unit_answers": ("UnitAnswer",),
            "unit_links": ("make_links", "read_links", "revoke_links"),
            "units_door": ("UnitsDoor",),
            "bulletins": ("prepare_bulletins",),
            "results": ("check_facts", "collect_status_facts", "cross_facts", "merge_facts"),
            "shown_figures": ("collect_counted_records", "collect_record_cells", "collect_tables"),
            "shown_files": ("find_shown_file", "pack_files"),
            "shown_round": (
                "collect_file_rows",
                "collect_finding_rows",
                "collect_reading_rows",
                "collect_unit_facts",
                "is_up_to_date",
                "list_copies",
                "list_issued_files",
                "list_result_files",
            ),
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

# fmt: off
__all__ = [
    "KEY_FILE", "PART_FILE", "AppliedAnswers", "CacheUse", "CollectedRound", "EndedRound", "Fetched", "HandedOut",
    "Inbox", "MadePasswords", "MergedRound", "NextDays", "Placed", "PlayedRound", "RebuiltRound", "Receipt",
    "ReplacedKey", "RotatedKey", "RoundEnding", "UndoneRound", "UnitAnswer", "UnitsDoor", "Upload", "Verification",
    "Workspace", "WrittenMerge", "apply_answers", "begin_round", "begun_facts", "build_chase_files",
    "build_register_file", "build_standard_workbooks", "check_facts", "collect", "collect_counted_records",
    "collect_file_rows", "collect_finding_rows", "collect_front_facts", "collect_overview", "collect_questions",
    "collect_reading_rows", "collect_record_cells", "collect_status_facts", "collect_tables", "collect_unit_facts",
    "collect_waiting", "combine_rounds", "compare_returns", "copy_example", "count_open_questions", "cross_facts",
    "damage_workbook", "distribute", "end_round", "ending_facts", "fetch_returns", "find_exposed_file",
    "find_ledger_mistakes", "find_open_matters", "find_plan_mistakes", "find_shown_file", "find_unopened_files",
    "find_weak_passwords", "fingerprint_folder", "frozen_facts", "hand_out", "has_locked_workbooks", "init",
    "is_up_to_date", "lint_definition", "list_copies", "list_issued_files", "list_office_columns", "list_result_files",
    "locate_plan", "make_links", "make_passwords", "merge", "merge_facts", "open_inbox", "open_store", "open_workspace",
    "pack_files", "place_arrivals", "play_rounds", "prepare_bulletins", "prepare_ending", "propose_round",
    "read_closing", "read_frozen", "read_links", "read_log", "read_opening", "read_opening_leniently", "read_passwords",
    "read_subject", "rebuild_end", "rebuilt_facts", "remove_abandoned_inboxes", "render_breaks", "replace_lost_key",
    "replace_plan", "revoke_links", "rotate_key", "stop_at_full_folder", "take_over_answers", "undo_last_end",
    "undone_facts", "verification_facts", "verify_ended_rounds", "write_blank_workbooks", "write_check",
    "write_decisions", "write_ledger", "write_merge", "write_reviews",
]
# fmt: on
