"""Sending one alert: claim, look again, send outside any transaction, settle. At least once, and safe to kill.

A crash before the claim is committed changes nothing; after it, the lease runs out and the sweep finds the alert
again. It is sent twice only if the worker died between the mail server's answer and the settling.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID, uuid5

from cases.models import Case
from cases.selectors import may_look
from claimback.kernel.clock import now, today
from claimback.notify.mail import MailDelayed, MailRefused, send_mail
from claimback.notify.obligations import claim, settle_failed, settle_sent, settle_void
from claimback.tenancy.models import Firm, Membership
from claimback.tenancy.scope import firm_scope
from claimback.tenancy.selectors import colleagues, firm_get, is_away, present
from deadlines.alert_mail import AlertFacts, alert_mail
from deadlines.selectors import addresses_behind_wall, addresses_of, alert_list
from deadlines.services.alerts import alert_day

ACT: Final = "deadlines.send_alert"


Ways = Sequence[tuple[str, AlertFacts]]
"""The addresses to try in their order, each with what is said there."""


def alert_deliver(*, firm_id: UUID, alert_id: UUID) -> None:
    """Send an alert that is due, if nobody else has it. Opens its own scopes: call it outside any transaction."""
    with firm_scope(firm_id, act=ACT):
        attempt = claim(alert_list(), alert_id)
    if attempt is None:
        return
    with firm_scope(firm_id, act=ACT):
        readers = _look_again(alert_id)
        if readers is None:
            settle_void(alert_list(), alert_id, attempt)
            return
    try:
        sent_to, *copied_to = [_send(ways) for ways in readers]
    except (MailRefused, MailDelayed) as error:
        with firm_scope(firm_id, act=ACT):
            settle_failed(alert_list(), alert_id, attempt, str(error))
    else:
        with firm_scope(firm_id, act=ACT):
            settle_sent(alert_list(), alert_id, sent_to=sent_to, copied_to="".join(copied_to))


def _look_again(alert_id: UUID) -> list[Ways] | None:
    """How the alert should go out now, to each reader; None if the deadline asks for nothing any more.

    A member who has left, or who is behind a wall by now, is not written to: the firm's docketing address is. It is
    the second way for everybody. Of a member who is away today whoever stands in is a reader too.
    """
    alert = alert_list().select_related("deadline__case", "member__user").get(id=alert_id)
    deadline, firm, user = alert.deadline, firm_get(), alert.member.user
    day = alert_day(deadline, deadline.case.time_zone)
    if day is None:
        return None
    facts = AlertFacts(
        alert_id=alert.id,
        deadline_id=deadline.id,
        step=alert.step,
        duty_of=deadline.duty_of,
        day=day,
        due_on=deadline.due_on,
        due_at=deadline.due_at,
        uncertain=deadline.state == "unknown",
        case_number=deadline.case.number,
        case_zone=deadline.case.time_zone,
        firm_name=firm.name,
        firm_slug=firm.slug,
        firm_zone=firm.time_zone,
        rerouted_from="",
    )
    docket = (firm.docket_email, replace(facts, rerouted_from=user.name))
    there = present().filter(id=alert.member_id).exists()
    if not there:
        return [_past_walls([docket], deadline.case)]
    readers: list[Ways] = [[(user.email, facts), docket]]
    if is_away(alert.member, today(firm.time_zone)):
        readers.append(_stand_in(alert.member, deadline.case, facts, firm))
    return [_past_walls(ways, deadline.case) for ways in readers]


def _stand_in(away: Membership, case: Case, facts: AlertFacts, firm: Firm) -> Ways:
    """How a reminder reaches whoever stands in for a member; the docketing address, where they are away too.

    Chains of absence are not followed: the one who was named said yes to it, and nobody further on did.
    """
    facts = replace(facts, alert_id=uuid5(facts.alert_id, "stand-in"), stand_in_for=away.user.name)
    docket = (
        firm.docket_email,
        replace(facts, stand_in_for="", rerouted_from=f"whoever stands in for {away.user.name}"),
    )
    reachable = may_look(colleagues(), case.id).select_related("user")
    named = reachable.filter(id=away.stand_in_id).first() if away.stand_in_id else None
    if named is None or is_away(named, today(firm.time_zone)):
        return [docket]
    return [(named.user.email, facts), docket]


def _past_walls(ways: Ways, case: Case) -> Ways:
    """The ways that no member behind a wall of the case reads; in the docket's place whoever is reminded now."""
    kept_out = addresses_behind_wall(case.id)
    allowed = [way for way in ways if way[0].lower() not in kept_out]
    docket, facts = ways[-1]
    if docket.lower() not in kept_out:
        return allowed
    return [
        *allowed,
        *((address, facts) for address in addresses_of(case) if address.lower() not in kept_out),
    ]


def _send(ways: Ways) -> str:
    """Send by the first way that is not refused for good; the address it went to. Raises MailRefused, MailDelayed."""
    if not ways:
        raise MailDelayed("Nobody is left who may read it. Lift a wall, or make another member an owner.")
    *first, last = ways
    for address, facts in first:
        try:
            send_mail(alert_mail(facts, [address], now()))
        except MailRefused:
            continue
        return address
    address, facts = last
    send_mail(alert_mail(facts, [address], now()))
    return address
