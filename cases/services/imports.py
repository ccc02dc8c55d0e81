"""Imports as people ask for them: a table named, its mapping settled, then checked, brought in, given up or undone.

What a worker does with the table is in `import_work`.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from cases.events import ImportAsked
from cases.importing.mapping import CONSTANTS, DAYS, mapping_problem, sources
from cases.importing.rows import Problem, Reader
from cases.importing.values import DAY_FORMS
from cases.models import ImportJob
from cases.models.case import CLAIM_KINDS
from cases.models.import_job import AT_WORK, IMPORT_KINDS
from cases.selectors import import_list, locked, one, referred
from cases.states import IMPORT_EDGES
from claimback.kernel.cells import as_csv
from claimback.kernel.clock import today
from claimback.kernel.errors import Conflict, invalid
from claimback.kernel.etag import check_version
from claimback.kernel.events import publish
from claimback.storage.models import AWAITED, REFUSED
from claimback.storage.selectors import file_rows
from claimback.tenancy.member import Member
from claimback.tenancy.selectors import firm_get

SAMPLE_ROWS: Final = 20
_ENCODINGS: Final = 30
_EMAIL: Final = EmailValidator()
_PLAIN_EMAIL: Final = re.compile(r"[a-z0-9_+-]+(\.[a-z0-9_+-]+)*@([a-z0-9]+\.)+[a-z]{2,9}")
"""What nearly all addresses are like: Django's validator, which takes all of these, costs a sixth of reading a row."""


def import_add(
    *, actor: Member, file_id: UUID, kind: str, source: str = "other", encoding: str = ""
) -> ImportJob:
    """Name a table that was uploaded. A worker reads it; then its mapping is looked at.

    Raises Invalid that names the field, Forbidden.
    """
    actor.require("import.run")
    if kind not in IMPORT_KINDS:
        raise invalid("kind", f"There is no kind {kind}. Known: {', '.join(IMPORT_KINDS)}.")
    if source not in sources():
        raise invalid("source", f"There is no mapping for {source}. Known: {', '.join(sources())}.")
    if len(encoding) > _ENCODINGS:
        raise invalid("encoding", "Name the encoding, such as cp1252.")
    file = referred(file_rows(), file_id, "file_id")
    if file.state in (AWAITED, REFUSED):
        raise invalid("file_id", file.refusal or "The file has not arrived. Send it by its form and confirm.")
    if not file.name.lower().endswith((".csv", ".txt", ".xlsx")):
        raise invalid("file_id", "A table is a CSV file or an Excel workbook. Export it as one of these.")
    job = ImportJob(
        file=file,
        made_by_id=actor.member_id,
        kind=kind,
        source=source,
        encoding=encoding,
    )
    job.save(force_insert=True)
    publish(ImportAsked(job.id))
    return job


def import_map(
    *,
    actor: Member,
    import_id: UUID,
    version: int | None,
    mapping: Mapping[str, str] | None = None,
    constants: Mapping[str, str] | None = None,
    days: Mapping[str, str] | None = None,
) -> ImportJob:
    """Say which column is what, give values for cells that are empty, and how the days of a column are written.

    What is given takes the place of what was there; the first rows are read anew. A check has to be made again.
    Raises Invalid that names the field, NotFound, PreconditionFailed, IllegalTransition, Forbidden.
    """
    job = _changed(actor, import_id, version)
    state = IMPORT_EDGES.advance(job.state, "previewed")
    job.mapping = dict(job.mapping if mapping is None else mapping)
    job.constants = {
        name: " ".join(value.split())
        for name, value in (job.constants if constants is None else constants).items()
        if value.strip()
    }
    job.days = dict(job.days if days is None else days)
    if problem := mapping_problem(job.mapping, job.columns, job.kind):
        raise invalid("mapping", problem)
    if unknown := [name for name in job.constants if name not in CONSTANTS]:
        raise invalid("constants", f"{unknown[0]} can't be given for all. Possible: {', '.join(CONSTANTS)}.")
    if wrong := [column for column, form in job.days.items() if form not in DAY_FORMS]:
        raise invalid("days", f"Say for “{wrong[0]}” one of: {', '.join(DAY_FORMS)}.")
    job.change(
        state=state,
        mapping=job.mapping,
        constants=job.constants,
        days=job.days,
        sample=sample_read(job, [(item["row"], item["cells"]) for item in job.sample]),
        errors=[],
        error_count=0,
        reason="",
    )
    return job


