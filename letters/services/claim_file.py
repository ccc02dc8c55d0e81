"""What a sent request for the claim file means for the case's claim file."""

from datetime import date
from typing import Final
from uuid import UUID

from cases.claim_file.expected import INSURER
from cases.selectors import claim_file_item_list, event_list
from cases.services.claim_file import REQUESTED, claim_file_item_add, claim_file_request
from cases.states import OUTSTANDING
from claimback.tenancy.member import Member
from letters.models import Letter

TEMPLATE: Final = "claim_file_request"
SECOND: Final = "claim_file_second_request"
LABEL_LIMIT: Final = 200


def labels_to_ask(case_id: UUID) -> tuple[str, ...]:
    """What the insurer has not given yet, as a letter asks for it, in order."""
    rows = claim_file_item_list().filter(
        case_id=case_id, holder=INSURER, state__in=("expected", *OUTSTANDING)
    )
    return tuple(rows.order_by("position").values_list("label", flat=True))


def asked_before(letter: Letter) -> bool:
    """Whether something else than this letter asked for the file first: the duty runs from then, and once."""
    if letter.template != TEMPLATE or letter.document_id is None:
        return False
    started = event_list().filter(case_id=letter.case_id, kind=REQUESTED[INSURER], withdrawn=False)
    return started.exclude(document_id=letter.document_id).exists()


def note_request(*, actor: Member, letter: Letter, on: date) -> None:
    """Note on the claim file that the letter asked for it, where it does; what it names and the list lacks is added to
    the list. A second request names what the list has, and the administrator's own is not the insurer's to give.

    What came already or was dropped stays as it is, though the letter names it.
    """
    if letter.template not in (TEMPLATE, SECOND):
        return
    insurers = claim_file_item_list().filter(case_id=letter.case_id, holder=INSURER)
    known = {item.label: item for item in insurers}
    asked: list[UUID] = []
    for label in [text[:LABEL_LIMIT] for text in _named(letter)]:
        if label not in known and letter.template == SECOND:
            continue
        item = known.get(label) or claim_file_item_add(actor=actor, case_id=letter.case_id, label=label)
        if item.state not in ("received", "dropped"):
            asked.append(item.id)
    if asked:
        claim_file_request(
            actor=actor,
            case_id=letter.case_id,
            requested_on=on,
            item_ids=asked,
            document_id=letter.document_id,
        )


def _named(letter: Letter) -> list[str]:
    """What a request asks for: what its author listed, or what has not come since the first one."""
    listed: list[str] = letter.facts["items_requested"]
    missing: list[str] = letter.facts["claim_file"]["items_missing"]
    return missing if letter.template == SECOND else listed
