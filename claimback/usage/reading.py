"""Counting a firm's usage: each figure with the list of the admin that makes it. Reads rows that are there anyway.

What the member may see is counted: a case behind a wall of theirs is in no number.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db.models import Count, Model, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from cases.models import Case, PortalAccess
from cases.selectors import cases_kept, peer_invitation_list, portal_access_list
from cases.states import CLOSED_CASES
from claimback.exports.models import Export
from claimback.exports.selectors import export_rows
from claimback.firms.selectors.people import notice_list
from claimback.kernel.clock import now
from claimback.kernel.errors import invalid
from claimback.notify.models import SENT, VOID
from claimback.storage.models import KEPT, StoredFile
from claimback.storage.selectors import file_rows
from claimback.tenancy.member import Member
from claimback.tenancy.models import Membership, Token
from claimback.tenancy.roles import ROLE_NAMES
from claimback.tenancy.selectors import present, token_list
from claimback.webhooks.models import Delivery
from claimback.webhooks.selectors import delivery_list
from deadlines.models import Alert
from deadlines.selectors import alert_list
from letters.models import Dispatch, Letter
from letters.models.dispatch import DISPATCH_CHANNELS
from letters.selectors import dispatch_list, letter_list

Unit = Literal["count", "bytes"]
UNITS: Final = ("count", "bytes")
READ: Final = "usage.read"

_EARLIEST: Final = 2000
_KINDS_OF_FILE: Final = {
    "documents": ("application/", "text/", "message/"),
    "pictures": ("image/",),
    "recordings": ("audio/", "video/"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One number, what it counts, and the list that makes it: a kind of row and by what it is narrowed, or none."""

    code: str
    label: str
    number: int
    unit: Unit = "count"
    model: type[Model] | None = None
    query: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Some figures that belong together; `of_month` says whether they are the month's or how things stand now."""

    code: str
    title: str
    of_month: bool
    figures: Sequence[Figure]


@dataclass(frozen=True, slots=True)
class Month:
    """One calendar month in the firm's time zone: from `first` up to but without `end`."""

    name: str
    first: datetime
    end: datetime

    @property
    def before(self) -> str:
        """The month before."""
        return f"{self.first - timedelta(days=1):%Y-%m}"

    @property
    def after(self) -> str:
        """The month after; empty where it has not begun."""
        return f"{self.end:%Y-%m}" if self.end <= now() else ""

    def of(self, column: str) -> Q:
        """The condition that the instant in `column` lies in it."""
        return Q(**{f"{column}__gte": self.first, f"{column}__lt": self.end})

    def query(self, column: str, **more: str) -> str:
        """The same condition for a list of the admin."""
        return urlencode(
            {f"{column}__gte": self.first.isoformat(), f"{column}__lt": self.end.isoformat(), **more}
        )


