"""Every page: there for the roles that may, absent for others and for other firms; POST alone has effects."""

import re

from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Case, Client, Document
from cases.services.clients import client_add
from claimback.audit.models import Entry
from claimback.audit.services import READ
from claimback.storage.selectors import page_rows
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.models import FirmRow
from claimback.tenancy.roles import CLIENT, ROLES, capabilities_of
from tests.cases.papers import document
from tests.letters.matter import open_case

PAGES = {model: page for model, page in admin.site._registry.items() if isinstance(page, FirmAdmin)}
NO_PAGE = {
    "tenancy.IdempotencyKey": "the first answers to POSTs, kept for programs that repeat them",
    "home.Tally": "the counts that the home page shows",
    "cases.CaseCounter": "a lock that numbers cases",
    "vault.FirmKey": "wrapped keys, for commands alone",
}
IDS = [model._meta.label for model in PAGES]


def path(model, *more):
    return "/".join([model._meta.app_label, model._meta.model_name, *map(str, more), ""])


def refused(role):
    """What a page answers to a role that may not see it: for a client of the firm there is no admin."""
    return 404 if role == CLIENT else 403


def test_every_row_of_a_firm_has_a_page_or_a_reason():
    rows = {model._meta.label for model in apps.get_models() if issubclass(model, FirmRow)}
    assert rows - {model._meta.label for model in PAGES} == set(NO_PAGE)
    assert all(isinstance(page, FirmAdmin) for page in admin.site._registry.values())


def test_no_act_stands_in_the_way_of_a_page():
    """An act's address comes before Django's own of the row: one of the same name would hide the page."""
    taken = {"change", "delete", "history"}
    assert not [
        (label, act.name)
        for label, page in zip(IDS, PAGES.values(), strict=True)
        for act in page.acts
        if act.name in taken
    ]


def test_every_column_that_is_to_lead_to_its_row_does(desk, law):
    with law.scope():
        case = open_case(law, title="Roof refused")
    page = desk(law).get("cases/case/").content.decode()
    links = re.findall(rf'<a [^>]*href="[^"]*/cases/case/{case.pk}/change/[^"]*"[^>]*>(.*?)</a>', page, re.S)
    assert len(links) == 2
    assert case.number in links[0]
    assert "Roof refused" in links[1]


def test_each_page_and_act_is_closed_to_who_may_not(desk, full, full_database, law):
    """That they open for who may, and not for another firm, is walked in tests/isolation/test_admin.py.

    A client is turned away by the site, before it asks which page: the lists stand for all.
    """
    with law.scope():
        found = {
            model: page.rows(law.attorney).values_list("pk", flat=True).first()
            for model, page in PAGES.items()
        }
    pages = [(path(model), {page.read_capability}) for model, page in PAGES.items()]
    pages += [(path(m, found[m], "change"), {p.read_capability}) for m, p in PAGES.items() if found[m]]
    acts = [
        (path(model, found[model], act.name), {*act.capabilities, page.read_capability})
        for model, page in PAGES.items()
        for act in page.acts
        if found[model]
    ]
    acts += [(path(m, "add"), set(p.add_act.capabilities)) for m, p in PAGES.items() if p.add_act]
    for role in ROLES:
        client = desk(law, role)
        asked = (("get", pages[: len(PAGES)]),) if role == CLIENT else (("get", pages), ("post", acts))
        for method, doors in asked:
            for door, needed in doors:
                if not needed <= capabilities_of(role):
                    assert getattr(client, method)(door).status_code == refused(role), (role, door)
    changed = {table.partition(" ")[2] for table in full_database.ground.changed()}
    assert changed <= {"audit_entry"}  # what was refused is told


def test_nothing_is_deleted_or_saved_by_djangos_own_forms(desk, law):
    with law.scope():
        client = client_add(actor=law.attorney, name="Ada Quill")
    browser = desk(law, "owner")
    assert browser.post(path(Client, client.pk, "delete"), {"post": "yes"}).status_code == 403
    assert browser.post(path(Client, client.pk, "change"), {"name": "Other"}).status_code == 405
    assert (
        browser.post(
            path(Client), {"action": "delete_selected", "_selected_action": str(client.pk)}
        ).status_code
        == 405
    )
    with law.scope():
        assert Client.objects.get(pk=client.pk).name == "Ada Quill"


