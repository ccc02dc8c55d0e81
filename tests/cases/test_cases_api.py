"""Cases and what hangs on them over HTTP: lists, filters, expansion, errors, and other firms' ids."""

from datetime import date, timedelta
from typing import Any

import pytest

from cases.models import Case
from cases.services.clients import client_add
from cases.services.events import event_record
from cases.services.insurers import insurer_add, insurer_address_add
from cases.services.parties import party_add
from cases.services.policies import policy_add, provision_add
from tests.cases.conftest import LOSS, open_case

ABSENT = "01900000-0000-7000-8000-000000000000"


@pytest.fixture
def client(api, law):
    return api(law)


@pytest.fixture
def base(client):
    """The ids that a case needs."""
    return {
        "client_id": client.post("clients", {"name": "Ada Quill"}).json()["id"],
        "insurer_id": client.post("insurers", {"name": "Northfield Mutual"}).json()["id"],
    }


@pytest.fixture
def open_(client, base):
    def post(expected=201, **values):
        usual = {
            "title": "Infusion denied",
            "line_of_business": "health",
            "plan_type": "erisa_insured",
            "jurisdiction": "TX",
        }
        answer = client.post("cases", base | usual | values)
        assert answer.status_code == expected, answer.json()
        return answer

    return post


def numbers(client, **query):
    answer = client.get("cases", query)
    assert answer.status_code == 200, answer.json()
    return [row["number"] for row in answer.json()["results"]]


def test_a_case_is_opened_read_changed_and_moved(client, open_, base):
    answer = open_(
        amount_claimed={"amount": "4000", "currency": "USD"},
        amount_disputed={"amount": "1250.5", "currency": "USD"},
        number="A-1",
        loss_date="2026-03-02",
    )
    case = answer.json()
    assert answer["ETag"] == '"1"'
    assert case == client.get(f"cases/{case['id']}").json()
    assert case | base == case
    shown = (
        "client_name",
        "insurer_name",
        "amount_claimed",
        "amount_disputed",
        "next_deadline_on",
        "time_zone",
        "status",
    )
    assert [case[name] for name in shown] == [
        "Ada Quill",
        "Northfield Mutual",
        {"amount": "4000.00", "currency": "USD"},
        {"amount": "1250.50", "currency": "USD"},
        None,
        "America/Chicago",
        "intake",
    ]
    path = f"cases/{case['id']}"
    assert client.patch(path, {"title": "x"}).status_code == 428
    changed = client.patch(path, {"amount_disputed": None, "title": "Renamed"}, HTTP_IF_MATCH='"1"')
    assert (changed.status_code, changed["ETag"]) == (200, '"2"')
    assert (changed.json()["amount_disputed"], changed.json()["title"]) == (None, "Renamed")
    assert client.get(f"{path}/overview").json()["case"]["amount_claimed"]["amount"] == "4000.00"
    euros = client.patch(path, {"amount_disputed": {"amount": "1", "currency": "EUR"}}, HTTP_IF_MATCH='"2"')
    assert (euros.status_code, euros.json()["errors"][0]["pointer"]) == (400, "/currency")
    assert "An amount claimed is in USD. Give both amounts in EUR." in euros.json()["detail"]
    assert client.post(f"{path}/move", {"to": "open"}, HTTP_IF_MATCH='"1"').status_code == 412
    assert client.post(f"{path}/move", {"to": "open"}).status_code == 428
    assert client.post(f"{path}/move", {"to": "open"}, HTTP_IF_MATCH='"2"').json()["status"] == "open"
    illegal = client.post(f"{path}/move", {"to": "intake"}, HTTP_IF_MATCH='"3"')
    assert (illegal.status_code, illegal.json()["code"]) == (409, "illegal_transition")


@pytest.mark.parametrize(
    ("values", "pointer", "remedy"),
    [
        ({"plan_type": ""}, "/plan_type", "Give one of: erisa_self_funded"),
        ({"plan_type": "nfip"}, "/plan_type", "not a plan type of the line health"),
        ({"jurisdiction": "Texas"}, "/jurisdiction", "postal code, such as TX"),
        ({"loss_date": "2098-01-01"}, "/loss_date", "in the future"),
        ({"amount_disputed": {"amount": "-1", "currency": "USD"}}, "/amount_disputed", "not negative"),
        ({"amount_disputed": {"amount": "NaN", "currency": "USD"}}, "/amount_disputed/amount", "number"),
        ({"amount_disputed": {"amount": "1", "currency": "dollar"}}, "/amount_disputed/currency", "pattern"),
        ({"amount_disputed": 5}, "/amount_disputed", "dictionary"),
        (
            {
                "amount_claimed": {"amount": "2", "currency": "EUR"},
                "amount_disputed": {"amount": "1", "currency": "USD"},
            },
            "/amount_claimed",
            "in one currency, and not in EUR and USD",
        ),
        ({"client_id": ABSENT}, "/client_id", "no such object"),
        ({"insurer_id": "x"}, "/insurer_id", "UUID"),
        ({"status": "closed"}, "/status", "Remove it"),
    ],
)
def test_a_case_that_cannot_be_is_refused_and_nothing_is_written(client, open_, values, pointer, remedy):
    problem = open_(400, **values).json()
    assert [error["pointer"] for error in problem["errors"]] == [pointer]
    assert remedy in problem["errors"][0]["detail"]
    assert numbers(client) == []


