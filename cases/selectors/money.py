"""Reading the rows of a case's money: the one door to each kind, as in `cases.selectors`."""

from django.db.models import QuerySet

from cases.models import (
    DamageEntry,
    DamageItem,
    DamageProof,
    DamageTerms,
    Estimate,
    EstimateLine,
    LinePairing,
)


def damage_list() -> QuerySet[DamageItem]:
    """Damage items of cases, those that are no longer claimed among them."""
    return DamageItem.objects.all()


def damage_entry_list() -> QuerySet[DamageEntry]:
    """What was done with damage items."""
    return DamageEntry.objects.all()


def damage_proof_list() -> QuerySet[DamageProof]:
    """What proves damage items, that which was taken off among them."""
    return DamageProof.objects.all()


def damage_terms_list() -> QuerySet[DamageTerms]:
    """Which deductibles the losses of cases bear."""
    return DamageTerms.objects.all()


def estimate_list() -> QuerySet[Estimate]:
    """Estimates of either side, replaced and withdrawn ones among them."""
    return Estimate.objects.all()


def estimate_line_list() -> QuerySet[EstimateLine]:
    """Lines of estimates."""
    return EstimateLine.objects.all()


def line_pairing_list() -> QuerySet[LinePairing]:
    """What persons said of pairs of lines, that which was ended among them."""
    return LinePairing.objects.all()
