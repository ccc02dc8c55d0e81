"""The states of a reading, a letter, a packet, a dispatch and a chronology, and their edges. Pure data."""

from typing import Final

from claimback.kernel.transitions import edges

READING_EDGES: Final = edges(
    "reading",
    {
        "requested": ["reading", "failed"],
        "reading": ["read", "failed"],
        "failed": ["requested", "set_aside"],
        "read": ["confirmed", "set_aside"],
        "confirmed": [],
        "set_aside": [],
    },
)

UNDER_WAY: Final = ("requested", "reading")
"""States of a reading that a worker has yet to end."""

STAGES: Final = {
    "text": "Finding the text of its pages",
    "recognising": "Recognising the text of its scanned pages",
    "understanding": "Understanding what it says",
}
"""What is being done with a reading while it is `reading`."""

ASSISTANCE_EDGES: Final = edges(
    "assistance",
    {
        "none": ["waiting"],
        "waiting": ["asked", "none"],
        "asked": ["answered", "unavailable"],
        "answered": [],
        "unavailable": [],
    },
)
"""Whether the assistant is asked about a reading. It is asked once: where a worker died meanwhile, it stays asked."""

LETTER_EDGES: Final = edges(
    "letter",
    {
        "draft": ["in_review", "superseded"],
        "in_review": ["draft", "approved", "superseded"],
        "approved": ["draft", "sending", "superseded"],
        "sending": ["sent", "approved"],
        "sent": ["delivered", "failed"],
        "failed": ["draft", "sending", "superseded"],
        "delivered": [],
        "superseded": [],
    },
)

ASKING: Final = ("in_review", "approved", "failed")
"""States of a letter in which a person is to do something: approve it, send it, or see why it came back."""

VERSION_ORIGINS: Final = {
    "drafted": "Drafted from its template",
    "edited": "Edited",
    "facts": "Facts taken up",
    "redrafted": "Written anew from its template",
    "docx": "Edited in Word",
    "restored": "An earlier version restored",
}
"""Where a text of a letter came from."""

DISPATCH_EDGES: Final = edges(
    "dispatch",
    {
        "queued": ["claimed", "sent", "unknown", "refused", "withdrawn"],
        "claimed": ["sent", "queued", "refused", "unknown"],
        "unknown": ["sent", "queued", "refused"],
        "refused": ["queued", "sent", "withdrawn"],
        "withdrawn": [],
        "sent": ["in_transit", "delivered", "returned"],
        "in_transit": ["delivered", "returned"],
        "delivered": ["delivered"],
        "returned": [],
    },
)
"""A dispatch by a person begins as sent, one by a vendor as queued.

Claimed: a worker is handing it over. Refused: it is known not to have gone. Unknown: nobody knows yet whether it went.
What was queued or refused becomes sent where the vendor itself tells that it has it. Delivered again is delivered with
a better proof.
"""

OVER: Final = ("withdrawn", "returned")
"""States of a dispatch after which the same bytes may go by the same channel once more."""

PENDING: Final = ("queued", "claimed", "unknown", "refused")
"""States of a dispatch that nobody is known to have taken."""

STUCK: Final = ("refused", "unknown")
"""States of a dispatch that a person is to look at: it did not go, or nobody knows."""

ON_ITS_WAY: Final = ("sent", "in_transit")
"""States of a dispatch that a carrier has, and whose arrival nobody knows of."""

CHRONOLOGY_EDGES: Final = edges(
    "chronology",
    {
        "requested": ["made", "failed"],
        "failed": ["requested"],
        "made": [],
    },
)

PACKET_EDGES: Final = edges(
    "packet",
    {
        "draft": ["requested"],
        "requested": ["building", "failed"],
        "building": ["building", "built", "failed"],
        "failed": ["requested"],
        "built": [],
    },
)
"""Building again is another attempt, where a worker died. What is built is never changed: another packet is made."""

PACKET_OPEN: Final = ("draft", "failed")
"""States in which a member puts a packet together."""
