"""The admin page of the firm itself, with its legal hold. Exporting and erasing are commands of the installation."""

from django.contrib import admin

from claimback.firms.services.life import legal_hold_place, legal_hold_release
from claimback.tenancy.admin import FirmItselfAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import ActForm, text
from claimback.tenancy.models import Firm


class ReasonForm(ActForm):
    """Why."""

    reason = text(long=True, help_text="The matter, and who asked for it. It stays in the history.")


class FirmPage(FirmItselfAdmin):
    """The firm."""

    acts = [
        Act(
            name="hold",
            label="Place a legal hold",
            icon="gavel",
            service=legal_hold_place,
            capabilities=("firm.manage",),
            versioned=False,
            form=ReasonForm,
            fits=lambda firm: firm.legal_hold_at is None,
            explain="Nothing of the firm can be erased until it is released.",
            done="The firm is under a legal hold.",
            reauthenticate=True,
        ),
        Act(
            name="release",
            label="Release the legal hold",
            icon="lock_open",
            service=legal_hold_release,
            capabilities=("firm.manage",),
            versioned=False,
            form=ReasonForm,
            fits=lambda firm: firm.legal_hold_at is not None,
            explain="The firm can be erased from then on, by who runs the installation.",
            done="The legal hold is released.",
            reauthenticate=True,
        ),
    ]


admin.site.unregister(Firm)
admin.site.register(Firm, FirmPage)
