"""Reading the rows of a case's money: the one door to each kind, as in `cases.selectors`."""

from django.db.models import QuerySet

from cases.models import DamageEntry, DamageItem, DamageProof, DamageTerms


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
