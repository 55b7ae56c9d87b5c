"""Go on without a key that nobody has any more: a new one, and nothing that the lost one signed is proved."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.errors import CampaignError, make_mistake
from toolkit.pipeline.files import read_file
from toolkit.pipeline.frozen import FrozenError, read_signer, sign_anew
from toolkit.pipeline.key_file import (
    KEY_FILE,
    RETIRED_FILE,
    dump_retired,
    find_closings,
    find_issuers,
    make_key,
    read_keys,
)
from toolkit.pipeline.stores import build_round_pattern, open_store
from toolkit.storage import Changes
from toolkit.unit_token import Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplacedKey:
    """What became of a campaign whose key was lost: the files written, and the rounds whose ends were signed anew."""

    paths: tuple[Path, ...]
    rounds: tuple[int, ...]


def replace_lost_key(folder: Path) -> ReplacedKey:
    """Let a campaign go on though a key of it is gone for good, the present one or one that was exchanged.

    What was handed out under it counts no more without the operator's decision, until it is handed out anew. The ends
    of rounds that it signed are signed anew as they lie there: that nobody touched them is the operator's word. A 期末
    that is not whole stays as it is. Raises CampaignError where no key is missing.
    """
    with (store := open_store(folder)).hold("key rotate"):
        stamp = _read_present(folder)
        closings = {path: read_file(path) for path in sorted(find_closings(folder))}
        named = find_issuers(folder).union(map(read_signer, closings.values())) - {""}
        lost = named - stamp.campaigns
        if not lost:
            place = str(folder / KEY_FILE)
            raise CampaignError(make_mistake("key.not_lost", place) if named else make_mistake("key.none", place))
        changes, own = Changes(), replace(stamp, lost=stamp.lost | lost)
        changes.write(folder / RETIRED_FILE, dump_retired(own.retired, own.lost), essential=True, private=True)
        if not os.path.lexists(folder / KEY_FILE):
            changes.write(folder / KEY_FILE, own.key, essential=True, create=True, private=True)
        rounds = _sign_closings(changes, closings, own)
        store.apply(changes, "key rotate")
    return ReplacedKey(paths=tuple(changes.written), rounds=rounds)


def _read_present(folder: Path) -> Stamp:
    """Return the stamp of the keys that are left, with a new key where the present one is gone."""
    if os.path.lexists(folder / KEY_FILE):
        return read_keys(folder)
    return read_keys(folder, make_key())


def _sign_closings(changes: Changes, closings: dict[Path, bytes], stamp: Stamp) -> tuple[int, ...]:
    """Have the ends of rounds that lost keys signed written with the present signature; return their numbers."""
    signed: list[int] = []
    for path, content in closings.items():
        found = build_round_pattern().fullmatch(path.parents[2].name)
        if found is None or read_signer(content) not in stamp.lost:
            continue
        try:
            changes.write(path, sign_anew(content, stamp, int(found[1])), essential=True)
        except FrozenError:  # the next command says what is wrong with it, and that it can be rebuilt
            continue
        signed.append(int(found[1]))
    return tuple(sorted(signed))
