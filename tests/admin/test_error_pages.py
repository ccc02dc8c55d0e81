"""A page for people, a problem for programs; and neither tells what was asked for."""

import pytest
from django.test import Client, RequestFactory

from claimback import error_pages
from tests.letters.matter import open_case

BROWSER = {"accept": "text/html,application/xhtml+xml"}


@pytest.mark.parametrize(
    ("handler", "status"),
    [
        ("bad_request", 400),
        ("forbidden", 403),
        ("stale_form", 403),
        ("not_found", 404),
        ("server_error", 500),
    ],
)
def test_a_browser_is_shown_a_page_and_a_program_a_problem(handler, status):
    answered = getattr(error_pages, handler)
    shown = answered(RequestFactory(headers=BROWSER).get("/firms/secret-firm/admin/x/"))
    assert (shown.status_code, shown["Content-Type"]) == (status, "text/html; charset=utf-8")
    assert "secret-firm" not in shown.content.decode()
    assert "<h1>" in shown.content.decode()
    for path, headers in (("/api/v1/firms/a/cases", BROWSER), ("/accounts/x", {})):
        told = answered(RequestFactory(headers=headers).get(path))
        assert (told.status_code, told["Content-Type"]) == (status, "application/problem+json")


def test_absent_and_another_firm_s_are_one_page(desk, law, adjusters):
    with law.scope():
        case = open_case(law)
    browser = desk(adjusters, "owner")
    pages = [
        browser.get(f"cases/case/{id}/change/", headers=BROWSER).content
        for id in (case.id, "01900000-0000-7000-8000-000000000000")
    ]
    assert pages[0] == pages[1]
    assert b"There is nothing here" in pages[0]
    refused = desk(law, "billing").get("cases/wall/", headers=BROWSER)
    assert refused.status_code == 403
    assert b"Your role does not open this page" in refused.content


def test_a_form_of_another_session_is_refused_in_words(db):
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a"}, headers=BROWSER)
    assert answer.status_code == 403
    assert b"too old to be sent" in answer.content
