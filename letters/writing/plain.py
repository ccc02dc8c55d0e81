"""A draft as plain text: what a person reads in a terminal, in a comparison of versions, or in a golden test."""

from __future__ import annotations

from letters.writing.draft import Block, Draft
from letters.writing.page_words import PAGE_WORDS


def plain_text(draft: Draft) -> str:
    """The whole draft, block by block: headings marked by #, quotations by >, items by -, rows by |, sources in
    parentheses."""
    head = [f"{draft.template} {draft.version}", f"{PAGE_WORDS[draft.language].subject} {draft.subject}"]
    return "\n".join([*head, *(line for block in draft.paragraphs for line in _lines(block))]) + "\n"


def _lines(block: Block) -> list[str]:
    mark = {"heading": "#" * block.level + " ", "quote": "> "}.get(block.kind, "")
    label = f"[{block.label}] " if block.label else ""
    body = block.text or ("" if block.items or block.rows else f"({block.kind})")
    source = [f"  ({block.source})"] if block.source else []
    rows = [f"| {line} |" for line in block.lines] if block.rows else []
    return [f"{label}{mark}{body}".rstrip(), *(f"- {item}" for item in block.items), *rows, *source]
