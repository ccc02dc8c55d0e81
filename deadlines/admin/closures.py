"""Pages of announced closings."""

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import ActForm
from claimback.tenancy.member import Member
from deadlines.models import Closure
from deadlines.selectors import closure_list
from deadlines.services import closures


class ClosureForm(ActForm):
    """Which day, where, and who announced it."""

    model = Closure
    columns = ("on", "name", "jurisdiction", "source", "closed")

    def initial_of(self, row: Closure) -> dict[str, object]:
        """Closed, unless somebody says otherwise."""
        return {"closed": True}

    def prepare(self) -> None:
        """Most announcements close a day."""
        self.fields["closed"].initial = True
        self.fields["closed"].required = False


@admin.register(Closure)
class ClosureAdmin(FirmAdmin):
    """Days that are closed or open otherwise than the holiday calendars have it."""

    read_capability = "deadline.read"
    list_display = ["on", "name", "where", "kept", "source", "withdrawn_at"]
    list_filter = ["jurisdiction", "closed"]
    search_fields = ["name", "source"]
    ordering = ["-on", "-id"]
    empty = _(
        "Nothing was announced. Say here when courts or agencies close for a storm, or do not keep a holiday."
    )
    add_act = Act(
        name="add",
        label=_("Announce a closing"),
        service=closures.closure_add,
        capabilities=("closure.write",),
        versioned=False,
        form=ClosureForm,
        explain=_(
            "Holidays are known already. Dates that rest on the day are proposed anew; none moves by itself."
        ),
        done=_("It is said. Dates that rest on it are proposed anew."),
    )
    acts = [
        Act(
            name="withdraw",
            label=_("Take back"),
            icon="undo",
            service=closures.closure_withdraw,
            capabilities=("closure.write",),
            row_id="closure_id",
            fits=lambda row: row.withdrawn_at is None,
            explain=_("The calendar holds again."),
            done=_("It is taken back. Dates that rested on it are proposed anew."),
            variant="danger",
        ),
    ]

    @admin.display(description=_("Where"), ordering="jurisdiction")
    def where(self, row: Closure) -> str:
        """The place whose law it holds for."""
        return gettext(row.get_jurisdiction_display()) if row.jurisdiction else gettext("everywhere")

    @admin.display(description=_("The day is"), ordering="closed")
    def kept(self, row: Closure) -> str:
        """Closed, or open although a calendar has a holiday."""
        return gettext("closed") if row.closed else gettext("kept open")

    def rows(self, member: Member) -> QuerySet[Closure]:
        """The firm's announcements."""
        return closure_list()
