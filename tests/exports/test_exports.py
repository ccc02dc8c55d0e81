"""Exports: any list of the API as one whole file, as its own door answers whoever asked, while it is made."""

import csv
import io
import zipfile
from datetime import timedelta
from typing import Any
from urllib.request import urlopen
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client as Browser

from cases.selectors import case_list
from cases.services.walls import wall_place
from claimback.accounts.models import User
from claimback.exports.lists import page_read, sources
from claimback.exports.models import Export
from claimback.exports.selectors import export_rows
from claimback.exports.services import making
from claimback.exports.services.exports import export_add_of_page
from claimback.exports.services.making import export_make
from claimback.exports.services.removal import export_remove, exports_prefix
from claimback.exports.tasks import make_export
from claimback.kernel import json
from claimback.kernel.clock import now
from claimback.kernel.errors import Invalid, Refusal
from claimback.storage import s3
from claimback.tenancy.models import Membership
from claimback.tenancy.scanner import due_rows
from tests.firms import TestFirm
from tests.isolation.test_admin import admin_client
from tests.letters.matter import open_case
from tests.storage.uploads import opened

HOSTILE = '=HYPERLINK("http://evil.example","Click")'


@pytest.fixture
def house(db: None, law: TestFirm, monkeypatch: pytest.MonkeyPatch) -> TestFirm:
    """A firm with three cases, one under a title that would be a formula; nothing is handed to workers."""
    monkeypatch.setattr(make_export, "apply_async", lambda *_, **__: None)
    with law.scope():
        for title in (HOSTILE, "Second case", "Third case"):
            open_case(law, title=title)
    return law


def ask(client: Any, **asked: Any) -> dict[str, Any]:
    answer = client.post("exports", {"list": "cases", "format": "jsonl", **asked})
    assert answer.status_code == 201, answer.content
    body: dict[str, Any] = answer.json()
    return body


def made(firm: TestFirm, id: str) -> Export:
    with firm.scope():
        row = export_rows().get(id=id)
    export_make(firm_id=firm.id, export_id=row.id)
    with firm.scope():
        return export_rows().get(id=id)


def bytes_of(client: Any, id: str) -> bytes:
    link = client.post(f"exports/{id}/link", {})
    assert link.status_code == 201, link.content
    with urlopen(opened(link.json()["url"]), timeout=10) as answer:
        content: bytes = answer.read()
    return content


def lines(content: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in content.splitlines()]


def test_a_file_has_what_the_list_answers_filters_ordering_and_fields_too(house, api, monkeypatch):
    monkeypatch.setattr(making, "PAGES_AT_ONCE", 1)
    monkeypatch.setattr(making, "page_read", lambda **said: page_read(**said | {"size": 2}))
    client = api(house, "case_staff")
    query = {"ordering": "number", "status": "intake,open"}
    asked = ask(client, query=query)
    assert (asked["state"], asked["rows_done"], asked["list"]) == ("requested", 0, "cases")
    assert client.post(f"exports/{asked['id']}/link", {}).status_code == 409
    row = made(house, asked["id"])
    assert (row.state, row.rows, row.rows_total, row.refusal) == ("made", 3, 3, "")
    assert lines(bytes_of(client, asked["id"])) == client.get("cases", query).json()["results"]
    seen = client.get(f"exports/{asked['id']}")
    assert (seen.json()["state"], seen.json()["rows"], "Retry-After" in seen) == ("made", 3, False)
    again = made(house, asked["id"])
    assert (again.sha256, again.attempts, again.version) == (row.sha256, 1, row.version)


def test_tables_have_inert_cells_and_money_in_two_columns(house, api):
    client = api(house, "attorney")
    query = {"fields": "title,amount_disputed", "ordering": "number"}
    table = ask(client, format="csv", query=query)
    made(house, table["id"])
    content = bytes_of(client, table["id"]).decode()
    rows = list(csv.reader(io.StringIO(content)))
    assert rows[0] == ["id", "title", "amount_disputed", "amount_disputed_currency"]
    assert (len(rows), rows[1][1]) == (4, f"'{HOSTILE}")
    sheet = ask(client, format="xlsx", query=query)
    made(house, sheet["id"])
    packed = zipfile.ZipFile(io.BytesIO(bytes_of(client, sheet["id"])))
    cells = ElementTree.fromstring(packed.read("xl/worksheets/sheet1.xml"))
    texts = [cell.text for cell in cells.iter("{http://schemas.openxmlformats.org/spreadsheetml/2006/main}t")]
    assert HOSTILE in texts
    assert not list(cells.iter("{http://schemas.openxmlformats.org/spreadsheetml/2006/main}f"))


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"list": "secrets"}, "/list"),
    ({"list": "portal/cases"}, "/list"),
    ({"format": "pdf"}, "/format"),
    ({"query": {"colour": "red"}}, "/query/colour"),
    ({"query": {"fields": "password"}}, "/query/fields"),
    ({"query": {"opened_from": "soon"}}, "/query/opened_from"),
    ({"query": {"cursor": "abc"}}, "/query/cursor"),
    ({"query": {"expand": "client"}}, "/query/expand"),
]


