"""A passkey in a real browser, with a virtual authenticator: added on the pages of the account, then signed in by."""

import pytest

from claimback.accounts.models import User
from tests.browser import CHROMIUM
from tests.signing_in import ready

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,  # A browser starts, and real commits need a database of their own.
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"{CHROMIUM} is missing: apt-get install chromium"),
]

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def told(committed_db, law):
    """No story: only an attorney who can sign in."""
    ready(User.objects.get(id=law.attorney.user_id))


@pytest.fixture
def address(address):
    """By name: a passkey belongs to a domain, and an IP address is none."""
    return address.replace("127.0.0.1", "localhost")


def test_a_passkey_is_added_and_signs_in(window, address, law):
    page = window.page
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    made = device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})

    page.goto(f"{address}/accounts/2fa/webauthn/add/")
    page.fill("#id_name", "The office laptop")
    page.check("#id_passwordless")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/accounts/2fa/recovery-codes/")
    [kept] = device.send("WebAuthn.getCredentials", made)["credentials"]
    assert (kept["rpId"], kept["isResidentCredential"]) == ("localhost", True)
    page.goto(f"{address}/accounts/2fa/webauthn/")
    assert "The office laptop" in page.inner_text("main table")
    assert "Passkey" in page.inner_text("main table")

    page.goto(f"{address}/accounts/logout/")
    page.click("main form button[type=submit]")
    page.goto(f"{address}/admin/login/?next=/admin/")
    page.click("#passkey_login")
    page.wait_for_url(window.root)
    [used] = device.send("WebAuthn.getCredentials", made)["credentials"]
    assert used["signCount"] == kept["signCount"] + 1
    assert window.problems == []
