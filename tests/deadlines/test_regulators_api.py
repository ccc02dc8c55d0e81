"""The regulators of each place over the API."""


def test_they_are_read_over_the_api(api, in_law):
    staff = api(in_law, "viewer")
    places = staff.get("law/regulators").json()["regulators"]
    assert [place["jurisdiction"] for place in places[:2]] == ["AL", "AK"]
    one = staff.get("law/regulators/dc").json()
    assert (one["name"], one["external_review"]["filed_with"]) == ("District of Columbia", "other_agency")
    assert staff.get("law/regulators/zz").status_code == 404
