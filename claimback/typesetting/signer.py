"""Who signs for this installation: the key that was configured, or one derived from its secret."""

from urllib.parse import urlsplit

from django.conf import settings

from claimback.typesetting.signing import Identity, identity


def signer() -> Identity:
    """The installation's identity on signed documents. Raises ValueError for a key that is none."""
    name = urlsplit(settings.SITE_URL).hostname or "ClaimBack"
    return identity(settings.DOCUMENT_SIGNING_KEY, settings.SECRET_KEY, name)
