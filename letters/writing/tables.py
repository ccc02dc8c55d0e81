"""Tables of a letter: rows that the author gave or that the docket reckoned, and reckonings with their total.

A column of money that every row fills is added up. What is missing becomes a hole in its cell.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from letters.writing.facts import Amount, BreachFacts, LetterFacts
from letters.writing.page_words import PAGE_WORDS, PageWords
from letters.writing.particulars import Particular
from letters.writing.sums import MONEY, amount_at, given_by, read_money
from letters.writing.template import AmountPlan, BlockPlan, Template
from letters.writing.vocabulary import in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What a table shows: its columns' labels, its rows' cells, and its last line, empty where nothing is added up."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()


def table_of(
    plan: BlockPlan,
    template: Template,
    facts: LetterFacts,
    sums: Mapping[str, Amount],
    *,
    fill: Callable[[str, BreachFacts], str],
    lacking: Callable[[str], str],
) -> Table:
    """The table that a block plans. `fill` writes a cell of a breach, `lacking` the hole of a path."""
    words = PAGE_WORDS[template.language]
    if plan.amounts:
        return _reckoning(plan, facts, sums, words, lacking)
    path = plan.each or ""
    if path == "breaches":
        labels = tuple(label for label, _ in plan.columns)
        filled = (tuple(fill(value, breach) for _, value in plan.columns) for breach in facts.breaches)
        rows = tuple((first[:1].upper() + first[1:], *others) for first, *others in filled)
    else:
        labels, rows = _given(next(item for item in template.particulars if item.path == path), facts)
    if not rows:
        return Table(columns=labels, rows=((lacking(path), *[""] * (len(labels) - 1)),))
    return _added_up(Table(columns=labels, rows=rows), words)


def _given(particular: Particular, facts: LetterFacts) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    given = facts.particulars.get(particular.name)
    rows = given if isinstance(given, tuple) else ()
    labels = tuple(column.label for column in particular.columns)
    names = [column.name for column in particular.columns]
    cells = [row for row in rows if isinstance(row, Mapping)]
    return labels, tuple(tuple(in_words(row[name]) for name in names) for row in cells)


def _added_up(table: Table, words: PageWords) -> Table:
    """The table with its last line, where a column other than the first holds sums of one currency and nothing else."""
    total = [words.total, *[""] * (len(table.columns) - 1)]
    for column in range(1, len(table.columns)):
        amounts = [read_money(row[column]) for row in table.rows]
        found = [amount for amount in amounts if amount is not None]
        if len(found) == len(amounts) and len({amount.currency for amount in found}) == 1:
            made = sum((amount.amount for amount in found), Decimal())
            total[column] = in_words(Amount(made, found[0].currency))
    return replace(table, total=tuple(total)) if any(total[1:]) else table


def _reckoning(
    plan: BlockPlan,
    facts: LetterFacts,
    sums: Mapping[str, Amount],
    words: PageWords,
    lacking: Callable[[str], str],
) -> Table:
    def line(each: AmountPlan) -> tuple[str, str]:
        amount = amount_at(each.amount, facts, sums)
        if amount is None:
            return each.label, lacking(given_by(each.amount))
        shown = in_words(amount)
        return each.label, f"\N{MINUS SIGN}{shown}" if each.less and amount.amount else shown

    total = line(plan.total) if plan.total else ()
    return Table(
        columns=(words.item, words.amount), rows=tuple(line(each) for each in plan.amounts), total=total
    )


def is_figures(cells: tuple[str, ...]) -> bool:
    """Whether a column holds figures, which a page sets flush right."""
    shown = [cell for cell in cells if cell]
    return bool(shown) and all(MONEY.fullmatch(cell) or cell.replace(",", "").isdigit() for cell in shown)
