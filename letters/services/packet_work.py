"""Building a packet, in steps, so that no transaction is open while pages are fetched, set and put together.

Begin claims the row and reads all that goes in; `packet_make` fetches, builds and puts the files; settle makes them
documents of the case, once. A worker that dies leaves a claim that runs out, and another begins anew.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import Any, Final
from uuid import UUID

from django.db.models import Q

from cases.models import Case, Document
from cases.selectors import case_list, for_change
from cases.services.documents import document_add
from claimback.kernel.clock import now, today
from claimback.storage import s3
from claimback.storage.made import Put, file_put, put_drop, put_keep
from claimback.tenancy.member import Member
from claimback.tenancy.scope import firm_scope
from claimback.tenancy.selectors import firm_get, present
from claimback.tenancy.services import member_of
from claimback.typesetting.engine import RenderError
from letters.models import Letter, Packet, PacketPart
from letters.selectors import packet_item_list, packet_list
from letters.services.packets import WRITES, next_number, redactions_of
from letters.states import PACKET_EDGES
from letters.writing.packet import build, split
from letters.writing.packet.manifest import manifest_to_json
from letters.writing.packet.numbering import Bates
from letters.writing.packet.plan import Exhibit, PacketError, Plan, Problem
from letters.writing.packet.plan import Packet as BuiltPacket

ACT: Final = "letters.build_packet"
ATTEMPTS_LIMIT: Final = 3
LEASE: Final = timedelta(minutes=10)
"""How long a worker may give no sign before another begins. The scanner's SQL says it too."""

_EVERY: Final = 1.0
"""Seconds between two notes of progress."""
_PDF: Final = "application/pdf"
_log: Final = logging.getLogger(__name__)

_TOO_OFTEN: Final = (
    "building it did not end, several times over. Leave out the largest exhibit, or build two packets."
)
_NOT_SEEN: Final = "whoever asked for it may no longer see the case. Another member may ask for it."
_DEAD: Final = "its approval has ended. Have it approved again, then begin another packet."
_GONE: Final = "the store does not have its bytes. Put the file on the case again."


@dataclass(frozen=True, slots=True)
class Begun:
    """All that goes into one packet, on whose behalf; where its files lie; which attempt this is."""

    packet_id: UUID
    attempt: int
    actor: Member
    plan: Plan
    letter_key: str
    keys: dict[int, str]
    limits: split.Limits
    name: str
    title: str


@dataclass(slots=True)
class Outcome:
    """What came of it: the packet and its parts with their files put, or what stands in the way."""

    packet: BuiltPacket | None = None
    manifest: dict[str, Any] = field(default_factory=dict)
    put: Put | None = None
    parts: list[tuple[split.PartFile, Put]] = field(default_factory=list)
    problems: tuple[Problem, ...] = ()

    def forget(self) -> None:
        """Drop the files that were put and are not kept. One that the store does not let go is logged and stays."""
        for put in (self.put, *(put for _, put in self.parts)):
            try:
                if put is not None:
                    put_drop(put)
            except s3.StoreUnavailable:
                _log.warning("an object that nothing names stays in the store: %s", put.key if put else "")


def packet_begin(*, packet_id: UUID) -> Begun | None:
    """Claim a packet that waits, and read what goes into it; None if it waits no more or another of its case is built.

    What it shows is what whoever asked for it may see now: behind a wall since, or gone, it is refused.
    """
    waiting = packet_list().filter(
        Q(state="requested") | Q(state="building", updated_at__lt=now() - LEASE), id=packet_id
    )
    packet = waiting.select_for_update(of=("self",), skip_locked=True).select_related("letter").first()
    if packet is None:
        return None
    if packet.attempts >= ATTEMPTS_LIMIT:
        _fail(packet, [Problem("Packet", "too_often", _TOO_OFTEN)])
        return None
    # Under the case's lock, which settling takes too: one packet at a time goes on with the case's numbers.
    for_change(case_list().filter(id=packet.case_id)).first()
    if packet_list().filter(case_id=packet.case_id, state="building").exclude(id=packet.id).exists():
        return None
    packet.change(
        state=PACKET_EDGES.advance(packet.state, "building"),
        attempts=packet.attempts + 1,
        pages_done=0,
        pages_total=None,
    )
    if not _approved(packet.letter, packet):
        _fail(packet, [Problem("Letter", "letter_not_approved", _DEAD)])
        return None
    member = present().filter(id=packet.requested_by_id).select_related("own_role").first()
    actor = member_of(member, firm_get()) if member else None
    if actor is not None and all(actor.may(capability) for capability in WRITES):
        with firm_scope(actor.firm_id, member_id=actor.member_id, act=ACT):
            if (begun := _begun(packet, actor)) is not None:
                return begun
    _fail(packet, [Problem("Packet", "not_seen", _NOT_SEEN)])
    return None