def test_a_number_that_is_taken_is_a_conflict(open_):
    open_(number="A-1")
    assert open_(409, number="A-1").json()["code"] == "conflict"


@pytest.mark.parametrize("field", ["client_id", "insurer_id", "policy_id", "lead_id"])
def test_another_firm_s_reference_answers_like_an_absent_one(api, law, adjusters, open_, field):
    theirs = api(adjusters, "public_adjuster")
    made = {
        "client_id": lambda: theirs.post("clients", {"name": "Secret"}).json()["id"],
        "insurer_id": lambda: theirs.post("insurers", {"name": "Secret"}).json()["id"],
        "lead_id": lambda: str(adjusters.attorney.member_id),
    }
    made["policy_id"] = lambda: theirs.post(
        "policies",
        {
            "client_id": made["client_id"](),
            "insurer_id": made["insurer_id"](),
            "line_of_business": "property",
            "jurisdiction": "TX",
        },
    ).json()["id"]
    assert open_(400, **{field: made[field]()}).json() == open_(400, **{field: ABSENT}).json()


def test_lists_are_filtered_searched_and_ordered(client, open_, base, law):
    first = open_(number="A-1", title="Roof", line_of_business="property", plan_type="", claim_number="CL-77")
    second = open_(number="A-2", lead_id=str(law.attorney.member_id), jurisdiction="FL")
    client.post(f"cases/{second.json()['id']}/move", {"to": "open"}, HTTP_IF_MATCH='"1"')
    other = client.post("clients", {"name": "Bo Lark"}).json()["id"]
    open_(number="A-3", client_id=other)
    opened_on = first.json()["opened_on"]
    before = (date.fromisoformat(opened_on) - timedelta(days=1)).isoformat()
    for query, expected in [
        ({"status": "open"}, ["A-2"]),
        ({"status": "open,intake"}, ["A-1", "A-2", "A-3"]),
        ({"line_of_business": "property"}, ["A-1"]),
        ({"plan_type": "erisa_insured"}, ["A-2", "A-3"]),
        ({"jurisdiction": "FL"}, ["A-2"]),
        ({"client_id": other}, ["A-3"]),
        ({"insurer_id": base["insurer_id"], "client_id": base["client_id"]}, ["A-1", "A-2"]),
        ({"lead_id": str(law.attorney.member_id)}, ["A-2"]),
        ({"policy_id": ABSENT}, []),
        ({"number": "A-3"}, ["A-3"]),
        ({"opened_from": opened_on, "opened_to": opened_on}, ["A-1", "A-2", "A-3"]),
        ({"opened_to": before}, []),
        ({"next_deadline_to": opened_on}, []),
        ({"next_deadline_from": opened_on}, ["A-1", "A-2", "A-3"]),
        ({"search": "bo lar"}, ["A-3"]),
        ({"search": "roof"}, ["A-1"]),
        ({"search": "cl-77"}, ["A-1"]),
        ({"search": "%"}, []),
    ]:
        assert numbers(client, ordering="number", **query) == expected, query
    assert numbers(client, ordering="-number") == ["A-3", "A-2", "A-1"]
    assert numbers(client, ordering="-opened_on") == ["A-3", "A-2", "A-1"]
    assert numbers(client, ordering="-updated_at", page_size="1") == ["A-3"]


def test_the_nearest_deadline_comes_first_on_every_page(client, open_, law):
    ids = [open_(number=f"A-{index}").json()["id"] for index in range(5)]
    with law.scope():
        for index in (3, 1):
            Case.objects.filter(id=ids[index]).update(next_deadline_on=date(2026, 12, 20 - index))
    seen, query = [], {"page_size": "2", "status": "intake"}
    while True:
        page = client.get("cases", query).json()
        seen += [(row["number"], row["next_deadline_on"]) for row in page["results"]]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
    dated = [("A-3", "2026-12-17"), ("A-1", "2026-12-19")]
    assert seen == [*dated, ("A-0", None), ("A-2", None), ("A-4", None)]


