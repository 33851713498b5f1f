from __future__ import annotations

import sys

from bench import files, hang, home, kills, limited, memory, serving, visits, warm

ALL = (
    home.FIGURES,
    files.FIGURES,
    visits.FIGURES,
    memory.FIGURES,
    memory.GROWTH,
    serving.FIGURES,
    warm.FIGURES,
    hang.FIGURES,
    limited.FIGURES,
    kills.FIGURES,
)


def main(names: list[str]) -> None:
    known = {goal.name for figures in ALL for goal in figures.goals}
    if unknown := sorted(set(names) - known):
        sys.exit(f"Unknown: {', '.join(unknown)}. Known: {', '.join(sorted(known))}")
    for figures in ALL:
        if not names or any(goal.name in names for goal in figures.goals):
            for line in figures.lines():
                print(line, flush=True)


main(sys.argv[1:])
