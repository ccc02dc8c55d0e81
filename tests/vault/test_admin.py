"""Identifiers in the admin: masked on every page, changed by typing over them, shown by a button that asks why."""

import pytest

from cases.models import Client, Policy
from claimback.vault.models import Reveal
from claimback.vault.services.reveals import sealed_use
from tests.admin.conftest import desk  # noqa: F401 - a fixture
from tests.vault.conftest import BORN, MEMBER_NUMBER, NUMBER, SSN, sealed_client, sealed_policy


@pytest.fixture
def known(db, law):
    with law.scope():
        client = sealed_client(law)
        return client, sealed_policy(law, client)


def use(law, row, *names):
    return sealed_use(actor=law.attorney, row=row, fields=names, purpose="a test")


def test_pages_show_masks_alone(desk, law, known):  # noqa: F811
    client, policy = known
    admin = desk(law, "case_staff")
    for path in ("cases/client/", f"cases/client/{client.id}/change/", f"cases/client/{client.id}/edit/"):
        text = admin.get(path).content.decode()
        assert SSN not in text
        assert str(BORN) not in text
    assert "•••• 4321" in text
    text = admin.get(f"cases/policy/{policy.id}/change/").content.decode()
    assert "•••• 7765" in text
    assert NUMBER not in text
    assert MEMBER_NUMBER not in text
    assert "Number index" not in text


def test_the_masked_form_is_no_change_and_what_is_typed_over_it_is(desk, law, known):  # noqa: F811
    policy = known[1]
    admin = desk(law, "case_staff")
    page = f"cases/policy/{policy.id}/edit/"
    with law.scope():
        row = Policy.objects.get(id=policy.id)
    same = {
        "version": row.version,
        "insurer_id": row.insurer_id,
        "name": "Gold plan",
        "line_of_business": "health",
        "plan_type": "erisa_insured",
        "jurisdiction": "TX",
        "number": "•••• 7765",
        "member_number": "AB-99-88-77-66",
        "group_number": "",
    }
    answer = admin.post(page, same)
    assert answer.status_code == 302, answer.content.decode()
    with law.scope():
        row = Policy.objects.get(id=policy.id)
        assert use(law, row, "number", "member_number", "group_number") == {
            "number": NUMBER,
            "member_number": "AB-99-88-77-66",
            "group_number": None,
        }
    refused = admin.post(page, same | {"version": row.version, "number": "•••• 7766"})
    assert refused.status_code == 200
    assert "This is the masked form" in refused.content.decode()


def test_the_button_shows_them_for_a_reason_that_is_kept(desk, law, known):  # noqa: F811
    client = known[0]
    admin = desk(law, "case_staff")
    page = f"cases/client/{client.id}/reveal/"
    assert SSN not in admin.get(page).content.decode()
    for lacking in ({"chosen": ["ssn"]}, {"reason": "why"}, {"chosen": ["name"], "reason": "why"}):
        answer = admin.post(page, lacking)
        assert answer.status_code == 200
        assert SSN not in answer.content.decode()
    with law.scope():
        assert not Reveal.objects.exists()
    shown = admin.post(page, {"chosen": ["ssn"], "reason": "The appeal form asks for it."})
    assert shown.status_code == 200
    assert "no-store" in shown["Cache-Control"]
    assert SSN in shown.content.decode()
    assert str(BORN) not in shown.content.decode()
    with law.scope():
        trace = Reveal.objects.get()
        assert (trace.row_id, trace.fields, trace.member_id) == (client.id, ["ssn"], law.staff.member_id)
    listed = desk(law, "owner").get("vault/reveal/").content.decode()
    assert "The appeal form asks for it." in listed
    assert SSN not in listed


@pytest.mark.parametrize("role", ["billing", "viewer"])
def test_who_may_not_reveal_has_no_button_and_no_page(desk, law, known, role):  # noqa: F811
    admin = desk(law, role)
    client = known[0]
    assert "/reveal/" not in admin.get(f"cases/client/{client.id}/change/").content.decode()
    page = f"cases/client/{client.id}/reveal/"
    assert admin.post(page, {"chosen": ["ssn"], "reason": "why"}).status_code == 403
    with law.scope():
        assert not Reveal.objects.exists()


def test_a_client_is_added_with_identifiers(desk, law, db):  # noqa: F811
    answer = desk(law, "case_staff").post(
        "cases/client/add/",
        {
            "kind": "person",
            "name": "Ben Quill",
            "time_zone": "America/Chicago",
            "ssn": SSN,
            "date_of_birth": BORN,
        },
    )
    assert answer.status_code == 302, answer.content.decode()
    with law.scope():
        row = Client.objects.get()
        assert use(law, row, "ssn", "date_of_birth", "tax_id") == {
            "ssn": SSN,
            "date_of_birth": BORN,
            "tax_id": None,
        }
