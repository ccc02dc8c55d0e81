"""How far the law of a date was checked, as a label."""

from typing import Any

from claimback.tenancy.admin_show import badge
from deadlines.law.words import DOUBTS
from deadlines.models import Breach, Deadline


def grade_badge(row: Deadline | Breach) -> Any:
    """How far its law was checked."""
    return badge(row.get_checked_display(), tone="good" if row.checked == "primary" else "warn")


def doubt_badges(row: Deadline) -> list[Any]:
    """A mark where its law was not read itself; none where it was."""
    return [badge(DOUBTS[row.checked], tone="warn")] if row.checked in DOUBTS else []
