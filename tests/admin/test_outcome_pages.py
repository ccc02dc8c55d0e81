"""Pages of public record and of scorecards: what they lead to, and what nobody can ask of them."""

from django.urls import reverse

from deadlines.models import OutcomeLoad
from tests.letters.matter import open_case


def page(name, *, of=""):
    return reverse(f"admin:deadlines_{name}", args=[of] if of else []).partition("/admin/")[2]


def test_how_like_cases_ended_is_shown_beside_a_case(desk, law, adjusters, in_law):
    case, like = open_case(law), page("outcomeload_like_cases")
    found = desk(law).get(f"{like}?case_id={case.id}&terms=speech+therapy").content.decode()
    assert "Reviews with “speech therapy”" in found
    assert "no probability for any case" in found
    assert 'aria-label="67%, 95 % interval 21% to 94%"' in found
    assert "Beside" not in desk(adjusters).get(f"{like}?case_id={case.id}").content.decode()
    assert desk(law, "billing").get(like).status_code == 403
    load = OutcomeLoad.objects.get(kind="texas_complaints")
    shown = desk(law, "billing").get(page("outcomeload_change", of=load.id)).content.decode()
    assert "Denials by coverage" in shown
    assert "no rate of success" in shown


def test_a_scorecard_is_shown_and_filed(desk, law, in_law):
    case, browser = open_case(law), desk(law)
    assert "own cases against Example Health Plan." in browser.get(page("breach_scorecards")).content.decode()
    filed = browser.post(page("breach_file_scorecard"), {"case_id": str(case.id), "by": "insurer"})
    assert filed.status_code == 302
    assert case.documents.get().title == "Pattern of conduct: Example Health Plan"
    assert desk(law, "viewer").get(page("breach_file_scorecard")).status_code == 403
