"""Pages of what members may do: the firm's own roles, licences, and API tokens."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import ActForm, DayField, choice, reference, text
from claimback.tenancy.admin_show import Section, day, to
from claimback.tenancy.licences import STATES
from claimback.tenancy.member import Member
from claimback.tenancy.models import LICENCE_KINDS, Licence, Role, Token
from claimback.tenancy.roles import ATTORNEY, CAPABILITIES, ROLE_NAMES, capabilities_of
from claimback.tenancy.selectors import colleagues, licence_list, member_list, role_list, token_list
from claimback.tenancy.services import licences, roles, tokens
from claimback.tenancy.token_calls import calls_lately


class OwnRoleChangeForm(ActForm):
    """A role's name, and which of its base's capabilities it has."""

    name = text(max_length=roles.NAME_LIMIT)

    def prepare(self) -> None:
        """What the base may do, each with its meaning."""
        of_base = capabilities_of(self.base_now())
        named = [
            (name, f"{name}: {meaning}") for name, (meaning, _) in CAPABILITIES.items() if name in of_base
        ]
        self.fields["capabilities"] = forms.MultipleChoiceField(
            choices=named, widget=UnfoldAdminCheckboxSelectMultipleWidget()
        )

    def base_now(self) -> str:
        """The role of ours that it is made from."""
        return str(self.row.base)


class OwnRoleForm(OwnRoleChangeForm):
    """A new role. Its base is chosen first, by a link: what is offered below is what that base may do."""

    template = "admin/role_make.html"

    base = choice({role: ROLE_NAMES[role] for role in roles.BASES}, widget=forms.HiddenInput())

    def base_now(self) -> str:
        """The one that was chosen; an attorney's while none is."""
        chosen = self.data.get("base") or self.initial.get("base")
        return str(chosen) if chosen in roles.BASES else ATTORNEY

    def prepare(self) -> None:
        """The capabilities of the base."""
        super().prepare()
        self.initial["base"] = self.base_now()

    def shown(self) -> list[forms.BoundField]:
        """Without the base, which stands above."""
        return [field for field in super().shown() if field.name != "base"]

    def bases(self) -> list[tuple[str, str, bool]]:
        """Each base with its name, and whether it is chosen."""
        return [(role, ROLE_NAMES[role], role == self.base_now()) for role in roles.BASES]


class LicenceChangeForm(ActForm):
    """What of a licence may be corrected or renewed."""

    number = text(max_length=licences.NUMBER_LIMIT)
    issued_on = DayField(label=_("Issued on"))
    expires_on = DayField(
        label=_("Last day"), required=False, help_text=_("On which it holds; empty if it does not end.")
    )


class LicenceForm(LicenceChangeForm):
    """A licence."""

    kind = choice(LICENCE_KINDS)
    state = choice({state: state for state in STATES})

    def prepare(self) -> None:
        """Whose it is."""
        self.fields["member_id"] = reference(colleagues().select_related("user"), label=gettext("Member"))


class LicenceEndForm(ActForm):
    """When a licence ended."""

    on = DayField(label=_("First day on which it does not hold"))


def _stands(row: Any) -> bool:
    return row.ended_at is None


