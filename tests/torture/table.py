"""Count what was tried, class by class, and print it as a table."""

from collections import Counter
from dataclasses import dataclass, field

WRONG = ("crashed", "hung", "lost", "half", "mute", "left over")
_SHOWN = 40  # lines at once
COLUMNS = ("tried", "refused", "read", *WRONG)


@dataclass
class Table:
    """What was tried and what became of it, by class; `faults` are the lines about what was wrong."""

    counts: dict[str, Counter] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    printed: int = 0

    def add(self, kind, *, read, wrong=(), subject=""):
        """Count one trial: whether it ended as values or results, and what was wrong, as pairs of class and reason."""
        row = self.counts.setdefault(kind, Counter())
        row["tried"] += 1
        row["read" if read else "refused"] += 1
        for what in dict.fromkeys(name for name, _ in wrong):
            row[what] += 1
        self.faults += [f"{kind}: {subject}: {name}: {why}" for name, why in wrong]

    def add_tried(self, tried):
        """Count a fault of a command; it was "read" where the command went on to its end."""
        subject = f"{tried.scenario}, {tried.fault}, code {tried.code}"
        read = str(tried.code).split("/")[0] in {"0", "1"}
        self.add(tried.kind, read=read, wrong=tried.wrong, subject=subject)

    def print_faults(self, heading):
        """Print a heading with how much was tried so far, and what was wrong since the last one."""
        tried = sum(row["tried"] for row in self.counts.values())
        print(f"{heading}; {tried} tried, {len(self.faults)} wrong", flush=True)
        for line in self.faults[self.printed :][:_SHOWN]:
            print("    " + line[:600], flush=True)
        self.printed = len(self.faults)

    def render(self):
        """Return the table as lines of text."""
        total = sum(self.counts.values(), Counter())
        rows = [*sorted(self.counts.items()), ("all", total)]
        width = max(len(kind) for kind, _ in rows)
        head = " ".join(["class".ljust(width), *(name.rjust(9) for name in COLUMNS)])
        lines = [" ".join([kind.ljust(width), *(str(row[name]).rjust(9) for name in COLUMNS)]) for kind, row in rows]
        return "\n".join([head, "-" * len(head), *lines])
