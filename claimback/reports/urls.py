"""The URLs of reports, inside the firm."""

from django.urls import path

from claimback.kernel.doors import Views

reports = Views("claimback.reports.api")

urlpatterns = [
    path("reports/outcomes", reports.OutcomesView.as_view()),
    path("reports/cycle-times", reports.CycleTimesView.as_view()),
    path("reports/pipeline", reports.PipelineView.as_view()),
    path("reports/recovery", reports.RecoveryView.as_view()),
    path("reports/fees", reports.FeesView.as_view()),
    path("reports/outcomes/export", reports.OutcomesFileView.as_view()),
    path("reports/cycle-times/export", reports.CycleTimesFileView.as_view()),
    path("reports/pipeline/export", reports.PipelineFileView.as_view()),
    path("reports/recovery/export", reports.RecoveryFileView.as_view()),
    path("reports/fees/export", reports.FeesFileView.as_view()),
]
