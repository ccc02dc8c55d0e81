"""The clock in computations a second on one core: each a rule held against a claim, with its working.

Claims of every line and of many places, each with its own dates, so that nothing is answered from memory. `days` counts
business days with the holidays library in a loop, as one does by hand; ours is `add_business_days`, asked one by one.
`numpy` is its `busday_offset` with the same holidays over all of them at once, from dates to dates as the clock has
them; `arrays` is the same from arrays of its own to such arrays, which nothing here has.
"""

import random
import statistics
import time
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, Final

import holidays
import numpy as np

from claimback.bench.installation import Installation
from claimback.embedded.processes import Progress
from deadlines.clock.compute import compute
from deadlines.clock.counting import add_business_days
from deadlines.clock.events import ClockEvent, ClockFacts
from deadlines.law.catalogue import load_catalogue
from deadlines.law.model import FactValue

TITLE: Final = "The clock: a rule held against a claim with its working, computations a second on one core"
COMPUTATIONS: Final = 1_000_000
FLOOR: Final = {"days": 15.0, "numpy": 0.5, "per_second": 20_000}
GOAL: Final = {"days": 50.0, "numpy": 2.0, "per_second": 100_000}
_CLAIMS: Final = 2_000
_PAIRS: Final = 20_000
_SEED: Final = 42
_LIVES: Final = {
    "health": (
        "erisa_self_funded",
        "erisa_insured",
        "individual_aca",
        "medicare_original",
        "medicaid_managed_care",
    ),
    "disability": ("erisa_insured", "other"),
    "life": ("erisa_insured",),
    "property": ("personal", "commercial"),
    "flood": ("nfip",),
    "auto_first_party": ("personal",),
    "auto_third_party": ("personal",),
}
_PLACES: Final = ("US", "TX", "FL", "CA", "NY", "LA", "IL", "WA")
_STORY: Final = (
    "claim_received",
    "information_requested",
    "information_received",
    "proof_of_loss_received",
    "denial_dated",
    "denial_received",
    "appeal_sent",
    "appeal_received",
    "final_denial_received",
)


def measure(installation: Installation, *, rounds: int, progress: Progress) -> dict[str, Any]:  # noqa: ARG001
    """The row of the report; no server is asked."""
    chance = random.Random(_SEED)  # noqa: S311 - not for secrets
    claims = [_claim(chance) for _ in range(_CLAIMS)]
    pairs = [(_day(chance), chance.randint(1, 60)) for _ in range(_PAIRS)]
    ready = _arrays(pairs)
    days: dict[str, Callable[[], Any]] = {
        "ours": lambda: [add_business_days(day, n) for day, n in pairs],
        "days": lambda: [_by_hand(day, n) for day, n in pairs],
        "numpy": lambda: _by_numpy(pairs),
        "arrays": lambda: np.busday_offset(*ready, roll="backward", busdaycal=_HOLIDAYS),
    }
    speeds: dict[str, list[float]] = {name: [] for name in ("claims", *days)}
    done = 0
    while done < COMPUTATIONS or len(speeds["days"]) < rounds:
        progress(f"clock: {done:,} of {COMPUTATIONS:,} computations")
        rows, took = _timed(lambda: _computed(claims))
        done += rows
        speeds["claims"].append(rows / took)
        for name, work in days.items():
            speeds[name].append(len(pairs) / _timed(work)[1])
    if any(add_business_days(day, n) != _by_hand(day, n) for day, n in pairs):
        raise RuntimeError("the clock and the count by hand differ")
    if _by_numpy(pairs) != [add_business_days(day, n) for day, n in pairs]:
        raise RuntimeError("the clock and numpy differ")
    return _row({name: statistics.median(values) for name, values in speeds.items()}, done)


def _computed(claims: list[ClockFacts]) -> int:
    """How many rules were held against all of `claims`."""
    catalogue = load_catalogue()
    answers = [compute(claim, catalogue) for claim in claims]
    return sum(len(answer.deadlines) + len(answer.not_applicable) for answer in answers)


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    began = time.process_time()
    result = work()
    return result, time.process_time() - began


