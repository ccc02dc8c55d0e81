"""Calendar feeds: given out once, read for as long as their member may, and revoked. `deadlines.feeds` renders them."""

import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils.functional import cached_property

from cases.selectors import cases_kept, locked, referred
from claimback.kernel.clock import now, today
from claimback.kernel.errors import Conflict, NotFound, TooManyRequests, invalid
from claimback.kernel.etag import check_version
from claimback.tenancy.member import Member
from deadlines.alert_terms import AlertTerms
from deadlines.docket import NO_DATE
from deadlines.feeds import Entry, Feed, alarms
from deadlines.links import deadline_page
from deadlines.models import CalendarFeed, Deadline, FeedSetting
from deadlines.selectors import deadline_list, feed_list, feed_setting_list, terms_in_force
from deadlines.states import LIVE
from deadlines.vocabulary import DETAILS

PREFIX: Final = "cbf_"
"""So that a secret scanner recognises a leaked address."""

NAME_LIMIT: Final = 100
FEEDS_LIMIT: Final = 20
"""Of one member."""

READS_LIMIT: Final = 60
READS_PER: Final = timedelta(hours=1)
ENTRIES_LIMIT: Final = 2000
PAST: Final = timedelta(days=90)
"""How long a day that is over stays in a feed."""

CLOSED_FOR: Final = timedelta(days=30)
"""How long a deadline that is closed is told of as cancelled: a calendar may read seldom."""

_COLUMNS: Final = (
    *(
        "act",
        "duty_of",
        "importance",
        "state",
        "satisfied_events",
        "due_on",
        "due_at",
        "sort_on",
        "citation",
        "checked",
    ),
    *(
        "version",
        "created_at",
        "updated_at",
        "case__number",
        "case__title",
        "case__time_zone",
        "case__client__name",
    ),
)


@dataclass(frozen=True)
class IssuedFeed:
    """A new feed with its address, which is shown this once."""

    id: UUID
    url: str

    @cached_property
    def webcal(self) -> str:
        """The same address as calendars take it by a click."""
        return f"webcal://{self.url.partition('://')[2]}"


def feed_add(*, actor: Member, name: str, case_id: UUID | None = None) -> IssuedFeed:
    """A feed of the actor's own: of one case, or of all that they may see. Its address is not kept.

    Raises Invalid that names the field, Conflict for a member with as many feeds as one may have, Forbidden.
    """
    actor.require("feed.manage", "deadline.read")
    name = name.strip()
    if not 0 < len(name) <= NAME_LIMIT:
        raise invalid("name", f"Name the feed, in at most {NAME_LIMIT} characters.")
    case = referred(cases_kept(), case_id, "case_id")
    if feed_list(actor).filter(member_id=actor.member_id, revoked_at=None).count() >= FEEDS_LIMIT:
        raise Conflict(f"You have {FEEDS_LIMIT} feeds. Revoke one that is not read any more.")
    secret = PREFIX + secrets.token_urlsafe(32)
    made = CalendarFeed.objects.create(
        member_id=actor.member_id, case=case, name=name, digest=digest_of(secret)
    )
    return IssuedFeed(made.id, f"{settings.SITE_URL}/api/v1/firms/{actor.firm_slug}/calendar/{secret}.ics")


def feed_revoke(*, actor: Member, feed_id: UUID, version: int | None = None) -> CalendarFeed:
    """End a feed at once: one's own, or any of the firm's with `member.manage`. Raises NotFound, PreconditionFailed."""
    actor.require("feed.manage")
    feed = locked(feed_list(actor), feed_id)
    check_version(feed.version, version)
    if feed.revoked_at is None:
        feed.change(revoked_at=now())
    return feed


def feed_detail_set(*, actor: Member, detail: str) -> FeedSetting:
    """Set how much the firm's feeds tell from now on. Raises Invalid, Forbidden."""
    actor.require("firm.manage")
    if detail not in DETAILS:
        raise invalid("detail", f"Give one of {', '.join(DETAILS)}.")
    setting = feed_setting_list().select_for_update(of=("self",)).first()
    if setting is None:
        return FeedSetting.objects.create(detail=detail)
    setting.change(detail=detail)
    return setting


def digest_of(secret: str) -> bytes:
    """What is kept of a feed's address."""
    return sha256(secret.encode()).digest()


def feed_read(*, actor: Member, secret: str) -> Feed:
    """What a feed tells its member now, in the member's scope; that it was read is noted.

    Raises NotFound for one that is revoked, another's, or of a case that is closed to the member; TooManyRequests.
    """
    feed = (
        feed_list(actor)
        .filter(digest=digest_of(secret), member_id=actor.member_id, revoked_at=None)
        .select_related("case")
        .first()
    )
    if feed is None or (feed.case is not None and feed.case.status == "deleted"):
        raise NotFound
    _note_read(feed)
    name = f"Case {feed.case.number}" if feed.case is not None else "Docket"
    detail = feed_setting_list().values_list("detail", flat=True).first() or "general"
    entries, left_out = _entries(actor, feed.case_id)
    return Feed(f"{name} ({actor.firm_name})", detail, entries, left_out)


def _note_read(feed: CalendarFeed) -> None:
    present = now()
    since, reads = feed.reads_since, feed.reads
    if since is None or since <= present - READS_PER:
        since, reads = present, 0
    if reads >= READS_LIMIT:
        raise TooManyRequests(int((since + READS_PER - present).total_seconds()) + 1)
    feed_rows = CalendarFeed.objects.filter(id=feed.id)
    feed_rows.update(last_read_at=present, reads=reads + 1, reads_since=since)


def _entries(actor: Member, case_id: UUID | None) -> tuple[tuple[Entry, ...], int]:
    """The nearest deadlines with a day, and how many later ones there are."""
    told = Q(state__in=LIVE) | Q(updated_at__gt=now() - CLOSED_FOR)
    since = today(actor.time_zone) - PAST
    rows = deadline_list().filter(told, sort_on__gte=since, sort_on__lt=NO_DATE)
    rows = rows.filter(case_id=case_id) if case_id else rows.exclude(case__status="deleted")
    found = list(
        rows.only(*_COLUMNS).select_related("case__client").order_by("sort_on", "id")[: ENTRIES_LIMIT + 1]
    )
    left_out = rows.count() - ENTRIES_LIMIT if len(found) > ENTRIES_LIMIT else 0
    terms = terms_in_force()
    return tuple(_entry(actor, row, terms[row.importance]) for row in found[:ENTRIES_LIMIT]), left_out


def _entry(actor: Member, row: Deadline, terms: AlertTerms) -> Entry:
    day: date = row.sort_on if row.duty_of == "ours" else row.due_on or row.sort_on
    return Entry(
        id=row.id,
        case_number=row.case.number,
        case_title=row.case.title,
        client_name=row.case.client.name,
        duty_of=row.duty_of,
        act=row.act,
        satisfied_events=tuple(row.satisfied_events),
        state=row.state,
        day=day,
        due_on=row.due_on,
        due_at=row.due_at,
        zone=row.case.time_zone,
        citation=row.citation,
        checked=row.checked,
        uncertain=row.state == "unknown",
        link=deadline_page(actor.firm_slug, row.id),
        rings=alarms(row.duty_of, terms, timed=row.due_at is not None),
        version=row.version,
        created_at=row.created_at,
        changed_at=row.updated_at,
    )
