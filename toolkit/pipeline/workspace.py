"""The operator's folder: the campaign and its key, and where the files of each round lie."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.campaign import Campaign, Unit, load_campaign
from toolkit.definition import Definition, load_definition
from toolkit.errors import CampaignError, FolderError, make_mistake
from toolkit.formats import prepare_workers
from toolkit.messages import say
from toolkit.pipeline.files import read_file
from toolkit.pipeline.former_codes import trace_former_codes
from toolkit.pipeline.key_file import close_key, read_stamp
from toolkit.pipeline.stores import build_round_pattern, open_store
from toolkit.storage import Store
from toolkit.text import format_file_name
from toolkit.unit_token import Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignFolders:
    """Where the files of one round lie, in the folder of its campaign."""

    folder: Path
    round: int

    @property
    def round_folder(self) -> Path:
        """第n期."""
        return self.folder / say("folder.round", round=self.round)

    @property
    def issued(self) -> Path:
        """下发."""
        return self.round_folder / say("folder.issued")

    @property
    def returned(self) -> Path:
        """回收."""
        return self.round_folder / say("folder.returned")

    @property
    def sent_back(self) -> Path:
        """退回."""
        return self.round_folder / say("folder.sent_back")

    @property
    def results(self) -> Path:
        """汇总."""
        return self.round_folder / say("folder.results")

    @property
    def register(self) -> Path:
        """收发登记表.xlsx."""
        return self.round_folder / say("output.register")

    @property
    def old_register(self) -> Path:
        """下发登记表.xlsx, where earlier versions kept it."""
        return self.issued / say("output.old_register")

    @property
    def report(self) -> Path:
        """校验报告.xlsx."""
        return self.results / say("output.report")

    @property
    def chase(self) -> Path:
        """催报清单.xlsx."""
        return self.results / say("output.chase")

    @property
    def closing(self) -> Path:
        """期末, how the round ended."""
        return self.results / say("folder.closing")

    @property
    def ledger(self) -> Path:
        """办理台账.xlsx, the office's own, one for all rounds."""
        return self.folder / say("output.ledger")

    @property
    def summary(self) -> Path:
        """三类清单汇总.xlsx."""
        return self.results / say("output.summary")

    @property
    def paper(self) -> Path:
        """领导审阅.xlsx, what of the summary is printed."""
        return self.results / say("output.paper")

    @property
    def docket(self) -> Path:
        """三类清单台账.xlsx, to be printed and signed."""
        return self.results / say("output.docket")

    @property
    def unit_dockets(self) -> Path:
        """各单位台账, the same of each unit."""
        return self.results / say("folder.dockets")

    @property
    def exports(self) -> Path:
        """数据, for programs."""
        return self.results / say("folder.exports")

    @property
    def closing_facts(self) -> Path:
        """期末.json."""
        return self.closing / say("output.closing_facts")

    @property
    def closing_book(self) -> Path:
        """期末台账.xlsx."""
        return self.closing / say("output.closing_book")

    def select_round(self, number: int) -> CampaignFolders:
        """Return where the files of another round lie."""
        return replace(self, round=number)

    def name_workbook(self, unit: Unit, label: str) -> str:
        """Return the file name of a unit's workbook, `label` being what is in it; from round 2 on with the round."""
        return f"{format_file_name(f'{unit.code}-{unit.name}', self._end_name(label))}.xlsx"

    def is_named_after(self, name: str, label: str) -> bool:
        """Tell whether a workbook's file name says that this is in it."""
        return name.endswith(f"{format_file_name('', self._end_name(label)).removeprefix('_')}.xlsx")

    def _end_name(self, label: str) -> str:
        return f"-{label}" if self.round == 1 else f"-{label}-{say('folder.round', round=self.round)}"

    def locate_unit_folder(self, parent: Path, unit: Unit) -> Path:
        """Return a unit's folder under 下发 or 退回: <code>-<name>."""
        return parent / format_file_name(f"{unit.code}-{unit.name}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """One campaign on disk, loaded, with the stamp that signs its workbooks and the store that writes to its folder."""

    folders: CampaignFolders
    campaign: Campaign
    stamp: Stamp
    store: Store


def open_workspace(
    folder: Path | str,
    definition: Definition | None = None,
    *,
    round: int | None = None,
    begun_by_hand: bool = False,
    share: bool = False,
) -> Workspace:
    """Load the campaign of a folder, at work on one of its rounds: the one in progress unless a number is given.

    Where all rounds have ended, it is the last. A folder of a later round that 期次 does not know of stops the run, so
    that no command works on another round than the operator thinks, unless a round is given or `begun_by_hand`.
    What is written there can be read by its owner alone unless others `share` it.
    A campaign without a key gets a new one, which is written once workbooks are issued. Raises CampaignError or
    FolderError with every mistake.
    """
    root = Path(folder)
    if not root.is_dir():
        raise FolderError(make_mistake("folder.missing", str(root)))
    prepare_workers()  # one starts while the definition is loaded
    own = definition or load_definition()
    store = open_store(root, shared=share)
    store.settle()
    path = root / own.campaign.file
    if not path.is_file():
        raise CampaignError(make_mistake("campaign.missing", str(path)))
    stamp, hints = read_stamp(root), close_key(root)
    campaign = load_campaign(read_file(path), own, name=path.name, folder=root)
    if round is not None:
        campaign = _select_round(campaign, round, path)
    elif not begun_by_hand:
        _stop_at_unknown_rounds(campaign, root)
    recoded = trace_former_codes(campaign, root)
    campaign = replace(campaign, recoded=recoded, hints=(*campaign.hints, *hints))
    folders = CampaignFolders(folder=root, round=campaign.round.number)
    return Workspace(folders=folders, campaign=campaign, stamp=stamp, store=store)


def _select_round(campaign: Campaign, number: int, path: Path) -> Campaign:
    """Return the campaign at work on a round; CampaignError where there is none, or where it has not begun."""
    chosen = next((each for each in campaign.rounds if each.number == number), None)
    if chosen is None:
        known = say("list.separator").join(each.title for each in campaign.rounds)
        facts = {"round": number, "sheet": campaign.definition.campaign.rounds.label, "known": known}
        raise CampaignError(make_mistake("round.unknown", str(path), **facts))
    if chosen.state == "waiting":
        facts = {"round": chosen.title, "current": campaign.round.title, "folder": path.parent}
        raise CampaignError(make_mistake("round.waiting", str(path), **facts))
    return campaign.select_round(number)


def _stop_at_unknown_rounds(campaign: Campaign, root: Path) -> None:
    """Raise FolderError where the folder of a round lies there that comes after the present one."""
    later = [number for number in find_round_folders(root) if number > campaign.round.number]
    if later:
        facts = {"label": campaign.definition.campaign.rounds.label, "current": campaign.round.title, "folder": root}
        place = str(CampaignFolders(folder=root, round=later[0]).round_folder)
        raise FolderError(make_mistake("round.by_hand", place, number=campaign.round.number, **facts))


def find_round_folders(root: Path) -> list[int]:
    """Return the numbers of the rounds that have a folder, in order."""
    pattern = build_round_pattern()
    return sorted(int(found[1]) for path in root.iterdir() if (found := pattern.fullmatch(path.name)))
