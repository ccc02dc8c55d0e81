"""What every file of law is held to: known words, facts that can hold, dates, how far it was checked.

Shared by the catalogue of clocks and the requirements on notices.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from cases.vocabulary import EVENT_KINDS
from deadlines.law.facts import FACT_VALUES
from deadlines.law.model import Checked, Effective, FactValue


class CatalogueError(ValueError):
    """A catalogue file that can't be trusted: names the file, the rule and the remedy."""

    def __init__(self, file: str, rule: str, problem: str, remedy: str) -> None:
        super().__init__(f"{file}, {rule}: {problem}. {remedy}")
        self.file = file
        self.rule = rule
        self.problem = problem
        self.remedy = remedy


def check_words(name: str, rule: str, what: str, words: Iterable[str], known: Mapping[str, str]) -> None:
    """Raise CatalogueError at the first of `words` that is not `known`; `what` names the list."""
    for word in words:
        if word not in known:
            remedy = "Use one of cases/vocabulary.py, or add it there."
            raise CatalogueError(name, rule, f"{word!r} is not a known {what}", remedy)


def conditions_of(
    name: str, rule: str, raw: Mapping[str, list[FactValue]]
) -> tuple[tuple[str, tuple[FactValue, ...]], ...]:
    """The facts that must hold, each with its values. Raises CatalogueError for one that no case can have."""
    for fact, values in raw.items():
        if fact not in FACT_VALUES:
            raise CatalogueError(
                name, rule, f"{fact!r} is not a known fact", "Name it in deadlines/law/facts.py."
            )
        for value in values:
            if value not in FACT_VALUES[fact]:
                choices = ", ".join(str(choice) for choice in FACT_VALUES[fact])
                raise CatalogueError(name, rule, f"{fact} can't be {value!r}", f"Use one of {choices}.")
    return tuple((fact, tuple(values)) for fact, values in raw.items())


def effective_of(name: str, rule: str, raw: Mapping[str, Any] | None) -> Effective | None:
    """For which dates a text is in force; None where it is for all. Raises CatalogueError."""
    if raw is None:
        return None
    by = tuple(raw["by"])
    check_words(
        name, rule, "kind of event", [b for b in by if b not in ("contract_date", "loss_date")], EVENT_KINDS
    )
    start, end = (date_of(name, rule, raw[key]) if key in raw else None for key in ("from", "to"))
    if start and end and end < start:
        raise CatalogueError(
            name, rule, f"effective to {end} is before from {start}", "Put the earlier date in from."
        )
    return Effective(by, start, end)


def checked_of(name: str, rule: str, raw: Mapping[str, str]) -> Checked:
    """How far a text was checked. Raises CatalogueError for a day that is none."""
    return Checked(raw["grade"], date_of(name, rule, raw["date"]), raw["source"])  # type: ignore[arg-type]


def date_of(name: str, rule: str, text: str) -> date:
    """The day that `text` writes. Raises CatalogueError."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CatalogueError(name, rule, f"{text!r} is not a date", "Write it as 2026-11-22.") from error
