"""Removing the bytes of a file that a person's final decision disposed of, after the commit of that decision."""

from typing import Final
from uuid import UUID

from claimback.storage import s3
from claimback.storage.models import DISPOSED
from claimback.storage.selectors import file_lock, file_rows
from claimback.tenancy.scope import firm_scope

REMOVE: Final = "storage.remove_disposed"


def file_remove(firm_id: UUID, file_id: UUID) -> None:
    """Remove the object and its thumbnails, then say so on the row. Safe to run twice and to be killed.

    Raises StoreUnavailable where the store does not let go, as of an object under its own lock.
    """
    with firm_scope(firm_id, act=REMOVE):
        file = file_rows().filter(id=file_id, state=DISPOSED).exclude(key="").first()
    if file is None:
        return
    s3.remove_all(file.key)
    s3.remove_all(s3.thumbnails_prefix(firm_id, file_id))
    with firm_scope(firm_id, act=REMOVE):
        locked = file_lock(file_id)
        if locked.key:
            locked.change(key="")
