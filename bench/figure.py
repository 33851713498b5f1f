"""A named figure: its goal, its unit, and the function that measures it once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median

Measure = Callable[[], Iterator[dict[str, float]]]


@dataclass(frozen=True)
class Goal:
    name: str
    at_most: float | None
    at_least: float | None
    unit: str


def at_most(name: str, value: float, unit: str) -> Goal:
    return Goal(name, value, None, unit)


def at_least(name: str, value: float, unit: str) -> Goal:
    return Goal(name, None, value, unit)


@dataclass(frozen=True)
class Figures:
    """Goals that one measurement answers; ``measure`` yields a run's values after another's."""

    goals: tuple[Goal, ...]
    measure: Measure

    def lines(self) -> Iterator[str]:
        runs = list(self.measure())
        for goal in self.goals:
            values = [run[goal.name] for run in runs]
            yield json.dumps(
                {
                    "name": goal.name,
                    "value": round(median(values), 3),
                    "runs": [round(value, 3) for value in values],
                    "goal": _words(goal),
                    "unit": goal.unit,
                }
            )


def _words(goal: Goal) -> str:
    return f"<= {goal.at_most:g}" if goal.at_most is not None else f">= {goal.at_least:g}"
