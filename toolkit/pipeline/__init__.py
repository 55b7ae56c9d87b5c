"""The stages joined: a campaign's folder comes in, everything a command does goes out."""

from toolkit.pipeline.check import Checked, write_check
from toolkit.pipeline.collect import Collected, collect, units_in
from toolkit.pipeline.damage import damage, read_subject
from toolkit.pipeline.distribute import Track, distribute, no_track
from toolkit.pipeline.incoming import read_passwords
from toolkit.pipeline.lint import lint
from toolkit.pipeline.merge import Merged, merge, write_merge
from toolkit.pipeline.results import check_facts, cross_facts, merge_facts, status_facts
from toolkit.pipeline.start import blank_workbooks, copy_example, init, standard_workbooks
from toolkit.pipeline.workspace import KEY_FILE, Places, Workspace, open_workspace

__all__ = [
    "KEY_FILE",
    "Checked",
    "Collected",
    "Merged",
    "Places",
    "Track",
    "Workspace",
    "blank_workbooks",
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
    "read_passwords",
    "read_subject",
    "standard_workbooks",
    "status_facts",
    "units_in",
    "write_check",
    "write_merge",
]
