"""Reading saved filters: one's own, and those that others share."""

from django.db.models import Q, QuerySet

from claimback.firms.models import SavedFilter
from claimback.tenancy.member import Member


def saved_filter_list(member: Member) -> QuerySet[SavedFilter]:
    """The member's own, removed ones among them, and those that colleagues share."""
    return SavedFilter.objects.filter(Q(member_id=member.member_id) | Q(shared=True, removed_at=None))


def saved_filter_own(member: Member) -> QuerySet[SavedFilter]:
    """The member's own, which nobody else may change."""
    return SavedFilter.objects.filter(member_id=member.member_id)


def saved_lists(member: Member) -> list[str]:
    """The names of the lists for which there are any."""
    names = saved_filter_list(member).order_by("list_name").values_list("list_name", flat=True)
    return list(names.distinct())
