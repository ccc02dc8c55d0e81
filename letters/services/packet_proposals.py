"""What an exhibit shows that should perhaps not leave the firm: looked for in the text that it is searched by."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final
from uuid import UUID

from cases.models import Case
from claimback.kernel.errors import invalid
from claimback.pages.page_pictures import READABLE
from claimback.storage.pictures import pictures_ask
from claimback.storage.selectors import page_rows
from claimback.tenancy.member import Member
from claimback.vault.services.reveals import sealed_use
from letters.models import PacketItem
from letters.services.packets import WRITES, item_open
from letters.writing.packet.printed import PRINTED
from letters.writing.packet.proposals import PageOfFile, Proposal, propose

WORDS_LIMIT: Final = 20
PROPOSALS_LIMIT: Final = 1_000
PICTURES_FIRST: Final = 10
PICTURES_LIMIT: Final = 60
"""Of pages that are drawn to be looked at: the first ones, and those where something was found."""
_PURPOSE: Final = "to look for it in exhibits"


def packet_item_search(
    *, actor: Member, item_id: UUID, version: int | None, words: Sequence[str] = ()
) -> PacketItem:
    """Look for places on the exhibit's pages that should perhaps be redacted, and keep them as its proposals.

    Looked for are identifiers by their form, those of the client and the policy, and `words`. Nothing is redacted by
    it: a member confirms what is. The sealed numbers are opened for the search, with a trace, and are not kept. Raises
    Conflict once the packet is asked for, Invalid for too many words, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require(*WRITES, "document.read")
    if len(words) > WORDS_LIMIT:
        raise invalid("words", f"Look for at most {WORDS_LIMIT} at once.")
    item = item_open(item_id, version)
    by_span = item.file.media_type in PRINTED
    rows = page_rows().filter(file_id=item.file_id).order_by("number").values_list("number", "text", "layout")
    # Where a page has no places, no box can be drawn; a text has none at all, and is redacted by its characters.
    pages = [
        PageOfFile(number, text, None if by_span else layout)
        for number, text, layout in rows
        if by_span or layout is not None
    ]
    case = item.packet.letter.case
    found = propose(pages, known=_known(actor, case), words=words)[:PROPOSALS_LIMIT]
    item.change(proposals=[_told(proposal) for proposal in found])
    seen = {proposal.page for proposal in found} | set(
        range(1, min(item.file.pages or 1, PICTURES_FIRST) + 1)
    )
    pictures_ask(file=item.file, numbers=sorted(seen)[:PICTURES_LIMIT], size=READABLE)
    return item


def proposals_open(item: PacketItem) -> list[dict[str, Any]]:
    """The proposals of an exhibit that are not among its redactions."""
    decided = [(one["page"], one.get("box"), one.get("span")) for one in item.redactions]
    return [one for one in item.proposals or [] if (one["page"], one["box"], one["span"]) not in decided]


def _told(proposal: Proposal) -> dict[str, Any]:
    told = asdict(proposal)
    for name in ("box", "span"):
        told[name] = list(told[name]) if told[name] else None
    return told


def pages_unread(item: PacketItem) -> int:
    """How many pages of an exhibit have no text that could be looked through: nothing is proposed for those."""
    read = page_rows().filter(file_id=item.file_id).exclude(text="").count()
    return max(0, (item.file.pages or read) - read)


def _known(actor: Member, case: Case) -> list[tuple[str, str]]:
    """The case's own identifiers, opened, each with its kind."""
    found = []
    client = {"ssn": "social_security_number", "tax_id": "taxpayer_number"}
    policy = {"member_number": "member_id"}
    for row, kinds in ((case.client, client), (case.policy, policy)):
        fields = [name for name in kinds if row is not None and getattr(row, name) is not None]
        if row is None or not fields:
            continue
        opened = sealed_use(actor=actor, row=row, fields=fields, purpose=_PURPOSE)
        found += [(kinds[name], str(value)) for name, value in opened.items() if value]
    return found
