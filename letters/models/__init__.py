"""Readings of what came, letters that go out, and the proof that they arrived."""

from letters.models.assistant import AssistantPermission
from letters.models.chronology import Chronology
from letters.models.dispatch import CarrierEvent, Dispatch
from letters.models.firm_template import FirmTemplate
from letters.models.letter import Letter
from letters.models.letterhead import Letterhead
from letters.models.packet import Packet, PacketItem, PacketPart
from letters.models.reading import Reading
from letters.models.version import LetterComment, LetterVersion

__all__ = [
    "AssistantPermission",
    "CarrierEvent",
    "Chronology",
    "Dispatch",
    "FirmTemplate",
    "Letter",
    "LetterComment",
    "LetterVersion",
    "Letterhead",
    "Packet",
    "PacketItem",
    "PacketPart",
    "Reading",
]
