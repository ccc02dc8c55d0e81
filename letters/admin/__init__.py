"""The admin pages of readings, letters, packets, dispatches and chronologies, and of what letters know of documents."""

from letters.admin import (  # noqa: F401 - registered by import
    assistant,
    chronologies,
    custody,
    dispatches,
    letterheads,
    letters,
    packet_items,
    packets,
    readings,
)
