"""What a cluster's machines read is what this machine reads, whatever becomes of one of them."""

import contextvars

import pytest

from tests.cluster.local_cluster import LocalCluster, find_missing_cluster
from tests.conftest import skip_where_missing
from tests.effects import allow_network
from tests.execution import readers
from tests.execution.plain import Answered, RefusedError
from toolkit.errors import OperatorError
from toolkit.execution import InlineExecutor, WorkerError, open_executor, run_batches, set_cluster
from toolkit.pipeline import collect, open_workspace
from toolkit.pipeline.sendback import annotate_returns
from toolkit.summary import PART_MODULES, split_units, sum_up_in_parts

pytestmark = [pytest.mark.cluster, pytest.mark.slow]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    skip_where_missing(find_missing_cluster())
    with LocalCluster(tmp_path_factory.mktemp("cluster"), machines=2) as started, allow_network(started.address):
        yield started


def collect_there(address, folder, track):
    """Collect a round with its files read by a cluster."""

    def run():
        set_cluster(address)
        workspace = open_workspace(folder)
        return collect(workspace, today=workspace.campaign.as_of, track=track)

    return contextvars.copy_context().run(run)


def test_function_that_harms_its_process__is_answered_as_by_a_worker_of_this_machine(cluster):
    modules, classes = ("tests.execution.readers",), (Answered, RefusedError)
    words, expected = ["a", "leave", "refuse", "b"], (WorkerError, RefusedError)
    with open_executor(cluster=cluster.address, modules=modules, classes=classes) as executor:
        found = run_batches(executor, readers.answer_or_die, words, expected=expected)
        assert [getattr(each, "code", each) for each in found] == ["A", "reader_died", "refused", "B"]
        assert executor.submit(readers.answer, 3).result() == Answered(number=3, names=("甲",))


def test_city_read_by_a_cluster_of_which_a_machine_is_lost__is_the_city_read_here(cluster, city, collected):
    def lose_a_machine(items, _):
        for number, item in enumerate(items):
            yield item
            if number == 1:
                cluster.machines[0].kill()

    found = collect_there(cluster.address, city, lose_a_machine)
    assert found.read == collected.read
    assert found.found == collected.found
    assert found.file_states == collected.file_states
    assert found.followed.items == collected.followed.items


def test_workbooks_marked_by_a_cluster__are_those_marked_here(cluster, collected, city_copies):
    cluster.start_machine(len(cluster.machines))

    def mark():
        set_cluster(cluster.address)
        return annotate_returns(collected).copies

    assert contextvars.copy_context().run(mark) == city_copies.copies


def test_figures_summed_by_a_cluster_of_which_a_machine_is_lost__are_those_summed_here(cluster, collected):
    campaign = collected.workspace.campaign
    cluster.start_machine(len(cluster.machines))

    def split(lose=False):
        groups = split_units(collected.batch, collected.findings, collected.unit_states, 2)
        for number, group in enumerate(groups):
            if lose and number == 3:
                cluster.machines[-1].kill()
            yield group

    here = sum_up_in_parts(campaign, split(), InlineExecutor(), collected.opening)
    with open_executor(cluster=cluster.address, modules=PART_MODULES) as executor:
        there = sum_up_in_parts(campaign, split(lose=True), executor, collected.opening)
    assert there == here and sum(there.records.values()) > 600 and len(there.units) == len(campaign.units)


def test_scheduler_that_is_not_there__stops_the_run_with_a_sentence(cluster, monkeypatch):
    monkeypatch.setattr("toolkit.execution.cluster._SECONDS_TO_CONNECT", 0.3)
    with allow_network("tcp://127.0.0.1:9"), pytest.raises(OperatorError, match="集群"):
        open_executor(cluster="tcp://127.0.0.1:9")
