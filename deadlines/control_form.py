"""The control form on paper: for each critical date who entered and confirmed it, how it was found and what met it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from claimback.typesetting.engine import typeset
from claimback.typesetting.printable import printable_line

_SOURCE: Final = Path(__file__).with_name("control_form.typ")


@dataclass(frozen=True, slots=True)
class ControlRow:
    """One critical date. `unconfirmed` and `unmet` are said in red."""

    number: str
    title: str
    act: str
    last: str
    entered: str
    confirmed: str
    unconfirmed: bool
    computed: str
    met: str
    unmet: bool


@dataclass(frozen=True, slots=True)
class ControlForm:
    """All that is printed."""

    firm: str
    title: str
    reference: Sequence[str]
    rows: Sequence[ControlRow]
    printed: str
    dated: date


def render_control_form(form: ControlForm) -> bytes:
    """The form as PDF/A-2a and PDF/UA-1. The same arguments give the same bytes. Raises RenderError."""
    page: dict[str, Any] = {
        "language": "en",
        "firm": printable_line(form.firm),
        "title": printable_line(form.title),
        "reference": [printable_line(part) for part in form.reference],
        "printed": printable_line(form.printed),
        "rows": [
            {
                name: printable_line(value) if isinstance(value, str) else value
                for name, value in asdict(row).items()
            }
            for row in form.rows
        ],
    }
    return typeset(_SOURCE, "form", page, dated=form.dated)
