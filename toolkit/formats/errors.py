"""Why a file cannot be read: one exception, whose code names the reason.

The codes, each with a sentence for the operator (message `file.<code>`):

===================  ===================================================================================
`empty`              no bytes at all, or a text of nothing but white space
`pdf` `ofd` `xps`    a document as it is printed
`picture` `media`    a photo, drawing or scan; sound or film
`word` `slides`      a document or a presentation, in any format
`mail` `ebook`       a mail, with its attachments still in it; a book or paper
`drawing`            a drawing of Visio or of a CAD program
`database`           a database
`docket`             a ledger to be signed that this program wrote; it opens, and the room of reading refuses it
`program`            a program or an app
`shortcut`           a link to a file or page, as Windows stores it
`download`           the list of parts by which a program fetches a file
`web`                markup without a table: a page, a web archive, some other XML
`text`               a text whose columns cannot be determined with certainty
`encoding`           a text with damaged characters, or in more than one encoding
`traditional`        a text in Big5
`numbers` `uof`      a spreadsheet of Apple's Numbers, or of the Chinese office format
`archive`            rar, 7z or gzip; to `open_workbook` also a zip of files, which `read_archive` reads
`archive_method`     in an archive: compressed in a way that is not supported
`link`               a symbolic link, in a folder or an archive, or a junction
`not_a_file`         a pipe, a socket, a device: anything in a folder that is no file
`encrypted`          a password is needed, and none was given
`wrong_password`     a password is needed, and none of those given fits
`encrypted_ods`      an ods with a password, which is not supported
`locked_zip`         in an archive: encrypted in a way that is not supported
`rights`             readable only for whom its owner names (IRM, RMS)
`secured`            encrypted by an office's document-security software
`same_sheet_name`    two sheets of the same name, which readers cannot tell apart
`too_big`            more bytes, parts, rows or columns than are allowed
`too_far`            cells so far away that the rectangle down to them would fill the memory
`damaged`            cut short, contradictory, or crafted to harm a reader
`unknown`            none of the formats that are known
===================  ===================================================================================

Which of them may be mere attachments is said in `signatures`.
A file that twice does harm to the worker that reads it is refused with a code of `execution.WorkerError`.

The rooms that look for files add codes of their own for what is never opened (`folder`, `lock`, `temporary` …).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Excess:
    """Which limit of `limits.FileLimits` a file is beyond: its name, its value, and what was found, 0 if not known."""

    name: str
    most: int
    found: int = 0


class UnreadableError(Exception):
    """The bytes cannot be read as a workbook; `code` says why (see the table above).

    `excess` says which limit was passed, where it was one that can be raised.
    """

    def __init__(self, code: str, excess: Excess | None = None) -> None:
        self.code, self.excess = code, excess
        super().__init__(code)

    def __reduce__(self) -> tuple[type[UnreadableError], tuple[str, Excess | None]]:
        return UnreadableError, (self.code, self.excess)
