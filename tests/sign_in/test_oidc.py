"""OpenID Connect against a real provider: whom it may sign in, and which doors that opens."""

import time
from urllib.parse import urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from django.test import Client

from claimback.accounts.models import User
from claimback.firms.services import sign_in
from claimback.tenancy.services.members import member_add
from tests.sign_in.conftest import prove, through
from tests.sign_in.provider import asked
from tests.signing_in import code, ready, signed_in

ATTORNEY = "attorney@marlowe-law.example"


def signed_in_by(client: Client) -> bool:
    """Whether somebody is signed in."""
    return "_auth_user_id" in client.session


def members(firm) -> str:
    """A page of the firm's API."""
    return f"/api/v1/firms/{firm.slug}/members"


def test_a_member_signs_in_by_the_firm_s_provider(provider, connect, law):
    client, answer = through(provider, connect(law), email=ATTORNEY)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/")
    assert client.get(members(law)).status_code == 200
    assert not SocialAccount.objects.exists()


def test_the_page_leads_from_an_address_to_its_provider(connect, law):
    connection = connect(law)
    client = Client()
    found = client.post("/accounts/sign-in/", {"email": "Somebody@Marlowe-Law.example"})
    assert found.headers["Location"] == f"/accounts/sign-in/{connection.provider_id}/"
    begun = client.get(found.headers["Location"])
    assert begun.headers["Location"].startswith(f"/accounts/oidc/{connection.provider_id}/login/")
    assert b"Go on" in client.get(begun.headers["Location"]).content
    nobody = client.post("/accounts/sign-in/", {"email": "a@elsewhere.example"})
    assert b"No firm signs its members in by this domain" in nobody.content


