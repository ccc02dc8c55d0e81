"""The catalogue of law as public pages beside the API's documentation: what each rule says, and where that was read.

Open to everybody: the law is no firm's.
"""

from itertools import groupby

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cases.vocabulary import JURISDICTIONS, LINES_OF_BUSINESS
from claimback.tenancy.admin_forms import named
from deadlines.law.catalogue import load_catalogue
from deadlines.law.entries import entry
from deadlines.law.model import Rule
from deadlines.law.tables import coverage
from deadlines.law.words import CHECKS, history, period_in_words

_ALL = ("", _("All"))


class LawFilter(forms.Form):
    """Which rules to show. What is not one of the choices is refused beside its field."""

    place = forms.ChoiceField(choices=[_ALL, *named(JURISDICTIONS)], required=False)
    line = forms.ChoiceField(choices=[_ALL, *named(LINES_OF_BUSINESS)], required=False)
    checked = forms.ChoiceField(choices=[_ALL, *named(CHECKS)], required=False)
    words = forms.CharField(max_length=100, required=False, label=_("With the words"))

    def holds(self, rule: Rule) -> bool:
        """Whether the rule is one of those asked for."""
        asked = self.cleaned_data
        text = f"{rule.id} {rule.act} {rule.citation} {rule.paraphrase} {rule.body}".casefold()
        return (
            asked["place"] in ("", rule.jurisdiction)
            and (not asked["line"] or asked["line"] in rule.lines)
            and asked["checked"] in ("", rule.checked.grade)
            and all(word in text for word in asked["words"].casefold().split())
        )


@require_safe
def law(request: HttpRequest) -> HttpResponse:
    """The rules asked for, by body of law; the coverage while nothing is asked for."""
    form = LawFilter(request.GET or None)
    context = {"form": form, "lines": [name for _code, name in named(LINES_OF_BUSINESS)]}
    if not request.GET:
        return render(request, "deadlines/law.html", {**context, "places": _places()})
    found = [rule for rule in load_catalogue().rules if form.holds(rule)] if form.is_valid() else []
    bodies = [
        (body, [(rule, period_in_words(rule)) for rule in rules])
        for body, rules in groupby(found, key=lambda rule: rule.body)
    ]
    status = 200 if form.is_valid() else 400
    return render(
        request, "deadlines/law.html", {**context, "bodies": bodies, "count": len(found)}, status=status
    )


@require_safe
def law_rule(request: HttpRequest, rule: str) -> HttpResponse:
    """One rule in every version, what changed marked; or what letters must say, or a cap on fees, under its id."""
    versions, found = load_catalogue().versions(rule), entry(rule)
    if not versions:
        if found is None:
            raise Http404
        return render(request, "deadlines/law_entry.html", {"entry": found})
    context = {"rule": versions[-1], "versions": list(history(versions))[::-1], "entry": found}
    return render(request, "deadlines/law_rule.html", context)


def _places() -> list[tuple[str, str, list[tuple[str, int]]]]:
    """Each place with its number of rules by line, those without any left out."""
    grouped = groupby(coverage(load_catalogue()), key=lambda row: row["jurisdiction"])
    places = [
        (code, gettext(JURISDICTIONS[code]), [(row["line_of_business"], row["rules"]) for row in rows])
        for code, rows in grouped
    ]
    return [place for place in places if any(rules for _, rules in place[2])]
