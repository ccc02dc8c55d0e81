"""The case with what hangs on it."""

import pytest


@pytest.fixture
def case(opened):
    return opened()


def test_everything_in_two_statements(api, law, case, django_assert_num_queries):
    client = api(law)
    with django_assert_num_queries(4):  # SAVEPOINT, enter, the overview, RELEASE
        answer = client.get(f"cases/{case.id}/overview")
    body = answer.json()
    assert (answer.status_code, answer["ETag"][:3]) == (200, f'"{case.version}.')
    assert body["case"]["number"] == case.number
    assert body["case"]["client_name"] == case.client.name
    assert body["case"]["next_deadline_on"] is None
    assert (body["parties"], body["open_deadlines"], body["latest_correspondence"]) == ([], [], [])


def test_what_the_member_may_not_see_is_null(api, law, case):
    body = api(law, "billing").get(f"cases/{case.id}/overview").json()
    assert body["latest_correspondence"] is None
    assert body["open_deadlines"] == []


def test_another_firm_s_case_is_absent(api, adjusters, case):
    answer = api(adjusters, "public_adjuster").get(f"cases/{case.id}/overview")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
