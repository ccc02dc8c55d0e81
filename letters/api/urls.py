"""The URLs of letters inside a firm."""

from django.urls import path

from letters.api import (
    authorities,
    chronologies,
    custody,
    dispatches,
    letters,
    portal,
    reading_pages,
    readings,
    templates,
)

urlpatterns = [
    path("readings", readings.ReadingListView.as_view()),
    path("readings/<uuid:id>", readings.ReadingView.as_view()),
    path("readings/<uuid:id>/pages/<int:number>", reading_pages.ReadingPageView.as_view()),
    path("readings/<uuid:id>/confirm", readings.ReadingConfirmView.as_view()),
    path("readings/<uuid:id>/set-aside", readings.ReadingSetAsideView.as_view()),
    path("readings/<uuid:id>/retry", readings.ReadingRetryView.as_view()),
    path("letters", letters.LetterListView.as_view()),
    path("letters/<uuid:id>", letters.LetterView.as_view()),
    path("letters/<uuid:id>/refresh", letters.LetterRefreshView.as_view()),
    path("letters/<uuid:id>/submit", letters.LetterSubmitView.as_view()),
    path("letters/<uuid:id>/return", letters.LetterReturnView.as_view()),
    path("letters/<uuid:id>/approve", letters.LetterApproveView.as_view()),
    path("letters/<uuid:id>/supersede", letters.LetterSupersedeView.as_view()),
    path("letters/<uuid:id>/send", dispatches.LetterSendView.as_view()),
    path("letters/<uuid:id>/share", letters.LetterShareView.as_view()),
    path("letters/<uuid:id>/unshare", letters.LetterUnshareView.as_view()),
    path("letters/<uuid:id>/pdf", letters.LetterPdfView.as_view()),
    path("dispatches", dispatches.DispatchListView.as_view()),
    path("dispatches/<uuid:id>", dispatches.DispatchView.as_view()),
    path("dispatches/<uuid:id>/track", dispatches.DispatchTrackView.as_view()),
    path("dispatches/<uuid:id>/deliver", dispatches.DispatchDeliverView.as_view()),
    path("dispatches/<uuid:id>/return", dispatches.DispatchReturnView.as_view()),
    path("chronologies", chronologies.ChronologyListView.as_view()),
    path("chronologies/<uuid:id>", chronologies.ChronologyView.as_view()),
    path("chronologies/<uuid:id>/retry", chronologies.ChronologyRetryView.as_view()),
    path("portal/letters", portal.PortalLetterListView.as_view()),
    path("portal/letters/<uuid:id>/pdf", portal.PortalLetterPdfView.as_view()),
    path("documents/<uuid:id>/custody", custody.CustodyView.as_view()),
    path("authorities", authorities.AuthorityListView.as_view()),
    path("letter-templates", templates.LetterTemplateListView.as_view()),
]
