"""The conflict check: what is known of a name, and no more than that something is where a wall stands."""

from typing import Any

import pytest

from cases.models import Case, Client, Insurer
from cases.services.cases import case_change
from cases.services.parties import party_add
from cases.services.walls import wall_place
from tests.cases.conftest import open_case
from tests.firms import TestFirm


@pytest.fixture
def case(db: None, law: TestFirm) -> Case:
    """Ada Quill's case, with a doctor on it."""
    with law.scope():
        client = Client.objects.create(name="Ada Quíll")
        made = open_case(law.attorney, client, Insurer.objects.create(name="Northfield Mutual"))
        party_add(
            actor=law.attorney,
            case_id=made.id,
            role="provider",
            name="Dr. Iris Example",
            organisation="Example Clinic, P.C.",
        )
        return made


def check(client: Any, *names: str) -> Any:
    answer = client.post("conflict-check", {"names": list(names)})
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def wall(law: TestFirm, case: Case) -> None:
    with law.scope(law.owner):
        wall_place(actor=law.owner, case_id=case.id, member_id=law.staff.member_id, reason="Conflict")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("ada quill", [("client", "Ada Quíll", "")]),
        ("  ADA   QUILL. ", [("client", "Ada Quíll", "")]),
        ("Dr Iris Example", [("party", "Dr. Iris Example", "provider")]),
        ("example clinic p c", [("organisation", "Example Clinic, P.C.", "provider")]),
        ("Quill", []),
        ("Adaquill", []),
        ("...", []),
    ],
)
def test_names_are_held_against_clients_and_parties(
    api: Any, law: TestFirm, case: Case, name: str, found: list[tuple[str, str, str]]
) -> None:
    (answer,) = check(api(law, "case_staff"), name)
    assert [(hit["kind"], hit["name"], hit["role"]) for hit in answer["hits"]] == found
    assert (answer["behind_wall"], answer["ask"]) == (False, None)


def test_behind_a_wall_it_says_that_there_is_one_and_whom_to_ask(api: Any, law: TestFirm, case: Case) -> None:
    wall(law, case)
    names = ("Ada Quill", "Dr Iris Example", "Nobody")
    answers = check(api(law, "case_staff"), *names)
    owner = {"member_id": str(law.owner.member_id), "name": "Owner"}
    assert answers == [
        {"name": names[0], "hits": [], "behind_wall": True, "ask": owner},
        {"name": names[1], "hits": [], "behind_wall": True, "ask": owner},
        {"name": names[2], "hits": [], "behind_wall": False, "ask": None},
    ]
    assert [len(answer["hits"]) for answer in check(api(law, "owner"), *names)] == [1, 1, 0]


def test_one_hit_and_several_behind_a_wall_answer_alike(api: Any, law: TestFirm, case: Case) -> None:
    wall(law, case)
    before = check(api(law, "case_staff"), "Ada Quill")
    with law.scope():
        for title in ("Second", "Third"):
            wall(
                law,
                open_case(law.attorney, Client.objects.create(name="Ada Quill"), case.insurer, title=title),
            )
    assert check(api(law, "case_staff"), "Ada Quill") == before


def test_the_lead_is_asked_where_there_is_one(api: Any, law: TestFirm, case: Case) -> None:
    with law.scope():
        case_change(actor=law.attorney, case_id=case.id, version=None, lead_id=law.attorney.member_id)
    wall(law, case)
    (answer,) = check(api(law, "case_staff"), "Ada Quill")
    assert answer["ask"] == {"member_id": str(law.attorney.member_id), "name": "Attorney"}


def test_another_firm_is_told_nothing(api: Any, law: TestFirm, adjusters: TestFirm, case: Case) -> None:
    wall(law, case)
    (answer,) = check(api(adjusters, "owner"), "Ada Quill")
    assert (answer["hits"], answer["behind_wall"]) == ([], False)


@pytest.mark.parametrize("names", [[], ["x"] * 51, ["x" * 201], [""], "Ada", None])
def test_what_is_no_list_of_names_is_refused(api: Any, law: TestFirm, names: Any) -> None:
    answer = api(law, "owner").post("conflict-check", {"names": names}, format="json")
    assert answer.status_code == 400


def test_a_viewer_may_not_ask(api: Any, law: TestFirm) -> None:
    assert api(law, "viewer").post("conflict-check", {"names": ["Ada"]}).status_code == 403
