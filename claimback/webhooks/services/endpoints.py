"""A firm's endpoints: added, changed, their secrets rotated, disabled and enabled by a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit
from uuid import UUID

from django.conf import settings

from claimback.kernel.clock import now
from claimback.kernel.errors import Conflict, invalid
from claimback.kernel.etag import check_version
from claimback.kernel.outgoing import AddressRefused, address_of
from claimback.tenancy.member import Member
from claimback.tenancy.rows import locked
from claimback.webhooks.catalogue import KINDS
from claimback.webhooks.models import Endpoint
from claimback.webhooks.selectors import endpoint_list, latest_number, signing_secrets
from claimback.webhooks.signature import new_secret

ENDPOINTS_LIMIT: Final = 20
"""Of one firm: each is told of every change."""

OVERLAP_HOURS: Final = 24
OVERLAP_HOURS_LIMIT: Final = 168


@dataclass(frozen=True, slots=True)
class IssuedSecret:
    """An endpoint's new secret: the one time that it is shown."""

    id: UUID
    secret: str
    former_until: datetime | None
    version: int


def endpoint_add(
    *, actor: Member, url: str, description: str = "", kinds: Sequence[str] = ()
) -> IssuedSecret:
    """A new endpoint that is told of what changes from now on. Raises Invalid, Conflict beyond the limit, Forbidden."""
    actor.require("webhook.manage")
    _check_url(url)
    _check_kinds(kinds)
    if endpoint_list().filter(disabled_at=None).count() >= ENDPOINTS_LIMIT:
        raise Conflict(f"A firm has at most {ENDPOINTS_LIMIT} endpoints. Disable one first.")
    secret = new_secret()
    made = Endpoint.objects.create(
        url=url,
        description=description,
        kinds=sorted(set(kinds)),
        member_id=actor.member_id,
        secret=secret,
        told_until=latest_number(),
    )
    return IssuedSecret(made.id, secret, None, made.version)


def endpoint_change(*, actor: Member, endpoint_id: UUID, version: int | None, **changes: Any) -> Endpoint:
    """Change `url`, `description` or `kinds`. The actor's walls hold for it from now on.

    Raises NotFound, PreconditionFailed, Invalid, Forbidden.
    """
    actor.require("webhook.manage")
    if "url" in changes:
        _check_url(changes["url"])
    if "kinds" in changes:
        _check_kinds(changes["kinds"])
        changes["kinds"] = sorted(set(changes["kinds"]))
    endpoint = _at(endpoint_id, version)
    endpoint.change(**changes, member_id=actor.member_id)
    return endpoint


def endpoint_rotate(
    *, actor: Member, endpoint_id: UUID, version: int | None, overlap_hours: int = OVERLAP_HOURS
) -> IssuedSecret:
    """A new secret. The old one signs beside it for `overlap_hours`; one that it replaced before signs no more.

    Raises NotFound, PreconditionFailed, Invalid, Forbidden.
    """
    actor.require("webhook.manage")
    if not 0 <= overlap_hours <= OVERLAP_HOURS_LIMIT:
        raise invalid("overlap_hours", f"Give 0 to {OVERLAP_HOURS_LIMIT} hours.")
    endpoint = _at(endpoint_id, version)
    until = now() + timedelta(hours=overlap_hours) if overlap_hours else None
    former, secret = signing_secrets(endpoint)[0], new_secret()
    # A sealed value belongs to its column: the old secret is sealed anew in its new place.
    endpoint.change(secret=secret, former_secret=former if until else None, former_until=until)
    return IssuedSecret(endpoint.id, secret, until, endpoint.version)


def endpoint_disable(*, actor: Member, endpoint_id: UUID, version: int | None) -> Endpoint:
    """Send nothing there any more; what is owed waits. A second call changes nothing.

    Raises NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("webhook.manage")
    endpoint = _at(endpoint_id, version)
    if endpoint.disabled_at is None:
        endpoint.change(disabled_at=now(), disabled_by_id=actor.member_id)
    return endpoint


def endpoint_enable(
    *, actor: Member, endpoint_id: UUID, version: int | None, catch_up: bool = True
) -> Endpoint:
    """Send there again. With `catch_up` what changed meanwhile is told too, else only what changes from now on.

    Raises Conflict for one that is not disabled, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("webhook.manage")
    endpoint = _at(endpoint_id, version)
    if endpoint.disabled_at is None:
        raise Conflict("This endpoint is not disabled.")
    fresh = {} if catch_up else {"told_until": latest_number()}
    endpoint.change(disabled_at=None, disabled_by_id=None, failing_since=None, **fresh)
    return endpoint


def _at(endpoint_id: UUID, version: int | None) -> Endpoint:
    endpoint = locked(endpoint_list(), endpoint_id)
    check_version(endpoint.version, version)
    return endpoint


def _check_kinds(kinds: Sequence[str]) -> None:
    for index, name in enumerate(kinds):
        if name not in KINDS:
            raise invalid(f"kinds/{index}", "There is no such kind of change.")


def _check_url(url: str) -> None:
    """Raises Invalid for an address that would not be connected to; at each connection it is looked at again."""
    parts, port = _parts(url)
    schemes = {"https": 443, "http": 80} if settings.WEBHOOK_NETWORKS else {"https": 443}
    if parts.scheme not in schemes or not parts.hostname:
        raise invalid("url", "Give an address that begins with https://.")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise invalid("url", "An address with a user, a password or a fragment is not taken.")
    if not url.isascii() or not url.isprintable() or " " in url:
        raise invalid("url", "Write the address in ASCII, without spaces.")
    try:
        address_of(parts.hostname, port or schemes[parts.scheme], settings.WEBHOOK_NETWORKS)
    except AddressRefused:
        raise invalid("url", "This leads to an address that is not public.") from None
    except (OSError, UnicodeError):
        raise invalid("url", "No server has this name at present.") from None


def _parts(url: str) -> tuple[SplitResult, int | None]:
    try:
        parts = urlsplit(url)
        return parts, parts.port
    except ValueError:
        raise invalid("url", "This is no address.") from None
