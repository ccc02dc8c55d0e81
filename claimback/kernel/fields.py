"""Fields of inputs that DRF would read too leniently."""

from datetime import UTC, datetime
from typing import Any

from rest_framework import serializers


class InstantField(serializers.DateTimeField):
    """A time with its offset. DRF would take one without as UTC: hours off, and a legal date with them."""

    default_error_messages = {
        "naive": "Give the offset with the time, such as 2026-03-05T16:30:00-06:00, or give the date alone.",
    }

    def enforce_timezone(self, value: datetime) -> Any:
        """The instant in UTC. Raises ValidationError for a time without offset or off the calendar's ends."""
        if value.utcoffset() is None:
            self.fail("naive")
        try:
            return value.astimezone(UTC)
        except OverflowError:
            self.fail("overflow")
