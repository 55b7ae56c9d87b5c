"""A worker beside the run writes bulletins as this process would; where it fails, this process does."""

import datetime as dt
from concurrent.futures import Executor, Future

import pytest

from tests.bulletin.papers import paper
from toolkit.bulletin import BulletinJob, BulletinWork, SheetTemplate, use_bulletin_executor
from toolkit.bulletin.apart import build_bulletin_pool
from toolkit.errors import DefinitionError
from toolkit.execution import WorkerError

GOOD, BAD = paper("应报{{ 应报单位数 }}个"), paper("{{ 应报单位树 }}")


class DyingExecutor(Executor):
    """Gives what a pool gives whose worker does not live through its work."""

    def submit(self, function, /, *args, **kwargs):
        future = Future()
        future.set_exception(WorkerError("out_of_memory"))
        return future


@pytest.fixture(scope="module")
def pool():
    with build_bulletin_pool() as pool:
        yield pool


def asked(charts=(), fonts=()):
    return BulletinJob(
        templates={"好.docx": GOOD, "坏.docx": BAD},
        names={"应报单位数": None},
        columns={},
        values={"应报单位数": 3},
        pictures=[chart.key for chart in charts],
        charts=charts,
        fonts=fonts,
        day=dt.date(2022, 1, 20),
        words=(),
    )


def test_worker__writes_what_this_process_writes(pool, charts, fonts):
    job = asked(charts, fonts)
    with use_bulletin_executor(pool):
        there = BulletinWork(job).result()
    assert there == BulletinWork(job).result()
    assert list(there.documents) == ["好.docx"]
    assert "应报单位树" in str(there.mistakes[0])


def test_sentences__are_unrolled_where_the_document_was_written(pool):
    template = SheetTemplate(file="好.docx", content=GOOD)
    with use_bulletin_executor(pool):
        (line,) = template.unroll({"应报单位数": 3}, {"应报单位数": "B2"})
        with pytest.raises(DefinitionError):
            SheetTemplate(file="非.docx", content=b"PK").unroll({}, {})
    assert (line.text, line.formula) == ("应报3个", '="应报"&B2&"个"')


def test_work_of_a_worker_that_dies__is_done_here():
    with use_bulletin_executor(DyingExecutor()):
        assert list(BulletinWork(asked()).result().documents) == ["好.docx"]
