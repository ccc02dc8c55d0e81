"""Reading the rows of letters: the one door to each kind, and what a letter is gathered from."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, OuterRef, Prefetch, Q, QuerySet, Value, When

from cases.models import Evidence, Ground
from cases.selectors import evidence_in_use, one
from claimback.pages.read import OCR
from claimback.storage.selectors import page_rows
from deadlines.models import Deadline
from deadlines.selectors import deadline_list
from deadlines.states import LIVE
from letters.models import (
    AssistantPermission,
    CarrierEvent,
    Chronology,
    Dispatch,
    FirmTemplate,
    Letter,
    LetterComment,
    Letterhead,
    LetterVersion,
    Packet,
    PacketItem,
    PacketPart,
    Reading,
)


def reading_list() -> QuerySet[Reading]:
    """Readings of documents."""
    return Reading.objects.all()


def readings_confirmed(case_id: UUID) -> QuerySet[Reading]:
    """Of each denial of a case the latest reading that a member confirmed, without the text of its pages."""
    found = reading_list().filter(case_id=case_id, state="confirmed", denial__isnull=False)
    latest = found.order_by("denial_id", "-updated_at", "-id").distinct("denial_id")
    return latest.defer("pages", "confirmed", "corrections", "assistance_answer")


def readings_told() -> QuerySet[Any]:
    """Readings of documents, each with its `stage`: what is being done with it while it is under way."""
    recognised = page_rows().filter(file_id=OuterRef("file_id"), method=OCR)
    return reading_list().annotate(
        stage=Case(
            When(state="reading", waits_for_text=False, then=Value("understanding")),
            When(
                Q(file__media_type__startswith="image/") | Exists(recognised),
                state="reading",
                then=Value("recognising"),
            ),
            When(state="reading", then=Value("text")),
            default=Value(""),
        )
    )


def reading_of(denial_id: UUID) -> Reading | None:
    """The reading that a denial was confirmed from, with its findings: the notice's defects among them."""
    return reading_list().filter(denial_id=denial_id).first()


def assistant_permission_list() -> QuerySet[AssistantPermission]:
    """The firm's permissions for the assistant, withdrawn ones among them."""
    return AssistantPermission.objects.all()


def letter_list() -> QuerySet[Letter]:
    """Letters of ours, in every state."""
    return Letter.objects.all()


def shared_letters() -> QuerySet[Letter]:
    """Letters that were shared with the client. A client's own scope holds no other."""
    return letter_list().filter(shared_at__isnull=False)


def letter_one(letter_id: UUID, rows: QuerySet[Letter] | None = None) -> Letter:
    """One letter, of `rows` or of all, with the document of its PDF. Raises NotFound."""
    return one((letter_list() if rows is None else rows).select_related("document"), letter_id)


def version_rows() -> QuerySet[LetterVersion]:
    """The texts that letters had, of every letter."""
    return LetterVersion.objects.all()


def version_list(letter_id: UUID) -> QuerySet[LetterVersion]:
    """The versions of one letter's text."""
    return version_rows().filter(letter_id=letter_id)


def comment_list() -> QuerySet[LetterComment]:
    """Comments on letters, settled ones and replies among them."""
    return LetterComment.objects.all()


def firm_template_list() -> QuerySet[FirmTemplate]:
    """Templates of the firm's own, every version, retired ones among them."""
    return FirmTemplate.objects.all()


def firm_templates_usable() -> QuerySet[FirmTemplate]:
    """The versions from which letters may be drafted: the newest of each variant, unless it is retired."""
    newer = firm_template_list().filter(
        template=OuterRef("template"), name=OuterRef("name"), number__gt=OuterRef("number"), retired_at=None
    )
    return firm_template_list().filter(~Exists(newer), retired_at=None).order_by("template", "name")


def letterhead_list() -> QuerySet[Letterhead]:
    """The firm's letterheads, former ones among them."""
    return Letterhead.objects.all()


def letterhead_now() -> Letterhead | None:
    """The letterhead in force, where the firm has set one."""
    return letterhead_list().select_related("logo").order_by("-number").first()


def dispatch_list() -> QuerySet[Dispatch]:
    """Dispatches of letters."""
    return Dispatch.objects.all()


def carrier_event_rows() -> QuerySet[CarrierEvent]:
    """What carriers said, of every dispatch."""
    return CarrierEvent.objects.all()


def carrier_event_list(dispatch_id: UUID) -> QuerySet[CarrierEvent]:
    """What the carrier said of one dispatch."""
    return CarrierEvent.objects.filter(dispatch_id=dispatch_id)


def chronology_list() -> QuerySet[Chronology]:
    """Chronologies that were asked for."""
    return Chronology.objects.all()


def packet_list() -> QuerySet[Packet]:
    """Packets in every state."""
    return Packet.objects.all()


def packet_item_list() -> QuerySet[PacketItem]:
    """The exhibits of packets, those that are left out among them."""
    return PacketItem.objects.all()


def packet_part_list() -> QuerySet[PacketPart]:
    """The parts of packets that are sent in several."""
    return PacketPart.objects.all()


def packet_of(letter: Letter) -> Packet | None:
    """The latest built packet of the letter's approved bytes; none of bytes whose approval has died."""
    of_bytes = packet_list().filter(letter_id=letter.pk, letter_sha256=letter.approved_sha256, state="built")
    return of_bytes.select_related("document__file").order_by("-created_at", "-id").first()


def clock_behind(case_id: UUID, kind: str, denial_id: UUID | None = None) -> Deadline | None:
    """Our live deadline of the case that an event of this kind meets: that of the denial where it has one, then the
    first to fall due, one with a date first.
    """
    found = deadline_list().filter(
        case_id=case_id, duty_of="ours", state__in=LIVE, satisfied_events__contains=[kind]
    )
    of_denial = Case(When(trigger_event__denial_id=denial_id, then=0), default=1) if denial_id else Value(0)
    return found.order_by(of_denial, "sort_on", "id").first()


def grounds_of(denial_id: UUID) -> list[Ground]:
    """The grounds of a denial in order, each with its rebuttal and the evidence put against it."""
    uses = evidence_in_use().select_related("evidence")
    return list(
        Ground.objects.filter(denial_id=denial_id)
        .order_by("number")
        .prefetch_related("rebuttals__waived_by__user", Prefetch("rebuttals__evidence_uses", queryset=uses))
    )


def exhibits_of(case_id: UUID, answering: UUID | None, chosen: Collection[UUID]) -> list[Evidence]:
    """A letter's exhibits by number, with document and file: the evidence put against grounds of the denial that it is
    `answering` and that are not waived, and what of the case's evidence was `chosen` besides.
    """
    if answering is None and not chosen:
        return []
    wanted = Q(id__in=chosen)
    if answering:
        used = evidence_in_use().filter(rebuttal__ground__denial_id=answering)
        wanted |= Q(id__in=used.exclude(rebuttal__state="waived").values("evidence_id"))
    return list(
        Evidence.objects.filter(wanted, case_id=case_id)
        .select_related("document__file")
        .order_by("exhibit_number")
    )
