"""The owner's figures: what there is now and what a month brought; and the history as a list with filters."""

from datetime import UTC, datetime

import pytest

from claimback.kernel.errors import Invalid
from claimback.usage.reading import month_of
from tests.firms import TestFirm
from tests.letters.matter import open_case


@pytest.mark.parametrize(
    ("text", "first", "end", "before"),
    [
        ("2026-12", datetime(2026, 12, 1, 6, tzinfo=UTC), datetime(2027, 1, 1, 6, tzinfo=UTC), "2026-11"),
        ("2026-03", datetime(2026, 3, 1, 6, tzinfo=UTC), datetime(2026, 4, 1, 5, tzinfo=UTC), "2026-02"),
    ],
)
def test_a_month_is_the_firm_s_own(text, first, end, before):
    month = month_of(text, "America/Chicago")
    assert (month.first, month.end, month.before, month.name) == (first, end, before, text)


@pytest.mark.parametrize("text", ["2026", "2026-13", "26-01", "2026-1", "1999-01", "٢٠٢٦-01", "2026-01-01"])
def test_what_is_no_month_is_refused(text):
    with pytest.raises(Invalid):
        month_of(text, "America/Chicago")


def test_figures_are_of_the_firm_and_of_the_month(db, api, law: TestFirm):
    owner = api(law, "owner")
    assert api(law, "attorney").get("usage").status_code == 403
    before = figures(owner.get("usage").json())
    with law.scope():
        open_case(law)
    after = figures(owner.get("usage").json())
    assert after["open_cases"] == before["open_cases"] + 1
    assert after["new_cases"] == before["new_cases"] + 1
    assert (after["role_owner"], after["role_attorney"], "role_client" in after) == (1, 1, True)
    assert figures(owner.get("usage", {"month": "2020-01"}).json())["new_cases"] == 0
    assert owner.get("usage", {"month": "2020-13"}).status_code == 400


def test_the_history_is_a_list_with_filters(db, api, law: TestFirm):
    client = api(law, "attorney")
    with law.scope():
        case = open_case(law)
    found = client.get("audit-entries", {"case_id": case.id, "table": "cases_case", "operation": "insert"})
    (entry,) = found.json()["results"]
    assert (entry["row_id"], entry["member_id"], entry["act"]) == (
        str(case.id),
        str(law.attorney.member_id),
        "test",
    )
    assert entry["after"]["number"] == case.number
    nobody = {"since": "2020-01-01T00:00:00Z", "until": "2020-02-01T00:00:00Z"}
    assert client.get("audit-entries", nobody).json()["results"] == []
    assert api(law, "case_staff").get("audit-entries").status_code == 403


def figures(body: dict[str, list[dict[str, list[dict[str, int]]]]]) -> dict[object, int]:
    return {figure["code"]: figure["number"] for part in body["parts"] for figure in part["figures"]}
