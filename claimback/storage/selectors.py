"""Reading the rows of files: the one door to them."""

from uuid import UUID

from django.db.models import QuerySet

from claimback.kernel.errors import NotFound
from claimback.storage.models import Access, FilePage, StoredFile, Thumbnail


def file_rows() -> QuerySet[StoredFile]:
    """Files of the firm, whatever became of them."""
    return StoredFile.objects.all()


def file_get(file_id: UUID) -> StoredFile:
    """One file. Raises NotFound, the same for absent and forbidden."""
    return _found(file_rows(), file_id)


def file_lock(file_id: UUID) -> StoredFile:
    """One file, locked until the end of the transaction. Raises NotFound."""
    return _found(file_rows().select_for_update(of=("self",), no_key=True), file_id)


def page_rows() -> QuerySet[FilePage]:
    """The text of kept files, page by page."""
    return FilePage.objects.all()


def thumbnail_rows() -> QuerySet[Thumbnail]:
    """Small pictures of pages."""
    return Thumbnail.objects.all()


def access_rows() -> QuerySet[Access]:
    """Links that were given out."""
    return Access.objects.all()


def _found(rows: QuerySet[StoredFile], file_id: UUID) -> StoredFile:
    file = rows.filter(id=file_id).first()
    if file is None:
        raise NotFound
    return file
