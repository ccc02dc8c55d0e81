"""The loader of ladders refuses each unsound one, naming file, rung and remedy; what ships is sound and whole."""

import json
from copy import deepcopy
from datetime import date

import pytest
import yaml
from django.core.management import call_command
from django.core.management.base import CommandError
from jsonschema import Draft202012Validator

from cases.vocabulary import EVENT_KINDS, HEALTH_PLAN_TYPES
from deadlines.clock.timeline import timeline_of
from deadlines.ladder import catalogue
from deadlines.ladder.catalogue import ladders_of, load_ladders, parse_ladders
from deadlines.ladder.kinds import KINDS
from deadlines.ladder.remedies import ladder_for
from deadlines.ladder.tables import facts_hung_on
from deadlines.law.catalogue import CatalogueError
from deadlines.law.files import LAW
from tests.law.cases import claim

CHECKED = {"grade": "primary", "date": "2026-11-22", "source": "the text"}
FIRST = {
    "id": "internal_appeal",
    "kind": "internal_appeal",
    "opens": [{"event": ["denial_received"]}],
    "closes": ["a-rule"],
    "citation": "1 CFR 1.1",
}
SUIT = {
    "id": "civil_action",
    "kind": "civil_action",
    "opens": [{"climbed": ["internal_appeal"]}],
    "citation": "1 USC 1",
}
LADDER = {
    "id": "a-ladder",
    "version": 1,
    "lines": ["health"],
    "plan_types": ["individual_aca"],
    "checked": CHECKED,
    "rungs": [FIRST, SUIT],
}
RULES = frozenset({"a-rule", "tx-own-rule"})


def parse(*ladders):
    return parse_ladders({"test.yaml": yaml.safe_dump({"ladders": deepcopy(list(ladders))})}, RULES)


def rungs(*changed):
    return {**LADDER, "rungs": list(changed)}


def without(data, key):
    return {name: value for name, value in data.items() if name != key}


def test_a_sound_ladder_is_read_with_what_its_kinds_bring():
    (ladder,) = parse(LADDER)
    appeal, suit = ladder.rungs
    assert (appeal.title, appeal.level, appeal.taken) == ("Internal appeal", "internal", ("appeal_received",))
    assert (suit.level, suit.opens[0].climbed, suit.checked.grade) == (
        "court",
        ("internal_appeal",),
        "primary",
    )


def test_a_rung_may_be_like_another_but_for_what_it_says_itself():
    other = {**LADDER, "id": "other", "plan_types": ["church"]}
    own = {"id": "appeal", "like": "a-ladder/internal_appeal", "citation": "2 CFR 2"}
    _, made = parse(LADDER, {**other, "rungs": [own]})
    assert (made.rungs[0].kind, made.rungs[0].citation) == ("internal_appeal", "2 CFR 2")
    assert made.rungs[0].opens == parse(LADDER)[0].rungs[0].opens


def test_an_urgent_rung_is_the_standard_one_but_for_what_differs():
    urgent = {**FIRST, "title": "The appeal", "urgent": {"kind": "expedited_appeal", "citation": "3 CFR 3"}}
    (ladder,) = parse(rungs(urgent))
    made = ladder.rungs[0].urgent
    assert made is not None
    assert (made.kind, made.title, made.citation) == (
        "expedited_appeal",
        "Expedited internal appeal",
        "3 CFR 3",
    )
    assert made.closes == ladder.rungs[0].closes


@pytest.mark.parametrize(
    ("ladders", "says"),
    [
        ([rungs(without(FIRST, "citation"))], "citation is missing"),
        ([rungs(without(FIRST, "kind"))], "kind is missing"),
        ([without(LADDER, "checked")], "checked is missing"),
        ([rungs({**FIRST, "kind": "magic"})], "'magic' is no kind of rung"),
        ([rungs({**FIRST, "closes": ["b-rule"]})], "'b-rule' is no rule of the clock"),
        ([rungs({**FIRST, "closes": ["{place}-b"]})], "no rule of the clock"),
        ([rungs({**FIRST, "closes": ["policy-cheese"]})], "no rule of the clock"),
        ([rungs({**FIRST, "answer": {"rules": ["b-rule"]}})], "no rule of the clock"),
        (
            [rungs({**FIRST, "opens": [{"event": ["moon_risen"]}]})],
            "'moon_risen' is not a known kind of event",
        ),
        ([rungs({**FIRST, "taken": ["moon_risen"]})], "not a known kind of event"),
        ([rungs({**FIRST, "when": {"moon": [True]}})], "'moon' is not a known fact"),
        ([rungs({**FIRST, "when": {"appeal_levels": [7]}})], "appeal_levels can't be 7"),
        ([rungs(SUIT)], "'internal_appeal' is no rung of this ladder"),
        ([rungs(SUIT, FIRST)], "which stands above it"),
        ([rungs(FIRST, {**SUIT, "parallel": ["mediation"]})], "'mediation' is no rung of this ladder"),
        ([rungs(FIRST, FIRST)], "the id appears twice"),
        ([rungs({**FIRST, "colour": "red"})], "colour"),
        ([rungs({**FIRST, "who": ["landlord"]})], "who"),
        ([rungs({"id": "x", "like": "a-ladder/x"})], "which is no rung"),
        ([rungs({"id": "x", "like": "nobody/x"})], "which is no rung"),
        ([LADDER, LADDER], "the id appears twice"),
        ([LADDER, {**LADDER, "id": "other"}], "it overlaps a-ladder for health, individual_aca"),
        ([{**LADDER, "plan_types": ["gold"]}], "'gold' is not a known plan type"),
        ([{**LADDER, "jurisdictions": ["ZZ"]}], "'ZZ' is not a known jurisdiction"),
        ([{**LADDER, "not_given": [{"kind": "magic", "why": "so", "citation": "1 CFR 1"}]}], "why"),
        ([{**LADDER, "not_given": [{"kind": "media", "why": "It is."}]}], "citation"),
    ],
)
def test_an_unsound_ladder_is_refused(ladders, says):
    with pytest.raises(CatalogueError) as refused:
        parse(*ladders)
    assert says in str(refused.value)
    assert refused.value.file == "test.yaml"


