"""How the admin shows values: days, instants, states, money, references. Everything comes out escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db.models import Field, ForeignKey, Model
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from claimback.kernel.said import day_said, instant_said
from claimback.tenancy.admin_forms import as_json
from claimback.tenancy.state_words import words as words

NOTHING: Final = format_html('<span class="cb-nothing">{}</span>', "–")

_TONES: Final = {
    "good": {"met", "kept", "confirmed", "approved", "delivered", "answered", "resolved", "sent", "available"}
    | {"read_in_the_law", "signed_for", "acknowledged_by_insurer", "cleared"},
    "bad": {"declined", "missed", "broken", "failed", "refused", "returned", "lost"},
    "warn": {"open", "drafted", "in_review", "read", "unknown", "received", "intake", "planned"}
    | {"undecided", "waived"},
    "busy": {"requested", "reading", "sending", "in_transit", "waiting", "in_appeal", "in_external_review"}
    | {"in_negotiation", "in_litigation", "pending"},
}
_TONE_OF: Final = {state: tone for tone, states in _TONES.items() for state in states}
SHORT: Final = 40
"""Texts of at most this many characters stand beside others; a longer one has a line of its own."""

_SHORT_NAMES: Final = {"npi": _("NPI"), "sha256": _("SHA-256"), "id": _("ID"), "n": _("how many")}
"""Words of column names that nobody says as they are stored."""

_CODE: Final = re.compile(r"[a-z]+(_[a-z0-9]+)+")
"""How a code of a closed list is written, where its column does not know the list, as those of the catalogues."""


@dataclass(frozen=True)
class Section:
    """One part of a page: a heading, and rows under columns, or what to do while there are none."""

    title: str | Promise
    columns: Sequence[str | Promise]
    rows: Sequence[Sequence[Any]]
    empty: str | Promise
    links: Sequence[tuple[str, str]] = field(default_factory=tuple)
    anchor: str = ""
    help: Any = ""

    @property
    def cells(self) -> list[list[tuple[str | Promise, Any]]]:
        """The rows, each cell with its column's name, for screens on which a table is a list."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]


def label(column: Field[Any, Any]) -> str:
    """What a column is called on a page."""
    said = " ".join(str(_SHORT_NAMES.get(word, word)) for word in str(column.verbose_name).split())
    return said[:1].upper() + said[1:]


def badge(state: str, *, tone: str = "") -> SafeString:
    """A state as a coloured label."""
    return format_html(
        '<span class="cb-badge cb-{}">{}</span>', tone or _TONE_OF.get(state, "plain"), words(state)
    )


def progress_line(look: str, state: str, form: str, says: str) -> SafeString:
    """How far a worker is with a row of a list, said anew by `progress.js` from the API's answer at `look`.

    `form` is how it is said of {done} and {total} rows. Once the row's state is another one the page is shown anew.
    """
    line = '<span data-progress="{}" data-state="{}" data-says="{}" role="status">{}</span>'
    return format_html(line, look, state, form, says)


def days_left(last: date, on: date, *, soon: int) -> SafeString:
    """How long until `last`, seen on the day `on`, as a label: a warning from `soon` days before, louder on the day."""
    left = (last - on).days
    if left < 0:
        return badge(ngettext("{days} day over", "{days} days over", -left).format(days=-left), tone="bad")
    if left == 0:
        return badge(gettext("today"), tone="bad")
    said = ngettext("{days} day", "{days} days", left).format(days=left)
    return badge(said, tone="warn" if left <= soon else "plain")


def day(on: date | None) -> Any:
    """A date as it is written in letters."""
    if on is None or on == date.max:
        return NOTHING
    return format_html('<span class="cb-day">{}</span>', day_said(on))


def instant(at: datetime | None) -> Any:
    """An instant in the time zone of the page, by the clock of 24 hours.

    So members read it everywhere: it is short, and leaves no doubt of noon and midnight. Clients read instants in the
    portal and its mails as their own language writes them in a letter: 3:49 p.m.
    """
    if at is None:
        return NOTHING
    return format_html('<span class="cb-day">{}</span>', instant_said(at))


def money(amount: Decimal | None, currency: str) -> Any:
    """An amount with its currency."""
    return NOTHING if amount is None else f"{amount:,.2f} {currency}"


def prose(text: str) -> Any:
    """A text whose line breaks count."""
    return format_html('<span class="cb-prose">{}</span>', text) if text else NOTHING


def digest(sha256: str) -> Any:
    """A hash in hex, to be compared with another one: whole, and broken where the line ends."""
    return format_html('<code class="cb-digest">{}</code>', sha256) if sha256 else NOTHING


def items(texts: Iterable[Any]) -> Any:
    """Short texts under each other."""
    texts = list(texts)
    if not texts:
        return NOTHING
    return format_html(
        '<ul class="cb-items">{}</ul>', format_html_join("", "<li>{}</li>", ((t,) for t in texts))
    )


def page_of(row: Model) -> str:
    """The address of a row's page."""
    return address_of(type(row), row.pk)


def address_of(model: type[Model], id: Any) -> str:
    """The address of the page of the row with this id; empty for a kind of row that has no page."""
    try:
        return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[id])
    except NoReverseMatch:
        return ""


def list_of(model: type[Model], query: str = "") -> str:
    """The address of the list of these rows, narrowed by `query`."""
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return f"{address}?{query}" if query else address


def act_on(row: Model, name: str, query: str = "") -> str:
    """The address of an act on a row."""
    address = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{name}", args=[row.pk])
    return f"{address}?{query}" if query else address


def link(text: Any, address: str) -> Any:
    """A link, or the text alone without an address."""
    return format_html('<a class="cb-link" href="{}">{}</a>', address, text) if address else text


def to(row: Model | None, text: Any = "") -> Any:
    """A row's name as a link to its page."""
    return NOTHING if row is None else link(text or str(row), page_of(row))


def shown(row: Model, column: Field[Any, Any]) -> Any:
    """The value of one column of a row."""
    value = getattr(row, column.name)
    if isinstance(column, ForeignKey):
        return to(value)
    if value is None or value == "" or value == []:
        return NOTHING
    if column.name in ("state", "status", "proof_grade"):
        return badge(value)
    if column.choices:
        value = gettext(getattr(row, f"get_{column.name}_display")())
    if isinstance(value, str) and _CODE.fullmatch(value):
        return words(value).capitalize()
    return plain(value)


def plain(value: Any) -> Any:
    """A value by its type."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return items(value)
    if isinstance(value, dict | list):
        return format_html('<pre class="cb-json" tabindex="0">{}</pre>', as_json(value))
    if isinstance(value, bytes | memoryview):
        return format_html("<code>{}</code>", bytes(value).hex())
    if isinstance(value, Decimal):
        return f"{value:,}"
    if isinstance(value, UUID | int):
        return str(value)
    text = str(value)
    return prose(text) if len(text) > SHORT or "\n" in text else text
