"""Reading exports: the one door to them."""

from django.db.models import QuerySet

from claimback.exports.models import UNDER_WAY, Export
from claimback.tenancy.member import Member


def export_rows() -> QuerySet[Export]:
    """Exports of the firm, whoever asked for them."""
    return Export.objects.all()


def export_list(actor: Member) -> QuerySet[Export]:
    """The firm's exports for whoever manages its members, to whom they tell what left the house; else one's own."""
    return export_rows() if actor.may("member.manage") else exports_of(actor)


def exports_of(actor: Member) -> QuerySet[Export]:
    """The exports that the member asked for, and so may open."""
    return export_rows().filter(member_id=actor.member_id)


def exports_under_way(actor: Member) -> QuerySet[Export]:
    """The member's exports that are not made yet."""
    return exports_of(actor).filter(state__in=UNDER_WAY)
