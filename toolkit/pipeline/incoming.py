"""Gather the files in 回收/ and in the archives there, each with its content or with why it cannot be read."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from toolkit.errors import FolderError, OperatorError, make_mistake
from toolkit.excel import convert_to_utc
from toolkit.formats import (
    ArchiveMember,
    Excess,
    Passwords,
    UnreadableError,
    explain_refusal,
    find_folder_documents,
    get_limits,
    is_archive,
    parse_passwords,
    pick_password,
    read_archive,
    read_archive_member,
    read_regular_file,
    unlock_workbook,
)
from toolkit.pipeline.files import format_path, read_file
from toolkit.storage import render_system_error

# Files that a program leaves or has not finished, each by its code: open elsewhere; not saved or fetched to the end
# (browsers, net disks, Office, macOS, editors; Excel names its copy by eight hexadecimal digits); of the system.
_LEFT_BEHIND = (
    ("lock", re.compile(r"~\$.*|\.~.*")),
    (
        "temporary",
        re.compile(
            r".*\.(?:tmp|temp|crdownload|opdownload|download|downloading|part|partial|filepart|aria2|td|xltd|bc!|!ut|!qb"
            r"|icloud|swp|swo|asd|wbk)|.*\.(?:td|xltd|downloading)\.cfg|.*\.sb-[0-9a-f]+(?:-\w+)?|~wr[a-z]\d{4}\..*|.+~"
            r"|(?-i:(?=.*[A-F])[0-9A-F]{8})",
            re.IGNORECASE | re.DOTALL,
        ),
    ),
    ("system", re.compile(r"Thumbs\.db|desktop\.ini|\..*", re.IGNORECASE | re.DOTALL)),
)
_WORKBOOK_NAME = re.compile(r".*\.(?:xlsx?|xlsm|xltx|xlsb|et|ods|csv)", re.IGNORECASE)


NO_PASSWORDS = Passwords()


def read_passwords(path: Path | None) -> Passwords:
    """Read the operator's file of passwords, in UTF-8 or GB 18030; none without a path. Raises OperatorError."""
    if path is None:
        return NO_PASSWORDS
    return parse_passwords(decode_passwords(path, read_file(path)), str(path))


def decode_passwords(path: Path, content: bytes) -> str:
    """Return the text of a file of passwords. Raises OperatorError."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise OperatorError(make_mistake("password.encoding", str(path)))


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSource:
    """Where a returned file lies: on disk, or within an archive on disk.

    `inside` names the member to take from each archive, the outermost first; `passwords` may open them.
    """

    path: Path
    inside: tuple[str, ...] = ()
    passwords: tuple[str, ...] = field(default=(), repr=False)

    def read_content(self) -> bytes:
        """Return the file's bytes. Raises FolderError where it is no longer there."""
        try:
            content, _ = read_regular_file(self.path)
        except UnreadableError as error:
            why = explain_refusal(error.code, error.excess)
            raise FolderError(make_mistake("folder.not_readable", str(self.path), why=why)) from error
        except OSError as error:
            why = render_system_error(error)
            raise FolderError(make_mistake("folder.not_readable", str(self.path), why=why)) from error
        for name in self.inside:
            member = read_archive_member(content, name, self.passwords)
            if member is None or member.code:
                raise FolderError(make_mistake("folder.not_readable", str(self.path), why=name))
            content = member.content
        return content

    def read_plain(self, passwords: Iterable[str]) -> bytes:
        """Return the file's bytes without its encryption. Raises UnreadableError where no password fits any more."""
        content = self.read_content()
        return content if content.startswith(b"PK") else unlock_workbook(content, passwords)

    def is_at(self, name: str) -> bool:
        """Tell whether a link to this path under 回收/ leads to the file: not into an archive, nor by another name."""
        return not self.inside and self.path.as_posix().endswith(f"/{name}")


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingFile:
    """One returned file.

    `name` is its unique path in 回收/ as it is shown. Where it cannot be read, `code` says why (message `file.<code>`),
    `excess` which limit it is beyond, and `content` is empty. `modified` is in UTC without zone, None where it is
    not known.
    """

    name: str
    source: FileSource
    content: bytes = b""
    code: str = ""
    excess: Excess | None = None
    modified: dt.datetime | None = None
    password: str = field(default="", repr=False)  # by which it was taken out of an archive


def gather_files(folder: Path, passwords: Iterable[str] = ()) -> Iterator[IncomingFile]:
    """Yield every file under a folder, sorted by path, with the members of an archive instead of the archive.

    A folder that cannot be opened is yielded, too: nobody knows what is in it.
    """
    words, used = tuple(passwords), set[str]()
    found = _find_entries(folder) if folder.is_dir() else ()
    for entry in sorted(found, key=lambda entry: entry.path.as_posix()):
        name = format_path(entry.path.relative_to(folder)) if entry.path != folder else folder.name
        for file in _gather_entry(name, entry, words):
            yield replace(file, name=_choose_free_name(file.name, used))


