"""Reading keys: the one door to them. Nothing but this package has use for it."""

from django.db.models import QuerySet

from claimback.kernel.reading import prepared_cursor
from claimback.tenancy.scope import current_firm_id
from claimback.vault.models import DESTROYED, FirmKey, Reveal

_CURRENT = (
    "SELECT number, wrapped, master_key FROM vault_firmkey WHERE firm_id = %s AND state = 'current' FOR SHARE"
)


def key_list() -> QuerySet[FirmKey]:
    """The keys of the firm whose scope is open."""
    return FirmKey.objects.all()


def living_keys() -> QuerySet[FirmKey]:
    """Those that still open something, the newest first."""
    return key_list().exclude(state=DESTROYED).order_by("-number")


def current_key() -> tuple[int, bytes, str] | None:
    """Number, wrapped bytes and master key of what seals now; it is not retired before this transaction ends.

    So a rotation waits for whoever seals, and finds every row that they left. None before a firm's first key.
    """
    with prepared_cursor() as cursor:
        # Whoever waited for a rotation finds nothing at first: the key that it made is later than the question.
        for _ in range(2):
            cursor.execute(_CURRENT, [current_firm_id()])
            found = cursor.fetchone()
            if found is not None:
                return found[0], bytes(found[1]), found[2]
    return None


def reveal_list() -> QuerySet[Reveal]:
    """Who saw which sealed values."""
    return Reveal.objects.all()
