"""The walk through the admin, from its registry: every page × role × whose row it names.

Another firm's row is absent from every list, page, act, history and suggestion, and from every choice in a form.
"""

import re
from functools import cache
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.test import Client
from django.test.client import ClientHandler
from django.urls import URLPattern

from claimback.tenancy.roles import capabilities_of
from deadlines.models import ComplaintOutcome, OutcomeLoad, ReviewOutcome
from tests import openapi
from tests.firms import TestFirm
from tests.isolation.bodies import ABSENT
from tests.isolation.conftest import Walk
from tests.signing_in import signed_in

PAGES = sorted(admin.site._registry.items(), key=lambda item: item[0]._meta.label)
# Who sees the most and who sees little: what another firm has is nobody's. That each role is refused the pages and acts
# that it may not use is in tests/admin/test_pages.py.
WALKED = ("owner", "billing")
PUBLIC_RECORD = (OutcomeLoad, ReviewOutcome, ComplaintOutcome)
"""Rows of no firm, which every firm reads alike: there is no other firm's row to ask for."""
_VARYING = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|nonce="[^"]*"')


@cache
def _handler() -> ClientHandler:
    handler = ClientHandler(enforce_csrf_checks=False)
    handler.load_middleware()
    return handler


def admin_client(user: Any) -> Client:
    """A browser in which the user is signed in with a second factor."""
    client = Client()
    client.handler = _handler()
    signed_in(client, user)
    return client


def _signed_in(firm: TestFirm, role: str) -> Client:
    return admin_client(get_user_model()._default_manager.get(pk=firm.members[role].user_id))


def page_paths(model: Any, page: Any) -> list[str]:
    """The paths of a page's views under the admin's root, with {id} for the row's."""
    root = f"{model._meta.app_label}/{model._meta.model_name}/"
    found = []
    for pattern in page.get_urls():
        assert isinstance(pattern, URLPattern)
        route = root + re.sub(r"<(?:path|uuid|str|int):object_id>", "{id}", str(pattern.pattern))
        if "<" not in route and "^" not in route:
            found.append(route)
    return list(dict.fromkeys(found))


def told(answer: Any, id: str) -> tuple[Any, ...]:
    """What an answer tells, whichever id was asked for."""
    body = _VARYING.sub("", answer.content.decode(errors="replace")).replace(id, "ID")
    return answer.status_code, answer.get("Location", "").replace(id, "ID"), body


@pytest.mark.parametrize("role", WALKED)
@pytest.mark.parametrize(
    ("model", "page"), PAGES, ids=lambda part: getattr(getattr(part, "_meta", None), "label", "")
)
def test_the_admin_shows_one_s_own_firm_alone(walk: Walk, model: Any, page: Any, role: str) -> None:
    """Pages are shown to the role that sees the most and to one that sees little; all are asked to refuse."""
    client, paths = _signed_in(walk.mine, role), page_paths(model, page)
    if page.read_capability not in capabilities_of(role):
        paths = paths[:1]
    my_id, their_id = (_first_shown(firm, page, role) for firm in (walk.mine, walk.theirs))
    for path in paths:
        inside = f"/firms/{walk.mine.slug}/admin/{path}"
        leads_on = path.endswith(
            ("{id}/", "{id}/history/")
        )  # Django's: on to another page, whatever the method
        if "{id}" in path and model not in PUBLIC_RECORD:
            posted = role == WALKED[0] and not leads_on
            _ask_for_theirs(walk, client, inside, their_id, role, posted=posted)
        _show_own(
            walk, client, path.replace("{id}", my_id), role, opens=role == WALKED[0] and _opens(page, path)
        )
    _try_their_door(walk, client, paths[0], role)  # one wrapper stands before all pages of the site
    # That a letter of one's own was read is an entry; a row that changed would show in its own table too.
    walk.expect_nothing_done(f"{role} in {model._meta.label}", but=("audit_entry",))