def test_what_the_list_does_not_know_is_refused_before_anything_is_made(db, law, api):
    for asked, pointer in REFUSED:
        answer = api(law, "attorney").post("exports", {"list": "cases", "format": "csv", **asked})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer), asked
    with law.scope():
        assert not export_rows().exists()


def test_killed_half_way_and_run_again_it_is_one_whole_file(house, api, monkeypatch):
    client = api(house, "attorney")
    asked = ask(client)
    real = s3.put_file

    def dies(*args: Any, **kwargs: Any) -> None:
        real(*args, **kwargs)
        raise KeyboardInterrupt

    monkeypatch.setattr(s3, "put_file", dies)
    with pytest.raises(KeyboardInterrupt):
        made(house, asked["id"])
    monkeypatch.setattr(s3, "put_file", real)
    half = made(house, asked["id"])
    assert (half.state, half.attempts) == ("making", 1)  # its lease holds
    with house.scope():
        export_rows().filter(id=half.id).update(updated_at=now() - timedelta(minutes=11))
    assert due_rows("waiting_exports", limit=10) == [(house.id, half.id)]
    whole = made(house, asked["id"])
    assert (whole.state, whole.attempts, whole.rows) == ("made", 2, 3)
    assert len(lines(bytes_of(client, asked["id"]))) == 3
    with house.scope():
        export_rows().filter(id=whole.id).update(expires_at=now())
    export_remove(firm_id=house.id, export_id=whole.id)
    assert list(s3.listed(exports_prefix(house.id, half.id))) == []  # nor what the first attempt left


def test_who_lost_the_list_gets_nothing_and_a_token_gets_no_more_than_it_had(house, api):
    client = api(house, "case_staff")
    asked = ask(client)
    with house.scope():
        Membership.objects.filter(id=house.staff.member_id).update(role="billing")
        export_rows().filter(id=asked["id"]).update(capabilities=["export.run"])
    row = made(house, asked["id"])
    assert (row.state, row.key, "no longer" in row.refusal) == ("failed", "", True)
    kept = ask(api(house, "attorney"))
    made(house, kept["id"])
    link = api(house, "attorney").post(f"exports/{kept['id']}/link", {}).json()["url"]
    with house.scope():
        Membership.objects.filter(id=house.attorney.member_id).update(ended_at=now())
    assert Browser().get(link.replace("http://testserver", "")).status_code == 404


def test_a_wall_keeps_rows_out_and_later_takes_the_file_away(house, api):
    client = api(house, "case_staff")
    with house.scope(house.owner):
        first, second, _ = _cases(house)
        wall_place(actor=house.owner, case_id=first, member_id=house.staff.member_id, reason="Conflict.")
    asked = ask(client)
    row = made(house, asked["id"])
    assert (row.rows, row.without_cases) == (2, [first])
    assert str(first) not in bytes_of(client, asked["id"]).decode()
    with house.scope(house.owner):
        wall_place(actor=house.owner, case_id=second, member_id=house.staff.member_id, reason="Conflict.")
    assert client.get(f"exports/{asked['id']}").status_code == 404
    assert client.post(f"exports/{asked['id']}/link", {}).status_code == 404


def test_a_wall_placed_while_it_is_made_makes_it_begin_anew(house, api, monkeypatch):
    asked = ask(api(house, "case_staff"))
    (first, *_), real = _cases(house), s3.put_file

    def walled(*args: Any, **kwargs: Any) -> None:
        real(*args, **kwargs)
        with house.scope(house.owner):
            wall_place(actor=house.owner, case_id=first, member_id=house.staff.member_id, reason="Conflict.")

    monkeypatch.setattr(s3, "put_file", walled)
    row = made(house, asked["id"])
    assert (row.state, row.attempts) == ("requested", 0)
    assert list(s3.listed(exports_prefix(house.id, row.id))) == []
    monkeypatch.setattr(s3, "put_file", real)
    assert made(house, asked["id"]).rows == 2


def test_only_who_asked_opens_it_and_every_opening_is_in_the_history(house, api):
    asked = ask(api(house, "attorney"))
    made(house, asked["id"])
    assert api(house, "owner").get(f"exports/{asked['id']}").status_code == 200
    assert api(house, "owner").post(f"exports/{asked['id']}/link", {}).status_code == 404
    assert api(house, "case_staff").get(f"exports/{asked['id']}").status_code == 404
    assert api(house, "viewer").post("exports", {"list": "cases", "format": "csv"}).status_code == 403
    bytes_of(api(house, "attorney"), asked["id"])
    with house.scope(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT operation, after FROM audit_entry WHERE row_id = %s"
            " AND operation <> 'refuse' ORDER BY at, id",
            [asked["id"]],
        )
        entries = cursor.fetchall()
    assert [operation for operation, _ in entries] == ["insert", "update", "update", "read"]
    assert "cases as JSON Lines, 3 rows" in str(entries[-1][1])


