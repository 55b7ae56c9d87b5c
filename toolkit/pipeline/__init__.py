"""The stages joined: a campaign's folder comes in, everything a command does goes out."""

from toolkit.pipeline.answers import take_over, waiting
from toolkit.pipeline.chase import chase_files
from toolkit.pipeline.check import Checked, write_check
from toolkit.pipeline.collect import Collected, collect, units_in
from toolkit.pipeline.damage import damage, read_subject
from toolkit.pipeline.distribute import distribute
from toolkit.pipeline.incoming import read_passwords
from toolkit.pipeline.lint import lint
from toolkit.pipeline.merge import Merged, WrittenMerge, merge, write_merge
from toolkit.pipeline.progress import Progress, progress_of
from toolkit.pipeline.register import register_file
from toolkit.pipeline.results import check_facts, cross_facts, merge_facts, status_facts
from toolkit.pipeline.start import blank_workbooks, copy_example, init, standard_workbooks
from toolkit.pipeline.track import Track, no_track
from toolkit.pipeline.workspace import KEY_FILE, Places, Workspace, open_workspace

__all__ = [
    "KEY_FILE",
    "Checked",
    "Collected",
    "Merged",
    "Places",
    "Progress",
    "Track",
    "Workspace",
    "WrittenMerge",
    "blank_workbooks",
    "chase_files",
    "check_facts",
    "collect",
    "copy_example",
    "cross_facts",
    "damage",
    "distribute",
    "init",
    "lint",
    "merge",
    "merge_facts",
    "no_track",
    "open_workspace",
    "progress_of",
    "read_passwords",
    "read_subject",
    "register_file",
    "standard_workbooks",
    "status_facts",
    "take_over",
    "units_in",
    "waiting",
    "write_check",
    "write_merge",
]
