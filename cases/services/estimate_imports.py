"""Estimates from files: looked at with a mapping proposed, every row checked, and entered only when all are right."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from moneyed import Money

from cases.importing.estimate_tables import LineReader, mapping_problem, proposed, read_estimate
from cases.importing.rows import Problem
from cases.importing.tables import Table
from cases.models import Case, Document, Estimate
from cases.selectors import document_list, referred
from cases.services.estimates import LINES_LIMIT, estimate_add, lines_made
from claimback.kernel.errors import FieldProblem, Invalid, invalid
from claimback.storage.services import file_bytes
from claimback.tenancy.member import Member

SIZE_LIMIT: Final = 4 * 1024 * 1024
"""Bytes of a file of lines, which is read while the request waits."""
SAMPLE_ROWS: Final = 20
PROBLEMS_SHOWN: Final = 200
_ENDINGS: Final = (".csv", ".txt", ".xlsx", ".xml")


@dataclass(frozen=True, slots=True)
class Preview:
    """A file as it would be read: its columns, what each is taken for, the first rows, and what is wrong with rows.

    The sums are those of the rows that are right.
    """

    columns: list[str]
    mapping: dict[str, str]
    mapping_problem: str
    rows: list[dict[str, Any]]
    lines: int
    rcv: Money
    acv: Money
    problem_count: int
    problems: list[Problem]


def estimate_preview(
    *, actor: Member, document_id: UUID, mapping: Mapping[str, str] | None = None, encoding: str = ""
) -> Preview:
    """Read a document's file as an estimate's lines, and enter nothing.

    Without a mapping the one that the headers propose is tried. Raises Invalid for a file that is none or not here yet,
    Forbidden.
    """
    actor.require("money.read", "document.read")
    document = referred(document_list().select_related("case", "file"), document_id, "document_id")
    table = read_estimate(_bytes(document), encoding=encoding)
    chosen = dict(proposed(table.columns) if mapping is None else mapping)
    problem = mapping_problem(chosen, table.columns)
    lines, problems = ([], []) if problem else _read(document.case, table, chosen)
    made = [line for _, line in lines]
    return Preview(
        columns=table.columns,
        mapping=chosen,
        mapping_problem=problem,
        rows=[_sample(number, cells) for number, cells in _first(table)],
        lines=len(made),
        rcv=_sum(made, "rcv", document.case),
        acv=_sum(made, "acv", document.case),
        problem_count=len(problems),
        problems=problems[:PROBLEMS_SHOWN],
    )


def estimate_import(
    *,
    actor: Member,
    document_id: UUID,
    side: str,
    title: str,
    dated_on: date,
    mapping: Mapping[str, str] | None = None,
    encoding: str = "",
    **values: Any,
) -> Estimate:
    """Enter the lines of a document's file as an estimate, all or none; `values` are others of `estimate_add`.

    Raises Invalid that names the rows that are wrong, Conflict, Forbidden.
    """
    actor.require("money.write", "document.read")
    document = referred(document_list().select_related("case", "file"), document_id, "document_id")
    table = read_estimate(_bytes(document), encoding=encoding)
    chosen = dict(proposed(table.columns) if mapping is None else mapping)
    if problem := mapping_problem(chosen, table.columns):
        raise invalid("mapping", problem)
    lines, problems = _read(document.case, table, chosen)
    if problems:
        raise Invalid(
            f"{len(problems)} rows can't be read. Correct the file, or its mapping.",
            errors=[
                FieldProblem(f"/rows/{each.row}/{each.column}", each.code, each.detail)
                for each in problems[:PROBLEMS_SHOWN]
            ],
        )
    return estimate_add(
        actor=actor,
        case_id=document.case_id,
        side=side,
        title=title,
        dated_on=dated_on,
        document_id=document_id,
        lines=[said for said, _ in lines],
        **values,
    )


def _bytes(document: Document) -> bytes:
    if not document.file.name.lower().endswith(_ENDINGS):
        raise invalid(
            "document_id", "Lines are in a CSV file, an Excel workbook or XML. Choose one of these."
        )
    try:
        return file_bytes(document.file, limit=SIZE_LIMIT)
    except Invalid as refusal:
        raise invalid("document_id", refusal.detail) from None


def _read(
    case: Case, table: Table, mapping: Mapping[str, str]
) -> tuple[list[tuple[Any, Any]], list[Problem]]:
    """Each line as it is said and as it would be saved, and what is wrong with the other rows."""
    reader = LineReader(table.columns, mapping)
    lines: list[tuple[Any, Any]] = []
    problems: list[Problem] = []
    for number, cells in table.rows():
        said, wrong = reader.read(number, cells)
        problems += wrong
        if said is None:
            continue
        told = {name: _in(case, name, value) for name, value in said.items()}
        try:
            (made,) = lines_made(case, [told])
        except Invalid as refusal:
            problems += [_of_row(number, each, mapping) for each in refusal.errors]
            continue
        lines.append((told, made))
        if len(lines) > LINES_LIMIT:
            raise invalid("document_id", f"One estimate takes at most {LINES_LIMIT:,} lines. Split it.")
    if not lines and not problems:
        raise invalid("document_id", "The file has no line. Export it again with its lines.")
    return lines, problems


def _in(case: Case, name: str, value: Any) -> Any:
    """An amount of a cell in the case's currency; quantities, prices and words as they are."""
    if isinstance(value, Decimal) and name not in ("quantity", "unit_price"):
        return Money(value, case.currency)
    return value


def _of_row(number: int, problem: FieldProblem, mapping: Mapping[str, str]) -> Problem:
    name = problem.pointer.rpartition("/")[2]
    return Problem(number, mapping.get(name, name), problem.code, problem.detail)


def _first(table: Table) -> list[tuple[int, list[str]]]:
    found = []
    for row in table.rows():
        found.append(row)
        if len(found) == SAMPLE_ROWS:
            break
    return found


def _sample(number: int, cells: list[str]) -> dict[str, Any]:
    return {"row": number, "cells": [cell[:200] for cell in cells]}


def _sum(lines: list[Any], name: str, case: Case) -> Money:
    return Money(sum((getattr(line, name) for line in lines), Decimal(0)), case.currency)
