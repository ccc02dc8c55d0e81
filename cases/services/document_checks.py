"""Tasks to look at a document, opened by what became of its file."""

from uuid import UUID

from cases.selectors import document_list
from cases.services.tasks import TaskSource, task_open


def documents_check(*, file_id: UUID, part: str, title: str, detail: str) -> None:
    """Have somebody look at each document that has this file now, once for each `part`. `{title}` is the document's."""
    for document in document_list().filter(file_id=file_id).order_by("id"):
        task_open(
            actor=None,
            case_id=document.case_id,
            kind="check_document",
            title=title.format(title=document.title)[:200],
            detail=detail,
            source=TaskSource("document", document.id, part),
        )
