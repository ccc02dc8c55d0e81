"""The page on which a firm lets the assistant read its letters, and takes that back."""

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import ActForm, choice
from claimback.tenancy.member import Member
from letters.assistant.chosen import assistant_destination
from letters.models import AssistantPermission
from letters.selectors import assistant_permission_list
from letters.services.assistant_permissions import assistant_permission_give, assistant_permission_withdraw


class PermissionForm(ActForm):
    """The destination that is agreed to: the one that the installation has."""

    def prepare(self) -> None:
        """The present one."""
        present = assistant_destination()
        self.fields["destination"] = choice(
            {present: present} if present else {},
            label=gettext("Letters go to"),
            help_text=""
            if present
            else gettext("This installation has no assistant. Who runs it chooses one with ASSISTANT."),
        )


@admin.register(AssistantPermission)
class AssistantPermissionAdmin(FirmAdmin):
    """The firm's permissions for the assistant."""

    read_capability = "firm.read"
    list_display = ["destination", "given_by", "created_at", "withdrawn_at"]
    ordering = ["-created_at", "-id"]
    empty = _("Letters are read by rules alone, and leave this installation for no reader.")
    add_act = Act(
        name="add",
        label=_("Let the assistant read letters"),
        service=assistant_permission_give,
        capabilities=("assistant.manage",),
        form=PermissionForm,
        versioned=False,
        explain=_(
            "From then on, the text of every letter that decides against a claim is sent there when it is read, with "
            "all that it says of your client's health and person. Be sure that your agreements with your clients, and "
            "with whoever runs it, allow that. It may propose reasons that the rules missed, each in the letter's own "
            "words; none counts before a member accepts it."
        ),
        done=_("The assistant reads letters from now on."),
        reauthenticate=True,
    )
    acts = [
        Act(
            name="withdraw",
            label=_("Withdraw"),
            icon="block",
            service=assistant_permission_withdraw,
            capabilities=("assistant.manage",),
            row_id="permission_id",
            fits=lambda row: row.withdrawn_at is None,
            explain=_("Nothing is sent to the assistant any more. What it proposed before stays."),
            done=_("The assistant reads nothing any more."),
        ),
    ]

    def rows(self, member: Member) -> QuerySet[AssistantPermission]:
        """The firm's permissions."""
        return assistant_permission_list()
