"""The part of the pre-send check that reckons: tables of the final text that add up, and sums that the facts give."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from letters.writing.draft import Block, Draft
from letters.writing.facts import Amount, LetterFacts
from letters.writing.findings import Finding, blocks
from letters.writing.passages import Passage
from letters.writing.sums import Sum, amount_at, read_money, reckon
from letters.writing.vocabulary import in_words


def check_sums(draft: Draft, facts: LetterFacts, own: tuple[Passage, ...]) -> Iterator[Finding]:
    """Findings on tables whose total is not what their rows make, and on sums that the text does not state."""
    for index, block in enumerate(draft.paragraphs):
        if block.kind == "table" and block.total:
            yield from _table(block, index)
    reckoned = reckon(draft.sums, facts)
    for each in draft.sums:
        if each.path not in reckoned:
            yield from _not_reckoned(each, facts, reckoned)
        elif not any(in_words(reckoned[each.path]) in part.text for part in own):
            message = (
                f"{each.label}: the amounts come to {in_words(reckoned[each.path])}, and the text does not say so. "
                "Correct the text, or the amounts."
            )
            yield blocks("sum_not_stated", message)


def _table(block: Block, index: int) -> Iterator[Finding]:
    for column, shown in enumerate(block.total):
        total = read_money(shown)
        if total is None:
            continue
        cells = [row[column] if column < len(row) else "" for row in block.rows]
        amounts = [read_money(cell) for cell in cells]
        unread = [cell for cell, amount in zip(cells, amounts, strict=True) if amount is None]
        if unread:
            message = (
                f"{unread[0]!r} is no sum that can be added up. Write it as $1,250.00, or take the row out."
            )
            yield blocks("total_does_not_add_up", message, index)
            continue
        found = [amount for amount in amounts if amount is not None]
        made = sum((amount.amount for amount in found), Decimal())
        if made != total.amount or {amount.currency for amount in found} - {total.currency}:
            message = f"The total says {shown}, and the rows above it do not come to that. Correct a row or the total."
            yield blocks("total_does_not_add_up", message, index)


def _not_reckoned(each: Sum, facts: LetterFacts, reckoned: dict[str, Amount]) -> Iterator[Finding]:
    parts = [amount_at(path, facts, reckoned) for path in (*each.of, *each.less)]
    if all(part is not None for part in parts):
        message = (
            f"{each.label} can't be reckoned: the amounts are of two currencies, or come to less than nothing. "
            "Correct the amounts."
        )
        yield blocks("sum_not_reckoned", message)
