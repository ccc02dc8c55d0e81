"""Whoever changes a row, by whichever door: the entry says who, doing what, in which request, before and after."""

import ast
from typing import Any

import pytest

from claimback.accounts.models import User
from claimback.audit.models import Entry
from claimback.kernel.ids import new_id
from claimback.storage.tasks import inspect_file
from claimback.tenancy.services import firm_open
from tests.admin.conftest import desk  # noqa: F401 - a fixture
from tests.architecture import source
from tests.client import firm_client
from tests.firms import TestFirm
from tests.storage.uploads import pdf, received


def last(firm: TestFirm, **wanted: Any) -> Entry:
    with firm.scope():
        return Entry.objects.filter(**wanted).latest("at", "id")


def test_the_api(db: None, law: TestFirm) -> None:
    client = firm_client(law, "case_staff")
    made = client.post("clients", {"name": "Ada Example"}, HTTP_X_REQUEST_ID="from-the-proxy-1")
    entry = last(law, row_id=made.json()["id"])
    assert (entry.member_id, entry.act, entry.request_id) == (
        law.staff.member_id,
        "client.write",
        "from-the-proxy-1",
    )
    assert entry.after is not None
    assert (entry.operation, entry.before, entry.after["name"]) == ("insert", None, "Ada Example")
    path = f"clients/{made.json()['id']}"
    changed = client.patch(path, {"name": "Ada Quill"}, HTTP_IF_MATCH=made["ETag"])
    entry = last(law, row_id=made.json()["id"])
    assert (entry.operation, entry.before, entry.after) == (
        "update",
        {"name": "Ada Example"},
        {"name": "Ada Quill"},
    )
    assert entry.request_id == changed["X-Request-Id"] != ""


def test_the_admin_names_the_capability_too(desk: Any, law: TestFirm) -> None:  # noqa: F811 - the fixture
    answer = desk(law).post("cases/insurer/add/", {"name": "Desk Mutual", "kind": "carrier"})
    assert answer.status_code == 302, answer.content
    entry = last(law, after__name="Desk Mutual")
    assert (entry.member_id, entry.act) == (law.attorney.member_id, "insurer.write")
    assert entry.request_id == answer["X-Request-Id"]


def test_a_task_is_nobody_s_and_has_its_name(db: None, law: TestFirm) -> None:
    with law.scope():
        file_id = received(law.attorney, "denial.pdf", pdf())
    inspect_file(str(law.id), str(file_id))
    entry = last(law, row_id=file_id)
    assert entry.after is not None
    assert (entry.member_id, entry.act, entry.after["state"]) == (None, "storage.inspect_file", "kept")


def test_opening_a_firm(db: None) -> None:
    owner = User.objects.create_user(email="first@new.example", name="First Owner")
    firm, member = firm_open(
        slug="new-firm", name="New", kind="law", owner=owner, docket_email="docket@new.example"
    )
    made = TestFirm(firm.id, "new-firm", {"attorney": member}, {})
    assert last(made, table="tenancy_firm").act == "firm.open"


def test_support_is_recognised(desk: Any, law: TestFirm) -> None:  # noqa: F811 - the fixture
    from claimback.tenancy.models import Membership

    firm_client(law, "case_staff").post("insurers", {"name": "Watched Mutual"})
    with law.scope():
        Membership.objects.filter(id=law.staff.member_id).update(support=True)
    page = desk(law, "owner").get("audit/entry/").content.decode()
    assert "Case Staff (support)" in page
    assert "Attorney (support)" not in page


def test_every_scope_that_code_opens_says_what_for() -> None:
    silent = [
        f"{module.path}:{call.lineno}"
        for module in source.product()
        if "firm_scope(" in module.text  # the others need not be parsed
        for call in ast.walk(module.tree)
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") == "firm_scope"
        and "act" not in {keyword.arg for keyword in call.keywords}
    ]
    assert silent == []


@pytest.mark.parametrize("given", ["short", "x" * 61, "with space 1234", "a\x1fb-1234567"])
def test_a_request_id_that_is_not_well_formed_is_not_taken(db: None, law: TestFirm, given: str) -> None:
    answer = firm_client(law).post("insurers", {"name": f"Mutual {new_id()}"}, HTTP_X_REQUEST_ID=given)
    assert answer["X-Request-Id"] != given
    assert last(law, row_id=answer.json()["id"]).request_id == answer["X-Request-Id"]
