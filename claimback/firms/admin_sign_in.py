"""Admin pages of a firm's identity providers and sign-in domains. Every act wants a fresh proof of who asks."""

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldBooleanSwitchWidget

from claimback.firms.models import Connection, SignInDomain
from claimback.firms.models.sign_in import CONNECTION_KINDS
from claimback.firms.selectors.sign_in import connection_list, domain_list
from claimback.firms.services import sign_in as services
from claimback.firms.sign_in_domains import file_address, proof_line, record_name
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import ActForm, choice, reference, text
from claimback.tenancy.member import Member

_MANAGE = ("firm.manage",)


class ConnectionForm(ActForm):
    """A new identity provider, of either kind."""

    kind = choice(CONNECTION_KINDS)
    name = text(max_length=60, help_text=_("What members see where they choose it."))
    issuer = text(max_length=300, required=False, help_text=_("OpenID Connect: the provider's address."))
    client_id = text(max_length=200, required=False, help_text=_("OpenID Connect: who we are to it."))
    client_secret = text(
        max_length=200, required=False, help_text=_("OpenID Connect. It is not shown again.")
    )
    metadata = text(long=True, required=False, help_text=_("SAML: the provider's whole XML document."))
    asks_second_factor = forms.BooleanField(
        required=False,
        widget=UnfoldBooleanSwitchWidget(),
        help_text=_("It asks for a second factor itself: ours is not asked for then."),
    )


class DomainForm(ActForm):
    """A domain for a connection to speak for."""

    domain = text(max_length=253, help_text=_("The part of your e-mail addresses behind the @."))

    def prepare(self) -> None:
        """The connections that have not ended."""
        living = connection_list().filter(ended_at=None)
        self.fields = {"connection_id": reference(living, label=gettext("Connection")), **self.fields}


@admin.register(Connection)
class ConnectionAdmin(FirmAdmin):
    """The firm's identity providers."""

    read_capability = "firm.manage"
    list_display = ["name", "kind", "issuer", "asks_second_factor", "ended_at"]
    exclude = ["certificate"]
    ordering = ["-created_at", "id"]
    empty = _(
        "Members sign in by password and second factor. Add your identity provider to let it sign them in."
    )
    add_act = Act(
        name="add",
        label=_("Add identity provider"),
        service=services.connection_add,
        capabilities=_MANAGE,
        form=ConnectionForm,
        versioned=False,
        reauthenticate=True,
    )
    acts = [
        Act(
            name="end",
            label=_("End"),
            icon="block",
            service=services.connection_end,
            capabilities=_MANAGE,
            row_id="connection_id",
            fits=lambda row: row.ended_at is None,
            explain=_("It signs nobody in any more, and every session that it opened ends now."),
            done=_("The connection has ended."),
            reauthenticate=True,
        )
    ]

    def rows(self, member: Member) -> QuerySet[Connection]:
        """The firm's connections."""
        return connection_list()


@admin.register(SignInDomain)
class SignInDomainAdmin(FirmAdmin):
    """The domains for which the firm's identity providers may speak."""

    read_capability = "firm.manage"
    list_display = ["domain", "connection", "verified_at", "ended_at"]
    ordering = ["-created_at", "id"]
    exclude = ["token"]
    empty = _(
        "A connection signs nobody in before one of its domains is verified. Add the domain of your addresses."
    )
    add_act = Act(
        name="add",
        label=_("Add domain"),
        service=services.domain_add,
        capabilities=_MANAGE,
        form=DomainForm,
        versioned=False,
        reauthenticate=True,
    )
    acts = [
        Act(
            name="verify",
            label=_("Verify"),
            icon="verified",
            variant="primary",
            service=services.domain_verify,
            capabilities=_MANAGE,
            row_id="domain_id",
            fits=lambda row: row.verified_at is None and row.ended_at is None,
            explain=_(
                "The TXT record and then the file are looked at now. A new record may take an hour to be seen."
            ),
            done=_("The domain is verified."),
            reauthenticate=True,
        ),
        Act(
            name="end",
            label=_("Give up"),
            icon="block",
            service=services.domain_end,
            capabilities=_MANAGE,
            row_id="domain_id",
            fits=lambda row: row.ended_at is None,
            explain=_("Its connection no longer speaks for it, and the sessions that it opened end now."),
            done=_("The domain is given up."),
            reauthenticate=True,
        ),
    ]

    def rows(self, member: Member) -> QuerySet[SignInDomain]:
        """The firm's domains."""
        return domain_list()

    def facts(self, row: SignInDomain) -> list[tuple[str, object]]:
        """The row's columns, with what to publish and where."""
        return [
            *super().facts(row),
            (gettext("Publish the line"), proof_line(row.token)),
            (gettext("As the TXT record"), record_name(row.domain)),
            (gettext("Or in the file"), file_address(row.domain)),
        ]