def test_empty_lists_say_what_to_do(desk, law):
    page = desk(law).get(path(Case)).content.decode()
    assert "No cases yet. Open the first one" in page


def test_the_search_finds_what_the_member_may_see(desk, law, adjusters, in_law):
    case = open_case(law, title="Roof <after> the hail")
    client = desk(law)
    assert "/admin/search/" in client.get().content.decode()
    found = client.get("search/?q=hai&kinds=").content.decode()
    assert path(Case, case.id, "change") in found
    assert "Roof &lt;after&gt; the <mark" in found
    assert "Type the beginning" in client.get("search/").content.decode()
    assert "2 characters" in client.get("search/?q=h").content.decode()
    assert str(case.id) not in desk(adjusters).get("search/?q=hai").content.decode()
    assert desk(law, "client").get("search/?q=hai").status_code == 404


def test_a_hit_in_a_document_is_shown_where_it_stands(desk, law, adjusters, in_law):
    paper = document(law.attorney, open_case(law).id, "Adjuster's report")
    for number, text in ((1, "Site visit."), (2, "The <hail> broke the shingles.\nAll of them.")):
        page_rows().create(file_id=paper.file_id, number=number, text=text, method="plain")
    paper.file.change(text_pages=2)
    client, there = desk(law), path(Document, paper.id, "text", 2)
    assert f"/admin/{there}?q=shingle" in client.get("search/?q=shingle").content.decode()
    page = client.get(f"{there}?q=shingle").content.decode()
    assert '&lt;hail&gt; broke the <mark class="cb-mark cb-fact">shingles</mark>.\nAll of them.</pre>' in page
    read = Entry.objects.filter(row_id=paper.file_id, operation=READ)
    assert [entry.after["purpose"] for entry in read if entry.after] == ["text"]
    assert "does not stand" in client.get(f"{there}?q=roof").content.decode()
    for absent in (path(Document, paper.id, "text", 3), path(Document, paper.file_id, "text", 2)):
        assert client.get(absent).status_code == 404
    assert desk(adjusters).get(there).status_code == 404
    assert client.post(there).status_code == 405


def test_autocomplete_finds_only_the_firms_rows(desk, law, adjusters):
    for firm in (law, adjusters):
        with firm.scope():
            client_add(actor=firm.attorney if firm is law else firm.owner, name=f"Quill of {firm.slug}")
    asked = "autocomplete/?app_label=cases&model_name=case&field_name=client&term=quill"
    found = desk(law).get(asked).json()["results"]
    assert [row["text"] for row in found] == [f"Quill of {law.slug}"]


def test_a_list_asks_as_many_questions_for_twenty_rows_as_for_two(desk, law):
    browser = desk(law)
    counts = []
    for more in (2, 18):
        with law.scope():
            for _ in range(more):
                open_case(law)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert browser.get(path(Case)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_no_page_of_the_admin_names_another_host(desk, law):
    for page in ("", "cases/case/", "cases/case/add/"):
        html = desk(law).get(page).content.decode()
        for attribute in ('src="', 'href="'):
            targets = {part.split('"')[0] for part in html.split(attribute)[1:]}
            assert not {t for t in targets if t.startswith(("http:", "https:", "//"))}


def test_the_search_that_a_key_opens_offers_what_the_member_may_see(desk, law, adjusters, in_law):
    case = open_case(law, title="Roof <after> the hail")
    home = desk(law).get().content.decode()
    assert 'id="cb-palette"' in home
    assert 'role="combobox"' in home
    options = desk(law).get("search/?as=options&q=hail").content.decode()
    assert f'data-href="/firms/{law.slug}/admin/{path(Case, case.id, "change")}"' in options
    assert "Roof &lt;after&gt; the hail" in options
    assert "<html" not in options
    assert "Letters</b>" in desk(law).get("search/?as=options&q=lett").content.decode()
    assert "Walls</b>" not in desk(law, "billing").get("search/?as=options&q=wall").content.decode()
    assert "2 characters" in desk(law).get("search/?as=options&q=h").content.decode()
    assert str(case.id) not in desk(adjusters).get("search/?as=options&q=hail").content.decode()
    assert desk(law, "client").get("search/?as=options&q=hail").status_code == 404
