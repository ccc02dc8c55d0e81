"""How a firm's members may sign in beside their own password: identity providers, and the domains proven to be its."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from claimback.audit.models import Audited
from claimback.tenancy.models import FirmForeignKey, FirmRow
from claimback.tenancy.row_security import firm_constraints
from claimback.vault.fields import SealedField
from claimback.vault.rows import SealedRow

OIDC, SAML = "oidc", "saml"
CONNECTION_KINDS = {OIDC: "OpenID Connect", SAML: "SAML 2.0"}


class Connection(SealedRow):
    """An identity provider of the firm's. Ended, never deleted: the history goes on naming it."""

    name = models.CharField(max_length=60, help_text=_("What members see where they choose it."))
    kind = models.CharField(max_length=20, choices=CONNECTION_KINDS)
    issuer = models.CharField(
        max_length=300, help_text=_("OpenID Connect: its address. SAML: its entity ID.")
    )
    client_id = models.CharField(max_length=200, blank=True, help_text=_("OpenID Connect: who we are to it."))
    client_secret = SealedField("prose", max_length=200)
    sso_url = models.URLField(max_length=300, blank=True, help_text=_("SAML: where its sign-in begins."))
    certificate = models.TextField(blank=True, help_text=_("SAML: what its answers are signed with."))
    asks_second_factor = models.BooleanField(
        default=False, help_text=_("It asks for a second factor itself: ours is not asked for then.")
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *firm_constraints("firms_connection"),
            Audited(name="firms_connection_audit", veiled=["client_secret"]),
        ]
        indexes = [models.Index(fields=["firm", "created_at", "id"], name="firms_connection_created")]
        verbose_name = _("sign-in connection")

    def __str__(self) -> str:
        return self.name

    @property
    def provider_id(self) -> str:
        """Its name in addresses and sessions: the firm's id and its own."""
        return f"{self.firm_id}.{self.id}"


class SignInDomain(FirmRow):
    """A domain of e-mail addresses for which a connection may speak, once it is proven to be the firm's."""

    connection = FirmForeignKey(Connection, related_name="domains")
    domain = models.CharField(max_length=253)
    token = models.CharField(
        max_length=64, editable=False, help_text=_("What the domain publishes as proof.")
    )
    verified_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *firm_constraints("firms_signindomain", "connection"),
            models.UniqueConstraint(
                fields=["firm", "domain"],
                condition=models.Q(ended_at__isnull=True),
                name="firms_signindomain_once",
            ),
            Audited(name="firms_signindomain_audit"),
        ]
        indexes = [models.Index(fields=["firm", "created_at", "id"], name="firms_signindomain_created")]
        verbose_name = _("sign-in domain")

    def __str__(self) -> str:
        return self.domain
