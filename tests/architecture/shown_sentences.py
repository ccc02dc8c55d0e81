"""Sentences that a page puts together by itself, and words in it that gettext does not know: by its syntax."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from tests.architecture.findings import Finding
from tests.architecture.shown_words import NAMES, read_in
from tests.architecture.source import Module

NO_SENTENCES: Final = {"reverse", "filter", "cast", "plain_problem"}
"""What is called with words that no page shows: addresses, lookups, types, and problems for programs."""

HTML: Final = {"format_html": 0, "format_html_join": 1, "mark_safe": 0}
"""What takes a piece of HTML, and at which place."""

MARKS: Final = {"gettext", "_", "ngettext", "gettext_lazy", "ngettext_lazy", "pgettext", "pgettext_lazy"}

_LETTERS: Final = re.compile(r"[A-Za-z]{2}")
_ADDRESS: Final = re.compile(r"/[\w./]+")
_TAG: Final = re.compile(r"<(?!\w+:)[a-z/][^<]*>")
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
    if isinstance(node, ast.Assert) or (isinstance(node, ast.Raise) and "TypeError" in ast.unparse(node)):
        return
    if isinstance(node, ast.Call) and _called(node.func) in HTML:
        yield from _read_as_html(node.args[HTML[_called(node.func)]])
    elif isinstance(node, ast.JoinedStr):
        said = _text(node)
        if _TAG.search(said):
            yield from _read_as_html(node)
        elif " " in said and _LETTERS.search(NAMES.sub("", said)) and not _NO_WORDS.search(said):
            yield node, said
            return
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        said = node.value
        if _TAG.search(said):
            yield from _read_as_html(node)
        reads = bool(_OPENS.match(said)) or " " in said
        if reads and _LETTERS.search(NAMES.sub("", said)) and not _NO_WORDS.search(said):
            yield node, said
        return
    for child in _read(node):
        yield from sentences(child)


def _read_as_html(node: ast.expr) -> Iterator[tuple[ast.expr, str]]:
    """What a piece of HTML says by itself; addresses, which are put together like it, say nothing."""
    yield from ((node, words) for words in read_in(_text(node)) if not _ADDRESS.fullmatch(words))


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "{}".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


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
