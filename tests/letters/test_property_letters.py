"""A letter of a property claim over HTTP: its rows, its table, its sums and the law of its state."""

from datetime import date

from tests.letters.matter import open_case

ITEMS = [
    {
        "item": "Skylights",
        "insurer": {"amount": "1140.00"},
        "ours": {"amount": "2960.00"},
        "why": "They opened.",
    },
    {"item": "Ceiling", "insurer": {"amount": "0.00"}, "ours": {"amount": "1240.50"}, "why": "Left out."},
]
GIVEN = {
    "their_estimate_on": "2026-04-28",
    "their_estimator": "the adjuster",
    "our_estimate_on": "2026-06-11",
    "our_estimator": "Lone Cedar Roof Consultants",
    "items": ITEMS,
    "enclosures": ["Our estimate"],
    "answer_by": "2026-09-01",
}


def test_rows_become_a_table_whose_total_is_held_against_them(api, law):
    with law.scope():
        case = open_case(law, line_of_business="property", plan_type="personal", loss_date=date(2026, 3, 14))
    staff = api(law, "case_staff")
    wanted = {"case_id": str(case.id), "template": "estimate_rebuttal"}
    refused = staff.post("letters", {**wanted, "particulars": {"items": [{"item": "Skylights"}]}})
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["pointer"] == "/particulars/items"
    assert "Row 1: give item, insurer, ours, why" in refused.json()["errors"][0]["detail"]
    made = staff.post("letters", {**wanted, "particulars": GIVEN})
    letter = made.json()
    table = next(block for block in letter["blocks"] if block["kind"] == "table")
    assert table["total"] == ["Total", "$1,140.00", "$4,200.50", ""]
    assert "differ by $3,060.50" in str(letter["blocks"])
    assert letter["particulars"]["items"][0]["ours"] == {"amount": "2960.00", "currency": "USD"}
    assert "Tex. Ins. Code § 542.056" in str(letter["blocks"])
    blocks = [
        {**block, "total": ["Total", "$1,140.00", "$5,000.00", ""]} if block == table else block
        for block in letter["blocks"]
    ]
    edited = staff.patch(f"letters/{letter['id']}", {"blocks": blocks}, HTTP_IF_MATCH=made["ETag"])
    assert edited.status_code == 200, edited.json()
    uneven = [{**block, "rows": [["one cell"]]} if block == table else block for block in letter["blocks"]]
    refused = staff.patch(f"letters/{letter['id']}", {"blocks": uneven}, HTTP_IF_MATCH=edited["ETag"])
    assert refused.status_code == 400
    submitted = staff.post(f"letters/{letter['id']}/submit", HTTP_IF_MATCH=edited["ETag"])
    report = submitted.json()["check_report"]
    assert "total_does_not_add_up" in {finding["code"] for finding in report["findings"]}
