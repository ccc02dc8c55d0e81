"""Outcomes of public record over the API: counts, intervals, groups in pages, like cases."""

import pytest

from tests.letters.matter import open_case


def test_reviews_are_counted_with_their_intervals_and_what_they_are_not(api, law):
    answer = api(law, "viewer").get("outcomes/external-reviews", {"treatment_sub": "Speech Therapy"}).json()
    assert answer["all"] == {
        "value": "",
        "n": 3,
        "overturned": 2,
        "in_part": 1,
        "share": 0.6667,
        "low": 0.2077,
        "high": 0.9385,
    }
    assert [(group["value"], group["n"]) for group in answer["results"]] == [
        ("Medical Necessity", 2),
        ("Experimental/Investigational", 1),
    ]
    about = answer["about"]
    assert (about["place"], about["years_from"], about["years_to"]) == ("CA", 2006, 2016)
    assert about["retrieved_on"] == "2026-11-20"
    assert "no probability" in about["is_not"]


@pytest.mark.parametrize(
    ("terms", "n"),
    [
        ("neurosurgery", 1),  # which the record misspells
        ("therapies", 3),  # stemmed
        ("speech therapy,autism", 2),
        ("autism,mri", 0),
    ],
)
def test_words_are_found_as_they_are_meant(api, law, terms, n):
    answer = api(law).get("outcomes/external-reviews", {"terms": terms, "group_by": "diagnosis"}).json()
    assert answer["all"]["n"] == n
    assert answer["all"]["low"] is None if n == 0 else answer["all"]["low"] >= 0


def test_groups_come_in_pages(api, law):
    client, found, cursor = api(law), [], ""
    for _ in range(2):
        page = client.get(
            "outcomes/external-reviews", {"group_by": "year", "page_size": "2", "cursor": cursor}
        ).json()
        found += [group["value"] for group in page["results"]]
        cursor = page["next_cursor"] or ""
    assert (found, cursor) == (["2006", "2016", "2005"], "")


def test_complaints_are_counted(api, law):
    client = api(law)
    answer = client.get("outcomes/complaints", {"coverage_type": "Homeowners"}).json()
    assert answer["all"] == {
        "value": "",
        "n": 3,
        "money": 0,
        "share": 0.0,
        "low": 0.0,
        "high": 0.5615,
        "upheld": 1,
        "confirmed": 0,
        "days_median": 40.0,
        "days_min": 34,
        "days_max": 40,
    }
    by_insurer = client.get("outcomes/complaints", {"group_by": "insurer", "terms": "hail"}).json()
    assert [(group["value"], group["n"]) for group in by_insurer["results"]] == [
        ("Example Mutual", 2),
        ("Sample & Daughters Agency", 1),
    ]
    assert "no rate of success" in answer["about"]["is_not"]


def test_the_rows_behind_the_counts(api, law):
    rows = api(law).get("outcomes/external-reviews/rows", {"outcome": "overturned_in_part"}).json()["results"]
    assert {row["reference"] for row in rows} == {"UC06-0005", "EI06-0006"}
    rows = api(law).get("outcomes/complaints/rows", {"reason": "Denial Of Claim"}).json()["results"]
    assert [row["received_on"] for row in rows] == ["2016-07-01", "2016-07-01", "2015-01-02", "2014-05-22"]


@pytest.mark.parametrize(
    ("path", "query", "pointer"),
    [
        ("outcomes/external-reviews", {"group_by": "doctor"}, "/group_by"),
        ("outcomes/external-reviews", {"doctor": "x"}, "/doctor"),
        ("outcomes/external-reviews", {"terms": ",".join("abcdefghi")}, "/terms"),
        ("outcomes/external-reviews", {"cursor": "none"}, "/cursor"),
        ("outcomes/complaints", {"from_on": "yesterday"}, "/from_on"),
        ("outcomes/complaints", {"page_size": "0"}, "/page_size"),
    ],
)
def test_what_cannot_be_asked_is_named(api, law, path, query, pointer):
    answer = api(law).get(path, query)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer)


def test_cases_like_one_of_ours(api, law, in_law, django_assert_num_queries):
    client, case = api(law), open_case(law)
    answer = client.get(f"cases/{case.id}/like-cases", {"terms": "speech therapy,autism"}).json()
    assert [(step["words"], step["n"], step["count"]) for step in answer["steps"]] == [
        ("All reviews", 9, 5),
        ("Reviews with “speech therapy” or “autism”", 3, 2),
        ("Reviews with “speech therapy” and “autism”", 2, 2),
    ]
    assert answer["steps"][2]["sentence"] == (
        "Reviews with “speech therapy” and “autism”, CA, 2005 to 2016: of 2, 2 overturned the plan's decision, "
        "wholly or in part (100%, 95 % interval 34% to 100%)."
    )
    assert answer["closest"][0]["value"] == "Speech Therapy"
    with django_assert_num_queries(11):
        client.get(f"cases/{case.id}/like-cases", {"terms": "speech therapy,autism"})


@pytest.mark.parametrize(
    ("line", "last"),
    [
        ("property", "Complaints of Homeowners or Fire, Allied Lines & CMP because of Denial Of Claim"),
        ("auto_third_party", "Complaints of Automobile because of Denial Of Claim"),
        ("flood", None),
    ],
)
def test_each_line_has_its_own_record_or_none(api, law, in_law, line, last):
    case = open_case(law, line_of_business=line, plan_type="")
    answer = api(law).get(f"cases/{case.id}/like-cases").json()
    assert (answer["steps"][-1]["words"] if last else answer["about"]) == last
    assert bool(answer["why_none"]) is (last is None)