@pytest.mark.parametrize(
    ("why", "claims"),
    [
        ("another firm's domain, verified by its word", {"email": "attorney@summit-adjusters.example"}),
        ("nobody's account", {"email": "nobody@marlowe-law.example"}),
        ("a domain that ends alike", {"email": "attorney@notmarlowe-law.example"}),
        ("no address", {}),
        ("another audience", {"email": ATTORNEY, "aud": "somebody-else"}),
        ("another issuer", {"email": ATTORNEY, "iss": "https://login.example"}),
        ("a token of yesterday", {"email": ATTORNEY, "exp": int(time.time()) - 86_400}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_whom_the_provider_may_not_vouch_for_is_not_signed_in(provider, connect, law, why, claims):
    client, answer = through(provider, connect(law), **{"email_verified": True, **claims})
    assert answer.status_code == 403, why
    assert b"You were not signed in" in answer.content
    assert not signed_in_by(client)


def test_a_token_signed_by_another_key_is_refused(provider, connect, law):
    provider.signs_with = generate_private_key(65537, 2048)
    client, answer = through(provider, connect(law), email=ATTORNEY)
    assert answer.status_code == 403
    assert not signed_in_by(client)


def test_a_token_signed_by_a_secret_is_refused(provider, connect, law):
    provider.secret = "a secret of thirty-two letters or more"
    client, answer = through(provider, connect(law), email=ATTORNEY)
    assert answer.status_code == 403
    assert not signed_in_by(client)


@pytest.mark.parametrize("nonce", ["", "0" * 64])
def test_a_token_of_another_sign_in_is_refused(provider, connect, law, nonce):
    client, answer = through(provider, connect(law), email=ATTORNEY, nonce=nonce)
    assert answer.status_code == 403
    assert not signed_in_by(client)


def test_an_unverified_domain_counts_for_nothing(provider, connect, law):
    connection = connect(law, "other-domain.example")
    with law.scope(law.owner):
        sign_in.domain_add(actor=law.owner, connection_id=connection.id, domain="marlowe-law.example")
    client, answer = through(provider, connection, email=ATTORNEY)
    assert answer.status_code == 403
    assert not signed_in_by(client)


def test_a_forged_return_is_refused(provider, connect, law):
    connection = connect(law)
    provider.claims = {"email": ATTORNEY}
    theirs = Client().post(f"/accounts/oidc/{connection.provider_id}/login/")
    back = urlsplit(provider.authorize(asked(theirs.headers["Location"])))
    client = Client()
    assert client.get(f"{back.path}?{back.query}").status_code == 403
    assert not signed_in_by(client)


@pytest.fixture
def of_both(law, adjusters, db) -> User:
    """The law firm's attorney, who is a member of the other firm too."""
    user = User.objects.get(id=law.attorney.user_id)
    with adjusters.scope(adjusters.owner):
        member_add(actor=adjusters.owner, user=user, role="viewer")
    return user


def test_one_firm_s_provider_never_opens_another_firm(provider, connect, law, adjusters, of_both):
    own = Client()
    signed_in(own, of_both)
    assert own.get(members(adjusters)).status_code == 200
    client, _ = through(provider, connect(law, asks_second_factor=True), email=ATTORNEY)
    assert client.get(members(law)).status_code == 200
    absent = client.get("/api/v1/firms/there-is-none/members")
    refused = client.get(members(adjusters))
    assert (refused.status_code, refused.content) == (404, absent.content)
    assert client.get(f"/firms/{law.slug}/admin/").status_code == 200
    assert client.get(f"/firms/{adjusters.slug}/admin/").status_code == 404
    assert client.get("/admin/").headers["Location"] == f"/firms/{law.slug}/admin/"


def test_the_user_s_own_proof_opens_the_other_firm(provider, connect, law, adjusters, of_both):
    secret = ready(of_both)
    client, _ = through(provider, connect(law), email=ATTORNEY)
    client.post("/accounts/2fa/authenticate/", {"code": code(secret)})
    assert client.get(members(adjusters)).status_code == 404
    answer = client.post("/accounts/reauthenticate/", {"password": "a-password-for-looking"})
    assert answer.status_code == 302
    assert client.get(members(adjusters)).status_code == 200


def test_such_a_session_changes_nothing_of_the_account(provider, connect, law):
    client, _ = through(provider, connect(law), email=ATTORNEY)
    for page in ("2fa/totp/activate/", "2fa/", "password/set/", "password/change/", "email/", "sessions/"):
        assert client.get(f"/accounts/{page}").status_code == 403, page
    answer = client.get("/api/v1/auth/browser/v1/account/authenticators/totp")
    assert (answer.status_code, answer.json()["code"]) == (403, "own_proof_required")
    assert client.get("/accounts/logout/").status_code == 200


@pytest.mark.parametrize("vouched", [False, True])
def test_the_provider_s_second_factor_counts_where_the_firm_says_so(provider, connect, law, vouched):
    client, _ = through(provider, connect(law, asks_second_factor=vouched), email=ATTORNEY)
    assert (client.get(f"/firms/{law.slug}/admin/").status_code == 200) is vouched


def test_the_end_of_a_connection_ends_its_sessions_and_no_others(provider, connect, law):
    connection = connect(law)
    client, _ = through(provider, connection, email=ATTORNEY)
    own = Client()
    signed_in(own, User.objects.get(email=ATTORNEY))
    with law.scope(law.owner):
        sign_in.connection_end(actor=law.owner, connection_id=connection.id)
    assert client.get(members(law)).status_code == 401
    assert own.get(members(law)).status_code == 200
    assert Client().post(f"/accounts/oidc/{connection.provider_id}/login/").status_code == 404


def test_a_signed_in_user_cannot_be_joined_to_a_provider(provider, connect, law, of_both):
    connection = connect(law)
    client = Client()
    signed_in(client, of_both)
    provider.claims = {"email": ATTORNEY, "sub": "an-attacker"}
    begun = client.post(f"/accounts/oidc/{connection.provider_id}/login/?process=connect")
    back = urlsplit(provider.authorize(asked(begun.headers["Location"])))
    assert client.get(f"{back.path}?{back.query}").status_code == 403
    assert not SocialAccount.objects.exists()


def test_a_provider_in_a_private_network_is_not_asked(provider, connect, law, settings):
    connection = connect(law)
    settings.SIGN_IN_NETWORKS = []
    asked_of = len(provider.asked)
    answer = Client().post(f"/accounts/oidc/{connection.provider_id}/login/")
    assert answer.status_code == 403
    assert len(provider.asked) == asked_of


@pytest.mark.parametrize("broken", ["discovery", "keys", "token"])
def test_a_provider_that_answers_nonsense_signs_nobody_in(provider, connect, law, broken):
    connection = connect(law)
    provider.broken = broken
    client = Client()
    begun = client.post(f"/accounts/oidc/{connection.provider_id}/login/")
    if broken != "discovery":
        back = urlsplit(provider.authorize(asked(begun.headers["Location"])))
        begun = client.get(f"{back.path}?{back.query}")
    assert begun.status_code == 403
    assert not signed_in_by(client)


def test_two_firms_of_one_domain_are_a_choice(provider, connect, law, adjusters):
    connect(law, "shared.example")
    second = connect(adjusters)
    with adjusters.scope(adjusters.owner):
        prove(adjusters, second, "shared.example")
    page = Client().post("/accounts/sign-in/", {"email": "a@shared.example"})
    assert page.content.count(b"Office sign-in") == 2


def test_the_list_of_providers_is_nobody_s(connect, law):
    connect(law)
    config = Client().get("/api/v1/auth/browser/v1/config").json()
    assert config["data"].get("socialaccount", {}).get("providers", []) == []
