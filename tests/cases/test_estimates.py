"""Estimates over the API: entered, read from a file, compared, paired by hand, taken as tables."""

import io
from typing import Any

import pytest
import python_calamine

from cases.models import EstimateLine
from cases.services.documents import document_add
from claimback.storage.services import file_store

TABLE = (
    "Room,Description,Qty,Unit,Unit Price,RCV,Depreciation\n"
    "Roof,=SUM(A1),30,SQ,250.00,7500.00,1500.00\n"
    "Roof,Felt,30,SQ,40.00,1200.00,\n"
)


def usd(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "USD"}


@pytest.fixture
def home(opened):
    law: dict[str, Any] = {"line_of_business": "property", "plan_type": "personal", "jurisdiction": "TX"}
    return opened(title="Hail on the roof", **law)


def filed(firm, case_id, text: str = TABLE):
    file = file_store(actor=firm.attorney, name="estimate.csv", data=text.encode(), media_type="text/csv")
    made = document_add(
        actor=firm.attorney, case_id=case_id, file_id=file.id, title="Estimate", kind="estimate"
    )
    return str(made.id)


def test_both_sides_are_compared_line_by_line_and_taken_as_a_table(api, in_law, home):
    staff = api(in_law, "case_staff")
    paper = filed(in_law, home.id)
    looked = staff.post("estimates/preview", {"document_id": paper}).json()
    assert (looked["lines"], looked["rcv"], looked["acv"]) == (2, usd("8700.00"), usd("7200.00"))
    said = {"document_id": paper, "side": "ours", "title": "Ours", "dated_on": "2026-03-10"}
    ours = staff.post("estimates/import", said | {"stated_rcv": usd("8700.01")})
    assert (ours.status_code, ours.json()["lines_count"]) == (201, 2)
    shingles = {
        "room": "Roof",
        "description": "Remove shingles",
        "quantity": "28",
        "unit": "SQ",
        "unit_price": "240",
        "depreciation": usd("3000.00"),
    }
    body = {"case_id": str(home.id), "side": "insurer", "title": "Theirs", "dated_on": "2026-03-12"}
    theirs = staff.post("estimates", {**body, "lines": [shingles]})
    assert (theirs.status_code, theirs.json()["acv"]) == (201, usd("3720.00"))
    where, other = f"estimates/{ours.json()['id']}", {"theirs_id": theirs.json()["id"]}
    told = staff.post(f"{where}/compare", other).json()
    assert ([], told["rcv"], told["acv"]) == (told["pairs"], usd("1980.00"), usd("3480.00"))
    assert "0.01 more than its lines" in told["faults"][0]
    lines = {row.description: str(row.id) for row in EstimateLine.objects.all()}
    pair = {"our_line_id": lines["=SUM(A1)"], "their_line_id": lines["Remove shingles"], "how": "paired"}
    made = staff.post("line-pairings", pair)
    assert made.status_code == 201
    told = staff.post(f"{where}/compare", other).json()
    assert {each["cause"]: each["amount"]["amount"] for each in told["causes"]} == {
        "only_ours": "1200.00",
        "quantity": "480.00",
        "unit_price": "300.00",
        "depreciation": "1500.00",
    }
    table = staff.post(f"{where}/export", other).content.decode("utf-8-sig")
    assert "'=SUM(A1)" in table
    book = staff.post(f"{where}/export", other | {"format": "xlsx"}).content
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0)
    assert sheet.to_python()[1][:4] == ["person", "Roof", "", "=SUM(A1)"]
    left = staff.post(f"line-pairings/{made.json()['id']}/leave", {}, HTTP_IF_MATCH='"1"')
    assert left.json()["ended_at"] is not None
    assert staff.post(f"{where}/compare", other).json()["pairs"] == []
    assert staff.post(f"{where}/compare", {"theirs_id": ours.json()["id"]}).status_code == 400


def test_a_file_with_a_wrong_row_enters_nothing_and_names_it(api, in_law, home):
    staff = api(in_law, "case_staff")
    paper = filed(in_law, home.id, TABLE + "Roof,Vent,-2,EA,10.00,20.00,\nRoof,Cap,1,EA,5.00,5.00,9.00\n")
    said = {"document_id": paper, "side": "ours", "title": "Ours", "dated_on": "2026-03-10"}
    refused = staff.post("estimates/import", said)
    assert [problem["pointer"] for problem in refused.json()["errors"]] == [
        "/rows/4/Qty",
        "/rows/5/Depreciation",
    ]
    assert not EstimateLine.objects.exists()
    looked = staff.post("estimates/preview", {"document_id": paper, "mapping": {"rcv": "RCV"}}).json()
    assert looked["mapping_problem"] == "Map the column of the description."


def test_a_new_version_replaces_the_former_one_with_a_reason(api, in_law, home):
    staff = api(in_law, "case_staff")
    body: dict[str, Any] = {
        "case_id": str(home.id),
        "side": "insurer",
        "title": "Theirs",
        "dated_on": "2026-03-12",
        "lines": [{"description": "Roof", "rcv": usd("100.00")}],
    }
    first = staff.post("estimates", body).json()
    again = body | {"former_id": first["id"]}
    assert [e["pointer"] for e in staff.post("estimates", again).json()["errors"]] == ["/reason"]
    second = staff.post("estimates", again | {"reason": "Their supplement"}).json()
    assert (second["number"], second["replaces_id"]) == (2, first["id"])
    assert staff.get(f"estimates/{first['id']}").json()["state"] == "replaced"
    assert staff.post("estimates", again | {"reason": "Once more"}).status_code == 409
    mixed = body | {"stated_rcv": {"amount": "1.00", "currency": "EUR"}}
    assert [e["pointer"] for e in staff.post("estimates", mixed).json()["errors"]] == ["/stated_rcv"]
