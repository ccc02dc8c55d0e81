"""What the admin's templates show: states as labels, and the filters that were saved for a list."""

from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlencode

from django import template
from django.template import RequestContext
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.templatetags.unfold import header_title

from claimback.firms.models.saved_filters import ADMIN
from claimback.firms.saved_addresses import PLACES, address_of
from claimback.firms.selectors.saved_filters import saved_filter_list
from claimback.kernel.said import day_said, instant_said
from claimback.tenancy import admin_show
from claimback.tenancy.admin_site import admin_member
from deadlines import help as asked
from deadlines.agenda.reading import KINDS
from deadlines.clock.answer import Remedy
from deadlines.law.words import condition_in_words
from deadlines.models import Deadline
from deadlines.told import told as as_told

register = template.Library()

FOUND: Final = {
    "cases": _("Cases"),
    "people": _("People"),
    "documents": _("Documents"),
    "pages": _("In documents"),
    "correspondence": _("Correspondence"),
    "letters": _("Letters"),
}
"""The groups of what a search finds."""


@register.filter
def badge(state: str) -> SafeString:
    """A state as a coloured label."""
    return admin_show.badge(state)


@register.filter
def words(code: str) -> str:
    """A stored code as a person reads it."""
    return admin_show.words(code)


@register.filter
def said(name: str) -> str:
    """What a code is called, in the reader's language."""
    return gettext(name) if name else name


@register.filter
def condition(text: str) -> str:
    """What a date or a sum hangs on, its facts by their questions."""
    return condition_in_words(text)


@register.filter
def told(text: str) -> str:
    """What a step of a working or a rung of the ladder says, for a page."""
    return as_told(text)


@register.filter
def day(on: date | None) -> str:
    """A date in the reader's language; nothing of none."""
    return day_said(on) if on else ""


@register.filter
def instant(at: datetime | None) -> str:
    """An instant in the reader's zone and language; nothing of none."""
    return instant_said(at) if at else ""


@register.simple_tag(takes_context=True)
def path_here(context: RequestContext) -> str:
    """The path to a page: its list as the navigation calls it, then the row as its page does, or the page's own name.

    A page of no list has the theme's path.
    """
    opts, row = context.get("opts"), context.get("original") or context.get("object")
    if opts is None:
        return str(header_title(context))
    name = f"{opts.app_label}_{opts.model_name}"
    rows = reverse(f"admin:{name}_changelist")
    parts = [
        {"link": reverse("admin:app_list", args=[opts.app_label]), "title": opts.app_config.verbose_name},
        {"link": rows, "title": _in_navigation(context, rows) or opts.verbose_name_plural},
    ]
    if row:
        title = context.get("row_title") or row
        parts.append({"link": reverse(f"admin:{name}_change", args=[row.pk]), "title": title})
    elif "cl" not in context and context.get("title"):
        parts.append({"title": context["title"]})
    return render_to_string("unfold/helpers/header_title.html", {"parts": parts})


def _in_navigation(context: RequestContext, address: str) -> str:
    """What the navigation calls the page at an address; empty where it leads there by no link."""
    items = (item for group in context.get("sidebar_navigation") or [] for item in group["items"])
    return next((str(item["title"]) for item in items if item["link"].partition("?")[0] == address), "")


@register.filter
def agenda_kind(kind: str) -> str:
    """What an entry of the calendar is."""
    return str(KINDS[kind])


@register.filter
def search_kind(kind: str) -> str:
    """What a group of search results is."""
    return str(FOUND[kind])


@register.simple_tag
def term_help(term: str) -> Any:
    """What a word means, to open beside it."""
    return asked.term_help(term)


@register.simple_tag
def ground_help(code: str) -> Any:
    """What an insurer means by a ground."""
    return asked.ground_help(code)


@register.simple_tag
def rule_help(row: Deadline) -> Any:
    """What the rule of a deadline says, with its citation."""
    return asked.rule_help(row)


@register.simple_tag
def remedy_help(remedy: Remedy) -> Any:
    """Where a rung is climbed and who gives it, with its citation."""
    return asked.remedy_help(remedy)


@register.inclusion_tag("admin/parts/saved_filters.html", takes_context=True)
def saved_filters(context: Any, changelist: Any) -> dict[str, Any]:
    """The filters that were saved for a list of the admin, and the way to save the one that it shows."""
    request, member = context["request"], admin_member(context["request"])
    if not member.may("filter.save"):
        return {}
    list_name = f"{ADMIN}{changelist.opts.app_label}/{changelist.opts.model_name}"
    asked = {name: value for name, value in request.GET.items() if value and name not in PLACES}
    rows = saved_filter_list(member).filter(list_name=list_name, removed_at=None).order_by("name", "id")
    found = [{"saved": saved, "address": address_of(saved), "open": saved.query == asked} for saved in rows]
    add = urlencode({"list_name": list_name, "query": urlencode(asked)})
    is_new = asked and not any(each["open"] for each in found)
    return {
        "filters": found,
        "save": f"{reverse('admin:firms_savedfilter_add')}?{add}" if is_new else "",
        "manage": reverse("admin:firms_savedfilter_changelist"),
    }
