"""Exports as members ask for them, ask again, give up and open. They are made in `making`."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from claimback.exports.links import export_link_sign
from claimback.exports.lists import RUN, page_read, source_named
from claimback.exports.models import (
    EXPORT_EDGES,
    GIVEN_UP,
    MADE,
    NARROWED_LIMIT,
    REQUESTED,
    UNDER_WAY,
    Export,
)
from claimback.exports.narrowing import page_named, query_of, rows_shown
from claimback.exports.selectors import exports_of, exports_under_way
from claimback.exports.tasks import make_export
from claimback.exports.writing import FORMATS
from claimback.kernel.errors import Conflict, IllegalTransition, invalid
from claimback.kernel.etag import check_version
from claimback.tenancy.member import Member
from claimback.tenancy.rows import locked, one
from claimback.tenancy.selectors import member_get
from claimback.tenancy.tasks import nudge

AT_ONCE_LIMIT: Final = 5
"""Exports of one member that are under way: they share the workers with the firm's other work."""

_QUERY_LIMIT: Final = 100


def export_add(*, actor: Member, path: str, format: str, query: Mapping[str, str] | None = None) -> Export:
    """Ask for the list of the API at `path` as a file, its rows found by `query` as the list itself takes it.

    Raises Invalid that names what the list does not know, Conflict where five of the member's are under way, Forbidden
    without the capability that the list asks for.
    """
    return _ask(actor, Export(path=path, format=format, query=dict(query or {})))


def export_add_of_page(*, actor: Member, page: str, narrowed: str, format: str) -> Export:
    """Ask for what a page of the admin shows, under the query by which it is narrowed, as a file.

    Its columns are those of the API's list of the same rows. Raises as `export_add` does.
    """
    _, source = page_named(page)
    if len(narrowed) > NARROWED_LIMIT:
        raise invalid("narrowed", "The page is narrowed by too much. Choose fewer filters.")
    query = query_of(source, narrowed)
    return _ask(actor, Export(path=source.path, format=format, query=query, page=page, narrowed=narrowed))


def export_retry(*, actor: Member, export_id: UUID, version: int | None) -> Export:
    """Ask once more for one that could not be made.

    Raises IllegalTransition, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require(RUN)
    row = locked(exports_of(actor), export_id)
    check_version(row.version, version)
    row.change(state=EXPORT_EDGES.advance(row.state, REQUESTED), refusal="", attempts=0, rows_done=0)
    nudge(make_export, actor.firm_id, row.id)
    return row


def export_give_up(*, actor: Member, export_id: UUID, version: int | None) -> Export:
    """Leave one that is not made yet. Raises IllegalTransition, NotFound, PreconditionFailed, Forbidden."""
    actor.require(RUN)
    row = locked(exports_of(actor), export_id)
    check_version(row.version, version)
    if row.state not in UNDER_WAY:
        raise IllegalTransition(f"An export that is {row.state} is not given up any more.")
    row.change(state=EXPORT_EDGES.advance(row.state, GIVEN_UP))
    return row


def export_link(*, actor: Member, export_id: UUID) -> str:
    """A link of ours to the file, for 60 seconds, for whoever asked for it. That it is opened is in the history.

    Raises Conflict where there is no file, NotFound for another member's, Forbidden without what the list asks for.
    """
    row = one(exports_of(actor), export_id)
    actor.require(RUN, source_named(row.path).capability)
    if row.state != MADE:
        raise Conflict(
            "Its days are over. Ask for it anew." if row.key == "" and row.made_at else "It is not made yet.",
            code="export_not_there",
        )
    return export_link_sign(actor.firm_slug, actor.member_id, row.id)


def _ask(actor: Member, row: Export) -> Export:
    """Ask the list's door for a first row, which refuses what is wrong; then await the file."""
    actor.require(RUN)
    if row.format not in FORMATS:
        raise invalid("format", f"Give one of {', '.join(FORMATS)}.")
    if len(row.query) > _QUERY_LIMIT:
        raise invalid("query", f"Give at most {_QUERY_LIMIT} parameters.")
    only = rows_shown(actor=actor, label=row.page, narrowed=row.narrowed) if row.page else None
    page_read(actor=actor, source=source_named(row.path), query=row.query, only=only, size=1)
    if exports_under_way(actor).count() >= AT_ONCE_LIMIT:
        raise Conflict(
            f"{AT_ONCE_LIMIT} exports of yours are under way. Wait for one of them, or give it up.",
            code="exports_under_way",
        )
    row.member_id = actor.member_id
    row.capabilities = sorted(actor.capabilities)
    row.without_cases = member_get(actor.member_id).walled_cases
    row.save(force_insert=True)
    nudge(make_export, actor.firm_id, row.id)
    return row
