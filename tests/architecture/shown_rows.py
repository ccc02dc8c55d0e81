"""What a row is called: words of `__str__` that gettext does not know, codes, and dates as the computer writes them."""

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.db import models

from tests.architecture.findings import Finding
from tests.architecture.shown_sentences import sentences
from tests.architecture.shown_vocabulary import english
from tests.architecture.source import Module

_DATES: Final = ("%Y", "%y", "%m", "%d", "%b", "%B", "%A", "%a")
_TEMPLATE_DATE: Final = re.compile(r"""\|date:["'](?!DATE_FORMAT|DATETIME_FORMAT)([^"']*)["']""")


def unsaid_names(module: Module, space: Mapping[str, Any]) -> list[Finding]:
    """Of every table of a module what its rows are called in English alone; `space` is what its names stand for."""
    found = [
        (node.lineno, said)
        for table in module.tree.body
        if isinstance(table, ast.ClassDef)
        for method in table.body
        if isinstance(method, ast.FunctionDef) and method.name == "__str__"
        for node, said in _unsaid(method, space.get(table.name), space)
    ]
    return [Finding(module.path, f"line {line}: {said} is no reader's language") for line, said in found]


def dates_by_hand(module: Module) -> list[Finding]:
    """Days that a page puts together by itself: their names and their order are not those of the reader's language."""
    return [
        Finding(module.path, f"line {node.lineno}: {ast.unparse(node)} is written by no language")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.expr) and _is_by_hand(node)
    ]


def dates_by_hand_in(path: str, template: str) -> list[Finding]:
    """Days that a template writes in an order of its own."""
    return [
        Finding(path, f"{found[0]} is in no language's order")
        for found in _TEMPLATE_DATE.finditer(template)
        if re.search("[MNFEb]", found[1]) and re.search("[jd]", found[1])
    ]


def _unsaid(method: ast.FunctionDef, table: Any, space: Mapping[str, Any]) -> Iterator[tuple[ast.expr, str]]:
    yield from sentences(method)
    yield from ((node, ast.unparse(node)) for node in english(method, space))
    for node in ast.walk(method):
        if isinstance(node, ast.FormattedValue) and _is_by_hand(node):
            yield node.value, ast.unparse(node.value)
        elif isinstance(node, ast.FormattedValue | ast.Return):
            yield from ((each, f"{ast.unparse(each)} as it is stored") for each in _stored(node.value, table))


def _stored(value: ast.expr | None, table: Any) -> Iterator[ast.Attribute]:
    """Dates and codes of the row that are given out as they are, by themselves or as one of several."""
    for node in value.values if isinstance(value, ast.BoolOp) else [value]:
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "self":
            columns = {column.name: column for column in table._meta.fields} if table else {}
            column = columns.get(node.attr)
            if isinstance(column, models.DateField | models.TimeField) or (column and column.choices):
                yield node


def _is_by_hand(node: ast.AST) -> bool:
    """Whether a date is written by a pattern of strftime, other than for a machine."""
    if isinstance(node, ast.FormattedValue) and isinstance(node.format_spec, ast.JoinedStr):
        pattern = ast.unparse(node.format_spec)
        return any(each in pattern for each in _DATES)
    return (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "strftime"
    )
