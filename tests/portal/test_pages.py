"""The portal's pages as a client sees them: status, what is asked, letters, what was sent; in English or Spanish."""

from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.test import Client as Browser

from cases.services.portal import portal_access_grant, portal_document_add
from cases.services.tasks import task_complete, task_open
from claimback.accounts.models import User
from claimback.firms.models import Invitation
from claimback.firms.notice_mail import notice_mails
from claimback.firms.services.client_words import client_invitation
from claimback.kernel.clock import now
from claimback.kernel.ids import new_id
from claimback.storage.models import KEPT, Access
from claimback.tenancy.scope import firm_scope
from claimback.tenancy.selectors import firm_get
from tests.cases import papers
from tests.firms import TestFirm
from tests.letters.matter import Matter, open_matter
from tests.signing_in import signed_in


@pytest.fixture
def told(db: None, law: TestFirm) -> Matter:
    """A matter whose client has the portal and is asked for a bill."""
    with law.scope():
        matter = open_matter(law)
        client = law.members["client"]
        portal_access_grant(actor=law.attorney, client_id=matter.case.client_id, member_id=client.member_id)
        task_open(
            actor=law.attorney,
            case_id=matter.case.id,
            title="Send the last bill",
            for_role="client",
            due_on=date(2027, 3, 4),
        )
        task_open(actor=law.attorney, case_id=matter.case.id, title="Our own working")
    return matter


@pytest.fixture
def browser(law: TestFirm) -> Browser:
    """The client's own."""
    made = Browser()
    signed_in(made, User.objects.get(id=law.members["client"].user_id))
    return made


def test_a_client_reads_of_their_case_in_english_or_spanish(
    law: TestFirm, told: Matter, browser: Browser, api: Any
) -> None:
    with law.scope():
        # As sharing leaves it; that only what is approved is shared is `tests/letters/test_sharing`'s.
        letter = told.draft()
        letter.change(shared_at=now(), document_id=papers.document(law.attorney, told.case.id).id)
    client = law.members["client"]
    with firm_scope(law.id, member_id=client.member_id):
        file = papers.file_row(client, KEPT)
        portal_document_add(actor=client, case_id=told.case.id, file_id=file.id, title="My bill", kind="bill")
    listed = browser.get(f"/portal/{law.slug}/").content.decode()
    assert told.case.title in listed
    assert "1 thing is needed from you" in listed
    page = f"/portal/{law.slug}/cases/{told.case.id}/"
    english = browser.get(page).content.decode()
    for words in (
        "What happens next:",
        "Send the last bill",
        "By the end of March 4, 2027",
        letter.subject,
        "My bill",
    ):
        assert words in english, words
    assert "Our own working" not in english
    spanish = browser.get(page, headers={"accept-language": "es-MX,es;q=0.9"}).content.decode()
    assert '<html lang="es">' in spanish
    for words in ("Lo que sigue:", "Antes de que termine el 4 de marzo de 2027", "Lo que usted envió"):
        assert words in spanish, words
    assert [row["title"] for row in api(law, "client").get("portal/tasks").json()["results"]] == [
        "Send the last bill"
    ]

    opened = browser.get(f"/portal/{law.slug}/letters/{letter.id}/pdf")
    assert opened.status_code == 302
    assert f"/api/v1/firms/{law.slug}/files/" in opened["Location"]
    with law.scope():
        assert Access.objects.get(purpose="portal").member_id == client.member_id


def test_the_choice_of_a_language_is_kept_and_leads_back(
    law: TestFirm, told: Matter, browser: Browser
) -> None:
    page = f"/portal/{law.slug}/"
    chosen = browser.post("/portal/language/es", {"next": page})
    assert (chosen.status_code, chosen["Location"]) == (302, page)
    assert "Sus casos" in browser.get(page).content.decode()
    assert (
        browser.post("/portal/language/es", {"next": "https://elsewhere.example/"})["Location"] == "/portal/"
    )
    assert browser.post("/portal/language/xx").status_code == 404
    assert browser.get("/portal/language/es").status_code == 405


def test_what_is_given_is_asked_for_no_more(law: TestFirm, told: Matter, browser: Browser) -> None:
    with law.scope():
        asked = task_open(actor=law.attorney, case_id=told.case.id, title="Sign the form", for_role="client")
        task_complete(actor=law.attorney, task_id=asked.id, version=None)
    assert "Sign the form" not in browser.get(f"/portal/{law.slug}/cases/{told.case.id}/").content.decode()


def test_the_way_in_leads_a_client_to_their_firm(law: TestFirm, told: Matter, browser: Browser) -> None:
    assert Browser().get("/portal/")["Location"] == "/accounts/login/?next=%2Fportal%2F"
    assert browser.get("/admin/")["Location"] == "/portal/"
    assert browser.get("/portal/")["Location"] == f"/portal/{law.slug}/"
    assert browser.post(f"/portal/{law.slug}/").status_code == 405


def test_the_mail_that_invites_a_client_is_in_both_languages(law: TestFirm, db: None) -> None:
    with law.scope():
        row = Invitation(
            email="ada@example.org", role="client", invited_by_id=law.attorney.member_id, expires_at=now()
        )
        words = client_invitation(row, "https://claimback.example/x", firm_get())
    assert [part.headline for part in words.parts] == [
        "Your case with Marlowe & Finch LLP, online",
        "Su caso con Marlowe & Finch LLP, en línea",
    ]
    english, spanish = words.parts
    assert len(english.sentences) == len(spanish.sentences) == 3
    assert english.sentences[0].startswith("Attorney (")
    assert "le invita a ver cómo va su caso" in spanish.sentences[0]
    sent = notice_mails(new_id(), words, row.email)
    assert sent.subject == f"{english.headline} / {spanish.headline}"
    html = str(sent.alternatives[0][0])
    assert '<html lang="en">' in html
    assert html.index('<div lang="en"') < html.index("Accept the invitation")
    assert html.index('<div lang="es"') < html.index("Aceptar la invitación")
    assert words.secret


def test_the_sign_in_and_its_mails_speak_the_reader_s_language(law: TestFirm, db: None) -> None:
    browser = Browser()
    asked = {"accept-language": "es-MX,es;q=0.9"}
    page = browser.get("/accounts/login/", headers=asked)
    for words in ('<html lang="es">', "<h1>Iniciar sesión</h1>", "Contraseña", "Iniciar sesión con su firma"):
        assert words in page.content.decode()
    assert "Accept-Language" in page["Vary"]
    assert '<html lang="en">' in browser.get("/accounts/login/").content.decode()
    browser.post("/accounts/password/reset/", {"email": f"client@{law.slug}.example"}, headers=asked)
    assert "contraseña" in mail.outbox[-1].body
