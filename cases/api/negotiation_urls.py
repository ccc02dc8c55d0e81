"""The URLs of demands, offers, what clients allow and what was settled."""

from django.urls import path

from claimback.kernel.doors import Views

authorities = Views("cases.api.authorities")
negotiation_charts = Views("cases.api.negotiation_charts")
offer_answers = Views("cases.api.offer_answers")
offers = Views("cases.api.offers")

urlpatterns = [
    path("offers", offers.OfferListView.as_view()),
    path("offers/<uuid:id>", offers.OfferView.as_view()),
    path("offers/<uuid:id>/put", offers.OfferPutView.as_view()),
    path("offers/<uuid:id>/gates", offer_answers.OfferGatesView.as_view()),
    path("offers/<uuid:id>/waive-gate", offer_answers.OfferWaiveGateView.as_view()),
    path("offers/<uuid:id>/read-release", offer_answers.OfferReadReleaseView.as_view()),
    path("offers/<uuid:id>/arrive", offer_answers.OfferArriveView.as_view()),
    path("offers/<uuid:id>/extend", offer_answers.OfferExtendView.as_view()),
    path("offers/<uuid:id>/tell", offer_answers.OfferTellView.as_view()),
    path("offers/<uuid:id>/reject", offer_answers.OfferRejectView.as_view()),
    path("offers/<uuid:id>/withdraw", offer_answers.OfferWithdrawView.as_view()),
    path("offers/<uuid:id>/accept", offer_answers.OfferAcceptView.as_view()),
    path("offers/<uuid:id>/set-aside", offer_answers.OfferSetAsideView.as_view()),
    path("cases/<uuid:id>/negotiation", negotiation_charts.CaseNegotiationView.as_view()),
    path("cases/<uuid:id>/recovery", negotiation_charts.CaseRecoveryView.as_view()),
    path("offer-steps", offers.OfferStepListView.as_view()),
    path("offer-steps/<uuid:id>", offers.OfferStepView.as_view()),
    path("client-authorities", authorities.ClientAuthorityListView.as_view()),
    path("client-authorities/<uuid:id>", authorities.ClientAuthorityView.as_view()),
    path("client-authorities/<uuid:id>/withdraw", authorities.ClientAuthorityWithdrawView.as_view()),
    path("settled-parts", authorities.SettledPartListView.as_view()),
    path("settled-parts/<uuid:id>", authorities.SettledPartView.as_view()),
]
