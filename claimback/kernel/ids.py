"""Identifiers: UUIDv7, so that rows sort by the time they were made."""

from uuid import UUID

import uuid_utils
from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A fresh UUIDv7 as the standard library's `UUID`."""
    return uuid7()


def new_ids(count: int) -> list[str]:
    """So many fresh UUIDv7 as texts, for rows that are made by the thousand: a quarter of what `new_id` costs."""
    return [str(uuid_utils.uuid7()) for _ in range(count)]
