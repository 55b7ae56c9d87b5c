"""What a run made waits on the disk until it is put in place, and nothing of it is left afterwards."""

from __future__ import annotations

from pathlib import Path

from toolkit.pipeline.waiting import open_waiting_folder
from toolkit.storage import Changes, StagedFile, Store


def test_kept_contents__wait_privately_until_they_are_put_in_place(tmp_path: Path) -> None:
    store = Store(tmp_path)
    places = [tmp_path / "甲.xlsx", tmp_path / "乙.xlsx"]
    with store.hold("check"), open_waiting_folder(store) as keep:
        kept = [keep(place.name.encode()) for place in places]
        assert all(isinstance(each, StagedFile) and store.work_folder in each.path.parents for each in kept)
        changes = Changes()
        changes.write_all(dict(zip(places, kept, strict=True)))
        store.apply(changes)
    assert [place.read_text() for place in places] == ["甲.xlsx", "乙.xlsx"]
    assert sorted(tmp_path.iterdir()) == sorted(places)
