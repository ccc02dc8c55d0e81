"""The URLs of the docket and the law inside a firm."""

from django.urls import path

from claimback.kernel.doors import Views

alert_policies = Views("deadlines.api.alert_policies")
alerts = Views("deadlines.api.alerts")
breaches = Views("deadlines.api.breaches")
case_clock = Views("deadlines.api.case_clock")
claim_file = Views("deadlines.api.claim_file")
closures = Views("deadlines.api.closures")
dates = Views("deadlines.api.dates")
deadlines = Views("deadlines.api.deadlines")
facts = Views("deadlines.api.facts")
feeds = Views("deadlines.api.feeds")
fees = Views("deadlines.api.fees")
ladders = Views("deadlines.api.ladders")
law = Views("deadlines.api.law")
like_cases = Views("deadlines.api.like_cases")
outcome_rows = Views("deadlines.api.outcome_rows")
outcomes = Views("deadlines.api.outcomes")
papers = Views("deadlines.api.papers")
printed = Views("deadlines.api.printed")
proposals = Views("deadlines.api.proposals")
refused_addresses = Views("deadlines.api.refused_addresses")
regulators = Views("deadlines.api.regulators")
rung_decisions = Views("deadlines.api.rung_decisions")
runs = Views("deadlines.api.runs")
scorecards = Views("deadlines.api.scorecards")

