"""The admin pages of readings, letters with their templates, packets, dispatches and chronologies, and of custody."""

from letters.admin import (  # noqa: F401 - registered by import
    assistant,
    chronologies,
    custody,
    dispatches,
    firm_templates,
    letterheads,
    letters,
    packet_items,
    packets,
    readings,
)