def _day(chance: random.Random) -> date:
    return date(2024, 1, 1) + timedelta(days=chance.randrange(1000))


def _claim(chance: random.Random) -> ClockFacts:
    line = chance.choice(list(_LIVES))
    day = _day(chance)
    events = []
    for kind in _STORY[: chance.randint(1, len(_STORY))]:
        day += timedelta(days=chance.randint(1, 40))
        events.append(ClockEvent(kind, on=day))
    facts: dict[str, FactValue] = {"claim_kind": chance.choice(("pre_service", "post_service"))}
    return ClockFacts(
        line_of_business=line,
        plan_type=chance.choice(_LIVES[line]),
        jurisdiction=chance.choice(_PLACES),
        facts=facts if line == "health" else {},
        events=tuple(events),
        as_of=day + timedelta(days=chance.randint(0, 200)),
    )


_FEDERAL: Final = holidays.country_holidays("US", years=range(2023, 2029))


def _by_hand(day: date, n: int) -> date:
    while n:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in _FEDERAL:
            n -= 1
    return day


_HOLIDAYS: Final = np.busdaycalendar(holidays=np.array(sorted(_FEDERAL), dtype="datetime64[D]"))


def _by_numpy(pairs: list[tuple[date, int]]) -> list[date]:
    """The same of all pairs at once. What is not a business day is rolled back first, for the count begins after it."""
    found: list[date] = np.busday_offset(*_arrays(pairs), roll="backward", busdaycal=_HOLIDAYS).tolist()
    return found


def _arrays(pairs: list[tuple[date, int]]) -> tuple[Any, Any]:
    return np.array([day for day, _ in pairs], dtype="datetime64[D]"), np.array([n for _, n in pairs])


def _row(speed: dict[str, float], done: int) -> dict[str, Any]:
    ratio = {
        "days": round(speed["ours"] / speed["days"], 1),
        "numpy": round(speed["ours"] / speed["numpy"], 2),
    }
    return {
        "name": "clock",
        "title": TITLE,
        "measured": {
            "per_second": round(speed["claims"]),
            "computations": done,
            "business_days_per_second": round(speed["ours"]),
        },
        "baselines": {
            name: {"business_days_per_second": round(speed[name])} for name in ("days", "numpy", "arrays")
        },
        "ratio": ratio,
        "floor": dict(FLOOR),
        "goal": dict(GOAL),
        "held": _reaches(FLOOR, ratio, speed),
        "goal_reached": _reaches(GOAL, ratio, speed),
    }


def _reaches(mark: Mapping[str, float], ratio: Mapping[str, float], speed: Mapping[str, float]) -> bool:
    return all(ratio[name] >= mark[name] for name in ratio) and speed["claims"] >= mark["per_second"]


def as_text(row: dict[str, Any]) -> list[str]:
    """The row as lines of the report."""
    measured = row["measured"]
    verdict = "goal reached" if row["goal_reached"] else "floor held" if row["held"] else "FLOOR MISSED"
    return [
        f"{row['name']}: {row['title']}",
        f"  {measured['computations']:,} computations: {measured['per_second']:,} a second"
        f" (floor {row['floor']['per_second']:,}, goal {row['goal']['per_second']:,})",
        f"  business days: {measured['business_days_per_second']:,} a second, {row['ratio']['days']}× a loop over the"
        f" holidays library (floor {row['floor']['days']:g}×, goal {row['goal']['days']:g}×)",
        f"  to numpy's busday_offset over all at once"
        f" ({row['baselines']['numpy']['business_days_per_second']:,} a second):"
        f" {row['ratio']['numpy']}× (floor {row['floor']['numpy']:g}×, goal {row['goal']['numpy']:g}×);"
        f" in arrays of its own {row['baselines']['arrays']['business_days_per_second']:,}",
        f"  {verdict}",
    ]
