"""Opening a firm with its first owner, by who runs the installation."""

from dataclasses import dataclass
from typing import Final

from allauth.account.app_settings import PASSWORD_RESET_TOKEN_GENERATOR
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email, validate_slug
from django.db import transaction
from django.urls import reverse

from claimback.accounts.models import User
from claimback.accounts.selectors import user_by_email
from claimback.accounts.services import email_prove
from claimback.kernel.errors import invalid
from claimback.tenancy.models import Firm
from claimback.tenancy.services import firm_open

_SLUG_LIMIT: Final = 60


@dataclass(frozen=True, slots=True)
class Begun:
    """A firm that was opened, and the link by which its owner sets a password; empty for who had an account."""

    firm: Firm
    link: str


def firm_begin(
    *,
    slug: str,
    name: str,
    kind: str,
    owner_email: str,
    owner_name: str,
    docket_email: str,
    time_zone: str,
) -> Begun:
    """Open a firm whose first owner has this e-mail address, which the operator vouches for; all of it or nothing.

    Raises Invalid that names the field, Conflict for a slug that is taken.
    """
    try:
        validate_slug(slug)
    except ValidationError:
        slug = ""
    if not 0 < len(slug) <= _SLUG_LIMIT:
        raise invalid("slug", f"A slug has up to {_SLUG_LIMIT} letters, digits, hyphens and underscores.")
    if not name.strip():
        raise invalid("name", "Give the firm's name.")
    for field, address in [("owner", owner_email), ("docket_email", docket_email)]:
        try:
            validate_email(address)
        except ValidationError:
            raise invalid(field, f"“{address}” is no e-mail address.") from None
    with transaction.atomic():
        known = user_by_email(owner_email)
        owner = known or User.objects.create_user(owner_email, owner_name or owner_email.partition("@")[0])
        if known is None:
            email_prove(user=owner)
        firm, _ = firm_open(
            slug=slug,
            name=name.strip(),
            kind=kind,
            owner=owner,
            docket_email=docket_email,
            time_zone=time_zone,
        )
    return Begun(firm, "" if known is not None and known.has_usable_password() else password_link(owner))


def password_link(user: User) -> str:
    """The address of the page on which the user sets a password. It holds for three days, or until they did."""
    token = PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    path = reverse("account_reset_password_from_key", args=(user_pk_to_url_str(user), token))
    return f"{settings.SITE_URL}{path}"
