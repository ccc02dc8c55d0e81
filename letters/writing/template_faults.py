"""Why a template can't be trusted: each fault names its place and the remedy.

A template that names an unknown fact or authority, uses a fact it doesn't require, types a citation by hand or states
law without an authority never loads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from cases.vocabulary import JURISDICTIONS, LAW_BY_PLAN_TYPE, LINES_OF_BUSINESS, PLAN_TYPES
from letters.writing.authorities import Authority, known_topics
from letters.writing.citations import find_citations
from letters.writing.fitting import states_law_for
from letters.writing.particulars import PARTICULAR
from letters.writing.sums import SUM, given_by
from letters.writing.template import (
    LAW,
    PLACEHOLDER,
    SCOPED,
    AmountPlan,
    BlockPlan,
    Section,
    Template,
    When,
    base_fact,
    texts_of,
)
from letters.writing.vocabulary import known_paths

_ROWS: Final = {
    "grounds": "ground",
    "breaches": "breach",
    "exhibits": "exhibit",
    "ground.exhibits": "exhibit",
}
"""What a section or list may repeat row by row, and how it calls one row."""

_NUMBERS: Final = frozenset({"ground.number", "exhibit.number", "breach.number"})
"""What a row is never without."""


def faults(template: Template, catalogue: Mapping[str, Authority]) -> Iterator[str]:
    """Each fault, the first to mend first."""
    yield from _head_faults(template)
    yield from _text_faults(template, "subject", template.subject, None, None)
    for section in template.sections:
        place = f"section {section.heading or '(no heading)'!r}"
        yield from _when_faults(template, place, section.when, replace(section, each=None))
        if section.heading:
            yield from _text_faults(template, place, section.heading, section, None)
        for block in section.blocks:
            yield from _when_faults(template, place, block.when, section)
            yield from _each_faults(template, place, section, block)
            yield from _amount_faults(template, place, block)
            for text in texts_of(block):
                yield from _text_faults(template, place, text, section, block)
            if block.states_law:
                yield from _law_faults(template, place, section, block, catalogue)
    yield from _sum_faults(template)
    yield from _period_faults(template, catalogue)
    yield from _uncovered(template)


def _paths(template: Template) -> frozenset[str]:
    return known_paths() | {particular.path for particular in template.particulars}


def _head_faults(template: Template) -> Iterator[str]:
    for name, used, known in (
        ("lines", template.lines, LINES_OF_BUSINESS),
        ("plan_types", template.plan_types, PLAN_TYPES),
        ("states", template.states, JURISDICTIONS),
    ):
        for word in sorted(used - known.keys()):
            yield f"{name}: {word!r} is not one that cases know; correct it."
    names = [particular.name for particular in template.particulars]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"particulars: {name!r} stands there twice; keep one."
    for particular in template.particulars:
        if bool(particular.choices) != (particular.type == "choice"):
            yield f"particulars: {particular.name!r} must have choices if, and only if, its type is choice."
        if bool(particular.columns) != (particular.type == "rows"):
            yield f"particulars: {particular.name!r} must have columns if, and only if, its type is rows."
    for path in template.required:
        if path not in _paths(template):
            yield f"required: {path!r} is not a fact that a letter knows; correct the path."


def _when_faults(template: Template, place: str, when: When, section: Section) -> Iterator[str]:
    for name in (*when.known, *when.unknown, *(path for path, _ in when.matches)):
        scope = name.partition(".")[0]
        out_of_scope = scope in SCOPED and _ROWS.get(section.each or "") != scope
        if base_fact(name) not in _paths(template) or out_of_scope:
            yield f"{place}: {name!r} is not a fact that is known here; correct the condition."
    for topic in sorted(set(when.law) - known_topics()):
        yield f"{place}: no authority is on {topic!r}; correct `when: law`."
    for word in sorted(set(when.states) - JURISDICTIONS.keys()):
        yield f"{place}: {word!r} is no state that cases know; correct `when: states`."
    for word in sorted(set(when.plan_types) - PLAN_TYPES.keys()):
        yield f"{place}: {word!r} is no plan type that cases know; correct `when: plan_types`."
    for word in sorted(set(when.lines) - LINES_OF_BUSINESS.keys()):
        yield f"{place}: {word!r} is no line of business; correct `when: lines`."
    for path, words in when.matches:
        asked = next((item for item in template.particulars if item.path == path), None)
        allowed = {"yes", "no"} if asked and asked.type == "yes_no" else asked.choices if asked else words
        for word in sorted(set(words) - set(allowed)):
            yield f"{place}: {word!r} is no answer that {path!r} can have; correct `when: is`."


def _each_faults(template: Template, place: str, section: Section, block: BlockPlan) -> Iterator[str]:
    if block.each is None or block.each == "ground.authorities":
        return
    if block.each.startswith(LAW):
        if block.each.removeprefix(LAW) not in known_topics():
            yield f"{place}: no authority is on {block.each!r}; correct `each`."
        return
    if block.each in _ROWS:
        path = {"ground.exhibits": "grounds[].exhibits"}.get(block.each, block.each)
        good = section.each == "grounds" or not block.each.startswith("ground.")
    else:
        path, good = block.each, block.each in _listed(template, block)
    if not good:
        yield f"{place}: {block.each!r} is no list that is known here; correct `each`."
    elif path not in template.required and block.each not in (*block.when.known, *section.when.known):
        yield f"{place}: {block.each!r} is used but not required; require it, or use it under `when: known`."


_LISTS: Final = frozenset(
    {
        "items_requested",
        "claim_file.items_missing",
        "policy.recorded_words",
        "regulator.external_review_enclosures",
        "regulator.external_review_expedited_enclosures",
        "regulator.external_review_experimental_enclosures",
    }
)


def _listed(template: Template, block: BlockPlan) -> set[str]:
    if block.kind == "table":
        return {item.path for item in template.particulars if item.type == "rows"}
    given = {item.path for item in template.particulars if item.type in ("lines", "address")}
    return given | _LISTS


def _money(template: Template) -> set[str]:
    """The paths of every amount that a template may reckon with."""
    single = {item.path for item in template.particulars if item.type == "money"}
    columns = {
        f"{item.path}.{column.name}"
        for item in template.particulars
        for column in item.columns
        if column.type == "money"
    }
    return single | columns | {each.path for each in template.sums} | {"breaches.owed"}


def _amount_faults(template: Template, place: str, block: BlockPlan) -> Iterator[str]:
    for each in (*block.amounts, *((block.total,) if block.total else ())):
        yield from _amount_fault(template, place, each.amount)


def _amount_fault(template: Template, place: str, path: str) -> Iterator[str]:
    if path not in _money(template):
        yield f"{place}: {path!r} is no amount that is known here; correct the path."
    elif not path.startswith(SUM) and given_by(path) not in template.required:
        yield f"{place}: {path!r} is reckoned with but not required; require {given_by(path)!r}."


def _period_faults(template: Template, catalogue: Mapping[str, Authority]) -> Iterator[str]:
    dates = {item.path for item in template.particulars if item.type == "date"} | {"letter_date"}
    for each in template.periods:
        place = f"periods: {each.until!r}"
        for path in (each.until, each.since):
            if path not in dates or path not in template.required:
                yield f"{place}: {path!r} is no date that the template requires; correct the path."
        authority = catalogue.get(each.authority)
        if authority is None or not set(each.states) <= authority.states:
            yield f"{place}: authority {each.authority!r} is not law in {sorted(each.states)}; correct it."


def _sum_faults(template: Template) -> Iterator[str]:
    stated = {template.subject} | {
        text if not isinstance(text, AmountPlan) else f"{{{text.amount}}}"
        for section in template.sections
        if section.when == When()
        for block in section.blocks
        if block.when == When()
        for text in (*texts_of(block), *((block.total,) if block.total else ()))
    }
    before: set[str] = set()
    for each in template.sums:
        place = f"sums: {each.name!r}"
        for path in (*each.of, *each.less):
            yield from _amount_fault(template, place, path)
            if path.startswith(SUM) and path not in before:
                yield f"{place}: {path!r} must stand before it."
        before.add(each.path)
        if not any(f"{{{each.path}}}" in text for text in stated):
            yield f"{place}: no text without a condition states it; state it, or leave it out."


def _text_faults(
    template: Template, place: str, text: str, section: Section | None, block: BlockPlan | None
) -> Iterator[str]:
    """Faults of one piece of text: stray braces, names out of scope, facts not asked for, typed citations."""
    if re.search(r"[{}]", PLACEHOLDER.sub("", text)):
        yield f"{place}: a brace in {text[:40]!r} is not part of a placeholder such as {{denial.letter_date}}."
    for citation in find_citations(PLACEHOLDER.sub("", text)):
        yield f"{place}: {citation.text!r} is typed by hand; cite it as {{authority.<id>}} in a law block."
    known = (*(section.when.known if section else ()), *(block.when.known if block else ()))
    for name in PLACEHOLDER.findall(text):
        scope = name.partition(".")[0]
        if scope == "authority":
            if block is None or not block.states_law:
                yield f"{place}: {name!r} may be used in a law block only."
        elif scope == "law":
            repeats = block.each or "" if block else ""
            of_law = repeats == "ground.authorities" or repeats.startswith(LAW)
            if not of_law or name not in {"law.citation", "law.holding"}:
                yield f"{place}: {name!r} is known only where a list repeats the law."
        elif scope == "sum":
            if name not in {each.path for each in template.sums}:
                yield f"{place}: {name!r} is not a sum of this template; correct the placeholder."
        elif name == "item":
            if not block or not block.each or block.each in _ROWS or block.each == "ground.authorities":
                yield f"{place}: 'item' is not a fact that is known here; correct the placeholder."
        elif not _in_scope(template, name, section, block):
            yield f"{place}: {name!r} is not a fact that is known here; correct the placeholder."
        elif base_fact(name) not in template.required and name not in known and name not in _NUMBERS:
            yield f"{place}: {name!r} is used but not required; require it, or use it under `when: known`."


def _in_scope(template: Template, name: str, section: Section | None, block: BlockPlan | None) -> bool:
    scope = name.partition(".")[0]
    repeated = {
        _ROWS.get(section.each or "") if section else None,
        _ROWS.get(block.each or "") if block else None,
    }
    return (
        (scope not in SCOPED or scope in repeated)
        and base_fact(name) in _paths(template)
        and name not in {item.path for item in template.particulars if item.type == "rows"}
        and (name not in _ROWS or name.startswith(PARTICULAR))
    )


def _law_faults(
    template: Template, place: str, section: Section, block: BlockPlan, catalogue: Mapping[str, Authority]
) -> Iterator[str]:
    named = [
        name.partition(".")[2] for name in PLACEHOLDER.findall(block.text) if name.startswith("authority.")
    ]
    if not named:
        yield f"{place}: a law block cites no authority; add {{authority.<id>}}."
    lines = set(block.when.lines or section.when.lines or template.lines)
    plan_types = set(block.when.plan_types or section.when.plan_types)
    states = set(block.when.states or section.when.states or template.states)
    if not plan_types and not lines.isdisjoint(LAW_BY_PLAN_TYPE):
        yield f"{place}: a law block must say under `when: plan_types` for which plans it is law."
    for name in named:
        authority = catalogue.get(name)
        if authority is None:
            yield f"{place}: authority {name!r} is not in the catalogue; add it or correct the id."
            continue
        strangers = sorted((plan_types - authority.plan_types) | (lines - authority.lines))
        if strangers:
            yield f"{place}: authority {name!r} does not govern {strangers}; narrow `when`."
        if authority.states and not (states and states <= authority.states):
            listed = ", ".join(sorted(authority.states))
            yield f"{place}: authority {name!r} is law in {listed} only; say so under `when: states`."


def _uncovered(template: Template) -> Iterator[str]:
    for plan_type in sorted(template.plan_types):
        if not any(states_law_for(template, plan_type, line) for line in template.lines):
            yield f"plan_types: {plan_type!r} has no law in this template; add a law block or leave it out."
