"""Papers on a case's page: documents and exhibits, letters, the claim file with its clock, the record with its gaps."""

from itertools import groupby
from typing import Any, Final
from uuid import UUID

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from cases.administrative_record.gaps import GAPS
from cases.models import (
    AdministrativeRecord,
    Case,
    ClaimFileItem,
    ClaimFileRequest,
    Document,
    Evidence,
    Ground,
)
from cases.selectors import (
    administrative_record_list,
    claim_file_item_list,
    claim_file_request_list,
    document_list,
    evidence_list,
)
from cases.services.administrative_record import case_record_gaps
from cases.states import CLAIM_FILE_ITEM_EDGES, OUTSTANDING
from claimback.case_page.counts import of_case
from claimback.case_page.matrix import DenialRows
from claimback.pages.page_pictures import SMALL
from claimback.storage.models import KEPT, NOT_SEARCHABLE
from claimback.storage.selectors import thumbnail_rows
from claimback.tenancy.admin_show import act_on, address_of, badge, day, instant, page_of
from claimback.tenancy.member import Member
from deadlines.claim_file import claim_file_clocks
from deadlines.models import Deadline
from letters.models import Letter, Reading
from letters.selectors import dispatch_list, letter_list, reading_list

DOCUMENTS_SHOWN: Final = 40

_TONES: Final = {
    "requested": "busy",
    "received": "good",
    "incomplete": "warn",
    "missing": "bad",
    "refused": "bad",
}


def documents(case: Case) -> list[Document]:
    """The latest documents with the exhibits made of them and the picture of the first page. Three statements."""
    uses = evidence_list().order_by("exhibit_number")
    made = Prefetch(
        "file__thumbnails", thumbnail_rows().filter(number=1, size=SMALL, state="made"), to_attr="pictures"
    )
    found = document_list().filter(case_id=case.pk).select_related("file").order_by("-created_at", "-id")
    return list(found.prefetch_related(Prefetch("uses", uses), made)[:DOCUMENTS_SHOWN])


def by_folder(rows: list[Document]) -> list[tuple[str, list[tuple[Document, Any]]]]:
    """Documents by folder, what is in none by what it is, each with what is wrong with it.

    Folders come by their names, the others after them as the latest document of each kind comes.
    """
    folders: dict[str, list[tuple[Document, Any]]] = {
        name: [] for name in sorted({row.folder for row in rows if row.folder})
    }
    for row in rows:
        folders.setdefault(row.folder or gettext(row.get_kind_display()), []).append(
            (row, document_state(row))
        )
    return list(folders.items())


def document_state(row: Document) -> Any:
    """What keeps the document from being opened or found; nothing where all is well."""
    if row.file.state != KEPT:
        return badge(row.file.state)
    return badge(gettext("not searchable"), tone="warn") if row.file.text_state == NOT_SEARCHABLE else ""


def readings(case: Case) -> list[Reading]:
    """The readings of the case's letters, the latest first. One statement."""
    found = (
        reading_list()
        .filter(document__case_id=case.pk)
        .defer("pages", "findings", "confirmed", "corrections")
    )
    return list(found.select_related("document").order_by("-updated_at", "-id"))


def letters(case: Case) -> list[Letter]:
    """The letters with each sending and its proof. Two statements."""
    sent = dispatch_list().select_related("receipt").order_by("-created_at", "-id")
    found = letter_list().filter(case_id=case.pk).defer("draft", "facts").select_related("author__user")
    return list(found.prefetch_related(Prefetch("dispatches", sent)).order_by("-updated_at", "-id"))


def draft_address(case: Case, matrix: list[DenialRows]) -> str:
    """The form of a new letter, the latest denial chosen."""
    answering = f"&denial_id={matrix[0].denial.pk}" if matrix else ""
    return f"{reverse('admin:letters_letter_add')}?case_id={case.pk}{answering}"


def claim_file(member: Member, case: Case) -> dict[str, Any]:
    """What belongs in the file and what became of it, each demand, and the clock. Three statements."""
    items = list(
        claim_file_item_list().filter(case_id=case.pk).select_related("document").order_by("position")
    )
    requests = (
        claim_file_request_list().filter(case_id=case.pk).select_related("requested_by__user", "document")
    )
    numbers = [(state, sum(item.state == state for item in items)) for state in CLAIM_FILE_ITEM_EDGES.states]
    listed = of_case(ClaimFileItem, case)
    return {
        "items": [_item(member, item) for item in items],
        "outstanding": sum(item.state in OUTSTANDING for item in items),
        "numbers": [(item_state(state), n, f"{listed}&state__exact={state}") for state, n in numbers if n],
        "requests": [(row, page_of(row), day(row.requested_on)) for row in requests.order_by("number")],
        "requests_list": of_case(ClaimFileRequest, case),
        "clocks": [_clock(clock) for clock in claim_file_clocks(case)] if member.may("deadline.read") else [],
    }


def item_state(state: str) -> Any:
    """What became of an item of the claim file: what came is good news here."""
    return badge(state, tone=_TONES.get(state, "plain"))


def _item(member: Member, row: ClaimFileItem) -> dict[str, Any]:
    settles = any(state != "requested" for state in CLAIM_FILE_ITEM_EDGES.next(row.state))
    return {
        "row": row,
        "page": page_of(row),
        "state": item_state(row.state),
        "since": day(row.state_on) if row.state_on else "",
        "settle": act_on(row, "settle") if member.may("case.write") and settles else "",
    }


def _clock(clock: Any) -> dict[str, Any]:
    late = clock.days_late
    return {
        "clock": clock,
        "page": address_of(Deadline, clock.deadline_id),
        "due": day(clock.due_on) if clock.due_on else clock.words,
        "state": badge(clock.state),
        "late": badge(_late(late), tone="bad") if late else "",
    }


_GAP_PAGES: Final[dict[str, type[Any]]] = {
    "evidence_not_in_record": Evidence,
    "ground_without_evidence": Ground,
    "ground_evidence_not_in_record": Ground,
    "document_unused": Document,
    "claim_file_outstanding": ClaimFileItem,
}


def record(member: Member, case: Case) -> dict[str, Any]:
    """The locked records, and what the record lacks before the last appeal. Six statements."""
    locked = administrative_record_list().filter(case_id=case.pk).defer("manifest")
    rows = locked.select_related("locked_by__user", "denial").prefetch_related("replaced_by")
    return {
        "locked": [
            {
                "row": row,
                "page": page_of(row),
                "when": instant(row.created_at),
                "stands": not row.replaced_by.all(),
            }
            for row in rows.order_by("-created_at", "-id")
        ],
        "locked_list": of_case(AdministrativeRecord, case),
        "gaps": _gaps(member, case.pk),
    }


def _gaps(member: Member, case_id: UUID) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """By kind: what is lacking, its page, the remedy."""
    if not member.may("denial.read"):
        return []
    gaps = case_record_gaps(actor=member, case_id=case_id)
    return [
        (
            gettext(GAPS[kind]),
            [(gap.what, address_of(_GAP_PAGES[gap.kind], gap.subject_id), gap.remedy) for gap in group],
        )
        for kind, group in groupby(gaps, lambda gap: gap.kind)
    ]


def _late(days: int) -> str:
    return ngettext("{days} day late", "{days} days late", days).format(days=days)
