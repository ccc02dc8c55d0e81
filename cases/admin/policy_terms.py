"""Pages of a policy's terms: coverage parts, limits, deductibles, endorsements, and duties with their times."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.admin.people import ReasonForm
from cases.models import Coverage, Deductible, Endorsement, Limit, Policy, PolicyDuty
from cases.selectors import (
    coverage_list,
    deductible_list,
    document_list,
    endorsement_list,
    limit_list,
    policy_duty_list,
    provision_list,
)
from cases.services import policy_terms as services
from cases.vocabulary import EVENT_KINDS, POLICY_DUTIES
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import ActForm, choice, reference
from claimback.tenancy.admin_show import Section, act_on, day, money, page_of, prose, to
from claimback.tenancy.member import Member

Rows = Callable[[], QuerySet[Any]]

_DOORS: dict[str, Rows] = {
    "coverage": coverage_list,
    "percent_of": limit_list,
    "provision": provision_list,
    "endorsement": endorsement_list,
}


class TermForm(ActForm):
    """A term of a policy: a new one on the policy's page, or a correction on its own."""

    named: ClassVar[Mapping[str, bool]] = {}
    """References to rows of the same policy, and whether they are needed."""

    def prepare(self) -> None:
        """The rows of the same policy that it may name."""
        policy_id = self.row.pk if isinstance(self.row, Policy) else getattr(self.row, "policy_id", None)
        for name, required in self.named.items():
            rows = _DOORS[name]().filter(policy_id=policy_id)
            if name != "provision":
                rows = rows.filter(removed_at=None)
            self.fields[f"{name}_id"] = reference(
                rows.order_by("id"), required=required, label=name.capitalize().replace("_", " ")
            )


class CoverageForm(TermForm):
    """A coverage part."""

    model = Coverage
    columns = ("part", "label")
    named = {"provision": False, "endorsement": False}


class LimitForm(TermForm):
    """A limit."""

    model = Limit
    columns = ("kind", "amount", "currency", "applies_to", "network", "whose")
    named = {"coverage": False, "provision": False, "endorsement": False}


class DeductibleForm(TermForm):
    """A deductible: an amount, or a percentage of a limit."""

    model = Deductible
    columns = ("peril", "amount", "currency", "percent", "network", "whose")
    named = {"percent_of": False, "coverage": False, "provision": False, "endorsement": False}


class EndorsementForm(TermForm):
    """An endorsement."""

    model = Endorsement
    columns = ("form_number", "title", "edition", "effective_from", "effective_to", "changes")

    def prepare(self) -> None:
        """The documents of the client's cases."""
        policy = self.row if isinstance(self.row, Policy) else self.row.policy
        of_client = document_list().filter(case__client_id=policy.client_id)
        self.fields["document_id"] = reference(
            of_client.order_by("-created_at"),
            required=False,
            label=gettext("Document"),
            empty_label=gettext("None"),
        )


class DutyForm(TermForm):
    """A duty that a passage of the policy sets."""

    model = PolicyDuty
    columns = ("n", "unit")
    named = {"provision": True}

    def prepare(self) -> None:
        """What it may ask for, and from when."""
        super().prepare()
        self.fields["kind"] = choice(POLICY_DUTIES, label=gettext("What the policy asks for"))
        self.fields["counts_from"] = choice(
            EVENT_KINDS,
            required=False,
            label=gettext("Counts from"),
            help_text=gettext("Empty for the usual event of its kind."),
        )
        self.order_fields(["version", "provision_id", "kind", "n", "unit", "counts_from"])


def of_policy(made: Any) -> str:
    """Back to the policy."""
    return page_of(made.policy)


def _add_act(
    name: str,
    label: str | Promise,
    service: Callable[..., Any],
    form: type[ActForm],
    explain: str | Promise = "",
) -> Act:
    return Act(
        name=f"add-{name}",
        label=format_lazy(_("Add {term}"), term=label),
        icon="add",
        service=service,
        capabilities=("policy.write",),
        row_id="policy_id",
        versioned=False,
        form=form,
        explain=explain,
        done=format_lazy(_("The {term} was added."), term=label),
        lands=of_policy,
    )


ADD_ACTS = [
    _add_act("coverage", "coverage", services.coverage_add, CoverageForm),
    _add_act("limit", "limit", services.limit_add, LimitForm),
    _add_act(
        "deductible",
        "deductible",
        services.deductible_add,
        DeductibleForm,
        _("An amount, or a percentage and the limit that it is of."),
    ),
    _add_act("endorsement", "endorsement", services.endorsement_add, EndorsementForm),
    _add_act(
        "duty",
        "duty",
        services.policy_duty_add,
        DutyForm,
        _("A time that the policy sets becomes a deadline of each of its cases, cited by the passage."),
    ),
]


def _acts(
    row_id: str, change: Callable[..., Any], remove: Callable[..., Any], form: type[ActForm]
) -> list[Act]:
    return [
        Act(
            name="edit",
            label=_("Correct"),
            icon="edit",
            service=change,
            capabilities=("policy.write",),
            row_id=row_id,
            form=form,
            changes=True,
            done=_("The term was corrected."),
            lands=of_policy,
        ),
        Act(
            name="remove",
            label=_("Take out"),
            icon="remove_circle",
            service=remove,
            capabilities=("policy.write",),
            row_id=row_id,
            form=ReasonForm,
            explain=_("For what the policy does not have. It stays on the record."),
            fits=lambda row: row.removed_at is None,
            done=_("The term was taken out."),
            variant="danger",
            lands=of_policy,
        ),
    ]


