"""The clock's text doors: JSON lines in, JSON lines or a table out. Reads and writes strings, never files."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from deadlines.clock.answer import Answer, ComputedDeadline
from deadlines.clock.events import ClockFacts, FactsError
from deadlines.clock.wire import answer_to_json, error_to_json, facts_from_json

Solve = Callable[[ClockFacts], Answer]
Outcome = Answer | FactsError


def outcomes(text: str, solve: Solve) -> Iterator[Outcome]:
    """An outcome for each JSON object in `text`, in order: one object over many lines, or one object a line.

    A refused object is a FactsError in its place, and the rest go on. Nothing at all is one refusal.
    """
    if not text.strip():
        yield FactsError("empty_input", "give facts as one JSON object, or one object a line", "")
        return
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        for line in text.splitlines():
            if line.strip():
                yield _one(line, solve)
        return
    yield _solved(whole, solve)


def outcome_to_json(outcome: Outcome) -> dict[str, Any]:
    """The JSON-ready answer, or the error object of a refusal."""
    return error_to_json(outcome) if isinstance(outcome, FactsError) else answer_to_json(outcome)


def outcome_to_text(outcome: Outcome) -> str:
    """The answer for people: each deadline with its working, then the remedies."""
    if isinstance(outcome, FactsError):
        where = f" ({outcome.pointer})" if outcome.pointer else ""
        return f"Refused: {outcome.message}{where}\n"
    return "\n".join([*_deadline_lines(outcome.deadlines), *_remedy_lines(outcome)]) + "\n"


def _one(line: str, solve: Solve) -> Outcome:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        return FactsError("not_json", f"this line is not JSON: {error}", "")
    return _solved(data, solve)


def _solved(data: object, solve: Solve) -> Outcome:
    try:
        return solve(facts_from_json(data))
    except FactsError as error:
        return error


def _deadline_lines(rows: Iterable[ComputedDeadline]) -> Iterator[str]:
    dated = [row for row in rows if row.state != "waiting"]
    for row in dated:
        when = row.due_at.isoformat() if row.due_at else (row.due_on.isoformat() if row.due_on else "no date")
        yield f"{when:<27}{row.duty_of:<10}{row.state:<9}{row.act}"
        yield f"    {row.rule} v{row.rule_version} · {row.citation} · checked: {row.checked}"
        if row.safe_on:
            yield f"    safe date {row.safe_on}"
        if row.condition or row.needs:
            yield f"    {row.condition or 'not settled'}; needs {', '.join(row.needs)}"
        for step in row.working:
            yield f"      {step.step:<18}{step.result:<27}{step.why}"
        yield ""
    waiting = [row for row in rows if row.state == "waiting"]
    if waiting:
        yield "Waiting for an event:"
        for row in waiting:
            yield f"    {row.trigger:<48}{row.duty_of:<10}{row.act}"
        yield ""


def _remedy_lines(answer: Answer) -> Iterator[str]:
    if answer.remedies:
        yield "Remedies:"
    for item in answer.remedies:
        span = " ".join(
            f"{word} {day}"
            for word, day in (("from", item.opens_on), ("until", item.until))
            if day is not None
        )
        part = f" ({item.part})" if item.part else ""
        yield f"    {item.rung:<30}{item.state:<18}{span}{part}".rstrip()
        yield f"      {item.title}: {item.why} [{item.citation}; checked: {item.checked}]"
        for word, said in (("with", item.filed_with), ("cost", item.cost), ("note", item.note)):
            if said:
                yield f"      {word}: {said}"
    if answer.not_given:
        yield "Not given by law:"
    for absent in answer.not_given:
        yield f"    {absent.title}: {absent.why} [{absent.citation}; checked: {absent.checked}]"