def _begun(packet: Packet, actor: Member) -> Begun | None:
    seen = packet_list().filter(id=packet.pk).select_related("letter__case", "letter__document__file").first()
    if seen is None or seen.letter.document is None:
        return None
    letter, case = seen.letter, seen.letter.case
    exhibits, keys = [], {}
    items = packet_item_list().filter(packet_id=packet.pk).select_related("evidence__document", "file")
    for item in items.order_by("position", "id"):
        evidence = item.evidence
        exhibits.append(
            Exhibit(
                number=evidence.exhibit_number,
                title=evidence.document.title,
                dated_on=evidence.dated_on or evidence.document.dated_on,
                name=item.file.name,
                media_type=item.file.media_type,
                sha256=item.file.sha256,
                redactions=redactions_of(item),
                skipped=item.skip_reason,
            )
        )
        keys[evidence.exhibit_number] = item.file.key
    start = seen.bates_start or next_number(case.pk, seen.bates_prefix)
    bates = Bates(seen.bates_prefix, seen.bates_width, start, seen.bates_position)
    size = seen.megabytes_limit * split.MEGABYTE if seen.megabytes_limit is not None else None
    plan = Plan(
        letter=b"",
        subject=letter.subject,
        case_number=case.number,
        firm=actor.firm_name,
        recipient=_recipient(letter),
        dated=letter.letter_date,
        exhibits=tuple(exhibits),
        bates=bates if seen.numbered else None,
    )
    return Begun(
        packet_id=packet.pk,
        attempt=packet.attempts,
        actor=actor,
        plan=plan,
        letter_key=letter.document.file.key if letter.document else "",
        keys=keys,
        limits=split.Limits(seen.pages_limit, size),
        name=f"{case.number} packet {letter.letter_date}",
        title=f"Packet: {letter.subject}"[:180],
    )


def _recipient(letter: Letter) -> str:
    facts = letter.facts
    return str((facts.get("recipient") or {}).get("name") or facts["case"].get("insurer_name") or "")


def packet_make(begun: Begun, folder: Path, progress: Callable[[int, int], None]) -> Outcome:
    """Fetch the files, build the packet and its parts in `folder`, and put them into the store.

    What stands in the way is an outcome, never an error. Raises StoreUnavailable.
    """
    told = _patient(progress)
    outcome = Outcome()
    try:
        plan = _fetched(begun, folder)
        outcome.packet = build.build_packet(plan, folder, told)
        parts = split.split_packet(plan, outcome.packet, begun.limits, folder)
    except PacketError as error:
        return Outcome(problems=error.problems)
    except RenderError as error:
        return Outcome(
            problems=(Problem("Packet", "not_set", f"{error} Change the titles of its exhibits."),)
        )
    outcome.manifest = manifest_to_json(plan, outcome.packet)
    packet = outcome.packet
    try:
        outcome.put = _put(begun, packet.path, f"{begun.name}.pdf", packet.sha256, packet.pages)
        for part in parts:
            name = f"{begun.name} part {part.number} of {len(parts)}.pdf"
            outcome.parts.append((part, _put(begun, part.path, name, part.sha256, part.pages)))
            progress(packet.pages, packet.pages)
    except s3.StoreUnavailable:
        outcome.forget()
        raise
    return outcome


def _put(begun: Begun, path: Path, name: str, sha256: str, pages: int) -> Put:
    return file_put(actor=begun.actor, path=path, name=name, media_type=_PDF, sha256=sha256, pages=pages)


def _patient(progress: Callable[[int, int], None]) -> Callable[[int, int], None]:
    """`progress`, told at most once a second."""
    last = monotonic()

    def told(done: int, of: int) -> None:
        nonlocal last
        if monotonic() - last >= _EVERY:
            last = monotonic()
            progress(done, of)

    return told


