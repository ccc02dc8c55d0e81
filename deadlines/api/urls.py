"""The URLs of the docket and the law inside a firm."""

from django.urls import path

from deadlines.api import alerts, case_clock, claim_file, deadlines, facts, feeds, law, printed, proposals

urlpatterns = [
    path("deadlines", deadlines.DeadlineListView.as_view()),
    path("deadlines/<uuid:id>", deadlines.DeadlineView.as_view()),
    path("deadlines/<uuid:id>/meet", deadlines.DeadlineMeetView.as_view()),
    path("deadlines/<uuid:id>/rank", deadlines.DeadlineRankView.as_view()),
    path("deadlines/<uuid:id>/waive", deadlines.DeadlineWaiveView.as_view()),
    path("deadlines/<uuid:id>/void", deadlines.DeadlineVoidView.as_view()),
    path("docket-list", printed.DocketListView.as_view()),
    path("deadline-proposals", proposals.ProposalListView.as_view()),
    path("deadline-proposals/decide", proposals.ProposalsDecideView.as_view()),
    path("deadline-proposals/<uuid:id>", proposals.ProposalView.as_view()),
    path("deadline-proposals/<uuid:id>/accept", proposals.ProposalAcceptView.as_view()),
    path("deadline-proposals/<uuid:id>/decline", proposals.ProposalDeclineView.as_view()),
    path("alerts", alerts.AlertListView.as_view()),
    path("calendar-feeds", feeds.FeedListView.as_view()),
    path("calendar-feeds/<uuid:id>", feeds.FeedView.as_view()),
    path("calendar-feeds/<uuid:id>/revoke", feeds.FeedRevokeView.as_view()),
    path("calendar-feed-settings", feeds.FeedSettingListView.as_view()),
    path("calendar/<str:secret>.ics", feeds.CalendarView.as_view()),
    path("cases/<uuid:id>/remedies", case_clock.CaseRemediesView.as_view()),
    path("cases/<uuid:id>/clock", case_clock.CaseClockView.as_view()),
    path("cases/<uuid:id>/claim-file", claim_file.ClaimFileView.as_view()),
    path("cases/<uuid:id>/facts", facts.FactSheetView.as_view()),
    path("clock-facts", facts.FactListView.as_view()),
    path("clock-facts/<uuid:id>", facts.FactView.as_view()),
    path("law", law.LawView.as_view()),
    path("law/<slug:rule>", law.LawRuleView.as_view()),
]