def count_files(folder: Path) -> int:
    """Return how many files under a folder `gather_files` looks at, an archive for one; for progress alone."""
    return sum(not entry.is_folder for entry in _find_entries(folder)) if folder.is_dir() else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """A file or folder on disk; `code` says why it is not opened."""

    path: Path
    is_folder: bool = False
    code: str = ""


def _find_entries(folder: Path) -> Iterator[_Entry]:
    """Yield what is in a folder and in its folders; one that is left out is yielded once, without its files."""
    try:
        entries = list(os.scandir(folder))
    except OSError:
        yield _Entry(path=folder, is_folder=True, code="folder_closed")
        return
    documents = find_folder_documents(_list_indexes(entries))
    for entry in entries:
        path, is_folder = Path(entry.path), entry.is_dir(follow_symlinks=False)
        code = find_leftover_code(entry.name) or documents.get(entry.name, "")
        yield _Entry(path=path, is_folder=is_folder, code=code)
        if is_folder and not code:
            yield from _find_entries(path)


def _list_indexes(entries: Iterable[os.DirEntry[str]]) -> Iterator[str]:
    """Yield the paths within folders by which a program's document is known."""
    for entry in entries:
        if "." in entry.name and entry.is_dir(follow_symlinks=False):
            folder = Path(entry.path)
            indexes = (*folder.glob("[Ii]ndex*"), *folder.glob("Index/*.iwa"))
            yield from (path.relative_to(folder.parent).as_posix() for path in indexes)


def _choose_free_name(name: str, used: set[str]) -> str:
    """Return a name that no other file is shown by, and add it to `used`: no two files may be mixed up.

    Names that differ on disk may become equal when they are made printable, for instance from two encodings.
    """
    stem, dot, ending = name.rpartition(".")
    free, number = name, 1
    while free in used:
        number += 1
        free = f"{stem} ({number}){dot}{ending}" if stem else f"{name} ({number})"
    used.add(free)
    return free


def _gather_entry(name: str, entry: _Entry, passwords: tuple[str, ...]) -> Iterator[IncomingFile]:
    source = FileSource(path=entry.path, passwords=passwords)
    if entry.code:
        yield IncomingFile(name=name, source=source, code=entry.code)
    elif entry.is_folder and _WORKBOOK_NAME.fullmatch(entry.path.name):
        yield IncomingFile(name=name, source=source, code="folder")
    elif not entry.is_folder:
        yield from open_archives(_read_from_disk(name, source), depth=1)


def find_leftover_code(name: str) -> str:
    """Return the code of a file, by its name, that a program leaves or has not finished; empty for all others."""
    return next((code for code, pattern in _LEFT_BEHIND if pattern.fullmatch(name)), "")


def _read_from_disk(name: str, source: FileSource) -> IncomingFile:
    try:
        content, facts = read_regular_file(source.path)
    except UnreadableError as error:
        return IncomingFile(name=name, source=source, code=error.code, excess=error.excess)
    except PermissionError:
        return IncomingFile(name=name, source=source, code="no_permission")
    except OSError:
        return IncomingFile(name=name, source=source, code="disk_error")
    modified = dt.datetime.fromtimestamp(facts.st_mtime, dt.UTC).replace(tzinfo=None)
    return IncomingFile(name=name, source=source, content=content, modified=modified)


def open_archives(file: IncomingFile, *, depth: int = 1) -> Iterator[IncomingFile]:
    """Yield a file itself, or the members of an archive; `depth` counts from 1 how many archives it may lie in."""
    if file.code or not is_archive(file.content):
        yield file
        return
    most = get_limits().nesting
    deep = depth > most
    code, excess = ("archive_deep", Excess(name="nesting", most=most, found=depth)) if deep else ("archive_empty", None)
    try:
        for member in () if deep else read_archive(file.content, file.source.passwords):
            code = ""
            yield from open_archives(_build_member(file, member), depth=depth + 1)
    except UnreadableError as error:
        code, excess = error.code, error.excess
    if code:
        yield IncomingFile(name=file.name, source=file.source, code=code, excess=excess, modified=file.modified)


def _build_member(archive: IncomingFile, member: ArchiveMember) -> IncomingFile:
    source = FileSource(
        path=archive.source.path,
        inside=(*archive.source.inside, member.name),
        passwords=archive.source.passwords,
    )
    left = next(filter(None, map(find_leftover_code, member.name.split("/"))), "")
    modified = convert_to_utc(member.modified) if member.modified else archive.modified
    return IncomingFile(
        name=f"{archive.name}/{member.name}",
        source=source,
        content=b"" if left else member.content,
        code=left or member.code,
        excess=member.excess,
        modified=modified,
        password=pick_password(archive.source.passwords, member.opened_by) or archive.password,
    )
