"""The ladders for reading: one as JSON-ready data or as lines, and the facts that it hangs on."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import Any, Final

from deadlines.ladder.kinds import GIVES, LEVELS
from deadlines.ladder.rungs import Circumstances, Ladder, Rung

_EVERYWHERE: Final = "wherever no other ladder is"


def ladder_to_json(ladder: Ladder) -> dict[str, Any]:
    """Every field of a ladder; empty ones left out, facts by their names."""
    data = _plain(asdict(ladder))
    assert isinstance(data, dict)
    return data


def ladder_lines(ladder: Ladder) -> Iterator[str]:
    """The ladder for people: whose it is, each rung with its citation, and what is not given."""
    where = ", ".join(ladder.jurisdictions) or _EVERYWHERE
    yield f"{ladder.id} v{ladder.version}: {', '.join(ladder.lines)}; {', '.join(ladder.plan_types)}; {where}"
    for rung in ladder.rungs:
        must = ", must come first" if rung.mandatory else ""
        yield f"    {rung.id:<30}{rung.title}"
        yield f"        {LEVELS[rung.level].lower()}, {GIVES[rung.gives].lower()}{must}"
        yield f"        [{rung.citation}; checked: {rung.checked.grade}]"
    for item in ladder.not_given:
        yield f"    not given: {item.title}. {item.why} [{item.citation}; checked: {item.checked.grade}]"


def facts_hung_on(ladder: Ladder) -> frozenset[str]:
    """The names of the facts that any rung of the ladder hangs on, or that explain an absence."""
    every = [form for rung in ladder.rungs for form in _forms(rung)]
    circumstances: list[Circumstances] = [item.when for item in ladder.not_given]
    circumstances += [each for form in every for each in (form.when, form.hangs_on)]
    circumstances += [condition.fact for form in every for condition in form.opens]
    return frozenset(name for sets in circumstances for facts in sets for name, _ in facts)


def _forms(rung: Rung) -> Iterator[Rung]:
    yield rung
    if rung.urgent is not None:
        yield rung.urgent


def _plain(value: object) -> object:
    """Dates as text, tuples as lists, and nothing that is empty."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        plain = {key: _facts(item) if key in _CIRCUMSTANCES else _plain(item) for key, item in value.items()}
        return {key: item for key, item in plain.items() if item not in (None, "", [], {}, False)}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


_CIRCUMSTANCES: Final = frozenset({"when", "hangs_on", "fact"})


def _facts(circumstances: Circumstances) -> list[dict[str, list[Any]]]:
    return [{name: list(values) for name, values in facts} for facts in circumstances]