def _ask_for_theirs(walk: Walk, client: Client, path: str, id: str, role: str, *, posted: bool) -> None:
    """Another firm's row answers as an absent one.

    A page looks its row up alike whatever is done with it. So what a POST answers is first held against the GET of an
    absent row; where that is another answer, an absent row is posted to as well.
    """
    absent = told(client.get(path.replace("{id}", ABSENT)), ABSENT)
    for method in ("GET", "POST") if posted else ("GET",):
        other, expected = told(client.generic(method, path.replace("{id}", id)), id), absent
        walk.cases += 2
        if other != expected and method == "POST":
            expected = told(client.post(path.replace("{id}", ABSENT)), ABSENT)
        what = f"{role} {method} {path}: another firm's {other[:2]}, absent {expected[:2]}"
        walk.expect(expected == other and expected[0] in (302, 403, 404, 405), what)


def _first_shown(firm: TestFirm, page: Any, role: str) -> str:
    """The id of a row that the page shows to the firm's member of this role, or else of any row of its kind."""
    with firm.scope(firm.members[role]):
        shown = page.rows(firm.members[role]).order_by("pk").first()
        row = shown or page.model._default_manager.order_by("pk").first()
    assert row is not None, f"{page.model._meta.label}: `populate` makes no row"
    return str(row.pk)


def _opens(page: Any, path: str) -> bool:
    """Whether an owner finds this page open: a list, a row's own page, and the forms of acts."""
    inside = path.split("/", 2)[2]
    forms = {f"{{id}}/{act.name}/" for act in page.acts} | ({"add/"} if page.add_act else set())
    return inside in {"", "{id}/change/", *forms}


def _try_their_door(walk: Walk, client: Client, path: str, role: str) -> None:
    """The same page under the other firm's address: as under one that no firm has."""
    elsewhere, nowhere = (
        client.get(f"/firms/{slug}/admin/{path}") for slug in (walk.theirs.slug, "no-such-firm")
    )
    walk.cases += 2
    what = f"{role} GET {path} in the other firm: {elsewhere.status_code}, in none: {nowhere.status_code}"
    walk.expect(elsewhere.status_code == 404 and elsewhere.content == nowhere.content, what)


def _show_own(walk: Walk, client: Client, path: str, role: str, *, opens: bool) -> None:
    """One's own page, list or form: it stands, and holds no id of the other firm's."""
    answer = client.get(f"/firms/{walk.mine.slug}/admin/{path}")
    leaked = walk.their_rows.ids & set(openapi.UUIDS.findall(answer.content.decode(errors="replace")))
    walk.cases += 1
    expected = (200,) if opens else (200, 302, 403, 404, 405)
    walk.expect(answer.status_code in expected, f"{role} GET {path}: {answer.status_code}")
    walk.expect(not leaked, f"{role} GET {path} shows another firm's {sorted(leaked)[:3]}")


def test_suggestions_name_one_s_own_rows_alone(walk: Walk, *models: Any) -> None:
    role = WALKED[0]
    client = _signed_in(walk.mine, role)
    for model in models or [model for model, _ in PAGES]:
        for field in model._meta.fields:
            if field.related_model is None or isinstance(field.related_model, str):
                continue
            asked: dict[str, str] = {
                "app_label": model._meta.app_label,
                "model_name": str(model._meta.model_name),
                "field_name": field.name,
                "term": "",
            }
            answer = client.get(f"/firms/{walk.mine.slug}/admin/autocomplete/", asked)
            walk.cases += 1
            leaked = walk.their_rows.ids & set(openapi.UUIDS.findall(answer.content.decode(errors="replace")))
            walk.expect(answer.status_code in (200, 403, 404), f"{role} {asked}: {answer.status_code}")
            walk.expect(not leaked, f"{role} {asked} suggests another firm's {sorted(leaked)[:3]}")


def test_no_one_signs_in_by_the_url(walk: Walk) -> None:
    """Without a session every page leads to the sign-in, and says nothing of the firm."""
    client = Client()
    client.handler = _handler()
    for model, page in PAGES:
        for path in page_paths(model, page):
            answer = client.get(f"/firms/{walk.mine.slug}/admin/{path.replace('{id}', ABSENT)}")
            walk.cases += 1
            signs_in = answer.status_code == 302 and "/login/" in answer["Location"]
            walk.expect(signs_in, f"{path}: {answer.status_code}")
