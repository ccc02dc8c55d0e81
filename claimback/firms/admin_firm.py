"""The admin page of the firm itself: how its members sign in, and its legal hold.

Exporting and erasing are commands of the installation.
"""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldBooleanSwitchWidget

from claimback.firms.services.life import legal_hold_place, legal_hold_release
from claimback.firms.services.sign_in import IDLE_MINUTES, sign_in_policy_set
from claimback.tenancy.admin import FirmItselfAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import ActForm, text
from claimback.tenancy.models import Firm


class ReasonForm(ActForm):
    """Why."""

    reason = text(long=True, help_text=_("The matter, and who asked for it. It stays in the history."))


class SignInForm(ActForm):
    """What is asked of every session."""

    second_factor_required = forms.BooleanField(
        required=False,
        widget=UnfoldBooleanSwitchWidget(),
        label=_("Second factor for everybody"),
        help_text=_("These pages ask for one in any case; the API and the portal then do too."),
    )
    idle_minutes = forms.IntegerField(
        min_value=IDLE_MINUTES[0],
        max_value=IDLE_MINUTES[-1],
        widget=UnfoldAdminIntegerFieldWidget(),
        label=_("Minutes without use"),
        help_text=_("After which a session no longer opens the firm."),
    )

    def prepare(self) -> None:
        """As it stands now."""
        for name in ("second_factor_required", "idle_minutes"):
            self.fields[name].initial = getattr(self.row, name)


class FirmPage(FirmItselfAdmin):
    """The firm."""

    acts = [
        Act(
            name="sign-in",
            label=_("Sign-in policy"),
            icon="passkey",
            service=sign_in_policy_set,
            capabilities=("firm.manage",),
            versioned=False,
            form=SignInForm,
            done=_("The policy holds from the next request on."),
            reauthenticate=True,
        ),
        Act(
            name="hold",
            label=_("Place a legal hold"),
            icon="gavel",
            service=legal_hold_place,
            capabilities=("firm.manage",),
            versioned=False,
            form=ReasonForm,
            fits=lambda firm: firm.legal_hold_at is None,
            explain=_("Nothing of the firm can be erased until it is released."),
            done=_("The firm is under a legal hold."),
            reauthenticate=True,
        ),
        Act(
            name="release",
            label=_("Release the legal hold"),
            icon="lock_open",
            service=legal_hold_release,
            capabilities=("firm.manage",),
            versioned=False,
            form=ReasonForm,
            fits=lambda firm: firm.legal_hold_at is not None,
            explain=_("The firm can be erased from then on, by who runs the installation."),
            done=_("The legal hold is released."),
            reauthenticate=True,
        ),
    ]


admin.site.unregister(Firm)
admin.site.register(Firm, FirmPage)