def month_of(text: str, time_zone: str) -> Month:
    """The month that `text`, such as 2026-11, names in this zone; without one this month. Raises Invalid."""
    zone = ZoneInfo(time_zone)
    year, _dash, number = (text or f"{now().astimezone(zone):%Y-%m}").partition("-")
    if not (year.isascii() and year.isdigit() and number.isascii() and number.isdigit()):
        raise _no_month()
    if len(year) != 4 or len(number) != 2 or int(year) < _EARLIEST or not 1 <= int(number) <= 12:
        raise _no_month()
    first = datetime(int(year), int(number), 1, tzinfo=zone)
    end = datetime(first.year + first.month // 12, first.month % 12 + 1, 1, tzinfo=zone)
    return Month(f"{first:%Y-%m}", first, end)


def usage_read(*, actor: Member, month: Month) -> list[Part]:
    """What the firm has now, and what it did in the month. Raises Forbidden."""
    actor.require(READ)
    return [
        Part("members", _("Members"), False, _members()),
        Part("cases", _("Cases"), False, _cases()),
        Part("storage", _("Storage"), False, _storage()),
        Part("letters", _("Letters"), True, _letters(month)),
        Part("mails", _("E-mails"), True, _mails(month)),
        Part("programs", _("API and webhooks"), True, _programs(actor, month)),
        Part("growth", _("New this month"), True, _growth(month)),
        Part("exports", _("Exports"), True, _exports(month)),
    ]


def _no_month() -> Exception:
    return invalid("month", "Give a month as year and number, such as 2026-11.")


def _members() -> list[Figure]:
    by_role = _by(present().filter(support=False), "role")
    figures = [
        Figure(
            f"role_{role}",
            ROLE_NAMES[role].capitalize(),
            by_role[role],
            model=Membership,
            query=f"role__exact={role}",
        )
        for role in ROLE_NAMES
        if by_role.get(role)
    ]
    clients = portal_access_list().filter(ended_at=None).count()
    support = present().filter(support=True).count()
    return [
        *figures,
        Figure("support", _("From support"), support, model=Membership, query="support__exact=1"),
        Figure("portal_accesses", _("Accesses to the portal"), clients, model=PortalAccess),
    ]


def _cases() -> list[Figure]:
    by_status = _by(cases_kept(), "status")
    open_now = sum(count for status, count in by_status.items() if status not in CLOSED_CASES)
    return [
        Figure("open_cases", _("Open"), open_now, model=Case),
        Figure(
            "closed_cases", _("Closed"), by_status.get("closed", 0), model=Case, query="status__exact=closed"
        ),
    ]


def _storage() -> list[Figure]:
    kept = file_rows().filter(state=KEPT)
    sizes = {
        kind: Sum("size", filter=_begins(beginnings), default=0)
        for kind, beginnings in _KINDS_OF_FILE.items()
    }
    found = kept.aggregate(files=Count("id"), total=Sum("size", default=0), **sizes)
    exports = export_rows().exclude(key="").aggregate(total=Sum("size", default=0))["total"]
    labels = {"documents": _("Documents"), "pictures": _("Pictures"), "recordings": _("Recordings")}
    return [
        Figure("files", _("Files"), found["files"], model=StoredFile, query="state__exact=kept"),
        Figure("storage_total", _("All files"), found["total"], "bytes"),
        *(Figure(f"storage_{kind}", labels[kind], found[kind], "bytes") for kind in _KINDS_OF_FILE),
        Figure("storage_exports", _("Exports that can be downloaded"), exports, "bytes", Export),
    ]


def _letters(month: Month) -> list[Figure]:
    by_channel = _by(dispatch_list().filter(month.of("sent_at")), "channel")
    return [
        Figure(
            f"sent_{channel}",
            str(label),
            by_channel.get(channel, 0),
            model=Dispatch,
            query=month.query("sent_at", channel__exact=channel),
        )
        for channel, label in DISPATCH_CHANNELS.items()
    ]


def _mails(month: Month) -> list[Figure]:
    settled = month.of("settled_at") & Q(state=SENT)
    reminders = alert_list().filter(settled)
    return [
        Figure(
            "reminders",
            _("Reminders"),
            reminders.count(),
            model=Alert,
            query=month.query("settled_at", state__exact=SENT),
        ),
        Figure(
            "reminder_mails",
            _("Mails that carried them"),
            reminders.aggregate(mails=Count("mail_id", distinct=True))["mails"],
        ),
        Figure("notices", _("Notices and invitations"), notice_list().filter(settled).count()),
        Figure("peer_mails", _("About peer-to-peer calls"), peer_invitation_list().filter(settled).count()),
    ]


def _programs(actor: Member, month: Month) -> list[Figure]:
    live = token_list(actor).filter(revoked_at=None, expires_at__gt=now())
    told = delivery_list().filter(month.of("created_at"))
    states = {"webhooks_sent": (_("Webhook messages arrived"), SENT)}
    states["webhooks_given_up"] = (_("Webhook messages given up"), VOID)
    by_state = _by(told, "state")
    return [
        Figure("api_calls", _("Calls of the API by tokens"), _calls(actor, month), model=Token),
        Figure("tokens", _("Tokens that hold now"), live.count(), model=Token),
        Figure(
            "tokens_used",
            _("Tokens last used this month"),
            token_list(actor).filter(month.of("last_used_at")).count(),
            model=Token,
            query=month.query("last_used_at"),
        ),
        *(
            Figure(
                code,
                label,
                by_state.get(state, 0),
                model=Delivery,
                query=month.query("created_at", state__exact=state),
            )
            for code, (label, state) in states.items()
        ),
    ]


def _calls(actor: Member, month: Month) -> int:
    """Calls on the days of the month, as the tokens' rows have them for a year."""
    of_tokens = token_list(actor).exclude(calls={}).values_list("calls", flat=True)
    return sum(number for calls in of_tokens for day, number in calls.items() if day[:7] == month.name)


def _growth(month: Month) -> list[Figure]:
    counted: Mapping[str, tuple[str, Callable[[], QuerySet[Any]], type[Model]]] = {
        "new_cases": (_("Cases"), cases_kept, Case),
        "new_letters": (_("Letters"), letter_list, Letter),
        "new_files": (_("Files"), file_rows, StoredFile),
    }
    figures = [
        Figure(
            code,
            label,
            rows().filter(month.of("created_at")).count(),
            model=model,
            query=month.query("created_at"),
        )
        for code, (label, rows, model) in counted.items()
    ]
    size = file_rows().filter(month.of("created_at"), state=KEPT).aggregate(size=Sum("size", default=0))
    return [*figures, Figure("new_bytes", _("Of which are kept"), size["size"], "bytes")]


def _exports(month: Month) -> list[Figure]:
    made = export_rows().filter(month.of("made_at"))
    found = made.aggregate(exports=Count("id"), rows=Sum("rows", default=0))
    query = month.query("made_at")
    return [
        Figure("exports", _("Exports made"), found["exports"], model=Export, query=query),
        Figure("exported_rows", _("Rows taken out"), found["rows"], model=Export, query=query),
    ]


def _by(rows: QuerySet[Any], column: str) -> dict[str, int]:
    return dict(rows.order_by().values_list(column).annotate(count=Count("id")))


def _begins(beginnings: Sequence[str]) -> Q:
    condition = Q()
    for beginning in beginnings:
        condition |= Q(media_type__startswith=beginning)
    return condition