def import_check(*, actor: Member, import_id: UUID, version: int | None) -> ImportJob:
    """Have every row checked, and nothing written.

    Raises NotFound, PreconditionFailed, IllegalTransition, Forbidden.
    """
    return _begin(actor, import_id, version, "checking")


def import_run(*, actor: Member, import_id: UUID, version: int | None) -> ImportJob:
    """Bring in the rows that are right; those that are wrong are left out and named.

    Raises NotFound, PreconditionFailed, IllegalTransition for a table that was not checked, Forbidden.
    """
    actor.require("client.write", "case.write")
    return _begin(actor, import_id, version, "running")


def import_undo(*, actor: Member, import_id: UUID, version: int | None, reason: str) -> ImportJob:
    """Take away all that the import brought in, as long as nothing was done with it: a worker sees to that.

    Raises Invalid without a reason, NotFound, PreconditionFailed, IllegalTransition, Forbidden.
    """
    if not reason.strip():
        raise invalid("reason", "Say why the import is undone.")
    return _begin(actor, import_id, version, "undoing", reason=reason)


def import_give_up(*, actor: Member, import_id: UUID, version: int | None, reason: str = "") -> ImportJob:
    """Leave a table that was not brought in. Raises NotFound, PreconditionFailed, IllegalTransition, Forbidden."""
    job = _changed(actor, import_id, version)
    job.change(state=IMPORT_EDGES.advance(job.state, "given_up"), reason=reason)
    return job


def errors_as_csv(*, actor: Member, import_id: UUID) -> str:
    """What is wrong with the rows, as a table for a spreadsheet: no cell of it is ever a live formula.

    Raises NotFound, Forbidden.
    """
    actor.require("import.run")
    job = one(import_list(), import_id)
    names = ["row", "column", "code", "detail"]
    return as_csv(names, ([problem[name] for name in names] for problem in job.errors))


def reader_of(job: ImportJob) -> Reader:
    """What reads the rows of the job's table, as it is mapped now."""
    usual = sources()[job.source].days
    of_source = {job.mapping[name]: usual for name in DAYS if usual and name in job.mapping}
    return Reader(
        kind=job.kind,
        columns=job.columns,
        mapping=job.mapping,
        constants=job.constants,
        days=of_source | job.days,
        today=today(firm_get().time_zone),
        claim_kinds=CLAIM_KINDS,
        is_email=_is_email,
        source=job.source,
        origin=job.file.sha256,
    )


def sample_read(job: ImportJob, rows: Sequence[tuple[int, Sequence[str]]]) -> list[dict[str, Any]]:
    """Rows as they stand in the table and as they would be read: each field, or what is wrong."""
    reader = reader_of(job)
    sample = []
    for number, cells in rows:
        made, problems = reader.read(number, cells)
        sample.append(
            {
                "row": number,
                "cells": [cell[:200] for cell in cells],
                "read": _shown(made),
                "problems": [described(problem) for problem in problems],
            }
        )
    return sample


def described(problem: Problem) -> dict[str, Any]:
    """A problem as it is kept and shown."""
    return {
        "row": problem.row,
        "column": problem.column,
        "code": problem.code,
        "detail": problem.detail,
    }


def _shown(made: Any) -> dict[str, str] | None:
    if made is None:
        return None
    fields = {name: getattr(made, name) for name in made.__slots__ if name not in ("row", "key", "who")}
    if "client" in fields:
        fields["client"] = fields["client"].name
    return {name: str(value) for name, value in fields.items() if value not in ("", None)}


def _is_email(text: str) -> bool:
    if len(text) < 64 and _PLAIN_EMAIL.fullmatch(text):
        return True
    try:
        _EMAIL(text)
    except ValidationError:
        return False
    return True


def _changed(actor: Member, import_id: UUID, version: int | None) -> ImportJob:
    actor.require("import.run")
    job = locked(import_list(), import_id)
    check_version(job.version, version)
    if job.state in AT_WORK:
        raise Conflict("A worker is at this import. Wait until it is done.")
    return job


def _begin(actor: Member, import_id: UUID, version: int | None, state: str, *, reason: str = "") -> ImportJob:
    """Let a worker take the import to its next state."""
    job = _changed(actor, import_id, version)
    going_on = job.state == "failed" and state == "running"
    fresh = {} if going_on else {"rows_done": 0, "errors": [], "error_count": 0}
    if state == "undoing":
        fresh = {}
    elif not going_on:
        fresh |= {"rows_made": 0, "rows_known": 0}
    job.change(
        state=IMPORT_EDGES.advance(job.state, state), reason=reason, attempts=0, leased_until=None, **fresh
    )
    publish(ImportAsked(job.id))
    return job
