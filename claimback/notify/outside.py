"""A sign of life to somebody outside, who notices when it stops: the way that needs nothing of ours to work."""

import logging
from typing import Final

import requests

TIMEOUT_SECONDS: Final = 5

log = logging.getLogger(__name__)


def heartbeat_tell(url: str) -> bool:
    """Ask for `url`, which the operator set; nothing where it is empty. A failure is logged and harms nothing."""
    if not url:
        return False
    try:
        requests.get(url, timeout=TIMEOUT_SECONDS, allow_redirects=False).raise_for_status()
    except requests.RequestException as error:
        log.warning("The sign of life was not taken outside: %s.", type(error).__name__)
        return False
    return True
