"""Pages of walls and of the portal: who is kept from which case, and which client looks at their own."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models import PortalAccess, Wall
from cases.selectors import portal_access_list, wall_list
from cases.services import portal, walls
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import ActForm, reference, text
from claimback.tenancy.admin_show import instant, list_of, page_of
from claimback.tenancy.member import Member
from claimback.tenancy.roles import CLIENT
from claimback.tenancy.selectors import member_list


class WallForm(ActForm):
    """Who is kept from a case, and why."""

    reason = text(
        long=True, max_length=walls.REASON_LIMIT, help_text=_("Such as “represented the insurer until 2024”.")
    )

    def prepare(self) -> None:
        """The members; a new lead is asked for where the case has one."""
        members = member_list().filter(ended_at=None).select_related("user").order_by("user__name", "id")
        fields = {"version": self.fields["version"], "member_id": reference(members, label=gettext("Member"))}
        if self.row.lead_id is not None:
            fields["new_lead_id"] = reference(
                members.exclude(role=CLIENT),
                required=False,
                label=gettext("New lead"),
                empty_label=gettext("The lead stays"),
                help_text=gettext("Only if the member leads the case: who leads it from now on."),
            )
        self.fields = {**fields, "reason": self.fields["reason"]}


class LiftForm(ActForm):
    """Why the member may look again."""

    reason = text(long=True, max_length=walls.REASON_LIMIT)


class PortalAccessForm(ActForm):
    """Who looks at the client's cases."""

    def prepare(self) -> None:
        """The members with the role of a client."""
        members = member_list().filter(ended_at=None, role=CLIENT).select_related("user")
        self.fields["member_id"] = reference(
            members.order_by("user__name", "id"),
            label=gettext("Member"),
            help_text=gettext("Somebody who was invited with the role client."),
        )


def list_of_walls(_: Any) -> str:
    """Back to the list: the case may be hidden from who placed the wall."""
    return list_of(Wall)


def of_client(made: Any) -> str:
    """Back to the client of an access."""
    return page_of(made.client)


WALL_ACT = Act(
    name="place-wall",
    label=_("Keep someone out"),
    icon="front_hand",
    service=walls.wall_place,
    capabilities=("wall.manage",),
    row_id="case_id",
    versioned=False,
    form=WallForm,
    explain=_(
        "From their next request on the case is absent for them: in lists, searches, counts, history and mail."
    ),
    done=_("The wall stands."),
    variant="danger",
    lands=list_of_walls,
)
PORTAL_ACT = Act(
    name="open-portal",
    label=_("Open portal"),
    icon="door_open",
    service=portal.portal_access_grant,
    capabilities=("portal.manage",),
    row_id="client_id",
    versioned=False,
    form=PortalAccessForm,
    explain=_(
        "They see the status of this client's cases and the letters that are shared, and send documents."
    ),
    done=_("The portal is open to them."),
    lands=of_client,
)


@admin.register(Wall)
class WallAdmin(FirmAdmin):
    """Who is kept from which case."""

    read_capability = "wall.manage"
    list_display = ["case", "member", "reason", "placed_by", "placed", "lifted"]
    list_filter = [("lifted_at", admin.EmptyFieldListFilter)]
    search_fields = ["case__number", "case__title", "member__user__name"]
    ordering = ["-created_at", "-id"]
    empty = _("No walls. Keep someone from a case with the button on the case's page.")
    acts = [
        Act(
            name="lift",
            label=_("Lift"),
            icon="lock_open",
            service=walls.wall_lift,
            capabilities=("wall.manage",),
            row_id="wall_id",
            form=LiftForm,
            explain=_("The member sees the case again. The wall stays on the record."),
            fits=lambda row: row.lifted_at is None,
            done=_("The wall is lifted."),
            variant="danger",
        ),
    ]

    def rows(self, member: Member) -> QuerySet[Wall]:
        """The door to walls."""
        return wall_list()

    def title_of(self, row: Wall) -> str:
        """Who is kept from what."""
        return gettext("%(member)s kept from %(case)s") % {"member": row.member, "case": row.case}

    @admin.display(description=_("Placed"), ordering="created_at")
    def placed(self, row: Wall) -> Any:
        """Since when it stands."""
        return instant(row.created_at)

    @admin.display(description=_("Lifted"), ordering="lifted_at")
    def lifted(self, row: Wall) -> Any:
        """Until when it stood."""
        return instant(row.lifted_at)


@admin.register(PortalAccess)
class PortalAccessAdmin(FirmAdmin):
    """Which client looks at their own cases."""

    read_capability = "portal.manage"
    list_display = ["member", "client", "granted_by", "opened", "closed"]
    search_fields = ["client__name", "member__user__name"]
    ordering = ["-created_at", "-id"]
    empty = _("Nobody looks through the portal. Open it to a client with the button on the client's page.")
    acts = [
        Act(
            name="end",
            label=_("Close portal"),
            icon="door_front",
            service=portal.portal_access_end,
            capabilities=("portal.manage",),
            row_id="access_id",
            explain=_("They see nothing of the firm from their next request on."),
            fits=lambda row: row.ended_at is None,
            done=_("The portal is closed to them."),
            variant="danger",
        ),
    ]

    def rows(self, member: Member) -> QuerySet[PortalAccess]:
        """The door to accesses."""
        return portal_access_list()

    @admin.display(description=_("Opened"), ordering="created_at")
    def opened(self, row: PortalAccess) -> Any:
        """Since when they look."""
        return instant(row.created_at)

    @admin.display(description=_("Closed"), ordering="ended_at")
    def closed(self, row: PortalAccess) -> Any:
        """Until when they looked."""
        return instant(row.ended_at)
