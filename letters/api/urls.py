"""The URLs of letters inside a firm."""

from django.urls import path

from claimback.kernel.doors import Views

assistant = Views("letters.api.assistant")
authorities = Views("letters.api.authorities")
chronologies = Views("letters.api.chronologies")
comments = Views("letters.api.comments")
custody = Views("letters.api.custody")
dispatches = Views("letters.api.dispatches")
filings = Views("letters.api.filings")
firm_templates = Views("letters.api.firm_templates")
letterheads = Views("letters.api.letterheads")
letters = Views("letters.api.letters")
meeting = Views("letters.api.meeting")
packet_items = Views("letters.api.packet_items")
packets = Views("letters.api.packets")
portal = Views("letters.api.portal")
preview = Views("letters.api.preview")
reading_pages = Views("letters.api.reading_pages")
readings = Views("letters.api.readings")
templates = Views("letters.api.templates")
vendor_dispatches = Views("letters.api.vendor_dispatches")
versions = Views("letters.api.versions")
word = Views("letters.api.word")

urlpatterns = [
    path("readings", readings.ReadingListView.as_view()),
    path("readings/<uuid:id>", readings.ReadingView.as_view()),
    path("readings/<uuid:id>/pages/<int:number>", reading_pages.ReadingPageView.as_view()),
    path("readings/<uuid:id>/confirm", readings.ReadingConfirmView.as_view()),
    path("readings/<uuid:id>/set-aside", readings.ReadingSetAsideView.as_view()),
    path("readings/<uuid:id>/retry", readings.ReadingRetryView.as_view()),
    path("assistant", assistant.AssistantView.as_view()),
    path("assistant-permissions", assistant.AssistantPermissionListView.as_view()),
    path("assistant-permissions/<uuid:id>", assistant.AssistantPermissionView.as_view()),
    path("assistant-permissions/<uuid:id>/withdraw", assistant.AssistantPermissionWithdrawView.as_view()),
    path("cases/<uuid:id>/filings", filings.CaseFilingsView.as_view()),
    path("letters", letters.LetterListView.as_view()),
    path("letters/<uuid:id>", letters.LetterView.as_view()),
    path("letters/<uuid:id>/refresh", letters.LetterRefreshView.as_view()),
    path("letters/<uuid:id>/submit", letters.LetterSubmitView.as_view()),
    path("letters/<uuid:id>/return", letters.LetterReturnView.as_view()),
    path("letters/<uuid:id>/approve", letters.LetterApproveView.as_view()),
    path("letters/<uuid:id>/supersede", letters.LetterSupersedeView.as_view()),
    path("letters/<uuid:id>/send", dispatches.LetterSendView.as_view()),
    path("letters/<uuid:id>/dispatch", vendor_dispatches.LetterDispatchView.as_view()),
    path("letters/<uuid:id>/share", letters.LetterShareView.as_view()),
    path("letters/<uuid:id>/unshare", letters.LetterUnshareView.as_view()),
    path("letters/<uuid:id>/pdf", letters.LetterPdfView.as_view()),
    path("letters/<uuid:id>/comments", comments.LetterThreadsView.as_view()),
    path("letter-comments", comments.LetterCommentListView.as_view()),
    path("letter-comments/<uuid:id>", comments.LetterCommentView.as_view()),
    path("letter-comments/<uuid:id>/resolve", comments.LetterCommentResolveView.as_view()),
    path("letter-comments/<uuid:id>/reopen", comments.LetterCommentReopenView.as_view()),
    path("letters/<uuid:id>/preview", preview.LetterPreviewView.as_view()),
    path("letters/<uuid:id>/check", preview.LetterCheckView.as_view()),
    path("letterheads", letterheads.LetterheadListView.as_view()),
    path("letterheads/<uuid:id>", letterheads.LetterheadView.as_view()),
    path("letters/<uuid:id>/docx", word.LetterWordView.as_view()),
    path("letters/<uuid:id>/versions", versions.LetterVersionsView.as_view()),
    path("letters/<uuid:id>/versions/<int:number>", versions.LetterVersionView.as_view()),
    path("letters/<uuid:id>/versions/<int:number>/differences", versions.LetterDifferencesView.as_view()),
    path("letters/<uuid:id>/versions/<int:number>/restore", versions.LetterRestoreView.as_view()),
    path("dispatches", dispatches.DispatchListView.as_view()),
    path("dispatches/<uuid:id>", dispatches.DispatchView.as_view()),
    path("dispatches/<uuid:id>/track", dispatches.DispatchTrackView.as_view()),
    path("dispatches/<uuid:id>/deliver", dispatches.DispatchDeliverView.as_view()),
    path("dispatches/<uuid:id>/return", dispatches.DispatchReturnView.as_view()),
    path("dispatches/<uuid:id>/retry", vendor_dispatches.DispatchRetryView.as_view()),
    path("dispatches/<uuid:id>/withdraw", vendor_dispatches.DispatchWithdrawView.as_view()),
    path("dispatches/<uuid:id>/resolve", vendor_dispatches.DispatchResolveView.as_view()),
    path("dispatch-channels", vendor_dispatches.DispatchChannelsView.as_view()),
    path("deadlines/<uuid:id>/meet-by-dispatch", meeting.DeadlineMeetByDispatchView.as_view()),
    path("chronologies", chronologies.ChronologyListView.as_view()),
    path("chronologies/<uuid:id>", chronologies.ChronologyView.as_view()),
    path("chronologies/<uuid:id>/retry", chronologies.ChronologyRetryView.as_view()),
    path("packets", packets.PacketListView.as_view()),
    path("packets/<uuid:id>", packets.PacketView.as_view()),
    path("packets/<uuid:id>/order", packets.PacketOrderView.as_view()),
    path("packets/<uuid:id>/build", packets.PacketBuildView.as_view()),
    path("packets/<uuid:id>/link", packets.PacketLinkView.as_view()),
    path("packet-items", packet_items.PacketItemListView.as_view()),
    path("packet-items/<uuid:id>", packet_items.PacketItemView.as_view()),
    path("packet-items/<uuid:id>/propose", packet_items.PacketItemProposeView.as_view()),
    path("packet-parts", packets.PacketPartListView.as_view()),
    path("portal/letters", portal.PortalLetterListView.as_view()),
    path("portal/letters/<uuid:id>/pdf", portal.PortalLetterPdfView.as_view()),
    path("documents/<uuid:id>/custody", custody.CustodyView.as_view()),
    path("authorities", authorities.AuthorityListView.as_view()),
    path("letter-templates", templates.LetterTemplateListView.as_view()),
    path("letter-templates/<slug:code>", templates.LetterTemplateView.as_view()),
    path("firm-templates", firm_templates.FirmTemplateListView.as_view()),
    path("firm-templates/<uuid:id>", firm_templates.FirmTemplateView.as_view()),
    path("firm-templates/<uuid:id>/retire", firm_templates.FirmTemplateRetireView.as_view()),
]
