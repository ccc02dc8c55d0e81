"""The way from a list of the admin to an export of what it shows."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.contrib.admin.views.main import ChangeList
from django.urls import reverse

from claimback.exports.lists import RUN, source_of
from claimback.tenancy.admin_site import member_or_none

register = template.Library()


@register.simple_tag(takes_context=True)
def export_address(context: dict[str, Any], shown: ChangeList) -> str:
    """The address of the form for an export of this list as it is narrowed; empty where the member may not."""
    request = context.get("request")
    member = member_or_none(request) if request is not None else None
    source = source_of(shown.model)
    if request is None or member is None or source is None:
        return ""
    if not member.may(RUN) or not member.may(source.capability):
        return ""
    asked = {"page": shown.model._meta.label_lower, "narrowed": request.GET.urlencode()}
    return f"{reverse('admin:exports_export_add')}?{urlencode(asked)}"
