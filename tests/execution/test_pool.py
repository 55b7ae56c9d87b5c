"""Whatever a reader does to its process, its caller gets a code, the other readers run, and no process is left."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import as_completed
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.execution import readers
from tests.execution.conftest import LIMITS, build_pool
from tests.execution.plain import Answered, RefusedError
from tests.laws import examples
from toolkit.errors import OperatorError
from toolkit.execution import InlineExecutor, Limits, WorkerError
from toolkit.messages import load_catalogue

BAD = {
    readers.fail: "reader_died",
    readers.abort: "reader_died",
    readers.crash: "reader_died",
    readers.leave: "reader_died",
    readers.exit_: "reader_died",
    readers.panic: "reader_died",
    readers.flood: "reader_died",
    readers.answer_code: "reader_died",
    readers.answer_own_class: "reader_died",
    readers.run_out_of_memory_unseen: "out_of_memory",
    readers.connect: "forbidden",
    readers.resolve: "forbidden",
    readers.start_program: "forbidden",
    readers.start_shell: "forbidden",
    readers.fork: "forbidden",
    readers.load_library: "forbidden",
    readers.kill_caller: "forbidden",
}
WRITERS = [
    readers.write_file,
    readers.write_file_quietly,
    readers.append_file,
    readers.rename_file,
    readers.remove_file,
]


def outcome(future):
    """Return what a future holds: a value, or the code of its error."""
    try:
        return future.result()
    except (WorkerError, RefusedError) as error:
        return error.code


def is_alive(process):
    with suppress(OSError):
        os.kill(process, 0)
        # What ended and was not asked for yet is not alive.
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


@pytest.mark.parametrize(("reader", "code"), BAD.items(), ids=lambda part: getattr(part, "__name__", ""))
def test_bad_reader__gives_a_code_and_the_next_one_runs(pool, reader, code):
    bad, good = pool.submit(reader), pool.submit(readers.double, 21)
    assert [outcome(bad), outcome(good)] == [code, 42]


@pytest.mark.parametrize("reader", [readers.sleep, readers.spin, readers.close_output], ids=lambda each: each.__name__)
def test_reader_that_does_not_return__is_ended(reader):
    with build_pool(limits=Limits(seconds=0.3)) as pool:
        bad = pool.submit(reader, *([60] if reader is readers.sleep else []))
        assert outcome(bad) in {"out_of_time", "reader_died"}
        assert pool.submit(readers.double, 1).result() == 2


def test_reader_that_hangs__is_out_of_time():
    with build_pool(limits=Limits(seconds=0.3)) as pool:
        assert outcome(pool.submit(readers.sleep, 60)) == "out_of_time"


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS does not keep the limit of memory")
def test_reader_that_asks_for_too_much_memory__is_refused_it(pool):
    assert outcome(pool.submit(readers.allocate, 100 * 1024 * 1024)) == 100 * 1024 * 1024
    assert outcome(pool.submit(readers.allocate, 500 * 1024 * 1024)) == "out_of_memory"


def test_answer__may_be_large_but_not_too_large(pool):
    for size, expected in [(10, "x" * 10), (3 * 1024 * 1024, "x" * (3 * 1024 * 1024)), (9 * 1024 * 1024, None)]:
        found = outcome(pool.submit(readers.answer_much, size))
        assert found == (expected.encode() if expected else "answer_too_large")


@pytest.mark.parametrize("reader", WRITERS, ids=lambda each: each.__name__)
def test_reader_that_writes__is_refused_even_if_it_says_nothing(pool, reader, tmp_path):
    path = tmp_path / "file"
    path.write_text("as it was")
    assert outcome(pool.submit(reader, str(path))) == "forbidden"
    assert [each.read_text() for each in tmp_path.iterdir()] == ["as it was"]
    assert pool.submit(readers.read_file, str(path)).result() == "as it was"


def test_reader_that_makes_a_folder__is_refused(pool, tmp_path):
    assert outcome(pool.submit(readers.make_folder, str(tmp_path / "new"))) == "forbidden"
    assert list(tmp_path.iterdir()) == []


def test_printing__reaches_nobody_and_harms_nothing(pool, capfd):
    assert pool.submit(readers.print_much).result() == "quiet"
    assert capfd.readouterr() == ("", "")


def test_plain_classes__come_back_and_their_exceptions_are_raised(pool):
    assert pool.submit(readers.answer, 3).result() == Answered(number=3, names=("甲",))
    with pytest.raises(RefusedError) as caught:
        pool.submit(readers.refuse, "damaged").result()
    assert caught.value.code == "damaged"


def test_panic_that_a_reader_caught__is_its_answer_and_ends_the_worker(pool):
    before = pool.submit(readers.tell_process).result()
    assert outcome(pool.submit(readers.panic_unseen)) == "damaged"
    assert pool.submit(readers.tell_process).result() != before


def test_worker__is_used_again_until_it_has_run_so_many():
    with build_pool(limits=Limits(functions=3)) as pool:
        processes = [pool.submit(readers.tell_process).result() for _ in range(7)]
    assert [len(set(processes[start : start + 3])) for start in (0, 3)] == [1, 1]
    assert len(set(processes)) == 3
    assert not any(is_alive(process) for process in processes)


def test_failure__is_of_the_kind_that_was_asked_for():
    with build_pool(failure=RefusedError) as pool, pytest.raises(RefusedError):
        pool.submit(readers.leave).result()


def test_worker__knows_nothing_of_the_callers_surroundings(monkeypatch, tmp_path):
    (tmp_path / "pickle.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SECRET", "1")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.syspath_prepend("")
    with build_pool() as pool:
        variables, folder, _ = pool.submit(readers.tell_surroundings).result()
    assert "SECRET" not in variables and "PYTHONPATH" not in variables
    assert folder != str(tmp_path)


@pytest.mark.parametrize("written", [True, False])
def test_worker__keeps_what_it_compiled_while_it_started_as_its_caller_does(monkeypatch, tmp_path, written):
    monkeypatch.setattr(sys, "dont_write_bytecode", not written)
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    with build_pool() as pool:
        assert pool.submit(readers.import_late).result() == "colorsys"
    compiled = {path.name.partition(".")[0] for path in tmp_path.rglob("*.pyc")}
    assert ("readers" in compiled, "colorsys" in compiled) == (written, False)


def test_interpreter_that_does_not_start__stops_the_run_with_a_sentence(monkeypatch):
    for program in ("/bin/false", "/nowhere/python"):
        monkeypatch.setattr(sys, "executable", program)
        with build_pool() as pool, pytest.raises(OperatorError):
            pool.submit(readers.double, 1).result()


def test_function_that_cannot_be_sent__fails_alone(pool):
    with pytest.raises(Exception, match="pickle"):
        pool.submit(lambda: 1).result()
    assert pool.submit(readers.double, 1).result() == 2


def test_pool__gives_finished_futures_to_those_who_wait_for_any(pool):
    futures = [pool.submit(readers.double, number) for number in range(5)]
    assert sorted(future.result() for future in as_completed(futures)) == [0, 2, 4, 6, 8]
    assert list(pool.map(readers.double, range(3))) == [0, 2, 4]


def test_pool__takes_nothing_after_its_end():
    pool = build_pool()
    assert pool.submit(readers.double, 1).result() == 2
    pool.shutdown()
    with pytest.raises(RuntimeError):
        pool.submit(readers.double, 1)


def test_ended_pool__leaves_no_process_and_no_waiting_caller():
    pool = build_pool(limits=Limits(seconds=60))
    process = pool.submit(readers.tell_process).result()
    running, waiting = pool.submit(readers.sleep, 60), pool.submit(readers.double, 1)
    while not running.running():
        time.sleep(0.01)
    pool.end()
    assert waiting.cancelled()
    assert outcome(running) == "reader_died"
    assert not is_alive(process)


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_caller_that_ends__takes_its_workers_with_it(sent):
    script = (
        "import signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)  # it may have been ignored here\n"
        "from tests.execution import readers\nfrom tests.execution.conftest import build_pool\n"
        "from toolkit.execution import Limits\n"
        "pool = build_pool(limits=Limits(seconds=60))\n"
        "print(pool.submit(readers.tell_process).result(), flush=True)\n"
        "pool.submit(readers.sleep, 60).result()\n"
    )
    root = str(Path(__file__).parents[2])
    environment = {**os.environ, "PYTHONPATH": root}
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment) as caller:
        worker = int(caller.stdout.readline())
        caller.send_signal(sent)
        caller.wait(timeout=20)
    for _ in range(200):
        if not is_alive(worker):
            break
        time.sleep(0.05)
    assert not is_alive(worker)


GOOD_JOBS = st.tuples(st.sampled_from([readers.double, readers.answer]), st.tuples(st.integers()))
REFUSALS = st.tuples(st.just(readers.refuse), st.tuples(st.sampled_from(["damaged", "empty"])))
BAD_JOBS = st.tuples(st.sampled_from(sorted(BAD, key=lambda each: each.__name__)), st.just(()))
LIMITED = build_pool(most=2)


@settings(max_examples=examples(20), deadline=None)
@given(st.lists(st.one_of(GOOD_JOBS, REFUSALS, BAD_JOBS), max_size=6))
def test_mixed_readers__give_what_they_give_inline(jobs):
    futures = [LIMITED.submit(reader, *facts) for reader, facts in jobs]
    inline = InlineExecutor()
    for (reader, facts), future in zip(jobs, futures, strict=True):
        expected = BAD[reader] if reader in BAD else outcome(inline.submit(reader, *facts))
        assert outcome(future) == expected


def test_every_code__has_its_sentence():
    codes = {*BAD.values(), "out_of_time", "answer_too_large"}
    assert {f"file.{code}" for code in codes} <= load_catalogue().keys()
    assert LIMITS.seconds < Limits().seconds
