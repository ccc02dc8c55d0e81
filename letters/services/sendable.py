"""What goes out of an approved letter: its packet where one is built, else the letter alone."""

from dataclasses import dataclass

from claimback.kernel.errors import Conflict
from claimback.storage.models import StoredFile
from letters.models import Letter, Packet
from letters.selectors import packet_of, packet_part_list


@dataclass(frozen=True, slots=True)
class Sendable:
    """The file that is handed over, with its hash; the parts in order, where it goes in several."""

    file: StoredFile
    sha256: str
    packet: Packet | None = None
    parts: tuple[StoredFile, ...] = ()


def sendable(letter: Letter) -> Sendable:
    """What a dispatch of this letter sends: the bytes of the latest packet built of its approved bytes, else its PDF.

    For dispatch: hand over `file` (its `key` in the store, its `name`), and record `sha256` on the dispatch. A fax or
    portal that takes less at once sends `parts` instead, one after the other, where there are any; each is a file of
    its own with a cover. A packet of bytes whose approval has died is never it. Raises Conflict for a letter that is
    not approved.
    """
    if letter.document is None or not letter.approved_sha256:
        raise Conflict("This letter is not approved: nothing of it can be sent.", code="letter_not_approved")
    packet = packet_of(letter)
    if packet is None or packet.document is None:
        return Sendable(letter.document.file, letter.approved_sha256)
    parts = packet_part_list().filter(packet_id=packet.pk).select_related("document__file").order_by("number")
    return Sendable(packet.document.file, packet.sha256, packet, tuple(part.document.file for part in parts))