def test_a_place_s_own_ladder_stands_over_the_general_and_dates_part_versions():
    own = {**LADDER, "id": "texas", "jurisdictions": ["TX"]}
    early = {**LADDER, "id": "early", "effective": {"by": ["loss_date"], "to": "2022-12-31"}}
    late = {**LADDER, "id": "late", "effective": {"by": ["loss_date"], "from": "2023-01-01"}}
    assert len(parse(own, early, late)) == 3
    with pytest.raises(CatalogueError, match="overlaps texas for health, individual_aca in TX"):
        parse(own, {**own, "id": "again"})


def test_what_ships_follows_the_schema_and_every_remedy_is_cited():
    Draft202012Validator.check_schema(json.loads((LAW / "ladders.schema.json").read_text(encoding="utf-8")))
    for ladder in load_ladders():
        for rung in ladder.rungs:
            assert rung.citation, (ladder.id, rung.id)
            assert all(effect.citation for effect in rung.effects)
            assert all(item.citation and item.why for item in rung.forecloses)
        assert all(item.citation and item.why for item in ladder.not_given), ladder.id


def test_every_kind_is_moved_by_kinds_of_event_that_exist():
    for name, kind in KINDS.items():
        assert {*kind.taken, *kind.ended, *kind.won} <= EVENT_KINDS.keys(), name


def test_every_plan_type_of_health_has_a_ladder_or_an_explained_absence():
    for plan_type in (*HEALTH_PLAN_TYPES, "other"):
        (ladder,) = ladders_of("health", plan_type, "US")
        assert ladder.rungs or ladder.not_given, plan_type


@pytest.mark.parametrize("line", ["disability", "life"])
@pytest.mark.parametrize("plan_type", ["erisa_insured", "erisa_self_funded", "other", "personal"])
def test_disability_and_life_have_ladders_inside_and_outside_erisa(line, plan_type):
    assert ladders_of(line, plan_type, "US")


def test_who_may_act_is_said_of_every_rung():
    for ladder in load_ladders():
        for rung in ladder.rungs:
            assert rung.who, (ladder.id, rung.id)


def test_a_ladder_can_be_read_from_the_command_line(capsys):
    call_command("law", "show", "medicaid-managed-care")
    said = capsys.readouterr().out
    assert "42 CFR 438.402" in said
    assert "not given: External review" in said
    call_command("law", "ladders", "medicaid-managed-care", "--json")
    (ladder,) = json.loads(capsys.readouterr().out)["ladders"]
    assert ladder["rungs"][0]["id"] == "peer_to_peer"
    with pytest.raises(CommandError, match="law ladders"):
        call_command("law", "ladders", "nobody")


def test_the_facts_that_a_ladder_hangs_on_are_known():
    (ladder,) = ladders_of("health", "medicare_original", "US")
    assert facts_hung_on(ladder) == {"claim_kind", "hearing_amount_met", "court_amount_met"}


@pytest.mark.parametrize(
    ("place", "loss", "chosen"),
    [
        ("TX", "2022-05-01", "early"),
        ("TX", "2023-05-01", "texas"),
        ("TX", None, "texas"),
        ("OH", "2022-05-01", "early"),
        ("OH", "2023-05-01", "late"),
        ("OH", None, "late"),
        ("GBR", None, None),
    ],
)
def test_of_several_ladders_the_one_in_force_governs_and_a_place_s_own_before_the_general(
    monkeypatch, place, loss, chosen
):
    from_2023 = {"by": ["loss_date"], "from": "2023-01-01"}
    until_2022 = {"by": ["loss_date"], "to": "2022-12-31"}
    made = parse(
        {**LADDER, "id": "texas", "jurisdictions": ["TX"], "effective": from_2023},
        {**LADDER, "id": "early", "effective": until_2022},
        {**LADDER, "id": "late", "effective": from_2023},
    )
    monkeypatch.setattr(catalogue, "load_ladders", lambda: made)
    facts = claim(
        plan="individual_aca", jurisdiction=place, loss_date=date.fromisoformat(loss) if loss else None
    )
    found = ladder_for(facts, timeline_of(facts))
    assert (found.id if found else None) == chosen
