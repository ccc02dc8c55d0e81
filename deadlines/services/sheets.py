"""What stands on a paper of the docket: its heading and which deadlines, then the lines of some of them, then the PDF.

The three are apart because a paper that is long is set in parts by a worker, outside any transaction: `sheet_of` and
`page_set` read in the scope of whoever it is for, `page_render` reads nothing. One that is short is set at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet

from claimback.kernel.clock import now, today
from claimback.tenancy.member import Member
from claimback.tenancy.selectors import member_get
from claimback.typesetting.signer import signer
from claimback.typesetting.signing import sign_pdf
from deadlines.control_form import ControlForm, render_control_form
from deadlines.models import Deadline
from deadlines.printed import DocketList, render_docket_list
from deadlines.selectors import deadline_list
from deadlines.services.sheet_lines import control_row, docket_line

LINES_LIMIT: Final = 1500
"""Set in three seconds and 250 MB of memory; of more, a worker makes a paper in parts of so many."""

SIGNED: Final = ("certificate", "control_form")

Page = DocketList | ControlForm
"""Everything that one PDF shows."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above the lines: the title, what it is of, and how it is to be read."""

    title: str
    reference: Sequence[str]
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A heading, and the deadlines under it in their order, with all that a line shows of them."""

    heading: Heading
    rows: QuerySet[Deadline]


def rows_shown(kind: str) -> QuerySet[Deadline]:
    """All deadlines, each with what a line of this kind of paper shows of it."""
    if kind == "control_form":
        people = ("entered_by__user", "confirmed_by__user", "closed_by__user")
        return deadline_list().select_related(
            "case", *people, "closed_under", "met_event", "met_document", "met_entry"
        )
    return deadline_list().defer("working").select_related("case__lead__user")


def page_set(*, actor: Member, kind: str, heading: Heading, rows: Sequence[Deadline], part: str = "") -> Page:
    """The lines of some deadlines under the heading, read now; `part` is said with it, such as "part 2 of 3"."""
    for_whom = member_get(actor.member_id).user.name
    title = f"{heading.title}, {part}" if part else heading.title
    said = f"As the docket stood at {now():%Y-%m-%d %H:%M:%S} UTC, for {for_whom}"
    day = today(actor.time_zone)
    if kind == "control_form":
        reference = list(heading.reference)
        return ControlForm(
            actor.firm_name, title, reference, [control_row(row) for row in rows], printed=said, dated=day
        )
    return DocketList(
        firm=actor.firm_name,
        title=title,
        reference=heading.reference,
        notes=heading.notes,
        lines=[docket_line(row) for row in rows],
        printed=said,
        dated=day,
    )


def page_render(page: Page, *, signed: bool) -> bytes:
    """The page as PDF, signed by the installation where it is to be. Raises RenderError."""
    pdf = render_control_form(page) if isinstance(page, ControlForm) else render_docket_list(page)
    return sign_pdf(pdf, signer(), reason=page.title) if signed else pdf
