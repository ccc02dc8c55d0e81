"""Packets as members put them together: which exhibits in which order, what is redacted or left out, how it is built.

The building is in `packet_work`, what a page should perhaps not show in `packet_proposals`.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.db.models import Max

from cases.models import Document, Evidence
from cases.selectors import evidence_list, for_change, former_version_list, locked, one, referred
from cases.services.checks import check_fields
from cases.services.documents import document_link
from claimback.kernel.errors import Conflict, FieldProblem, Invalid, NotFound, invalid
from claimback.kernel.etag import check_version
from claimback.kernel.events import publish
from claimback.storage.models import KEPT, StoredFile
from claimback.tenancy.member import Member
from letters.events import PacketRequested
from letters.models import Letter, Packet, PacketItem
from letters.selectors import letter_list, packet_item_list, packet_list, packet_part_list
from letters.services.approval import refuse_dead_approval
from letters.states import PACKET_EDGES, PACKET_OPEN
from letters.writing.packet.exhibits import unprintable_kind
from letters.writing.packet.numbering import POSITIONS, PREFIX, WIDTH_LIMIT
from letters.writing.packet.plan import EXHIBITS_LIMIT, Redaction
from letters.writing.packet.printed import PRINTED
from letters.writing.packet.redaction import check_redaction
from letters.writing.packet.split import FEWEST_PAGES

WRITES: Final = ("letter.write", "document.write")
REDACTIONS_LIMIT: Final = 2_000
NUMBER_LIMIT: Final = 99_999_999


def packet_add(
    *, actor: Member, letter_id: UUID, evidence_ids: Sequence[UUID] = (), **options: Any
) -> Packet:
    """Begin a packet of an approved letter. It has the exhibits that the letter lists, then `evidence_ids` of the case.

    `options`: `numbered`, `bates_prefix` (else that of the case's last packet), `bates_width`, `bates_start`,
    `bates_position`, `pages_limit`, `megabytes_limit`. Nothing is built yet. Raises Conflict for a letter that is not
    approved, Invalid that names the field, NotFound, Forbidden.
    """
    actor.require(*WRITES)
    letter = referred(letter_list().select_related("case"), letter_id, "letter_id")
    _refuse_unapproved(letter)
    last = packet_list().filter(case_id=letter.case_id, numbered=True).order_by("-created_at", "-id").first()
    if last is not None:
        options.setdefault("bates_prefix", last.bates_prefix)
        options.setdefault("bates_width", last.bates_width)
    packet = Packet(
        letter=letter,
        letter_sha256=letter.approved_sha256,
        case_id=letter.case_id,
        requested_by_id=actor.member_id,
        **options,
    )
    _check_options(packet)
    exhibits = _exhibits(letter, evidence_ids)
    packet.save(force_insert=True)
    for place, (evidence, file) in enumerate(exhibits, start=1):
        PacketItem(packet=packet, evidence=evidence, file=file, position=place).save(force_insert=True)
    return packet


def packet_change(*, actor: Member, packet_id: UUID, version: int | None, **options: Any) -> Packet:
    """Change how a packet that is not built yet is numbered and split; `options` as in `packet_add`.

    Raises Conflict once it is asked for, Invalid, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require(*WRITES)
    packet = _open_packet(packet_id, version)
    for name, value in options.items():
        setattr(packet, name, value)
    _check_options(packet)
    packet.change(**options)
    return packet


def packet_order(
    *, actor: Member, packet_id: UUID, version: int | None, packet_item_ids: Sequence[UUID]
) -> Packet:
    """Put the exhibits in this order: every one of the packet, once. Raises as `packet_change` does."""
    actor.require(*WRITES)
    packet = _open_packet(packet_id, version)
    items = {item.id: item for item in for_change(packet_item_list().filter(packet_id=packet_id))}
    if len(packet_item_ids) != len(items) or set(packet_item_ids) != set(items):
        raise invalid("packet_item_ids", "Name every exhibit of the packet once, in the order wanted.")
    for place, id in enumerate(packet_item_ids, start=1):
        if items[id].position != place:
            items[id].change(position=place)
    packet.change()
    return packet


def packet_item_change(
    *,
    actor: Member,
    item_id: UUID,
    version: int | None,
    skip_reason: str | None = None,
    redactions: Sequence[Mapping[str, Any]] | None = None,
) -> PacketItem:
    """Leave an exhibit out, with the reason, or take it in again with none; confirm what is redacted on it.

    `redactions` are all of it: each `page`, `reason`, and `box` (left, top, right, bottom from 0 to 1) or, in a text,
    `span` (first character and the one after the last). Raises Conflict once the packet is asked for, Invalid that
    names the redaction, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require(*WRITES)
    item = item_open(item_id, version)
    changes: dict[str, Any] = {}
    if skip_reason is not None:
        item.skip_reason = changes["skip_reason"] = " ".join(skip_reason.split())
        check_fields(item, ["skip_reason"])
    if redactions is not None:
        changes["redactions"] = _checked(item, redactions)
    item.change(**changes)
    return item


def packet_build(*, actor: Member, packet_id: UUID, version: int | None) -> Packet:
    """Have the packet built, or built once more where that failed, on behalf of the actor. Publishes PacketRequested.

    Raises Conflict for a letter whose approval died and for exhibits that can't become pages, IllegalTransition,
    NotFound, PreconditionFailed, Forbidden.
    """
    actor.require(*WRITES)
    packet = _locked(packet_id, version)
    state = PACKET_EDGES.advance(packet.state, "requested")
    _refuse_unapproved(packet.letter, packet.letter_sha256)
    refuse_dead_approval(packet.letter, actor=actor)
    _refuse_number(packet)
    items = packet_item_list().filter(packet_id=packet_id).select_related("file", "evidence")
    hindered = [(item, why) for item in items if not item.skip_reason and (why := hindrance(item.file))]
    if hindered:
        raise Conflict(
            "Some exhibits can't become pages. Put another file in their place, or leave them out with a reason.",
            code="exhibits_hinder",
            errors=[
                FieldProblem(f"/items/{item.pk}", "not_printable", f"{item.evidence}: {why}")
                for item, why in hindered
            ],
        )
    packet.change(
        state=state,
        requested_by_id=actor.member_id,
        problems=[],
        attempts=0,
        pages_done=0,
        pages_total=None,
    )
    publish(PacketRequested(packet.id))
    return packet


def packet_link(*, actor: Member, packet_id: UUID, number: int | None = None) -> str:
    """A link of 60 seconds to the built packet, or to its part `number`, with a trace of who asked.

    Raises NotFound where there is none, Forbidden.
    """
    actor.require("letter.read")
    packet = one(packet_list(), packet_id)
    document_id = packet.document_id
    if number is not None:
        part = packet_part_list().filter(packet_id=packet_id, number=number).first()
        document_id = part.document_id if part is not None else None
    if document_id is None:
        raise NotFound("There is no such file: the packet is not built, or has fewer parts.")
    return document_link(actor=actor, document_id=document_id, purpose="packet")


def hindrance(file: StoredFile) -> str:
    """Why a file can't become pages, as far as is known before it is opened, with the remedy; empty if nothing is."""
    if file.state != KEPT:
        return "its file is not kept. Wait until it is inspected, or put another in its place."
    return unprintable_kind(file.media_type)


def redactions_of(item: PacketItem) -> tuple[Redaction, ...]:
    """What is redacted on an exhibit, as it goes into the plan."""
    return tuple(_redaction(one) for one in item.redactions)


def next_number(case_id: UUID, prefix: str) -> int:
    """The number after the last that a packet of the case has given under this prefix."""
    given = packet_list().filter(case_id=case_id, bates_prefix=prefix)
    last: int | None = given.aggregate(last=Max("bates_last"))["last"]
    return (last or 0) + 1


def _redaction(told: Mapping[str, Any]) -> Redaction:
    box, span = told.get("box"), told.get("span")
    return Redaction(
        page=told["page"],
        reason=told["reason"],
        box=(box[0], box[1], box[2], box[3]) if box else None,
        span=(span[0], span[1]) if span else None,
    )


def _checked(item: PacketItem, redactions: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    if len(redactions) > REDACTIONS_LIMIT:
        raise invalid("redactions", f"An exhibit takes at most {REDACTIONS_LIMIT:,} redactions.")
    by_span = item.file.media_type in PRINTED
    kept = []
    for place, told in enumerate(redactions):
        redaction = _redaction(told)
        if why := check_redaction(redaction, pages=item.file.pages, by_span=by_span):
            raise invalid(f"redactions/{place}", why)
        where = {"box": list(redaction.box)} if redaction.box else {"span": list(redaction.span or ())}
        kept.append({"page": redaction.page, "reason": " ".join(redaction.reason.split()), **where})
    return kept


def _locked(packet_id: UUID, version: int | None) -> Packet:
    packet = locked(packet_list().select_related("letter__case"), packet_id)
    check_version(packet.version, version)
    return packet


def item_open(item_id: UUID, version: int | None) -> PacketItem:
    """An exhibit of a packet that is being put together, locked behind its packet, with its file.

    Raises Conflict once the packet is asked for, NotFound, PreconditionFailed.
    """
    packet = _open_packet(one(packet_item_list(), item_id).packet_id, None)
    item = locked(packet_item_list().select_related("file"), item_id)
    check_version(item.version, version)
    item.packet = packet
    return item


def _open_packet(packet_id: UUID, version: int | None) -> Packet:
    packet = _locked(packet_id, version)
    if packet.state not in PACKET_OPEN:
        raise Conflict(
            "This packet is asked for or built already, and stays what it is. Begin another one.",
            code="packet_closed",
        )
    return packet


def _refuse_unapproved(letter: Letter, sha256: str = "") -> None:
    """Raise Conflict unless the letter is approved, and, where `sha256` is given, with these bytes."""
    if letter.approved_sha256 and letter.state != "superseded" and sha256 in ("", letter.approved_sha256):
        return
    raise Conflict(
        "A packet has the approved letter in it, and this letter's approval has ended or was never given. "
        "Have it approved, then begin a packet.",
        code="letter_not_approved",
    )


def _check_options(packet: Packet) -> None:
    """Raise Invalid that names the option that is wrong."""
    if packet.bates_prefix and (
        not PREFIX.fullmatch(packet.bates_prefix) or packet.bates_prefix[-1].isdigit()
    ):
        said = "Letters, digits, blanks, dots, hyphens; a letter or digit first, no digit last; at most 20."
        raise invalid("bates_prefix", said)
    if not 1 <= packet.bates_width <= WIDTH_LIMIT:
        raise invalid("bates_width", f"Give from 1 to {WIDTH_LIMIT} digits.")
    if packet.bates_position not in POSITIONS:
        raise invalid("bates_position", f"Give one of {', '.join(POSITIONS)}.")
    if packet.pages_limit is not None and packet.pages_limit < FEWEST_PAGES:
        raise invalid("pages_limit", f"Give at least {FEWEST_PAGES} pages: a part has a cover too.")
    if packet.megabytes_limit is not None and not 1 <= packet.megabytes_limit <= 10_000:
        raise invalid("megabytes_limit", "Give from 1 to 10,000 megabytes.")
    _refuse_number(packet)


def _refuse_number(packet: Packet) -> None:
    """Raise Invalid for a first number that the case has given already, or that is none."""
    if not packet.numbered or packet.bates_start is None:
        return
    least = next_number(packet.case_id, packet.bates_prefix)
    if not least <= packet.bates_start <= NUMBER_LIMIT:
        said = f"Numbers below {least} are given in this case. Begin from {least}, or leave it out."
        raise invalid("bates_start", said if packet.bates_start < least else "This number is too large.")


def _exhibits(letter: Letter, more: Sequence[UUID]) -> list[tuple[Evidence, StoredFile]]:
    """The exhibits that the letter lists, each with the bytes that it lists, then those that were added."""
    listed = {row["number"]: row.get("sha256") for row in letter.facts.get("exhibits", ())}
    of_case = evidence_list().filter(case_id=letter.case_id).select_related("document__file")
    found = [
        (evidence, _bytes_listed(evidence, listed[evidence.exhibit_number]))
        for evidence in of_case.filter(exhibit_number__in=listed).order_by("exhibit_number")
    ]
    there = {evidence.pk for evidence, _ in found}
    for place, id in enumerate(dict.fromkeys(more)):
        if id in there:
            continue
        evidence = of_case.filter(id=id).first()
        if evidence is None:
            raise invalid(f"evidence_ids/{place}", "There is no such evidence on the letter's case.")
        found.append((evidence, evidence.document.file))
    if len(found) > EXHIBITS_LIMIT:
        raise Invalid(f"A packet takes at most {EXHIBITS_LIMIT} exhibits. Combine some, or make two packets.")
    return found


def _bytes_listed(evidence: Evidence, sha256: str | None) -> StoredFile:
    """The file with the hash that the letter lists: the document's own, or the version that it had then."""
    document: Document = evidence.document
    if sha256 and document.file.sha256 != sha256:
        former = former_version_list().filter(document=document, file__sha256=sha256).select_related("file")
        version = former.first()
        if version is not None:
            file: StoredFile = version.file
            return file
        raise Conflict(
            f"{evidence} is not the file that the letter lists any more. Take up the facts in the letter, and have it "
            "approved again.",
            code="approval_dead",
        )
    current: StoredFile = document.file
    return current
