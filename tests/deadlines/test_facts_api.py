"""Facts that rules hang on: stated and corrected over the API, they settle what waited for them."""

from cases.models import Case
from tests.deadlines.matter import ago, open_matter

EXTERNAL = "aca-external-review-request"


def test_a_stated_fact_settles_the_deadline_that_hung_on_it(api, in_law):
    matter = open_matter(in_law)
    matter.record("final_denial_received", ago(20))
    assert matter.row(EXTERNAL).state == "unknown"
    attorney = api(in_law, "attorney")
    sheet = attorney.get(f"cases/{matter.case.id}/facts").json()["facts"]
    lines = {line["name"]: line for line in sheet}
    assert EXTERNAL in lines["external_review_scope"]["rules"]
    assert lines["external_review_scope"]["remedies"] == ["external_review"]
    assert (lines["external_review_process"]["value"], lines["external_review_process"]["settled_by"]) == (
        "federal",
        "law",
    )
    assert (lines["appeal_levels"]["value"], lines["appeal_levels"]["settled_by"]) == (1, "policy")
    body = {"case_id": str(matter.case.id), "name": "external_review_scope", "value": "medical_judgment"}
    made = attorney.post("clock-facts", body)
    assert made.status_code == 201, made.content
    assert matter.row(EXTERNAL).state == "open"
    assert attorney.post("clock-facts", body).status_code == 409
    path = f"clock-facts/{made.json()['id']}"
    taken_back = attorney.patch(path, {"value": None}, HTTP_IF_MATCH=made["ETag"])
    assert (taken_back.status_code, taken_back.json()["value"]) == (200, None)
    assert matter.row(EXTERNAL).state == "unknown"
    none = attorney.patch(path, {"value": "none", "source": "the notice"}, HTTP_IF_MATCH=taken_back["ETag"])
    assert none.json()["value"] == "none"
    assert matter.row(EXTERNAL).state == "superseded"


def test_what_is_no_fact_or_has_its_place_elsewhere_is_refused_by_field(api, in_law):
    case: Case = open_matter(in_law).case
    attorney = api(in_law, "attorney")
    for name, value, pointer in (
        ("weather", "fine", "/name"),
        ("residential", "yes", "/value"),
        ("appeal_levels", True, "/value"),
        ("claim_kind", "urgent", "/name"),
        ("appeal_levels", 2, "/name"),
        ("external_review_process", "state", "/value"),
    ):
        answer = attorney.post("clock-facts", {"case_id": str(case.id), "name": name, "value": value})
        assert answer.status_code == 400, (name, answer.content)
        assert [e["pointer"] for e in answer.json()["errors"]] == [pointer], name
    viewer = api(in_law, "viewer")
    assert viewer.get(f"cases/{case.id}/facts").status_code == 200
    assert (
        viewer.post(
            "clock-facts", {"case_id": str(case.id), "name": "residential", "value": True}
        ).status_code
        == 403
    )


def test_what_a_place_presumes_is_shown_and_gives_way_to_what_is_stated(api, in_law):
    case = open_matter(in_law, plan_type="erisa_insured", jurisdiction="OH", policy_id=None).case
    attorney = api(in_law, "attorney")

    def process():
        sheet = attorney.get(f"cases/{case.id}/facts").json()["facts"]
        found = next(line for line in sheet if line["name"] == "external_review_process")
        return found["value"], found["settled_by"]

    assert process() == ("state", "presumption")
    body = {"case_id": str(case.id), "name": "external_review_process", "value": "federal"}
    assert attorney.post("clock-facts", body).status_code == 201
    assert process() == ("federal", "member")
