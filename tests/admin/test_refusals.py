"""Where there is no page: a browser is shown one that says so, a program gets a problem."""

import pytest
from django.test import Client, RequestFactory

from claimback import refusal_pages


@pytest.mark.parametrize(
    ("answer", "status", "says"),
    [
        (refusal_pages.not_found, 404, "There is nothing here"),
        (refusal_pages.forbidden, 403, "Your role does not allow this"),
        (refusal_pages.server_error, 500, "It is a fault of ours."),
    ],
)
def test_a_browser_is_told_in_a_page(answer, status, says):
    page = answer(RequestFactory().get("/somewhere", headers={"accept": "text/html"}))
    assert (page.status_code, page["Content-Type"]) == (status, "text/html; charset=utf-8")
    assert says in page.content.decode()


@pytest.mark.parametrize("headers", [{}, {"accept": "application/json"}])
def test_a_program_gets_the_problem(headers):
    answer = Client().get("/somewhere", headers=headers)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert (
        Client().get("/api/v1/nowhere", headers={"accept": "text/html"}).json()["title"]
        == answer.json()["title"]
    )
