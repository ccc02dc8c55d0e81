"""The public pages of the law: everybody may read them, and a question that can't be answered says why."""

import pytest

from deadlines.law.catalogue import load_catalogue


@pytest.mark.parametrize(
    ("question", "status", "holds"),
    [
        ("", 200, "Rules of each place by line of business"),
        ("?place=US&line=disability", 200, "erisa-disability-appeal"),
        ("?words=urgent+72", 200, "erisa-urgent-initial-decision"),
        ("?words=no-such-word", 200, "0 rules"),
        ("?place=XX", 400, "Select a valid choice"),
        ("?words=%00", 400, "Null characters are not allowed"),
        ("/erisa-health-first-appeal", 200, "29 CFR 2560.503-1(h)(3)(i)"),
        ("/erisa-denial-reasons", 200, "29 CFR 2560.503-1(g)(1)(i)"),
        ("/no-such-rule", 404, ""),
    ],
)
def test_a_page_of_the_law_needs_no_sign_in(client, question, status, holds):
    answer = client.get(f"/api/v1/docs/law{question}")
    assert answer.status_code == status
    assert holds in answer.content.decode()


def test_the_list_shows_how_far_each_rule_was_checked(client):
    page = client.get("/api/v1/docs/law?place=US").content.decode()
    shown = [rule for rule in load_catalogue().rules if rule.jurisdiction == "US"]
    assert page.count('<span class="grade') == len(shown)
