"""A job of Windows around one worker: a limit of memory, no further processes, and an end with its caller."""

from __future__ import annotations

import ctypes
from ctypes import wintypes

_LIMIT_ACTIVE_PROCESSES, _LIMIT_PROCESS_MEMORY = 0x8, 0x100
_DIE_ON_UNHANDLED, _KILL_ON_JOB_CLOSE = 0x400, 0x2000
_EXTENDED_LIMITS = 9  # JobObjectExtendedLimitInformation
_SET_QUOTA, _TERMINATE = 0x100, 0x1


class _BasicLimits(ctypes.Structure):
    _fields_ = (
        ("PerProcessUserTimeLimit", ctypes.c_int64),
        ("PerJobUserTimeLimit", ctypes.c_int64),
        ("LimitFlags", wintypes.DWORD),
        ("MinimumWorkingSetSize", ctypes.c_size_t),
        ("MaximumWorkingSetSize", ctypes.c_size_t),
        ("ActiveProcessLimit", wintypes.DWORD),
        ("Affinity", ctypes.c_size_t),
        ("PriorityClass", wintypes.DWORD),
        ("SchedulingClass", wintypes.DWORD),
    )


class _ExtendedLimits(ctypes.Structure):
    _fields_ = (
        ("BasicLimitInformation", _BasicLimits),
        ("IoInfo", ctypes.c_uint64 * 6),
        ("ProcessMemoryLimit", ctypes.c_size_t),
        ("JobMemoryLimit", ctypes.c_size_t),
        ("PeakProcessMemoryUsed", ctypes.c_size_t),
        ("PeakJobMemoryUsed", ctypes.c_size_t),
    )


class WindowsJob:
    """A job that holds one process, which ends when the job is closed, also by the end of this process."""

    def __init__(self, process: int, memory: int) -> None:
        """Put a process, by its number, into a job with `memory` bytes. Raises OSError where Windows refuses."""
        self._library = _load_library()
        self._job = self._library.CreateJobObjectW(None, None)
        _check(self._job)
        try:
            limits = _ExtendedLimits()
            limits.BasicLimitInformation.LimitFlags = (
                _LIMIT_ACTIVE_PROCESSES | _LIMIT_PROCESS_MEMORY | _DIE_ON_UNHANDLED | _KILL_ON_JOB_CLOSE
            )
            limits.BasicLimitInformation.ActiveProcessLimit = 1
            limits.ProcessMemoryLimit = memory
            size = ctypes.sizeof(limits)
            _check(self._library.SetInformationJobObject(self._job, _EXTENDED_LIMITS, ctypes.byref(limits), size))
            self._assign(process)
        except BaseException:
            self.close()
            raise

    def _assign(self, process: int) -> None:
        handle = self._library.OpenProcess(_SET_QUOTA | _TERMINATE, False, process)
        _check(handle)
        try:
            _check(self._library.AssignProcessToJobObject(self._job, handle))
        finally:
            self._library.CloseHandle(handle)

    def close(self) -> None:
        """End the process, if it still runs."""
        if self._job:
            self._library.CloseHandle(self._job)
            self._job = None


def _load_library() -> ctypes.CDLL:
    """Return kernel32 with the types of what is called: handles are longer than an int."""
    library: ctypes.CDLL = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined, unused-ignore]
    library.CreateJobObjectW.argtypes = (ctypes.c_void_p, wintypes.LPCWSTR)
    library.CreateJobObjectW.restype = wintypes.HANDLE
    library.SetInformationJobObject.argtypes = (wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD)
    library.OpenProcess.argtypes = (wintypes.DWORD, wintypes.BOOL, wintypes.DWORD)
    library.OpenProcess.restype = wintypes.HANDLE
    library.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
    library.CloseHandle.argtypes = (wintypes.HANDLE,)
    return library


def _check(result: object) -> None:
    if not result:
        raise ctypes.WinError(ctypes.get_last_error())  # type: ignore[attr-defined, unused-ignore]