class TermAdmin(FirmAdmin):
    """Terms of one kind."""

    read_capability = "policy.read"
    ordering = ["-id"]
    empty = _("None yet. Add them on a policy's page.")
    door: ClassVar[Rows]

    def rows(self, member: Member) -> QuerySet[Any]:
        """The door to terms of this kind."""
        return type(self).door()


@admin.register(Coverage)
class CoverageAdmin(TermAdmin):
    """Coverage parts."""

    list_display = ["__str__", "part", "policy", "removed_reason"]
    list_filter = ["part"]
    search_fields = ["label"]
    door = staticmethod(coverage_list)
    acts = _acts("coverage_id", services.coverage_change, services.coverage_remove, CoverageForm)


@admin.register(Limit)
class LimitAdmin(TermAdmin):
    """Limits."""

    list_display = ["__str__", "coverage", "applies_to", "policy", "removed_reason"]
    list_filter = ["kind"]
    search_fields = ["applies_to"]
    door = staticmethod(limit_list)
    acts = _acts("limit_id", services.limit_change, services.limit_remove, LimitForm)


@admin.register(Deductible)
class DeductibleAdmin(TermAdmin):
    """Deductibles."""

    list_display = ["__str__", "percent_of", "coverage", "policy", "removed_reason"]
    list_filter = ["peril"]
    door = staticmethod(deductible_list)
    acts = _acts("deductible_id", services.deductible_change, services.deductible_remove, DeductibleForm)


@admin.register(Endorsement)
class EndorsementAdmin(TermAdmin):
    """Endorsements."""

    list_display = ["__str__", "effective_from", "effective_to", "policy", "removed_reason"]
    search_fields = ["form_number", "title"]
    door = staticmethod(endorsement_list)
    acts = _acts("endorsement_id", services.endorsement_change, services.endorsement_remove, EndorsementForm)


@admin.register(PolicyDuty)
class PolicyDutyAdmin(TermAdmin):
    """What policies ask for by a time."""

    list_display = ["__str__", "provision", "counts_from", "policy", "removed_reason"]
    list_filter = ["unit"]
    door = staticmethod(policy_duty_list)
    acts = _acts("duty_id", services.policy_duty_change, services.policy_duty_remove, DutyForm)


def term_sections(policy: Policy, *, may_write: bool) -> list[Section]:
    """The terms of a policy, on its page."""

    def links(name: str) -> list[tuple[str, str]]:
        return (
            [(gettext("Add %(name)s") % {"name": name}, act_on(policy, f"add-{name}"))] if may_write else []
        )

    return [
        Section(
            gettext("Coverages"),
            [gettext("Coverage"), gettext("Part")],
            [[to(row), gettext(row.get_part_display())] for row in _standing(policy, coverage_list())],
            gettext("No coverage yet."),
            links("coverage"),
        ),
        *_money_sections(policy, links),
        Section(
            gettext("Endorsements"),
            [gettext("Form"), gettext("From"), gettext("To"), gettext("Changes")],
            [
                [to(row), day(row.effective_from), day(row.effective_to), prose(row.changes)]
                for row in _standing(policy, endorsement_list())
            ],
            gettext("No endorsement yet."),
            links("endorsement"),
        ),
        Section(
            gettext("What it asks for, by when"),
            [gettext("Duty"), gettext("Counts from"), gettext("Passage"), gettext("Page")],
            [
                [
                    to(row),
                    gettext(row.get_counts_from_display()) if row.counts_from else gettext("as usual"),
                    to(row.provision),
                    row.provision.page or "–",
                ]
                for row in _standing(policy, policy_duty_list(), "provision")
            ],
            gettext("No duty yet. Add a passage first, then the time that it sets: it becomes a deadline."),
            links("duty"),
        ),
    ]


def _money_sections(policy: Policy, links: Callable[[str], list[tuple[str, str]]]) -> list[Section]:
    """Limits and deductibles."""
    return [
        Section(
            gettext("Limits"),
            [gettext("Limit"), gettext("Of"), gettext("For"), gettext("Amount")],
            [
                [
                    to(row, gettext(row.get_kind_display())),
                    to(row.coverage),
                    _for(row),
                    money(row.amount, row.currency),
                ]
                for row in _standing(policy, limit_list(), "coverage")
            ],
            gettext("No limit yet."),
            links("limit"),
        ),
        Section(
            gettext("Deductibles"),
            [gettext("Deductible"), gettext("Of the limit"), gettext("Coverage")],
            [
                [to(row), to(row.percent_of), to(row.coverage)]
                for row in _standing(policy, deductible_list(), "coverage", "percent_of")
            ],
            gettext("No deductible yet."),
            links("deductible"),
        ),
    ]


def _standing(policy: Policy, rows: QuerySet[Any], *beside: str) -> QuerySet[Any]:
    """The policy's terms that were not taken out, with what is named beside them."""
    found = rows.filter(policy_id=policy.pk, removed_at=None).order_by("id")
    return found.select_related(*beside) if beside else found


def _for(row: Limit) -> str:
    parts = (row.applies_to, gettext(row.get_network_display()), gettext(row.get_whose_display()))
    return ", ".join(str(part) for part in parts if part) or "–"
