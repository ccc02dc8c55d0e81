"""Uploads in parts: for files over 64 MiB, sent straight to S3 piece by piece, and taken up again where they stopped.

The web worker signs addresses and counts parts; the bytes pass it by. The worker that inspects joins the parts.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from claimback.kernel.clock import now
from claimback.kernel.errors import Conflict
from claimback.storage import s3
from claimback.storage.models import ABANDONED, AWAITED, FILE_EDGES, StoredFile
from claimback.storage.selectors import file_get, file_rows
from claimback.tenancy.member import Member
from claimback.tenancy.scope import firm_scope

ABANDON: Final = "storage.abandon_upload"
PART_SIZE: Final = 32 * 1024 * 1024
"""Bytes of each part but the last. The store takes 10,000 parts, and none but the last under 5 MiB."""
GIVEN_UP_AFTER: Final = timedelta(days=7)
"""An upload that was not confirmed until then is dropped; migration 0004 says so too."""


class PartsMissing(Conflict):
    """The upload was confirmed and not all of its parts are in S3."""

    code = "parts_missing"


class NotInParts(Conflict):
    """The file is sent by a form, or was confirmed already."""

    code = "not_in_parts"


@dataclass(frozen=True, slots=True)
class Address:
    """Where to PUT one part, of exactly `size` bytes that begin at `start`."""

    number: int
    start: int
    size: int
    url: str


@dataclass(frozen=True, slots=True)
class Parts:
    """An upload in parts: the numbers that have arrived, and the addresses of those that are missing."""

    file: StoredFile
    received: list[int]
    missing: list[Address]


def parts_begin(file: StoredFile) -> None:
    """Have the store await the file in parts. Its row is saved by the caller."""
    file.upload_id = s3.begin_parts(file.key)
    file.part_size = PART_SIZE


def upload_parts(*, actor: Member, file_id: UUID) -> Parts:
    """What has arrived of an upload, with fresh addresses for the rest: to begin, and to go on after an interruption.

    Raises NotInParts, NotFound, Forbidden.
    """
    actor.require("document.write")
    file = file_get(file_id)
    if file.state != AWAITED or not file.upload_id:
        raise NotInParts(
            "This upload takes no parts: it was confirmed, given up after a week, or goes by its form. "
            "Ask for a new upload."
        )
    return missing_parts(file)


def missing_parts(file: StoredFile) -> Parts:
    """As `upload_parts`, for the row at hand."""
    there = _complete(file, s3.parts(file.key, file.upload_id))
    missing = [
        Address(number, start, size, s3.sign_part(file.key, file.upload_id, number=number, size=size))
        for number, start, size in _plan(file)
        if number not in there
    ]
    return Parts(file, sorted(there), missing)


def check_parts(file: StoredFile) -> None:
    """Raise PartsMissing unless every part has arrived in its size."""
    missing = len(_plan(file)) - len(_complete(file, s3.parts(file.key, file.upload_id)))
    if missing:
        raise PartsMissing(
            f"{missing} of {len(_plan(file))} parts have not arrived. POST …/parts answers where to send them; "
            "then confirm again."
        )


def join(file: StoredFile) -> None:
    """Make the parts of a received file one object. Run twice, or killed in between, it is joined once."""
    if file.upload_id and s3.find(file.key) is None:
        s3.join_parts(file.key, file.upload_id, s3.parts(file.key, file.upload_id))


def upload_abandon(firm_id: UUID, file_id: UUID) -> None:
    """Give up an upload that nobody confirmed, with the parts of it that arrived. Opens its own scope."""
    with firm_scope(firm_id, act=ABANDON):
        file = file_rows().select_for_update(of=("self",)).filter(id=file_id, state=AWAITED).first()
        if file is None or file.created_at > now() - GIVEN_UP_AFTER:
            return
        if file.upload_id:
            s3.drop_parts(file.key, file.upload_id)
        s3.remove(file.key)
        file.change(state=FILE_EDGES.advance(file.state, ABANDONED), key="")


def _plan(file: StoredFile) -> list[tuple[int, int, int]]:
    """Each part of the file: its number from 1, where it begins, and its size in bytes."""
    step = file.part_size or PART_SIZE
    return [
        (number, start, min(step, file.announced_size - start))
        for number, start in enumerate(range(0, file.announced_size, step), start=1)
    ]


def _complete(file: StoredFile, there: dict[int, s3.Part]) -> dict[int, s3.Part]:
    """Of the parts that are there, those that have the size that they must have."""
    return {
        number: there[number]
        for number, _, size in _plan(file)
        if number in there and there[number].size == size
    }
