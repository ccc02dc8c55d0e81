"""Pages of clients, insurers and the other people on cases."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.admin.walls import PORTAL_ACT
from cases.models import Client, Insurer, InsurerAddress, Party
from cases.selectors import (
    case_list,
    client_list,
    insurer_address_list,
    insurer_list,
    party_list,
    policy_list,
)
from cases.services import clients, insurers, parties
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import ActForm, text
from claimback.tenancy.admin_show import Section, badge, day, page_of, prose, to
from claimback.tenancy.member import Member
from claimback.vault.admin_forms import SealedForm, reveal_act


class ClientForm(SealedForm):
    """A client."""

    model = Client
    columns = ("kind", "name", "email", "phone", "address", "time_zone")
    sealed = ("date_of_birth", "ssn", "tax_id")


class InsurerForm(ActForm):
    """An insurer."""

    model = Insurer
    columns = ("kind", "name", "group_name", "parent", "phone")
    rows = {"parent": insurer_list}


class AddressForm(ActForm):
    """Where an insurer takes one kind of mail."""

    model = InsurerAddress
    columns = ("purpose", "lines", "fax", "email")


class PartyForm(ActForm):
    """Someone on a case."""

    model = Party
    columns = ("role", "name", "organisation", "title", "specialty", "email", "phone")


class ReasonForm(ActForm):
    """A reason, which stays on the record."""

    reason = text(max_length=300)


def of_insurer(made: Any) -> str:
    """Back to the insurer of an address."""
    return page_of(made.insurer)


def of_case(made: Any) -> str:
    """Back to the case of a row."""
    return page_of(made.case)


@admin.register(Client)
class ClientAdmin(FirmAdmin):
    """Whom the firm represents."""

    read_capability = "client.read"
    list_display = ["name", "kind", "email", "phone"]
    list_filter = ["kind"]
    search_fields = ["name", "email", "phone"]
    ordering = ["name", "id"]
    empty = _("No clients yet. Add the first one with the button above; then open a case for them.")
    add_act = Act(
        name="add",
        label=_("Add client"),
        service=clients.client_add,
        capabilities=("client.write",),
        form=ClientForm,
    )
    acts = [
        Act(
            name="edit",
            label=_("Change"),
            icon="edit",
            service=clients.client_change,
            capabilities=("client.write",),
            row_id="client_id",
            form=ClientForm,
            changes=True,
            done=_("The client was changed."),
        ),
        reveal_act(clients.client_reveal, "client_id", "client.read"),
        PORTAL_ACT,
    ]

    def rows(self, member: Member) -> QuerySet[Client]:
        """The door to clients."""
        return client_list()

    def sections(self, member: Member, row: Client) -> list[Section]:
        """Their cases and policies."""
        cases = case_list().filter(client_id=row.pk).select_related("insurer").order_by("-opened_on", "-id")
        held = policy_list().filter(client_id=row.pk).select_related("insurer").order_by("-id")
        return [
            Section(
                gettext("Cases"),
                [gettext("Case"), gettext("Status"), gettext("Insurer"), gettext("Opened")],
                [[to(c), badge(c.status), to(c.insurer), day(c.opened_on)] for c in cases[:100]],
                gettext("No case yet. Open one from the list of cases."),
            ),
            Section(
                gettext("Policies"),
                [gettext("Policy"), gettext("Insurer"), gettext("Number")],
                [[to(p), to(p.insurer), str(p.number or "–")] for p in held[:100]],
                gettext("No policy yet. Add the one that the claim was made under."),
            ),
        ]


@admin.register(Insurer)
class InsurerAdmin(FirmAdmin):
    """Carriers, administrators and plans."""

    read_capability = "insurer.read"
    list_display = ["name", "kind", "group_name", "phone"]
    list_filter = ["kind"]
    search_fields = ["name", "group_name"]
    ordering = ["name", "id"]
    empty = _("No insurers yet. Add the one that your first case is against.")
    add_act = Act(
        name="add",
        label=_("Add insurer"),
        service=insurers.insurer_add,
        capabilities=("insurer.write",),
        form=InsurerForm,
    )
    acts = [
        Act(
            name="edit",
            label=_("Change"),
            icon="edit",
            service=insurers.insurer_change,
            capabilities=("insurer.write",),
            row_id="insurer_id",
            form=InsurerForm,
            changes=True,
            done=_("The insurer was changed."),
        ),
        Act(
            name="add-address",
            label=_("Add address"),
            icon="add_location_alt",
            service=insurers.insurer_address_add,
            capabilities=("insurer.write",),
            row_id="insurer_id",
            versioned=False,
            form=AddressForm,
            done=_("The address was added."),
            lands=of_insurer,
        ),
    ]

    def rows(self, member: Member) -> QuerySet[Insurer]:
        """The door to insurers."""
        return insurer_list()

    def sections(self, member: Member, row: Insurer) -> list[Section]:
        """Where its mail goes, and the cases against it."""
        found = insurer_address_list().filter(insurer_id=row.pk).order_by("purpose", "id")
        cases = case_list().filter(insurer_id=row.pk).select_related("client").order_by("-opened_on", "-id")
        return [
            Section(
                gettext("Addresses"),
                [gettext("Purpose"), gettext("Address"), gettext("Fax"), gettext("E-mail")],
                [
                    [to(a, gettext(a.get_purpose_display())), prose(a.lines), a.fax or "–", a.email or "–"]
                    for a in found
                ],
                gettext("No address yet. A letter needs one: add where appeals go."),
            ),
            Section(
                gettext("Cases"),
                [gettext("Case"), gettext("Status"), gettext("Client"), gettext("Opened")],
                [[to(c), badge(c.status), to(c.client), day(c.opened_on)] for c in cases[:100]],
                gettext("No case is against this insurer."),
            ),
        ]


@admin.register(InsurerAddress)
class InsurerAddressAdmin(FirmAdmin):
    """Where insurers take mail."""

    read_capability = "insurer.read"
    list_display = ["insurer", "purpose", "lines", "fax", "email"]
    list_filter = ["purpose"]
    search_fields = ["lines", "insurer__name"]
    ordering = ["insurer__name", "purpose", "id"]
    empty = _("No addresses yet. Add them on an insurer's page.")
    acts = [
        Act(
            name="edit",
            label=_("Change"),
            icon="edit",
            service=insurers.insurer_address_change,
            capabilities=("insurer.write",),
            row_id="address_id",
            form=AddressForm,
            changes=True,
            done=_("The address was changed. Letters that were sent keep theirs."),
            lands=of_insurer,
        ),
    ]

    def rows(self, member: Member) -> QuerySet[InsurerAddress]:
        """The door to addresses."""
        return insurer_address_list()


@admin.register(Party)
class PartyAdmin(FirmAdmin):
    """People on cases beside the client."""

    read_capability = "case.read"
    list_display = ["name", "role", "organisation", "case", "ended_at"]
    list_filter = ["role"]
    search_fields = ["name", "organisation", "case__number"]
    ordering = ["-id"]
    empty = _("No parties yet. Add them on a case's page.")
    acts = [
        Act(
            name="edit",
            label=_("Change"),
            icon="edit",
            service=parties.party_change,
            capabilities=("case.write",),
            row_id="party_id",
            form=PartyForm,
            changes=True,
            fits=lambda row: row.ended_at is None,
            done=_("What is known of them was changed."),
            lands=of_case,
        ),
        Act(
            name="end",
            label=_("Take off the case"),
            icon="person_remove",
            service=parties.party_end,
            capabilities=("case.write",),
            row_id="party_id",
            form=ReasonForm,
            fits=lambda row: row.ended_at is None,
            done=_("They are off the case. Who they were and why they left is kept."),
            lands=of_case,
        ),
    ]

    def rows(self, member: Member) -> QuerySet[Party]:
        """The door to parties."""
        return party_list()
