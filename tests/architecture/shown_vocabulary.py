"""Names of codes that a page shows as the domain has them: by its syntax, and by what its names stand for."""

import ast
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from django.template.base import Lexer, TokenType

from tests.architecture.findings import Finding
from tests.architecture.source import Module

SAYS: Final = {"gettext", "_", "words", "badge", "choice", "named"}
"""What says a name in the reader's language."""

_DISPLAY: Final = re.compile(r"get_\w+_display")
_SHOWN: Final = re.compile(r"\S*\.get_\w+_display(?:\|(?!said)\w+)*(?!\|said)(?=[\s|}]|$)")


def untranslated(module: Module, space: Mapping[str, Any]) -> list[Finding]:
    """Where a page takes a name out of a list of codes, or of a column's choices, and does not translate it.

    `space` is what the module's names stand for.
    """
    return [
        Finding(module.path, f"line {node.lineno}: {ast.unparse(node)[:60]} is shown in English")
        for node in english(module.tree, space)
    ]


def unknown(module: Module, space: Mapping[str, Any], known: Collection[str]) -> list[Finding]:
    """Names of codes that a page uses and that no extraction finds."""
    used = {name: space[name] for name in sorted(_names(module.tree) & set(space))}
    return [
        Finding(module.path, f"{name}: {said!r} is not found by makemessages")
        for name, value in used.items()
        for said in _said(value)
        if said not in known
    ]


def english(tree: ast.AST, space: Mapping[str, Any], said: bool = False) -> Iterator[ast.expr]:
    """The expressions that come to a name in English; `said` inside a call that translates."""
    if isinstance(tree, ast.Call) and _called(tree.func) in SAYS:
        said = True
    if isinstance(tree, ast.expr) and not said and _is_name(tree, space):
        yield tree
        return
    for child in ast.iter_child_nodes(tree):
        yield from english(child, space, said)


def untranslated_in(path: str, template: str) -> list[Finding]:
    """Where a template shows the name of a column's choice in English."""
    return [
        Finding(path, f"line {token.lineno}: {found} is shown in English")
        for token in Lexer(template).tokenize()
        if token.token_type in (TokenType.VAR, TokenType.BLOCK)
        if not token.contents.startswith("translate ")
        for found in _SHOWN.findall(token.contents)
    ]


def _is_name(node: ast.expr, space: Mapping[str, Any]) -> bool:
    if isinstance(node, ast.Subscript):
        of = _stands_for(node.value, space)
        return isinstance(node.ctx, ast.Load) and bool(_said(of)) and not _is_nested(of)
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    if _DISPLAY.fullmatch(node.func.attr) and not isinstance(node.func.value, ast.Call):
        return True
    of = _stands_for(node.func.value, space)
    return node.func.attr in ("get", "items", "values") and bool(_said(of)) and not _is_nested(of)


def _stands_for(node: ast.expr, space: Mapping[str, Any]) -> Any:
    """What a name stands for, or a name of a module, or one of several dictionaries under a key."""
    if isinstance(node, ast.Name):
        return space.get(node.id)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return getattr(space.get(node.value.id), node.attr, None)
    if isinstance(node, ast.Subscript):
        of = _stands_for(node.value, space)
        inner = [each for each in of.values() if isinstance(each, Mapping)] if isinstance(of, Mapping) else []
        return inner[0] if inner else None
    return None


def _said(value: Any) -> list[str]:
    """The names that a dictionary gives to codes; none if it is no such dictionary, or if they translate themselves."""
    if not isinstance(value, Mapping) or not all(isinstance(code, str | bool) for code in value):
        return []
    if _is_nested(value):
        return [said for each in value.values() for said in _said(each)]
    texts = [each for each in value.values() if isinstance(each, str)]
    words = [text for text in texts if text[:1].isupper() or " " in text]
    return [text for text in texts if text] if len(words) > len(value) / 2 else []


def _is_nested(value: Mapping[str, Any]) -> bool:
    return any(isinstance(each, Mapping) for each in value.values())


def _names(tree: ast.Module) -> set[str]:
    return {
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }


def _called(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
