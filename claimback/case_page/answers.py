"""The page of an answer to a ground, with the authorities that letters can cite: their catalogue is a floor above."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from cases.admin.denials import AnswerForm, RebuttalAdmin
from claimback.kernel.clock import today
from claimback.tenancy.admin_show import items, label
from letters.writing.authorities import authorities, authorities_for


def cited(names: list[str]) -> list[str]:
    """Authorities as a letter cites them; one that the catalogue does not hold stays as it was typed."""
    known = authorities()
    return [known[name].citation if name in known else name for name in names]


class CitedAnswerForm(AnswerForm):
    """Our answer, its authorities chosen from the catalogue."""

    def prepare(self) -> None:
        """The law that the case's letters may cite today, and what the answer names beside it."""
        case, catalogue = self.row.ground.denial.case, authorities()
        fitting = authorities_for(
            plan_type=case.plan_type,
            line=case.line_of_business,
            state=case.jurisdiction,
            on=today(case.time_zone),
        )
        chosen = (catalogue[name] for name in self.row.authorities if name in catalogue)
        known = {
            authority.id: f"{authority.citation}: {authority.holding}"
            for authority in sorted({*fitting, *chosen}, key=lambda authority: authority.citation)
        }
        others = {
            name: gettext("%(name)s (letters do not know it)") % {"name": name}
            for name in self.row.authorities
            if name not in catalogue
        }
        self.fields["authorities"] = forms.MultipleChoiceField(
            choices=[*known.items(), *others.items()],
            required=False,
            widget=UnfoldAdminCheckboxSelectMultipleWidget(),
            help_text=gettext("What the letter will cite for this answer."),
        )


class AnswerPage(RebuttalAdmin):
    """Answers to grounds, written with the authorities at hand."""

    acts = [replace(act, form=CitedAnswerForm) if act.name == "write" else act for act in RebuttalAdmin.acts]

    def facts(self, row: Any) -> list[tuple[str, Any]]:
        """With the citations of its authorities."""
        named = {label(self.opts.get_field("authorities")): items(cited(row.authorities))}
        return [(name, named.get(name, value)) for name, value in super().facts(row)]
