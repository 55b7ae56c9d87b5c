"""Readers that do to their process what a hostile file may do; the pool calls them by name."""

import ctypes
import faulthandler
import os
import signal
import socket
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

from tests.execution.plain import Answered, RefusedError


def double(number):
    return 2 * number


def answer(number):
    return Answered(number=number, names=("甲",))


def refuse(code):
    raise RefusedError(code)


def fail():
    raise ValueError("a bug")


def repeat_but_one(common, item):
    """Do what all items share, a word and one item that is bad, to an item."""
    word, bad, harm = common
    if item == bad:
        harm_process = {"raise": fail, "abort": os.abort, "hang": spin}[harm]
        harm_process()
    return (word * item).encode()


def sleep(seconds):
    time.sleep(seconds)


def spin():
    while True:
        pass


def allocate(size):
    return len(bytearray(size))


def run_out_of_memory_unseen():
    try:
        bytearray(1 << 40)
    except MemoryError as error:
        raise RefusedError("damaged") from error


def abort():
    os.abort()


def crash():
    faulthandler._sigsegv()


def kill_caller():
    os.kill(os.getppid(), signal.SIGTERM)


def close_output():
    os.closerange(3, 20)
    time.sleep(60)


def leave():
    os._exit(0)


def exit_():
    sys.exit(3)


class PanicError(BaseException):
    """As native readers raise it: no subclass of Exception."""


def panic():
    raise PanicError


def panic_unseen():
    try:
        raise PanicError
    except BaseException as error:
        raise RefusedError("damaged") from error


def print_much():
    print("x" * 1_000_000)
    os.write(1, b"x" * 1_000_000)
    return "quiet"


def flood():
    """Write into every open file, of which one leads to the caller."""
    for number in range(3, 20):
        try:
            while True:
                os.write(number, b"x" * 65536)
        except OSError:
            continue


def answer_much(size):
    return b"x" * size


def answer_code():
    return Crafted()


class Crafted:
    """What runs a program where it is unpickled without care."""

    def __reduce__(self):
        return os.system, ("touch /tmp/never",)


def answer_own_class():
    return Path("a")


def connect():
    with socket.socket() as made:
        made.connect(("127.0.0.1", 9))


def resolve():
    socket.getaddrinfo("localhost", 80)


def start_program():
    subprocess.run(["true"], check=True)


def start_shell():
    os.system("true")


def fork():
    os.fork()


def load_library():
    ctypes.CDLL(None)


def write_file(path):
    Path(path).write_text("x")


def write_file_quietly(path):
    try:
        Path(path).write_text("x")
    except Exception:
        return "nothing seen"


def append_file(path):
    os.close(os.open(path, os.O_WRONLY | os.O_APPEND))


def rename_file(path):
    Path(path).rename(f"{path}.moved")


def remove_file(path):
    Path(path).unlink()


def make_folder(path):
    Path(path).mkdir()


def read_file(path):
    return Path(path).read_text()


def import_late():
    return import_module("colorsys").__name__


def tell_process():
    return os.getpid()


def tell_surroundings():
    return dict(os.environ), str(Path.cwd()), list(sys.path)


def answer_or_die(word):
    """Do to the process what the word says; answer any other in capitals."""
    if word == "leave":
        leave()
    if word == "abort":
        abort()
    if word == "refuse":
        raise RefusedError("refused")
    return word.upper()


def tell_shared(shared, item):
    """Answer what a shared value says of an item, and whether it is the very value of the call before."""
    value = shared.load()
    _seen.append(value)
    return value[item], _seen[0] is value


_seen = []
