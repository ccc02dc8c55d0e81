"""Sentences that a page puts together by itself, and words in it that gettext does not know: by its syntax."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from tests.architecture.findings import Finding
from tests.architecture.source import Module

NO_SENTENCES: Final = {"reverse", "filter", "format_html", "invalid", "plain_problem", "cast"}
"""What is called with words that are no page's: addresses, lookups, HTML; and refusals, which are the API's too."""

MARKS: Final = {"gettext", "_", "ngettext", "gettext_lazy", "ngettext_lazy", "pgettext", "pgettext_lazy"}

_LETTERS: Final = re.compile(r"[A-Za-z]{2}")
_NO_WORDS: Final = re.compile(r"[<>=/_]|oklch|no-store|font-family")
_OPENS: Final = re.compile(r"[A-Z][a-z]+( |\.|$)")


def unmarked_sentences(module: Module) -> list[Finding]:
    """Words with a blank or a capital, and sentences made of pieces, that stand in no call that marks them."""
    found = {(node.lineno, node.col_offset): said for node, said in sentences(module.tree)}
    return [Finding(f"{module.path}: {found[at]!r}", "is not translatable") for at in sorted(found)]


def sentences(node: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    """The texts within that read as words and that no call marks."""
    if isinstance(node, ast.Call) and _called(node.func) in MARKS | NO_SENTENCES:
        return
    if isinstance(node, ast.Raise | ast.Assert):
        return
    if isinstance(node, ast.JoinedStr):
        said = "{}".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
        if " " in said and _LETTERS.search(said) and not _NO_WORDS.search(said):
            yield node, said
            return
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        said = node.value
        reads = bool(_OPENS.match(said)) or " " in said.strip()
        if reads and _LETTERS.search(said) and not _NO_WORDS.search(said):
            yield node, said
        return
    for child in _read(node):
        yield from sentences(child)


def _read(node: ast.AST) -> Iterator[ast.AST]:
    """What is within, without docstrings and types."""
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns"):
            continue
        for child in value if isinstance(value, list) else [value]:
            is_docstring = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
            if isinstance(child, ast.AST) and not is_docstring:
                yield child


def _called(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