def _fetched(begun: Begun, folder: Path) -> Plan:
    """The plan with its files on disk. Raises PacketError that names each file whose bytes are gone."""
    problems: list[Problem] = []
    exhibits = []
    letter = folder / "approved.pdf"
    if not _fetch(begun.letter_key, letter):
        problems.append(Problem("Letter", "bytes_lost", _GONE))
    for exhibit in begun.plan.exhibits:
        path = folder / f"kept-{exhibit.number}"
        if not exhibit.skipped and not _fetch(begun.keys[exhibit.number], path):
            problems.append(Problem(exhibit.called, "bytes_lost", _GONE, exhibit.number))
        exhibits.append(replace(exhibit, path=path))
    if problems:
        raise PacketError(problems)
    return replace(begun.plan, letter=letter.read_bytes(), exhibits=tuple(exhibits))


def _fetch(key: str, path: Path) -> bool:
    """Whether the store has the object, which then is a file here."""
    found = s3.find(key) if key else None
    if found is None:
        return False
    with path.open("wb") as file:
        for piece in s3.stream(key, found.etag):
            file.write(piece)
    return True


def packet_progress(*, begun: Begun, done: int, of: int) -> None:
    """Note how far the attempt has come, which also keeps others from beginning anew."""
    packet = _of_attempt(begun)
    if packet is not None:
        packet.change(pages_done=done, pages_total=of or None)


def packet_release(*, begun: Begun) -> None:
    """Let a packet wait once more that could not be fetched or put: the store did not answer. It is no attempt."""
    packet = _of_attempt(begun)
    if packet is not None:
        packet.change(state="requested", attempts=packet.attempts - 1)


def packet_settle(*, begun: Begun, outcome: Outcome) -> bool:
    """Keep the files as documents of the case, and give the numbers. True where this attempt's files are kept.

    The first result stays: that of an attempt which was given up for dead changes nothing. A letter whose approval
    died meanwhile has no packet.
    """
    packet = _of_attempt(begun)
    if packet is None:
        return False
    case = for_change(case_list().filter(id=packet.case_id)).first()
    if case is None:
        _fail(packet, [Problem("Packet", "not_seen", _NOT_SEEN)])
        return False
    if outcome.problems or outcome.packet is None or outcome.put is None:
        _fail(packet, outcome.problems)
        return False
    if not _approved(packet.letter, packet):
        _fail(packet, [Problem("Letter", "letter_not_approved", _DEAD)])
        return False
    _keep(packet, case, begun, outcome.packet, outcome)
    return True


def _keep(packet: Packet, case: Case, begun: Begun, built: BuiltPacket, outcome: Outcome) -> None:
    """The packet's row as it is built, its files as documents."""
    on = today(case.time_zone)

    def kept(put: Put, title: str) -> Document:
        put_keep(actor=begun.actor, put=put)
        return document_add(
            actor=begun.actor,
            case_id=case.pk,
            file_id=put.id,
            title=title,
            kind="our_letter",
            dated_on=on,
            source="us",
        )

    for part, put in outcome.parts:
        PacketPart(
            packet=packet,
            number=part.number,
            first_page=part.first_page,
            last_page=part.last_page,
            pages=part.pages,
            size=part.size,
            sha256=part.sha256,
            document=kept(put, f"{begun.title}, part {part.number} of {len(outcome.parts)}"),
        ).save(force_insert=True)
    assert outcome.put is not None
    bates = begun.plan.bates
    packet.change(
        state=PACKET_EDGES.advance(packet.state, "built"),
        document=kept(outcome.put, begun.title),
        pages=built.pages,
        pages_done=built.pages,
        pages_total=built.pages,
        size=built.size,
        sha256=built.sha256,
        manifest=outcome.manifest,
        bates_first=bates.start if bates is not None and built.bates_last is not None else None,
        bates_last=built.bates_last,
    )


def _of_attempt(begun: Begun) -> Packet | None:
    """The packet, locked, while it is this attempt that builds it."""
    rows = packet_list().filter(id=begun.packet_id, state="building", attempts=begun.attempt)
    return rows.select_for_update(of=("self",)).select_related("letter").first()


def _approved(letter: Letter, packet: Packet) -> bool:
    return letter.approved_sha256 == packet.letter_sha256 and letter.state != "superseded"


def _fail(packet: Packet, problems: Sequence[Problem]) -> None:
    told = [
        {"part": one.part, "exhibit": one.exhibit, "code": one.code, "message": one.message}
        for one in problems
    ]
    packet.change(state=PACKET_EDGES.advance(packet.state, "failed"), problems=told)
