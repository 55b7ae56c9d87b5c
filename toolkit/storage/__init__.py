"""Change the files of a campaign's folder: one run at a time, all changes of a command or none, and private.

    with store.hold("check"):
        changes = Changes()
        changes.write(path, content)
        applied = store.apply(changes)

What was promised, and against whom, is in SECURITY.md.
"""

from toolkit.storage.applied import Applied, SecondName
from toolkit.storage.cache import FolderCache, open_cache
from toolkit.storage.changes import Change, Changes
from toolkit.storage.journal import WORK_FOLDER
from toolkit.storage.occupied import OWNER_FILES, find_owner_file, stop_at_open_file
from toolkit.storage.staged import StagedFile
from toolkit.storage.store import Store, find_held_store
from toolkit.storage.system import render_system_error
from toolkit.storage.undo import find_free_name

__all__ = [
    "OWNER_FILES",
    "WORK_FOLDER",
    "Applied",
    "Change",
    "Changes",
    "FolderCache",
    "SecondName",
    "StagedFile",
    "Store",
    "find_free_name",
    "find_held_store",
    "find_owner_file",
    "open_cache",
    "render_system_error",
    "stop_at_open_file",
]
