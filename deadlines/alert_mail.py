"""The words of reminders by e-mail: the case's number, the dates and links, and nothing about health or the claim.

Mail passes through many hands, so what must be done, for whom and why is behind the link. One alert alone is a mail
of its own; several are a digest that lists each.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claimback.kernel.said import day_in_full, day_in_sentence, instant_in_full
from claimback.notify.kept import filled
from claimback.notify.mail import message_id, tracking_headers
from deadlines.acknowledge_link import link_sign
from deadlines.alerts import is_late
from deadlines.law.words import DOUBTS
from deadlines.models import DUTY_OF


@dataclass(frozen=True, slots=True)
class AlertFacts:
    """What a reminder is made from. `day` is the safe date of our duty, or the day that others let pass; `wanted_at`
    when it was meant to go out, and `zone` the member's own. `remedy`: it is about one that opened, is closing
    or is unanswered.
    """

    alert_id: UUID
    deadline_id: UUID
    wanted_at: datetime
    zone: str
    duty_of: str
    day: date
    due_on: date | None
    due_at: datetime | None
    uncertain: bool
    case_number: str
    case_zone: str
    firm_name: str
    firm_slug: str
    unconfirmed: bool = False
    escalated: bool = False
    remedy: str = ""
    checked: str = "unchecked"


class Reader(Protocol):
    """Who reads the mail: `services.routing.Way`."""

    @property
    def address(self) -> str:
        """The address."""
        ...

    @property
    def member_id(self) -> UUID | None:
        """The member whose address it is; they get links to acknowledge by."""
        ...

    @property
    def rerouted_from(self) -> str:
        """Who could not be reached."""
        ...

    @property
    def stand_in_for(self) -> str:
        """Who is away."""
        ...


_STANDING: Final = {
    "opened": (_("A next step is open"), _("A next step is open, last day %(day)s")),
    "closing": (_("A next step is about to be lost"), _("A next step is about to be lost, last day %(day)s")),
    "unanswered": (_("A next step is unanswered"), _("A next step is unanswered, last day %(day)s")),
}
"""How a remedy stands, without its last day and with it."""

_THEIRS: Final = {
    "insurer": (_("Insurer late: due %(day)s"), _("Insurer is to answer by %(day)s")),
    "reviewer": (_("Reviewer late: due %(day)s"), _("Reviewer is to answer by %(day)s")),
    "regulator": (_("Regulator late: due %(day)s"), _("Regulator is to answer by %(day)s")),
}
"""What others owe, once it is late and before."""

_GROUPS: Final = {
    "overdue": _("Overdue"),
    "today": _("Today"),
    "week": _("In the next 7 days"),
    "later": _("Later"),
}


def reminder_mail(
    alerts: Sequence[AlertFacts], to: Reader, mail_id: UUID, now: datetime, *, subject_id: UUID
) -> EmailMultiAlternatives:
    """The mail as it is sent `now`, in text and HTML. It says what of it is late.

    `subject_id` is what its link for all of them acknowledges: the id of the mail that the alerts keep.
    """
    context = {
        "firm": alerts[0].firm_name,
        "rerouted_from": to.rerouted_from,
        "stand_in_for": to.stand_in_for,
        "acknowledge": link_sign(alerts[0].firm_slug, to.member_id, subject_id) if to.member_id else "",
    }
    if len(alerts) == 1:
        return _single(alerts[0], to, mail_id, now, context)
    return _digest(alerts, to, mail_id, now, context)


def _single(
    facts: AlertFacts, to: Reader, mail_id: UUID, now: datetime, context: Mapping[str, str]
) -> EmailMultiAlternatives:
    late = is_late(facts.wanted_at, now)
    headline, case = _headline(facts, now), _one_line(facts.case_number)
    planned_on = facts.wanted_at.astimezone(ZoneInfo(facts.zone)).date()
    words = {
        **context,
        "headline": headline,
        "link": _page(facts),
        "late": gettext("This reminder is late: it was meant for %(day)s.") % {"day": day_in_full(planned_on)}
        if late
        else "",
    }
    rows = [
        (gettext("Case"), case),
        (gettext("Whose duty"), gettext(DUTY_OF[facts.duty_of])),
        *([(gettext("Safe date"), day_in_full(facts.day))] if facts.duty_of == "ours" else []),
        (gettext("Last day"), _last_day(facts)),
        *(
            [(gettext("Its law"), gettext(DOUBTS[facts.checked]).capitalize())]
            if facts.checked in DOUBTS
            else []
        ),
    ]
    flags = {
        "uncertain": facts.uncertain,
        "unconfirmed": facts.unconfirmed,
        "escalated": facts.escalated,
    }
    said = (
        gettext("[late reminder] %(headline)s: case %(case)s")
        if late
        else gettext("%(headline)s: case %(case)s")
    )
    subject = said % {"headline": headline, "case": case}
    threads = {"References": message_id(facts.deadline_id)}
    text, html = (filled(f"deadlines/alert.{kind}", words, flags, rows) for kind in ("txt", "html"))
    return _mail(subject, text, html, to, mail_id, threads)


def _digest(
    alerts: Sequence[AlertFacts], to: Reader, mail_id: UUID, now: datetime, context: Mapping[str, str]
) -> EmailMultiAlternatives:
    groups: dict[str, list[dict[str, Any]]] = {code: [] for code in _GROUPS}
    for facts in sorted(alerts, key=lambda each: (each.day, each.case_number, each.alert_id)):
        entry = {
            "headline": _headline(facts, now),
            "case": _one_line(facts.case_number),
            "last_day": _last_day(facts),
            "doubt": gettext(DOUBTS.get(facts.checked, "")),
            "late": is_late(facts.wanted_at, now),
            "uncertain": facts.uncertain,
            "unconfirmed": facts.unconfirmed,
            "escalated": facts.escalated,
            "link": _page(facts),
            "acknowledge": link_sign(facts.firm_slug, to.member_id, facts.alert_id) if to.member_id else "",
        }
        groups[_group(facts, now)].append(entry)
    today = now.astimezone(ZoneInfo(alerts[0].zone)).date()
    overdue = len(groups["overdue"])
    headline = gettext("%(n)s reminders for %(day)s") % {"n": len(alerts), "day": day_in_full(today)}
    late = gettext("%(headline)s, %(n)s overdue") % {"headline": headline, "n": overdue}
    subject = late if overdue else headline
    found = [(code, _GROUPS[code], rows) for code, rows in groups.items() if rows]
    lines = {"headline": headline, "groups": found}
    text, html = (
        render_to_string(f"deadlines/digest.{kind}", {**context, **lines}) for kind in ("txt", "html")
    )
    return _mail(subject, text, html, to, mail_id, {})


def _mail(
    subject: str, text: str, html: str, to: Reader, mail_id: UUID, headers: Mapping[str, str]
) -> EmailMultiAlternatives:
    mail = EmailMultiAlternatives(
        subject=subject,
        body=text,
        to=[to.address],
        headers={
            "Message-ID": message_id(mail_id),
            "Auto-Submitted": "auto-generated",
            **headers,
            **tracking_headers(mail_id),
        },
    )
    mail.attach_alternative(html, "text/html")
    return mail


def _page(facts: AlertFacts) -> str:
    return f"{settings.SITE_URL}/firms/{facts.firm_slug}/admin/deadlines/deadline/{facts.deadline_id}/change/"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _last(facts: AlertFacts) -> date:
    """The last day, where the case's law holds."""
    if facts.due_at:
        return facts.due_at.astimezone(ZoneInfo(facts.case_zone)).date()
    return facts.due_on or facts.day


