"""Let many units hand in their returns at the door within minutes, and measure how long each waits for its answer.

    python benchmarks/door_load.py FOLDER [UNITS] [MINUTES] [ROWS]

FOLDER is made anew: a campaign of UNITS (500) whose workbooks have ROWS (20) records each. The door is served by a
process of its own on this machine; the units come evenly over MINUTES (10), each follows its link, opens its page,
hands in, and waits until the page has the findings. Afterwards every file is looked for in 回收, byte for byte.
Exit code 1 where anything was lost or not answered, or more than one in twenty waited longer than three seconds.
"""

from __future__ import annotations

import asyncio
import hashlib
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import httpx  # noqa: E402

from benchmarks.large_round import build_large_round  # noqa: E402
from toolkit.messages import say  # noqa: E402
from toolkit.pipeline import open_workspace, read_links  # noqa: E402

UNITS, MINUTES, ROWS = 500, 10.0, 20
GOAL_SECONDS, GOAL_SHARE = 3.0, 0.95
_GIVE_UP = 60.0  # seconds


@dataclass
class Outcome:
    """How long each unit waited from the click to its findings, in seconds, and what went wrong."""

    waits: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


async def visit(origin: str, link: str, name: str, content: bytes, outcome: Outcome) -> None:
    """Be one unit: follow the link, open the page, hand in, wait for the findings."""
    async with httpx.AsyncClient(base_url=origin, timeout=_GIVE_UP, follow_redirects=True) as client:
        try:
            begun = time.perf_counter()
            await client.get(link)
            await client.get("/")
            outcome.pages.append(time.perf_counter() - begun)
            begun = time.perf_counter()
            page = await client.post("/hand-in", files={"file": (name, content)}, headers={"Origin": origin})
            while page.status_code == 503 and time.perf_counter() - begun < _GIVE_UP:
                await asyncio.sleep(
                    float(page.headers["Retry-After"])
                )  # nothing was taken: the page asks to come again
                page = await client.post("/hand-in", files={"file": (name, content)}, headers={"Origin": origin})
            while page.status_code == 200 and say("door.looking") in page.text:
                await asyncio.sleep(0.5)  # as the page does by itself
                page = await client.get("/")
            if page.status_code != 200 or hashlib.sha256(content).hexdigest() not in page.text:
                outcome.failures.append(f"{name}: {page.status_code}")
            outcome.waits.append(time.perf_counter() - begun)
        except httpx.HTTPError as error:
            outcome.failures.append(f"{name}: {error!r}")


async def visit_all(origin: str, units: list[tuple[str, str, bytes]], seconds: float) -> Outcome:
    """Have all units come, evenly over some seconds."""
    outcome = Outcome()

    async def come(number: int, link: str, name: str, content: bytes) -> None:
        await asyncio.sleep(seconds * number / len(units))
        await visit(origin, link, name, content, outcome)

    await asyncio.gather(*(come(number, *unit) for number, unit in enumerate(units)))
    return outcome


def find_port() -> int:
    """Return a port of this machine that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def read_cpu(process: int) -> float:
    """Return the processor seconds of a process and of its children that have ended (Linux)."""
    parts = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, parts[11:15])) / 100


def main(arguments: list[str]) -> int:
    """Build, serve, visit, look what became of it, and print the table."""
    folder = Path(arguments[0])
    units = int(arguments[1]) if len(arguments) > 1 else UNITS
    minutes = float(arguments[2]) if len(arguments) > 2 else MINUTES
    workspace = build_large_round(folder, units, int(arguments[3]) if len(arguments) > 3 else ROWS)
    contents = {path.name: path.read_bytes() for path in workspace.folders.returned.iterdir()}
    for path in list(workspace.folders.returned.iterdir()):
        path.unlink()
    port = find_port()
    origin = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "toolkit", "web", str(folder), "--no-browser", "--serve", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True) as server:
        for _ in range(3):
            print(server.stdout.readline().strip() if server.stdout else "")
        workspace, links = open_workspace(folder), read_links(folder)
        visits = []
        for unit, (name, content) in zip(workspace.campaign.units, sorted(contents.items()), strict=True):
            visits.append((links.render_link(unit, workspace.stamp), name, content))
        outcome = asyncio.run(visit_all(origin, visits, minutes * 60))
        cpu = read_cpu(server.pid)
        peak = next(line for line in Path(f"/proc/{server.pid}/status").read_text().splitlines() if "VmHWM" in line)
        server.terminate()
    found = {path.read_bytes() for path in workspace.folders.returned.rglob("*") if path.is_file()}
    lost = [name for name, content in contents.items() if content not in found]
    waits = sorted(outcome.waits)
    in_time = sum(wait <= GOAL_SECONDS for wait in waits) / max(1, len(waits))
    shares = (
        {share: waits[min(len(waits) - 1, int(share * len(waits)))] for share in (0.5, 0.95, 0.99)} if waits else {}
    )
    print(f"units {units} in {minutes} min · answered {len(waits)} · failed {len(outcome.failures)} · lost {len(lost)}")
    print(" · ".join(f"{share:.0%} {wait:.2f} s" for share, wait in shares.items()), f"· longest {waits[-1]:.2f} s")
    print(f"within {GOAL_SECONDS:g} s: {in_time:.1%} · server {cpu:.1f} CPU s without workers · {peak}")
    print(*outcome.failures[:5], sep="\n")
    return int(bool(outcome.failures or lost) or in_time < GOAL_SHARE)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
