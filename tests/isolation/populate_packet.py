"""A packet that is being put together, and has what a built one has: a file to open, and a part."""

from uuid import UUID

from cases.models import Document
from claimback.tenancy.member import Member
from letters.models import PacketItem, PacketPart
from letters.services.packets import packet_add


def populate_packet(actor: Member, letter_id: UUID, document: Document) -> None:
    """The packet of an approved letter, with one exhibit: every reference of one row can be written anew."""
    packet = packet_add(actor=actor, letter_id=letter_id)
    packet.change(document=document)
    PacketItem.objects.filter(packet=packet, position__gt=1).delete()
    PacketPart.objects.create(
        packet=packet,
        number=1,
        first_page=1,
        last_page=2,
        pages=3,
        size=1000,
        sha256="0" * 64,
        document=document,
    )
