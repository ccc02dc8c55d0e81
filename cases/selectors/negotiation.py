"""Reading demands and offers, what clients allow and what was settled: the one door to each kind."""

from django.db.models import Case, CharField, F, QuerySet, Value, When

from cases.models import ClientAuthority, Offer, OfferStep, SettledPart
from cases.states import EXPIRED
from claimback.kernel.clock import now


def offer_list() -> QuerySet[Offer]:
    """Demands and offers. `standing` is the state of each now: an open one past its time is expired."""
    over = When(state="open", lapses_at__lte=now(), then=Value(EXPIRED))
    return Offer.objects.annotate(standing=Case(over, default=F("state"), output_field=CharField()))


def offer_step_list() -> QuerySet[OfferStep]:
    """What was done with demands and offers."""
    return OfferStep.objects.all()


def client_authority_list() -> QuerySet[ClientAuthority]:
    """What clients allowed to settle for, ended ones among them."""
    return ClientAuthority.objects.all()


def settled_part_list() -> QuerySet[SettledPart]:
    """What was agreed for parts of claims."""
    return SettledPart.objects.all()