def _group(facts: AlertFacts, now: datetime) -> str:
    left = (facts.day - now.astimezone(ZoneInfo(facts.case_zone)).date()).days
    return "overdue" if left < 0 else "today" if left == 0 else "week" if left <= 7 else "later"


def _headline(facts: AlertFacts, now: datetime) -> str:
    """How it stands: only what is past the last day is overdue, though the safe date may be over."""
    today, last = now.astimezone(ZoneInfo(facts.case_zone)).date(), _last(facts)
    if facts.remedy:
        bare, dated = _STANDING[facts.remedy]
        ends = facts.duty_of == "ours" and today <= last
        return dated % {"day": day_in_sentence(last)} if ends else str(bare)
    if facts.duty_of != "ours":
        late, by = _THEIRS[facts.duty_of]
        return (late if today > last else by) % {"day": day_in_sentence(last)}
    if today > last:
        return gettext("Overdue: due %(day)s") % {"day": day_in_sentence(last)}
    if today > facts.day:
        return gettext("Safe date passed: last day %(day)s") % {"day": day_in_sentence(last)}
    if today == facts.day:
        return gettext("Due today, %(day)s") % {"day": day_in_sentence(facts.day)}
    return gettext("Due %(day)s") % {"day": day_in_sentence(facts.day)}


def _last_day(facts: AlertFacts) -> str:
    if facts.due_at is not None:
        return instant_in_full(facts.due_at, facts.case_zone)
    return day_in_full(facts.due_on or facts.day)