@admin.register(Role)
class RoleAdmin(FirmAdmin):
    """Roles of the firm's own."""

    read_capability = "firm.read"
    list_display = ["name", "base", "ended_at"]
    list_filter = ["base"]
    search_fields = ["name"]
    ordering = ["created_at", "id"]
    empty = _(
        "No roles of your own. Make one with the button above where a member should do less than their role may."
    )
    add_act = Act(
        name="add",
        label=_("Make role"),
        service=roles.role_create,
        capabilities=("member.manage",),
        form=OwnRoleForm,
        reauthenticate=True,
    )
    acts = [
        Act(
            name="edit",
            label=_("Change"),
            icon="edit",
            service=roles.role_change,
            capabilities=("member.manage",),
            row_id="role_id",
            form=OwnRoleChangeForm,
            changes=True,
            fits=_stands,
            explain=_("It holds at once, for all who have this role."),
            done=_("The role was changed."),
            reauthenticate=True,
        ),
        Act(
            name="end",
            label=_("End"),
            icon="block",
            service=roles.role_end,
            capabilities=("member.manage",),
            row_id="role_id",
            fits=_stands,
            done=_("The role has ended."),
        ),
    ]

    def rows(self, member: Member) -> QuerySet[Role]:
        """The firm's own roles."""
        return role_list()

    def sections(self, member: Member, row: Role) -> list[Section]:
        """Who has it."""
        holders = member_list().filter(own_role=row, ended_at=None).select_related("user").order_by("id")
        return [
            Section(
                gettext("Members"),
                [gettext("Member"), gettext("Title")],
                [[to(m), m.title or "–"] for m in holders],
                gettext("Nobody has it."),
            )
        ]


@admin.register(Licence)
class LicenceAdmin(FirmAdmin):
    """Licences of members."""

    read_capability = "firm.read"
    list_display = ["member", "kind", "state", "number", "expires_on", "ended_on"]
    list_filter = ["kind", "state"]
    search_fields = ["number", "member__user__name"]
    ordering = ["created_at", "id"]
    empty = _(
        "No licences yet. Add the bar admissions and adjuster's licences of your members: approvals need them."
    )
    add_act = Act(
        name="add",
        label=_("Add licence"),
        service=licences.licence_add,
        capabilities=("member.manage",),
        form=LicenceForm,
    )
    acts = [
        Act(
            name="edit",
            label=_("Correct or renew"),
            icon="edit",
            service=licences.licence_change,
            capabilities=("member.manage",),
            row_id="licence_id",
            form=LicenceChangeForm,
            changes=True,
            fits=lambda row: row.ended_on is None,
            done=_("The licence was changed."),
        ),
        Act(
            name="end",
            label=_("End"),
            icon="block",
            service=licences.licence_end,
            capabilities=("member.manage",),
            row_id="licence_id",
            form=LicenceEndForm,
            fits=lambda row: row.ended_on is None,
            explain=_("Suspended, surrendered or revoked. What was approved under it before stays approved."),
            done=_("The licence has ended."),
        ),
    ]

    def rows(self, member: Member) -> QuerySet[Licence]:
        """The members' licences."""
        return licence_list()


@admin.register(Token)
class TokenAdmin(FirmAdmin):
    """API tokens: one's own, or all of the firm's for whoever manages its members."""

    read_capability = "token.manage"
    list_display = ["name", "member", "expires_at", "last_used_at", "calls_lately", "revoked_at"]
    ordering = ["-created_at", "-id"]
    exclude = ["digest", "calls"]
    empty = _("No tokens. A program signs in with one: POST /api/v1/firms/…/tokens makes it.")
    acts = [
        Act(
            name="revoke",
            label=_("Revoke"),
            icon="key_off",
            service=tokens.token_revoke,
            capabilities=("token.manage",),
            row_id="token_id",
            fits=lambda row: row.revoked_at is None,
            explain=_("It opens nothing any more, at once."),
            done=_("The token was revoked."),
        ),
    ]

    def rows(self, member: Member) -> QuerySet[Token]:
        """The tokens that the member may see."""
        return token_list(member)

    @admin.display(description=_("Calls in 30 days"))
    def calls_lately(self, row: Token) -> str:
        """How many calls were counted on the last thirty days."""
        return f"{calls_lately(row, days=30):,}"

    def sections(self, member: Member, row: Token) -> list[Section]:
        """Its calls, day by day, the latest first."""
        days = sorted(row.calls.items(), reverse=True)[:31]
        return [
            Section(
                gettext("Calls of the API"),
                [gettext("Day"), gettext("Calls")],
                [[day(date.fromisoformat(on)), f"{number:,}"] for on, number in days],
                gettext("It has not called since calls are counted."),
            )
        ]
