"""Pages of the firm's members: who they are, what they may do, how they come and go, and support."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claimback.firms.models import Invitation, Notice, SupportAccess
from claimback.firms.selectors.people import invitation_list, notice_list, support_list
from claimback.firms.services import invitations, support
from claimback.firms.services.members import REASON_LIMIT, member_end
from claimback.kernel.clock import now, today
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import ActForm, DayField, choice, reference, text
from claimback.tenancy.admin_show import Section, badge, day, instant, to
from claimback.tenancy.member import Member
from claimback.tenancy.models import Membership
from claimback.tenancy.roles import CLIENT, ROLE_NAMES
from claimback.tenancy.selectors import colleagues, licence_list, member_list, role_list, tokens_of
from claimback.tenancy.services.members import member_away, member_back, member_change, member_remind
from claimback.tenancy.services.roles import BASES


class RoleOfMemberForm(ActForm):
    """A member's role, one of the firm's own where it fits, and title."""

    role = choice({role: ROLE_NAMES[role] for role in BASES})
    title = text(max_length=100, required=False)

    def prepare(self) -> None:
        """The firm's own roles, and whoever may supervise."""
        rows = role_list().filter(ended_at=None).order_by("name")
        self.fields["own_role_id"] = reference(
            rows,
            required=False,
            label=gettext("Own role"),
            help_text=gettext("Made from the role above, with fewer capabilities."),
        )
        self.fields["supervisor_id"] = reference(
            colleagues().exclude(id=self.row.pk).select_related("user"),
            required=False,
            label=gettext("Supervisor"),
            help_text=gettext("Is told where the member does not answer a reminder."),
        )

    def initial_of(self, row: Any) -> dict[str, Any]:
        """What the member has now."""
        return {name: getattr(row, name) for name in ("role", "title", "own_role_id", "supervisor_id")}


class RemindForm(ActForm):
    """When a member's day begins."""

    time_zone = text(
        max_length=60, required=False, help_text=_("Such as America/Denver. Empty: the firm's own time zone.")
    )
    digest_hour = forms.IntegerField(
        min_value=0,
        max_value=23,
        label=_("Hour of the day"),
        widget=text().widget,
        help_text=_("From 0 to 23."),
    )

    def initial_of(self, row: Any) -> dict[str, Any]:
        """What holds now."""
        return {"time_zone": row.time_zone, "digest_hour": row.digest_hour}


class AwayForm(ActForm):
    """A leave."""

    away_from = DayField(label=_("First day away"))
    away_until = DayField(label=_("Last day away"))

    def prepare(self) -> None:
        """Whoever may stand in."""
        rows = colleagues().exclude(id=self.row.pk).select_related("user")
        self.fields["stand_in_id"] = reference(
            rows, label=gettext("Who stands in"), help_text=gettext("Reminders go to both in these days.")
        )


class EndForm(ActForm):
    """The end of a membership."""

    reason = text(max_length=REASON_LIMIT)

    def prepare(self) -> None:
        """Whoever may take over."""
        rows = colleagues().exclude(id=self.row.pk).select_related("user")
        self.fields["hand_over_to_id"] = reference(
            rows,
            required=False,
            label=gettext("Who takes over"),
            help_text=gettext("Leads the member's open cases and gets their reminders from now on."),
        )


class InviteForm(ActForm):
    """Whom to invite, and as what."""

    email = forms.EmailField(label=_("E-mail address"), widget=text().widget)
    role = choice(ROLE_NAMES)
    title = text(max_length=100, required=False)

    def prepare(self) -> None:
        """The firm's own roles."""
        rows = role_list().filter(ended_at=None).order_by("name")
        self.fields["own_role_id"] = reference(rows, required=False, label=gettext("Own role"))


class SupportForm(ActForm):
    """Whom of support to let in."""

    email = forms.EmailField(
        label=_("E-mail address"),
        widget=text().widget,
        help_text=_("Of the person from support, who told it to you."),
    )
    reason = text(max_length=support.REASON_LIMIT, help_text=_("Every owner reads it."))
    hours = forms.IntegerField(
        min_value=1, max_value=support.GRANT_HOURS_LIMIT, initial=24, widget=text().widget
    )


def _at_work(row: Membership) -> bool:
    return row.ended_at is None and not row.support


