"""Why a function gave no answer: one exception, whose code names the reason.

===================  ===================================================================================
`reader_died`        its process ended: aborted, crashed, left, or answered what is no plain data
`out_of_memory`      it asked for more memory than a worker may have
`out_of_time`        it took longer than a function may take
`answer_too_large`   its answer is larger than an answer may be
`forbidden`          it tried to reach the network, start a program or write a file
===================  ===================================================================================
"""

from __future__ import annotations


class WorkerError(Exception):
    """A function gave no answer, not even alone in a fresh worker; `code` says why (see the table above)."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def collect_causes(error: BaseException | None) -> list[BaseException]:
    """Return an exception and those that led to it: a reader may have caught them and raised its own."""
    causes: list[BaseException] = []
    while error is not None and not any(error is cause for cause in causes):
        causes.append(error)
        error = error.__cause__ or error.__context__
    return causes
