"""Help beside words: every term, ground and rung has its meaning, and what the law says links to its entry."""

import re
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest

from cases.help_words import GROUNDS, TERMS
from cases.vocabulary import GROUND_CODES
from claimback.tenancy.admin_help import help_on
from deadlines.help import LAW, law_help, rule_help, term_help
from deadlines.law.catalogue import load_catalogue
from deadlines.law.entries import entry
from deadlines.law.fees import load_fee_laws
from deadlines.law.notices import load_notices


def dated(**columns: Any) -> Any:
    """What a deadline says of its rule. A row itself wants a firm's scope."""
    return SimpleNamespace(**columns)


def test_every_ground_of_the_catalogue_is_explained():
    assert list(GROUNDS) == list(GROUND_CODES)


@pytest.mark.parametrize("term", TERMS)
def test_a_term_opens_by_a_key_and_says_its_name(term):
    shown = term_help(term)
    assert shown.startswith('<details class="cb-help"><summary aria-label=')
    assert str(TERMS[term].means).split("’")[0][:30] in shown.replace("&#x27;", "'")


def test_what_is_shown_is_escaped():
    shown = help_on("<b>", "<i>", law=["<u>"], links=[("<s>", "/x?a=1&b=2")])
    assert not re.search("<[bius]>(?!&lt;)", shown.replace("<b>&lt;b&gt;</b>", ""))
    assert 'href="/x?a=1&amp;b=2"' in shown


def test_a_rule_is_told_with_its_citation_grade_and_entry():
    rule = load_catalogue().versions("erisa-health-first-appeal")[-1]
    row = dated(
        rule=rule.id, rule_version=rule.version, act=rule.act, citation=rule.citation, checked="primary"
    )
    shown = rule_help(row)
    assert f'href="{LAW}/{rule.id}"' in shown
    assert "Read in the law itself" in shown
    assert rule.citation.split("(")[0] in shown
    by_hand = rule_help(
        dated(rule="", rule_version=1, act="obey the order", citation="Order of May 4", checked="unchecked")
    )
    assert "href" not in by_hand
    assert "Order of May 4" in by_hand


def test_notices_and_caps_have_an_entry(client):
    ids = [each.id for each in load_notices()]
    ids += [cap.id for law in load_fee_laws().values() for cap in law.caps]
    assert len(ids) == len(set(ids))
    assert all(entry(id) for id in ids)
    shared_ids = {rule.id for rule in load_catalogue().rules} & set(ids)
    assert shared_ids == {"aca-external-review-decision"}, "two sides of one duty: decision 11"
    assert f'href="{LAW}/{ids[0]}"' in law_help("notice_defect", ids[0], "29 CFR", "primary")
    assert "href" not in law_help("fee_cap", "no-such-cap", "", "")
    shared = client.get(f"{LAW}/aca-external-review-decision").content.decode()  # a rule and a requirement
    requirement = entry("aca-external-review-decision")
    assert requirement is not None
    assert requirement.says in unescape(shared)