urlpatterns = [
    path("deadlines", deadlines.DeadlineListView.as_view()),
    path("deadlines/<uuid:id>", deadlines.DeadlineView.as_view()),
    path("deadlines/<uuid:id>/meet", deadlines.DeadlineMeetView.as_view()),
    path("deadlines/<uuid:id>/rank", deadlines.DeadlineRankView.as_view()),
    path("deadlines/<uuid:id>/waive", deadlines.DeadlineWaiveView.as_view()),
    path("deadlines/<uuid:id>/void", deadlines.DeadlineVoidView.as_view()),
    path("deadlines/<uuid:id>/confirm", dates.DeadlineConfirmView.as_view()),
    path("deadlines/<uuid:id>/override", dates.DeadlineOverrideView.as_view()),
    path("deadlines/<uuid:id>/extend", dates.DeadlineExtendView.as_view()),
    path("deadlines/<uuid:id>/toll", dates.DeadlineTollView.as_view()),
    path("impact-runs", runs.RunListView.as_view()),
    path("impact-runs/<uuid:id>", runs.RunView.as_view()),
    path("date-changes", dates.DateChangeListView.as_view()),
    path("docket-list", printed.DocketListView.as_view()),
    path("docket-certificate", printed.CertificateView.as_view()),
    path("docket-control-form", printed.ControlFormView.as_view()),
    path("docket-papers", papers.PaperListView.as_view()),
    path("docket-papers/<uuid:id>", papers.PaperView.as_view()),
    path("docket-papers/<uuid:id>/retry", papers.PaperRetryView.as_view()),
    path("docket-papers/<uuid:id>/link", papers.PaperLinkView.as_view()),
    path("docket-paper-parts", papers.PartListView.as_view()),
    path("deadline-proposals", proposals.ProposalListView.as_view()),
    path("deadline-proposals/decide", proposals.ProposalsDecideView.as_view()),
    path("deadline-proposals/<uuid:id>", proposals.ProposalView.as_view()),
    path("deadline-proposals/<uuid:id>/accept", proposals.ProposalAcceptView.as_view()),
    path("deadline-proposals/<uuid:id>/decline", proposals.ProposalDeclineView.as_view()),
    path("fee-agreements/<uuid:id>/law", fees.FeeLawView.as_view()),
    path("breaches", breaches.BreachListView.as_view()),
    path("breaches/<uuid:id>", breaches.BreachView.as_view()),
    path("breaches/<uuid:id>/money", breaches.BreachMoneyView.as_view()),
    path("breaches/<uuid:id>/interest", breaches.BreachInterestView.as_view()),
    path("breaches/<uuid:id>/withdraw", breaches.BreachWithdrawView.as_view()),
    path("reference-rates", breaches.RateListView.as_view()),
    path("reference-rates/<uuid:id>", breaches.RateView.as_view()),
    path("alerts", alerts.AlertListView.as_view()),
    path("closures", closures.ClosureListView.as_view()),
    path("closures/<uuid:id>", closures.ClosureView.as_view()),
    path("closures/<uuid:id>/withdraw", closures.ClosureWithdrawView.as_view()),
    path("calendar-feeds", feeds.FeedListView.as_view()),
    path("calendar-feeds/<uuid:id>", feeds.FeedView.as_view()),
    path("calendar-feeds/<uuid:id>/revoke", feeds.FeedRevokeView.as_view()),
    path("calendar-feed-settings", feeds.FeedSettingListView.as_view()),
    path("calendar/<str:secret>.ics", feeds.CalendarView.as_view()),
    path("alerts/<uuid:id>", alerts.AlertView.as_view()),
    path("alerts/<uuid:id>/acknowledge", alerts.AlertAcknowledgeView.as_view()),
    path("alert-policies", alert_policies.AlertPolicyListView.as_view()),
    path("alert-policies/<uuid:id>", alert_policies.AlertPolicyView.as_view()),
    path("alert-policies-in-force", alert_policies.PoliciesInForceView.as_view()),
    path("refused-addresses", refused_addresses.RefusedAddressListView.as_view()),
    path("refused-addresses/<uuid:id>", refused_addresses.RefusedAddressView.as_view()),
    path("refused-addresses/<uuid:id>/lift", refused_addresses.RefusedAddressLiftView.as_view()),
    path("outcomes/external-reviews", outcomes.ReviewCountsView.as_view()),
    path("outcomes/external-reviews/rows", outcome_rows.ReviewOutcomeListView.as_view()),
    path("outcomes/complaints", outcomes.ComplaintCountsView.as_view()),
    path("outcomes/complaints/rows", outcome_rows.ComplaintOutcomeListView.as_view()),
    path("cases/<uuid:id>/like-cases", like_cases.LikeCasesView.as_view()),
    path("insurer-scorecards", scorecards.ScorecardsView.as_view()),
    path("cases/<uuid:id>/insurer-scorecard", scorecards.CaseScorecardView.as_view()),
    path("cases/<uuid:id>/remedies", case_clock.CaseRemediesView.as_view()),
    path("cases/<uuid:id>/clock", case_clock.CaseClockView.as_view()),
    path("cases/<uuid:id>/claim-file", claim_file.ClaimFileView.as_view()),
    path("cases/<uuid:id>/facts", facts.FactSheetView.as_view()),
    path("clock-facts", facts.FactListView.as_view()),
    path("clock-facts/<uuid:id>", facts.FactView.as_view()),
    path("law", law.LawView.as_view()),
    path("law/ladders", ladders.LaddersView.as_view()),
    path("law/ladders/<slug:ladder>", ladders.LadderView.as_view()),
    path("law/regulators", regulators.RegulatorsView.as_view()),
    path("law/regulators/<slug:code>", regulators.RegulatorView.as_view()),
    path("law/<slug:rule>", law.LawRuleView.as_view()),
    path("rung-decisions", rung_decisions.RungDecisionListView.as_view()),
    path("rung-decisions/<uuid:id>", rung_decisions.RungDecisionView.as_view()),
    path("rung-decisions/<uuid:id>/withdraw", rung_decisions.RungDecisionWithdrawView.as_view()),
    path("litigation-costs", rung_decisions.LitigationCostListView.as_view()),
    path("litigation-costs/<uuid:id>", rung_decisions.LitigationCostView.as_view()),
    path("litigation-costs/<uuid:id>/withdraw", rung_decisions.LitigationCostWithdrawView.as_view()),
]
