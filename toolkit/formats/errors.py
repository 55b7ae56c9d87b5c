"""Why a file cannot be read: one exception, whose code names the reason.

The codes, each with a sentence for the operator (message `file.<code>`):

===================  ===================================================================================
`empty`              no bytes at all, or a text of nothing but white space
`pdf` `picture`      a PDF; a photo or scan
`word` `slides`      a document or a presentation, in any format
`web`                markup without a table: a page, a web archive, some other XML
`text`               a text whose columns or characters cannot be determined with certainty
`archive`            rar, 7z or gzip; to `open_workbook` also a zip of files, which `read_archive` reads
`link`               in an archive: a symbolic link
`encrypted`          a password is needed, and none was given
`wrong_password`     a password is needed, and none of those given fits
`encrypted_ods`      an ods with a password, which is not supported
`secured`            encrypted by an office's document-security software
`same_sheet_name`    two sheets of the same name, which readers cannot tell apart
`too_big`            more bytes, parts, rows or columns than are allowed
`too_far`            cells so far away that the rectangle down to them would fill the memory
`damaged`            cut short, contradictory, or crafted to harm a reader
`unknown`            none of the formats that are known
===================  ===================================================================================

A file that twice does harm to the worker that reads it is refused with a code of `execution.WorkerError`.

The rooms that look for files add codes of their own for what is never opened (`folder`, `lock`, `temporary` …).
"""

from __future__ import annotations


class UnreadableError(Exception):
    """The bytes cannot be read as a workbook; `code` says why (see the table above)."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)