def test_related_objects_are_shown_in_full_through_their_own_door(client, open_, api, law):
    case = open_(lead_id=str(law.attorney.member_id)).json()
    shown = client.get(f"cases/{case['id']}", {"expand": "client,insurer,policy,lead"}).json()
    assert shown["client"] == client.get(f"clients/{case['client_id']}").json()
    assert shown["insurer"] == client.get(f"insurers/{case['insurer_id']}").json()
    assert (shown["policy"], shown["lead"]["role"]) == (None, "attorney")
    assert client.get("cases", {"expand": "firm"}).status_code == 400
    listed = client.get("cases", {"expand": "client", "fields": "number,client_id"}).json()["results"]
    assert listed == [
        {
            "id": case["id"],
            "number": case["number"],
            "client_id": case["client_id"],
            "client": shown["client"],
        }
    ]


@pytest.mark.parametrize(
    "query",
    [
        {"status": "won"},
        {"opened_from": "May"},
        {"lead_id": "me"},
        {"ordering": "title"},
        {"jurisdiction": "ZZ"},
    ],
)
def test_a_filter_that_cannot_be_read_is_refused_by_name(client, query):
    answer = client.get("cases", query)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, f"/{next(iter(query))}")


def test_an_event_is_recorded_corrected_and_withdrawn(client, open_):
    case = open_(loss_date="2026-03-02").json()
    fact = {"case_id": case["id"], "kind": "denial_received"}
    naive = client.post("events", fact | {"at": "2026-04-09T22:30:00"})
    assert naive.status_code == 400
    assert (naive.json()["errors"][0]["pointer"], "offset" in naive.json()["detail"]) == ("/at", True)
    early = client.post("events", fact | {"on": "2026-03-01"}).json()
    assert (early["errors"][0]["pointer"], early["errors"][0]["code"]) == ("/on", "event_before_loss")
    first = client.post("events", fact | {"at": "2026-04-09T22:30:00-05:00"}, HTTP_IDEMPOTENCY_KEY="e1")
    again = client.post("events", fact | {"at": "2026-04-09T22:30:00-05:00"}, HTTP_IDEMPOTENCY_KEY="e1")
    assert (first.status_code, again.json()) == (201, first.json())
    assert (first.json()["on"], first.json()["at"]) == ("2026-04-09", "2026-04-10T03:30:00Z")
    second = client.post("events", fact | {"on": "2026-04-08", "corrects_id": first.json()["id"]})
    assert second.status_code == 201, second.json()
    standing = client.get("events", {"case_id": case["id"], "withdrawn": "false"}).json()["results"]
    assert [row["id"] for row in standing] == [second.json()["id"]]
    path = f"events/{second.json()['id']}/withdraw"
    assert client.post(path, {"reason": "Not ours"}).status_code == 428
    gone = client.post(path, {"reason": "Not ours"}, HTTP_IF_MATCH=second["ETag"])
    assert (gone.status_code, gone.json()["withdrawn"]) == (200, True)
    assert len(client.get("events", {"case_id": case["id"]}).json()["results"]) == 2


@pytest.mark.parametrize(
    "at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-04-09", "x", 5]
)
def test_no_time_whatever_is_a_fault_of_ours(client, open_, at):
    case = open_().json()
    answer = client.post("events", {"case_id": case["id"], "kind": "denial_received", "at": at})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/at")


def test_policies_provisions_addresses_and_parties_over_http(client, open_, base):
    law_of_it = {"line_of_business": "health", "plan_type": "erisa_insured", "jurisdiction": "TX"}
    policy = client.post("policies", base | law_of_it | {"number": "P-9"})
    assert (policy.status_code, policy.json()["insurer_name"]) == (201, "Northfield Mutual")
    case = open_(policy_id=policy.json()["id"]).json()
    made: dict[str, tuple[Any, dict[str, Any]]] = {
        f"policies/{policy.json()['id']}": (policy, {"name": "Gold"}),
    }
    new: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
        (
            "provisions",
            {"policy_id": policy.json()["id"], "label": "7.2", "kind": "exclusion", "quote": "Not covered."},
            {"page": 3},
        ),
        (
            "insurer-addresses",
            {"insurer_id": base["insurer_id"], "purpose": "appeals", "lines": "Box 9"},
            {"fax": "1"},
        ),
        ("parties", {"case_id": case["id"], "role": "provider", "name": "Dr. Vale"}, {"title": "MD"}),
        ("insurers", {"name": "Benefit Hands", "kind": "administrator"}, {"phone": "1"}),
    ]
    for path, body, change in new:
        answer = client.post(path, body)
        assert answer.status_code == 201, answer.json()
        made[f"{path}/{answer.json()['id']}"] = (answer, change)
    for path, (answer, change) in made.items():
        assert client.get(path).json() == answer.json()
        assert client.patch(path, change).status_code == 428
        changed = client.patch(path, change, HTTP_IF_MATCH=answer["ETag"])
        assert changed.json() | change == changed.json()
        listed = client.get(path.split("/", maxsplit=1)[0]).json()["results"]
        assert changed.json() in listed
    party = next(path for path in made if path.startswith("parties"))
    ended = client.post(f"{party}/end", {"reason": "Retired"}, HTTP_IF_MATCH='"2"')
    assert (ended.status_code, ended.json()["ended_reason"]) == (200, "Retired")
    assert client.get("parties", {"current": "true", "case_id": case["id"]}).json()["results"] == []
    assert len(client.get("parties", {"current": "false"}).json()["results"]) == 1