def test_its_days_over_the_file_goes_and_the_row_stays(house, api):
    client = api(house, "attorney")
    asked = ask(client)
    row = made(house, asked["id"])
    export_remove(firm_id=house.id, export_id=row.id)  # not yet
    assert bytes_of(client, asked["id"])
    with house.scope():
        export_rows().filter(id=row.id).update(expires_at=now() - timedelta(minutes=1))
    assert due_rows("stored_exports", limit=10) == [(house.id, row.id)]
    for _ in range(2):
        export_remove(firm_id=house.id, export_id=row.id)
    left = client.get(f"exports/{asked['id']}").json()
    assert (left["state"], left["rows"], s3.find(row.key)) == ("expired", 3, None)
    assert client.post(f"exports/{asked['id']}/link", {}).status_code == 409


def test_given_up_it_is_not_made_and_five_are_under_way_at_most(house, api):
    client = api(house, "attorney")
    asked = [ask(client, query={"search": str(n)}) for n in range(5)]
    answer = client.post("exports", {"list": "cases", "format": "csv"})
    assert (answer.status_code, answer.json()["code"]) == (409, "exports_under_way")
    listed = client.get("exports").json()["results"]
    assert {row["id"] for row in listed} == {row["id"] for row in asked}
    path, tag = f"exports/{asked[0]['id']}/give-up", f'"{asked[0]["version"]}"'
    assert client.post(path, {}, headers={"If-Match": tag}).json()["state"] == "given_up"
    assert made(house, asked[0]["id"]).state == "given_up"
    with house.scope():
        export_rows().filter(id=asked[1]["id"]).update(attempts=3)
    failed = made(house, asked[1]["id"])
    assert (failed.state, "several times" in failed.refusal) == ("failed", True)
    tag = f'"{failed.version}"'
    retried = client.post(f"exports/{failed.id}/retry", {}, headers={"If-Match": tag})
    assert retried.json()["state"] == "requested"
    assert made(house, asked[1]["id"]).state == "made"


def test_a_page_of_the_admin_is_exported_as_it_is_narrowed(house, api):
    client = api(house, "attorney")
    narrowed = "q=case&status__exact=intake&o=-1&p=2"
    with house.scope():
        asked = export_add_of_page(actor=house.attorney, page="cases.case", narrowed=narrowed, format="jsonl")
    row = made(house, str(asked.id))
    assert (row.path, row.query, row.refusal) == ("cases", {"status": "intake"}, "")
    titles = [line["title"] for line in lines(bytes_of(client, str(asked.id)))]
    assert sorted(titles) == ["Second case", "Third case"]
    for page, narrowed, pointer in [
        ("cases.case", "status__colour=red", "/narrowed"),
        ("cases.secret", "", "/page"),
        ("accounts.user", "", "/page"),
    ]:
        with house.scope(), pytest.raises(Invalid) as refused:
            export_add_of_page(actor=house.attorney, page=page, narrowed=narrowed, format="csv")
        assert refused.value.errors[0].pointer == pointer


def test_a_list_of_the_admin_leads_to_its_export(house):
    browser = admin_client(User.objects.get(id=house.attorney.user_id))
    root = f"/firms/{house.slug}/admin"
    shown = browser.get(f"{root}/cases/case/?q=case&status__exact=intake").content.decode()
    assert "page=cases.case&amp;narrowed=q%3Dcase%26status__exact%3Dintake" in shown
    asked = {"page": "cases.case", "narrowed": "q=case&status__exact=intake", "format": "csv"}
    answer = browser.post(f"{root}/exports/export/add/", asked)
    with house.scope():
        (row,) = export_rows()
    assert (answer.status_code, str(row.id) in answer["Location"]) == (302, True)
    waits = browser.get(answer["Location"]).content.decode()
    assert f"/api/v1/firms/{house.slug}/exports/{row.id}" in waits
    assert (row.narrowed, row.path, row.format) == (asked["narrowed"], "cases", "csv")


def test_every_list_of_the_api_answers_through_its_own_door(house):
    """None is left out by how it is written; some ask for a parameter that says whose rows are meant."""
    answered = 0
    with house.scope(house.owner):
        for source in sources().values():
            try:
                page = page_read(actor=house.owner, source=source, query={}, size=1)
            except Refusal:
                continue
            answered += 1
            assert all(set(row) >= {column.name for column in source.columns({})} for row in page.rows)
    assert answered >= len(sources()) - 2


def _cases(firm: TestFirm) -> list[Any]:
    with firm.scope():
        return list(case_list().order_by("number").values_list("id", flat=True))
