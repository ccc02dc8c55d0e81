"""Reading appraisals: the one door to them, to who sits, and to what is in dispute."""

from django.db.models import QuerySet

from cases.models import Appraisal, AppraisalItem, Appraiser


def appraisal_list() -> QuerySet[Appraisal]:
    """Appraisals, ended ones among them."""
    return Appraisal.objects.all()


def appraiser_list() -> QuerySet[Appraiser]:
    """Appraisers and umpires, those that were replaced among them."""
    return Appraiser.objects.all()


def appraisal_item_list() -> QuerySet[AppraisalItem]:
    """What is in dispute in appraisals."""
    return AppraisalItem.objects.all()