LISTS = ["cases", "insurers", "insurer-addresses", "policies", "provisions", "parties", "events"]
EXPANDED = {"cases": "client,insurer,policy,lead", "policies": "client,insurer"}


def test_lists_and_details_take_as_many_statements_for_twenty_rows_as_for_two(
    api, law, django_assert_num_queries
):
    client = api(law)
    for count in (2, 18):
        _rows(law, count)
        for path in LISTS:
            with django_assert_num_queries(4):  # SAVEPOINT, enter, the rows, RELEASE
                rows = client.get(path).json()["results"]
            with django_assert_num_queries(4):
                assert client.get(f"{path}/{rows[0]['id']}").status_code == 200
        for path, names in EXPANDED.items():
            with django_assert_num_queries(5 + names.count(",")):
                assert client.get(path, {"expand": names}).status_code == 200
    assert len(rows) == 20


def _rows(firm, count):
    """So many of everything."""
    actor = firm.attorney
    with firm.scope():
        for index in range(count):
            insurer = insurer_add(actor=actor, name=f"Insurer {index}")
            insurer_address_add(actor=actor, insurer_id=insurer.id, purpose="appeals", lines="Box 9")
            client = client_add(actor=actor, name=f"Client {index}")
            law: dict[str, Any] = {
                "line_of_business": "property",
                "plan_type": "personal",
                "jurisdiction": "TX",
            }
            policy = policy_add(actor=actor, client_id=client.id, insurer_id=insurer.id, **law)
            provision_add(actor=actor, policy_id=policy.id, label="1", kind="limit", quote="Up to.")
            case = open_case(actor, client, insurer, policy_id=policy.id, lead_id=actor.member_id, **law)
            party_add(actor=actor, case_id=case.id, role="contractor", name="Roofer")
            event_record(actor=actor, case_id=case.id, kind="bill_received", on=LOSS)


@pytest.mark.parametrize("path", LISTS)
def test_another_firm_s_rows_are_absent(path, api, law, adjusters):
    theirs = api(adjusters, "public_adjuster")
    _rows(adjusters, 1)
    row = theirs.get(path).json()["results"][0]
    ours = api(law)
    assert ours.get(path).json()["results"] == []
    absent = ours.get(f"{path}/{ABSENT}")
    assert (ours.get(f"{path}/{row['id']}").content, absent.status_code) == (absent.content, 404)
    if path != "events":
        change = {"name": "x"} if path in ("insurers", "policies", "parties") else {}
        assert ours.patch(f"{path}/{row['id']}", change, HTTP_IF_MATCH='"1"').content == absent.content
    verb = {"cases": "move", "parties": "end", "events": "withdraw"}.get(path)
    if verb:
        body = {"to": "open"} if verb == "move" else {"reason": "x"}
        assert ours.post(f"{path}/{row['id']}/{verb}", body, HTTP_IF_MATCH='"1"').content == absent.content
    assert row.items() <= theirs.get(f"{path}/{row['id']}").json().items()


def test_a_viewer_reads_and_may_not_write(api, law, open_):
    case = open_().json()
    viewer = api(law, "viewer")
    assert viewer.get(f"cases/{case['id']}").json() == case
    assert viewer.post("cases", {}).json()["code"] == "forbidden"
    assert viewer.post(f"cases/{case['id']}/move", {"to": "open"}, HTTP_IF_MATCH='"1"').status_code == 403
    fact = {"case_id": case["id"], "kind": "denial_received", "on": "2026-03-02"}
    assert viewer.post("events", fact).status_code == 403
    assert viewer.get("events").json()["results"] == []


def test_case_staff_may_not_close(api, law, open_):
    case = open_().json()
    move = {"to": "closed", "reason": "Settled"}
    answer = api(law, "case_staff").post(f"cases/{case['id']}/move", move, HTTP_IF_MATCH='"1"')
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert api(law).get(f"cases/{case['id']}").json() == case
