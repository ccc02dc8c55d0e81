"""Pages of policies and of the passages of them that matter."""

from typing import ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.admin.policy_terms import ADD_ACTS, of_policy, term_sections
from cases.models import Policy, Provision
from cases.selectors import (
    case_list,
    client_list,
    document_list,
    endorsement_list,
    insurer_list,
    policy_list,
    provision_list,
)
from cases.services import policies
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import ActForm, reference
from claimback.tenancy.admin_show import Section, act_on, badge, day, prose, to
from claimback.tenancy.member import Member
from claimback.vault.admin_forms import SealedForm, reveal_act


class PolicyForm(SealedForm):
    """A policy. Whose it is stays."""

    model = Policy
    columns: ClassVar[tuple[str, ...]] = (
        "insurer",
        "administrator",
        "name",
        "line_of_business",
        "plan_type",
        "jurisdiction",
        "appeal_levels",
        "effective_from",
        "effective_to",
    )
    sealed = ("number", "group_number", "member_number")
    rows = {"client": client_list, "insurer": insurer_list, "administrator": insurer_list}


class NewPolicyForm(PolicyForm):
    """A new policy of a client."""

    columns = ("client", *PolicyForm.columns)


class ProvisionForm(ActForm):
    """One passage of a policy."""

    model = Provision
    columns = ("label", "kind", "quote", "page", "start", "end")

    def prepare(self) -> None:
        """The documents of the client's cases, and the policy's forms."""
        policy = self.row if isinstance(self.row, Policy) else self.row.policy
        documents = document_list().filter(case__client_id=policy.client_id)
        forms = endorsement_list().filter(policy_id=policy.pk, removed_at=None)
        self.fields["document_id"] = reference(
            documents.order_by("-created_at"),
            required=False,
            label=gettext("Document"),
            empty_label=gettext("None"),
            help_text=gettext("Where it stands: the words are checked against the text of that page."),
        )
        self.fields["endorsement_id"] = reference(
            forms.order_by("form_number", "id"),
            required=False,
            label=gettext("Endorsement"),
            empty_label=gettext("The policy itself"),
        )


@admin.register(Policy)
class PolicyAdmin(FirmAdmin):
    """Policies and plans."""

    read_capability = "policy.read"
    list_display = ["__str__", "client", "insurer", "line_of_business", "plan_type", "jurisdiction"]
    list_filter = ["line_of_business", "plan_type"]
    search_fields = ["name", "client__name"]
    exclude = ["number_index", "member_number_index"]
    ordering = ["-id"]
    empty = _("No policies yet. Add the one that the claim was made under; its terms decide the clocks.")
    add_act = Act(
        name="add",
        label=_("Add policy"),
        service=policies.policy_add,
        capabilities=("policy.write",),
        form=NewPolicyForm,
    )
    acts = [
        Act(
            name="edit",
            label=_("Change"),
            icon="edit",
            service=policies.policy_change,
            capabilities=("policy.write",),
            row_id="policy_id",
            form=PolicyForm,
            changes=True,
            done=_("The policy was changed, and the clocks of its cases were run again where they read it."),
        ),
        reveal_act(policies.policy_reveal, "policy_id", "policy.read"),
        Act(
            name="add-provision",
            label=_("Add passage"),
            icon="format_quote",
            service=policies.provision_add,
            capabilities=("policy.write",),
            row_id="policy_id",
            versioned=False,
            form=ProvisionForm,
            explain=_("Copy the passage word for word: letters quote it."),
            done=_("The passage was added."),
            lands=of_policy,
        ),
        *ADD_ACTS,
    ]

    def rows(self, member: Member) -> QuerySet[Policy]:
        """The door to policies."""
        return policy_list()

    def sections(self, member: Member, row: Policy) -> list[Section]:
        """Its terms, its passages and its cases."""
        passages = provision_list().filter(policy_id=row.pk).order_by("label", "id")
        cases = case_list().filter(policy_id=row.pk).order_by("-opened_on", "-id")
        return [
            *term_sections(row, may_write=member.may("policy.write")),
            Section(
                gettext("Passages"),
                [gettext("Label"), gettext("Kind"), gettext("Words"), gettext("Page"), gettext("Checked")],
                [
                    [
                        to(p),
                        gettext(p.get_kind_display()),
                        prose(p.quote),
                        p.page or "–",
                        gettext(p.get_quote_check_display()),
                    ]
                    for p in passages
                ],
                gettext("No passage yet. Add the clauses that the denial cites, word for word."),
                [(gettext("Add passage"), act_on(row, "add-provision"))]
                if member.may("policy.write")
                else [],
            ),
            Section(
                gettext("Cases"),
                [gettext("Case"), gettext("Status"), gettext("Opened")],
                [[to(c), badge(c.status), day(c.opened_on)] for c in cases[:100]],
                gettext("No case is under this policy."),
            ),
        ]


@admin.register(Provision)
class ProvisionAdmin(FirmAdmin):
    """Passages of policies."""

    read_capability = "policy.read"
    list_display = ["label", "kind", "policy", "page"]
    list_filter = ["kind"]
    search_fields = ["label", "quote"]
    ordering = ["-id"]
    empty = _("No passages yet. Add them on a policy's page.")
    acts = [
        Act(
            name="edit",
            label=_("Change"),
            icon="edit",
            service=policies.provision_change,
            capabilities=("policy.write",),
            row_id="provision_id",
            form=ProvisionForm,
            changes=True,
            done=_("The passage was changed."),
            lands=of_policy,
        ),
        Act(
            name="verify",
            label=_("Check its words"),
            icon="fact_check",
            service=policies.provision_verify,
            capabilities=("policy.write",),
            row_id="provision_id",
            explain=_("Against the text of its page, which may have been found since."),
            done=_("The words were checked against the page."),
        ),
    ]

    def rows(self, member: Member) -> QuerySet[Provision]:
        """The door to passages."""
        return provision_list()
