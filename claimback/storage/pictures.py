"""Giving out pictures of pages, which `thumbnails` draws: links to them, and having them drawn."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from claimback.kernel.errors import NotFound
from claimback.pages.page_pictures import SMALL, has_pictures
from claimback.storage.links import Grant, link_sign
from claimback.storage.models import THUMBNAIL_EDGES, StoredFile, Thumbnail
from claimback.storage.selectors import access_rows, file_get, thumbnail_rows
from claimback.storage.services import kept, link_open
from claimback.storage.tasks import draw_thumbnail
from claimback.storage.thumbnails import thumbnail_ask
from claimback.tenancy.member import Member
from claimback.tenancy.scope import current_firm_id
from claimback.tenancy.tasks import nudge


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture of a page: asked for, made with a link to it, or failed. Empty where nobody asked for it."""

    state: str
    url: str = ""


def thumbnail_link(
    *,
    actor: Member,
    file_id: UUID,
    number: int,
    size: str = SMALL,
    case_id: UUID | None = None,
    again: bool = False,
) -> Picture:
    """A link of ours to the picture of a page, for 60 seconds; one that is not there yet is asked for.

    `again` asks once more for one that failed. Raises Invalid for a page that has none, NotFound, FileNotKept,
    Forbidden.
    """
    actor.require("document.read")
    file = kept(file_get(file_id))
    asked = thumbnail_ask(file, number, size)
    if again and asked.state == "failed":
        asked.change(state=THUMBNAIL_EDGES.advance(asked.state, "asked"))
    if asked.state != "made":
        nudge(draw_thumbnail, actor.firm_id, asked.id)
        return Picture(asked.state)
    return _picture(actor, file, asked, case_id)


def picture_give(
    *, actor: Member, file_id: UUID, number: int, size: str, case_id: UUID | None = None
) -> Picture:
    """As `thumbnail_link`, but what nobody asked for before is not drawn: for those who only look."""
    actor.require("document.read")
    file = kept(file_get(file_id))
    asked = thumbnail_rows().filter(file=file, number=number, size=size).first()
    if asked is None or asked.state != "made":
        return Picture(asked.state if asked else "")
    return _picture(actor, file, asked, case_id)


def pictures_ask(*, file: StoredFile, numbers: Iterable[int], size: str) -> None:
    """Have these pages of a kept file drawn after the commit, where they can be. Asked for by a service."""
    if not has_pictures(file.media_type):
        return
    for number in numbers:
        nudge(draw_thumbnail, current_firm_id(), thumbnail_ask(file, number, size).id)


def _picture(actor: Member, file: StoredFile, made: Thumbnail, case_id: UUID | None) -> Picture:
    purpose = _purpose(made.number, made.size)
    access_rows().create(file=file, member_id=actor.member_id, purpose=purpose)
    grant = Grant(actor.member_id, file.id, "document.read", purpose, case_id, made.number, made.size)
    return Picture(made.state, link_sign(actor.firm_slug, grant))


def _purpose(number: int, size: str) -> str:
    return f"{size} picture of page {number}"


def thumbnail_open(
    *,
    actor: Member,
    file_id: UUID,
    number: int,
    size: str = SMALL,
    case_id: UUID | None = None,
) -> str:
    """The store's own link to a picture that is made, for a few seconds; that it was looked at is in the history.

    Raises NotFound where there is none, FileNotKept, Forbidden.
    """
    actor.require("document.read")
    if not thumbnail_rows().filter(file_id=file_id, number=number, size=size, state="made").exists():
        raise NotFound
    purpose = _purpose(number, size)
    return link_open(Grant(actor.member_id, file_id, "document.read", purpose, case_id, number, size))