@admin.register(Membership)
class MembershipAdmin(FirmAdmin):
    """Who is in the firm."""

    read_capability = "firm.read"
    list_display: ClassVar[list[Any]] = [
        "user",
        "role",
        "own_role",
        "title",
        "away_until",
        "support",
        "until",
        "ended_at",
    ]
    list_filter = ["role", "support"]
    search_fields = ["user__name", "user__email"]
    ordering = ["created_at", "id"]
    also_related = ["user"]
    exclude = ["walled_cases", "walled_clients", "portal_cases"]
    acts = [
        Act(
            name="role",
            label=_("Change role"),
            icon="badge",
            service=member_change,
            capabilities=("member.manage",),
            row_id="member_id",
            form=RoleOfMemberForm,
            changes=True,
            fits=lambda row: _at_work(row) and row.role != CLIENT,
            done=_("The member was changed."),
            reauthenticate=True,
        ),
        Act(
            name="remind",
            label=_("When to remind"),
            icon="schedule",
            service=member_remind,
            capabilities=("member.manage",),
            row_id="member_id",
            form=RemindForm,
            fits=_at_work,
            done=_("Reminders come at that hour from now on."),
        ),
        Act(
            name="away",
            label=_("Note a leave"),
            icon="event_busy",
            service=member_away,
            capabilities=("member.manage",),
            row_id="member_id",
            form=AwayForm,
            fits=_at_work,
            done=_("The leave was noted."),
        ),
        Act(
            name="back",
            label=_("End the leave"),
            icon="event_available",
            service=member_back,
            capabilities=("member.manage",),
            row_id="member_id",
            fits=lambda row: row.away_from is not None,
            done=_("The leave has ended."),
        ),
        Act(
            name="end",
            label=_("End membership"),
            icon="person_off",
            service=member_end,
            capabilities=("member.manage",),
            row_id="member_id",
            form=EndForm,
            fits=_at_work,
            explain=_("It ends at once, with all tokens. What the member did stays in the history."),
            done=_("The membership has ended."),
            reauthenticate=True,
        ),
    ]

    def rows(self, member: Member) -> QuerySet[Membership]:
        """The firm's members."""
        return member_list().select_related("user")

    def sections(self, member: Member, row: Membership) -> list[Section]:
        """Licences; for whoever manages members, tokens too."""
        licences = licence_list().filter(member_id=row.pk).order_by("state", "kind", "id")
        on = today(member.time_zone)
        shown = [
            Section(
                gettext("Licences"),
                [gettext("Licence"), gettext("Kind"), gettext("Issued"), gettext("Last day"), ""],
                [
                    [
                        to(held),
                        gettext(held.get_kind_display()),
                        day(held.issued_on),
                        day(held.expires_on),
                        _standing(held, on),
                    ]
                    for held in licences
                ],
                gettext("No licence is recorded. Approving letters needs one."),
            )
        ]
        if member.may("member.manage"):
            tokens = tokens_of(row.pk).order_by("-created_at", "-id")[:50]
            shown.append(
                Section(
                    gettext("API tokens"),
                    [gettext("Token"), gettext("Ends"), gettext("Last used"), gettext("Revoked")],
                    [
                        [to(t), instant(t.expires_at), instant(t.last_used_at), instant(t.revoked_at)]
                        for t in tokens
                    ],
                    gettext("No tokens."),
                )
            )
        return shown


def _standing(held: Any, on: Any) -> Any:
    """Whether a licence holds on that day."""
    if held.ended_on is not None and held.ended_on <= on:
        return badge("ended", tone="bad")
    if held.expires_on is not None and held.expires_on < on:
        return badge("expired", tone="bad")
    if held.expires_on is not None and (held.expires_on - on).days <= 60:
        return badge("ends_soon", tone="warn")
    return badge("in_force", tone="good")


@admin.register(Invitation)
class InvitationAdmin(FirmAdmin):
    """Who was invited."""

    read_capability = "member.manage"
    list_display = ["email", "role", "title", "invited_by", "expires_at", "accepted_at", "revoked_at"]
    search_fields = ["email"]
    ordering = ["-created_at", "-id"]
    exclude = ["digest"]
    empty = _(
        "Nobody was invited yet. Invite a colleague with the button above: the link reaches them by mail."
    )
    add_act = Act(
        name="add",
        label=_("Invite"),
        service=invitations.invitation_send,
        capabilities=("member.manage",),
        form=InviteForm,
        done=_("The invitation is on its way."),
        reauthenticate=True,
    )
    acts = [
        Act(
            name="resend",
            label=_("Send again"),
            icon="forward_to_inbox",
            service=invitations.invitation_resend,
            capabilities=("member.manage",),
            row_id="invitation_id",
            fits=lambda row: not (row.accepted_at or row.revoked_at),
            explain=_("Another link goes out. The former one opens nothing any more."),
            done=_("Another link is on its way."),
        ),
        Act(
            name="revoke",
            label=_("Take back"),
            icon="cancel",
            service=invitations.invitation_revoke,
            capabilities=("member.manage",),
            row_id="invitation_id",
            fits=lambda row: not (row.accepted_at or row.revoked_at),
            done=_("The invitation was taken back."),
        ),
    ]

    def rows(self, member: Member) -> QuerySet[Invitation]:
        """The firm's invitations."""
        return invitation_list()


@admin.register(SupportAccess)
class SupportAccessAdmin(FirmAdmin):
    """When somebody from the installation's support was let in."""

    read_capability = "firm.read"
    list_display = ["member", "reason", "granted_by", "until", "ended_at"]
    ordering = ["-created_at", "-id"]
    empty = _(
        "Nobody from support was ever in. Let somebody in with the button above, for a while and with a reason."
    )
    add_act = Act(
        name="add",
        label=_("Let support in"),
        service=support.support_grant,
        capabilities=("support.grant",),
        form=SupportForm,
        explain=_(
            "They read the firm's data and can change nothing. Every owner is told by e-mail, now and at the end."
        ),
        done=_("They are in. Every owner is being told."),
        reauthenticate=True,
    )
    acts = [
        Act(
            name="end",
            label=_("End now"),
            icon="block",
            service=support.support_end,
            capabilities=("support.grant",),
            row_id="access_id",
            fits=lambda row: row.ended_at is None and row.until > now(),
            done=_("The access has ended."),
        ),
    ]

    def rows(self, member: Member) -> QuerySet[SupportAccess]:
        """The firm's accesses of support."""
        return support_list()


@admin.register(Notice)
class NoticeAdmin(FirmAdmin):
    """Mails that the firm's life owes."""

    read_capability = "member.manage"
    list_display = ["kind", "state", "due_at", "settled_at", "last_error"]
    list_filter = ["kind", "state"]
    ordering = ["-due_at", "-id"]
    empty = _("No mails yet: invitations, support and licences that end send them.")

    def rows(self, member: Member) -> QuerySet[Notice]:
        """The firm's notices."""
        return notice_list()
