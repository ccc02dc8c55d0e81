"""The URLs of cases inside a firm."""

from django.urls import path

from cases.api import negotiation_urls
from claimback.kernel.doors import Views

administrative_record = Views("cases.api.administrative_record")
appraisal = Views("cases.api.appraisal")
appraisers = Views("cases.api.appraisers")
audit_chain = Views("cases.api.audit_chain")
books = Views("cases.api.books")
calls = Views("cases.api.calls")
cases = Views("cases.api.cases")
claim_file = Views("cases.api.claim_file")
clients = Views("cases.api.clients")
conflicts = Views("cases.api.conflicts")
corrections = Views("cases.api.corrections")
correspondence = Views("cases.api.correspondence")
costs = Views("cases.api.costs")
damage_proofs = Views("cases.api.damage_proofs")
damage_summary = Views("cases.api.damage_summary")
damages = Views("cases.api.damages")
denials = Views("cases.api.denials")
document_parts = Views("cases.api.document_parts")
documents = Views("cases.api.documents")
estimate_comparisons = Views("cases.api.estimate_comparisons")
estimates = Views("cases.api.estimates")
events = Views("cases.api.events")
evidence = Views("cases.api.evidence")
fee_invoices = Views("cases.api.fee_invoices")
fees = Views("cases.api.fees")
imports = Views("cases.api.imports")
insurers = Views("cases.api.insurers")
intakes = Views("cases.api.intakes")
ledger = Views("cases.api.ledger")
liens = Views("cases.api.liens")
mail = Views("cases.api.mail")
matrix = Views("cases.api.matrix")
parties = Views("cases.api.parties")
peer_appointments = Views("cases.api.peer_appointments")
playbooks = Views("cases.api.playbooks")
policies = Views("cases.api.policies")
policy_sheet = Views("cases.api.policy_sheet")
policy_term_views = Views("cases.api.policy_term_views")
portal = Views("cases.api.portal")
portal_accesses = Views("cases.api.portal_accesses")
promises = Views("cases.api.promises")
rebuttals = Views("cases.api.rebuttals")
retention = Views("cases.api.retention")
statements = Views("cases.api.statements")
tasks = Views("cases.api.tasks")
walls = Views("cases.api.walls")

# What is asked for most comes first: patterns are tried in this order.
urlpatterns = [
    path("cases", cases.CaseListView.as_view()),
    path("cases/<uuid:id>", cases.CaseView.as_view()),
    path("cases/<uuid:id>/move", cases.CaseMoveView.as_view()),
    path("cases/<uuid:id>/audit-chain", audit_chain.AuditChainView.as_view()),
    path("cases/<uuid:id>/reveal", cases.CaseRevealView.as_view()),
    path("cases/<uuid:id>/policy", policy_sheet.CasePolicyView.as_view()),
    path("correspondence", correspondence.CorrespondenceListView.as_view()),
    path("correspondence/<uuid:id>", correspondence.CorrespondenceView.as_view()),
    path("clients", clients.ClientListView.as_view()),
    path("clients/<uuid:id>", clients.ClientView.as_view()),
    path("clients/<uuid:id>/reveal", clients.ClientRevealView.as_view()),
    path("insurers", insurers.InsurerListView.as_view()),
    path("insurers/<uuid:id>", insurers.InsurerView.as_view()),
    path("insurer-addresses", insurers.InsurerAddressListView.as_view()),
    path("insurer-addresses/<uuid:id>", insurers.InsurerAddressView.as_view()),
    path("policies", policies.PolicyListView.as_view()),
    path("policies/<uuid:id>", policies.PolicyView.as_view()),
    path("policies/<uuid:id>/reveal", policies.PolicyRevealView.as_view()),
    path("provisions", policies.ProvisionListView.as_view()),
    path("provisions/<uuid:id>", policies.ProvisionView.as_view()),
    path("provisions/<uuid:id>/verify", policies.ProvisionVerifyView.as_view()),
    path("coverages", policy_term_views.CoverageListView.as_view()),
    path("coverages/<uuid:id>", policy_term_views.CoverageView.as_view()),
    path("coverages/<uuid:id>/remove", policy_term_views.CoverageRemoveView.as_view()),
    path("limits", policy_term_views.LimitListView.as_view()),
    path("limits/<uuid:id>", policy_term_views.LimitView.as_view()),
    path("limits/<uuid:id>/remove", policy_term_views.LimitRemoveView.as_view()),
    path("deductibles", policy_term_views.DeductibleListView.as_view()),
    path("deductibles/<uuid:id>", policy_term_views.DeductibleView.as_view()),
    path("deductibles/<uuid:id>/remove", policy_term_views.DeductibleRemoveView.as_view()),
    path("endorsements", policy_term_views.EndorsementListView.as_view()),
    path("endorsements/<uuid:id>", policy_term_views.EndorsementView.as_view()),
    path("endorsements/<uuid:id>/remove", policy_term_views.EndorsementRemoveView.as_view()),
    path("policy-duties", policy_term_views.PolicyDutyListView.as_view()),
    path("policy-duties/<uuid:id>", policy_term_views.PolicyDutyView.as_view()),
    path("policy-duties/<uuid:id>/remove", policy_term_views.PolicyDutyRemoveView.as_view()),
    path("parties", parties.PartyListView.as_view()),
    path("parties/<uuid:id>", parties.PartyView.as_view()),
    path("parties/<uuid:id>/end", parties.PartyEndView.as_view()),
    path("events", events.EventListView.as_view()),
    path("events/<uuid:id>", events.EventView.as_view()),
    path("events/<uuid:id>/withdraw", events.EventWithdrawView.as_view()),
    path("documents", documents.DocumentListView.as_view()),
    path("documents/<uuid:id>", documents.DocumentView.as_view()),
    path("documents/<uuid:id>/link", documents.DocumentLinkView.as_view()),
    path("documents/<uuid:id>/replace", document_parts.DocumentReplaceView.as_view()),
    path("documents/<uuid:id>/thumbnail", document_parts.DocumentThumbnailView.as_view()),
    path("documents/<uuid:id>/doubles", document_parts.DocumentDoublesView.as_view()),
    path("document-pages", document_parts.PageListView.as_view()),
    path("former-versions", document_parts.FormerVersionListView.as_view()),
    path("evidence", evidence.EvidenceListView.as_view()),
    path("evidence/<uuid:id>", evidence.EvidenceView.as_view()),
    path("evidence/<uuid:id>/record", evidence.EvidenceRecordView.as_view()),
    path("record-entries", evidence.RecordEntryListView.as_view()),
    path("legal-holds", retention.LegalHoldListView.as_view()),
    path("legal-holds/<uuid:id>", retention.LegalHoldView.as_view()),
    path("legal-holds/<uuid:id>/lift", retention.LegalHoldLiftView.as_view()),
    path("retention-rules", retention.RetentionRuleListView.as_view()),
    path("due-for-disposal", retention.DueForDisposalView.as_view()),
    path("disposals", retention.DisposalListView.as_view()),
    path("disposals/<uuid:id>", retention.DisposalView.as_view()),
    path("disposals/<uuid:id>/withdraw", retention.DisposalWithdrawView.as_view()),
    path("disposals/<uuid:id>/finish", retention.DisposalFinishView.as_view()),
    path("denials", denials.DenialListView.as_view()),
    path("denials/<uuid:id>", denials.DenialView.as_view()),
    path("denials/<uuid:id>/matrix", matrix.DenialMatrixView.as_view()),
    path("denials/<uuid:id>/correct", corrections.DenialCorrectView.as_view()),
    path("denials/<uuid:id>/versions", corrections.DenialVersionsView.as_view()),
    path("cases/<uuid:id>/matrix", matrix.CaseMatrixView.as_view()),
    path("cases/<uuid:id>/reasons", matrix.CaseReasonsView.as_view()),
    path("grounds", denials.GroundListView.as_view()),
    path("grounds/<uuid:id>", denials.GroundView.as_view()),
    path("grounds/<uuid:id>/correct", corrections.GroundCorrectView.as_view()),
    path("grounds/<uuid:id>/rebuttal", rebuttals.RebuttalView.as_view()),
    path("grounds/<uuid:id>/rebuttal/answer", rebuttals.RebuttalAnswerView.as_view()),
    path("grounds/<uuid:id>/rebuttal/waive", rebuttals.RebuttalWaiveView.as_view()),
    path("grounds/<uuid:id>/rebuttal/reopen", rebuttals.RebuttalReopenView.as_view()),
    path("grounds/<uuid:id>/rebuttal/evidence", rebuttals.RebuttalEvidenceView.as_view()),
    path("cases/<uuid:id>/claim-file/open", claim_file.ClaimFileOpenView.as_view()),
    path("cases/<uuid:id>/claim-file/complete", claim_file.ClaimFileCompleteView.as_view()),
    path("cases/<uuid:id>/record-gaps", administrative_record.RecordGapsView.as_view()),
    path("administrative-records", administrative_record.AdministrativeRecordListView.as_view()),
    path("administrative-records/<uuid:id>", administrative_record.AdministrativeRecordView.as_view()),
    path("administrative-records/<uuid:id>/compare", administrative_record.RecordCompareView.as_view()),
    path("claim-file-items", claim_file.ClaimFileItemListView.as_view()),
    path("claim-file-items/<uuid:id>", claim_file.ClaimFileItemView.as_view()),
    path("claim-file-items/<uuid:id>/settle", claim_file.ClaimFileItemSettleView.as_view()),
    path("claim-file-requests", claim_file.ClaimFileRequestListView.as_view()),
    path("claim-file-requests/<uuid:id>", claim_file.ClaimFileRequestView.as_view()),
    path("mail-addresses", mail.MailAddressListView.as_view()),
    path("mail-addresses/<uuid:id>", mail.MailAddressView.as_view()),
    path("mail-addresses/<uuid:id>/end", mail.MailAddressEndView.as_view()),
    path("received-mail", mail.ReceivedMailListView.as_view()),
    path("received-mail/<uuid:id>", mail.ReceivedMailView.as_view()),
    path("rebuttal-evidence", rebuttals.EvidenceUseListView.as_view()),
    path("rebuttal-evidence/<uuid:id>", rebuttals.EvidenceUseView.as_view()),
    path("rebuttal-evidence/<uuid:id>/take-off", rebuttals.EvidenceTakeOffView.as_view()),
    path("rebuttal-evidence/<uuid:id>/put-back", rebuttals.EvidencePutBackView.as_view()),
    path("promises", promises.PromiseListView.as_view()),
    path("promises/<uuid:id>", promises.PromiseView.as_view()),
    path("promises/<uuid:id>/settle", promises.PromiseSettleView.as_view()),
    *negotiation_urls.urlpatterns,
    path("tasks", tasks.TaskListView.as_view()),
    path("tasks/<uuid:id>", tasks.TaskView.as_view()),
    path("tasks/<uuid:id>/assign", tasks.TaskAssignView.as_view()),
    path("tasks/<uuid:id>/complete", tasks.TaskCompleteView.as_view()),
    path("tasks/<uuid:id>/drop", tasks.TaskDropView.as_view()),
    path("tasks/<uuid:id>/reopen", tasks.TaskReopenView.as_view()),
    path("my-tasks", tasks.MyTaskListView.as_view()),
    path("calls", calls.CallListView.as_view()),
    path("peer-to-peer-calls", calls.PeerToPeerListView.as_view()),
    path("peer-to-peer-calls/<uuid:id>", calls.PeerToPeerView.as_view()),
    path("peer-to-peer-appointments", peer_appointments.PeerAppointmentListView.as_view()),
    path("peer-to-peer-appointments/<uuid:id>", peer_appointments.PeerAppointmentView.as_view()),
    path("peer-to-peer-appointments/<uuid:id>/agree", peer_appointments.PeerAgreeView.as_view()),
    path("peer-to-peer-appointments/<uuid:id>/hold", peer_appointments.PeerHoldView.as_view()),
    path("peer-to-peer-appointments/<uuid:id>/miss", peer_appointments.PeerMissView.as_view()),
    path("peer-to-peer-appointments/<uuid:id>/cancel", peer_appointments.PeerCancelView.as_view()),
    path("peer-to-peer-appointments/<uuid:id>/invitation", peer_appointments.PeerInvitationView.as_view()),
    path("peer-to-peer-invitations", peer_appointments.PeerInvitationListView.as_view()),
    path("peer-to-peer-invitations/<uuid:id>", peer_appointments.PeerInvitationOneView.as_view()),
    path("cases/<uuid:id>/unanswered", calls.CaseUnansweredView.as_view()),
    path("playbooks", playbooks.PlaybooksView.as_view()),
    path("playbook-runs", playbooks.PlaybookRunListView.as_view()),
    path("playbook-runs/<uuid:id>", playbooks.PlaybookRunView.as_view()),
    path("checklists", playbooks.ChecklistsView.as_view()),
    path("intakes", intakes.IntakeView.as_view()),
    path("intakes/suggestions", intakes.IntakeSuggestionsView.as_view()),
    path("imports", imports.ImportListView.as_view()),
    path("imports/<uuid:id>", imports.ImportView.as_view()),
    path("imports/<uuid:id>/preview", imports.ImportPreviewView.as_view()),
    path("imports/<uuid:id>/errors", imports.ImportErrorsView.as_view()),
    path("imports/<uuid:id>/map", imports.ImportMapView.as_view()),
    path("imports/<uuid:id>/check", imports.ImportCheckView.as_view()),
    path("imports/<uuid:id>/run", imports.ImportRunView.as_view()),
    path("imports/<uuid:id>/undo", imports.ImportUndoView.as_view()),
    path("imports/<uuid:id>/give-up", imports.ImportGiveUpView.as_view()),
    path("conflict-check", conflicts.ConflictCheckView.as_view()),
    path("conflict-checks", conflicts.ConflictCheckListView.as_view()),
    path("conflict-checks/<uuid:id>", conflicts.ConflictCheckOneView.as_view()),
    path("conflict-checks/<uuid:id>/clear", conflicts.ConflictClearView.as_view()),
    path("conflict-checks/<uuid:id>/waive", conflicts.ConflictWaiveView.as_view()),
    path("conflict-checks/<uuid:id>/decline", conflicts.ConflictDeclineView.as_view()),
    path("walls", walls.WallListView.as_view()),
    path("walls/<uuid:id>", walls.WallView.as_view()),
    path("walls/<uuid:id>/lift", walls.WallLiftView.as_view()),
    path("portal-accesses", portal_accesses.PortalAccessListView.as_view()),
    path("portal-accesses/<uuid:id>", portal_accesses.PortalAccessView.as_view()),
    path("portal-accesses/<uuid:id>/end", portal_accesses.PortalAccessEndView.as_view()),
    path("portal/cases", portal.PortalCaseListView.as_view()),
    path("portal/cases/<uuid:id>", portal.PortalCaseView.as_view()),
    path("portal/tasks", portal.PortalTaskListView.as_view()),
    path("portal/uploads", portal.PortalUploadListView.as_view()),
    path("portal/uploads/<uuid:id>", portal.PortalUploadView.as_view()),
    path("portal/uploads/<uuid:id>/confirm", portal.PortalUploadConfirmView.as_view()),
    path("portal/documents", portal.PortalDocumentListView.as_view()),
    path("appraisals", appraisal.AppraisalListView.as_view()),
    path("appraisals/<uuid:id>", appraisal.AppraisalView.as_view()),
    path("appraisals/<uuid:id>/move", appraisal.AppraisalMoveView.as_view()),
    path("appraisals/<uuid:id>/award", appraisal.AppraisalAwardView.as_view()),
    path("appraisals/<uuid:id>/pay", appraisal.AppraisalPayView.as_view()),
    path("appraisals/<uuid:id>/working", appraisal.AppraisalWorkingView.as_view()),
    path("appraisers", appraisers.AppraiserListView.as_view()),
    path("appraisers/<uuid:id>", appraisers.AppraiserView.as_view()),
    path("appraisers/<uuid:id>/charge", appraisers.AppraiserChargeView.as_view()),
    path("appraisal-items", appraisers.AppraisalItemListView.as_view()),
    path("appraisal-items/<uuid:id>", appraisers.AppraisalItemView.as_view()),
    path("fee-agreements", fees.FeeAgreementListView.as_view()),
    path("fee-agreements/<uuid:id>", fees.FeeAgreementView.as_view()),
    path("fee-agreements/<uuid:id>/look-through", fees.FeeAgreementLookThroughView.as_view()),
    path("fee-agreements/<uuid:id>/send", fees.FeeAgreementSendView.as_view()),
    path("fee-agreements/<uuid:id>/cancel", fees.FeeAgreementCancelView.as_view()),
    path("fee-agreements/<uuid:id>/end", fees.FeeAgreementEndView.as_view()),
    path("fee-invoices", fee_invoices.FeeInvoiceListView.as_view()),
    path("fee-invoices/<uuid:id>", fee_invoices.FeeInvoiceView.as_view()),
    path("fee-invoices/<uuid:id>/void", fee_invoices.FeeInvoiceVoidView.as_view()),
    path("time-entries", fee_invoices.TimeEntryListView.as_view()),
    path("time-entries/<uuid:id>", fee_invoices.TimeEntryView.as_view()),
    path("time-entries/<uuid:id>/write-off", fee_invoices.TimeEntryWriteOffView.as_view()),
    path("liens", liens.LienListView.as_view()),
    path("liens/<uuid:id>", liens.LienView.as_view()),
    path("liens/<uuid:id>/move", liens.LienMoveView.as_view()),
    path("lien-steps", liens.LienStepListView.as_view()),
    path("costs", costs.CostListView.as_view()),
    path("costs/<uuid:id>", costs.CostView.as_view()),
    path("costs/<uuid:id>/settle", costs.CostSettleView.as_view()),
    path("cases/<uuid:id>/ledger", ledger.CaseLedgerView.as_view()),
    path("cases/<uuid:id>/ledger/receive", ledger.LedgerReceiveView.as_view()),
    path("cases/<uuid:id>/ledger/pay", ledger.LedgerPayView.as_view()),
    path("ledger-transactions", ledger.LedgerTransactionListView.as_view()),
    path("ledger-transactions/<uuid:id>", ledger.LedgerTransactionView.as_view()),
    path("ledger-transactions/<uuid:id>/reverse", ledger.LedgerReverseView.as_view()),
    path("ledger-entries", ledger.LedgerEntryListView.as_view()),
    path("damages", damages.DamageListView.as_view()),
    path("damages/<uuid:id>", damages.DamageView.as_view()),
    path("damages/<uuid:id>/correct", damages.DamageCorrectView.as_view()),
    path("damages/<uuid:id>/support", damages.DamageSupportView.as_view()),
    path("damages/<uuid:id>/approve", damages.DamageApproveView.as_view()),
    path("damages/<uuid:id>/pay", damages.DamagePayView.as_view()),
    path("damages/<uuid:id>/take-back", damages.DamageTakeBackView.as_view()),
    path("damages/<uuid:id>/withdraw", damages.DamageWithdrawView.as_view()),
    path("damages/<uuid:id>/reopen", damages.DamageReopenView.as_view()),
    path("damage-entries", damages.DamageEntryListView.as_view()),
    path("damage-proofs", damage_proofs.DamageProofListView.as_view()),
    path("damage-proofs/<uuid:id>", damage_proofs.DamageProofView.as_view()),
    path("damage-proofs/<uuid:id>/take-off", damage_proofs.DamageProofTakeOffView.as_view()),
    path("cases/<uuid:id>/damages", damage_summary.DamagesSummaryView.as_view()),
    path("cases/<uuid:id>/damage-heads", damage_summary.DamageHeadsView.as_view()),
    path("cases/<uuid:id>/damage-terms", damage_summary.DamageTermsView.as_view()),
    path("ledger-export", books.LedgerExportView.as_view()),
    path("statements/<uuid:id>/export", books.StatementExportView.as_view()),
    path("statements", statements.StatementListView.as_view()),
    path("statements/<uuid:id>", statements.StatementView.as_view()),
    path("statements/<uuid:id>/review", statements.StatementReviewView.as_view()),
    path("statements/<uuid:id>/approve", statements.StatementApproveView.as_view()),
    path("statements/<uuid:id>/sign", statements.StatementSignView.as_view()),
    path("statements/<uuid:id>/disburse", statements.StatementDisburseView.as_view()),
    path("statement-lines", statements.StatementLineListView.as_view()),
    path("estimates", estimates.EstimateListView.as_view()),
    path("estimates/preview", estimates.EstimatePreviewView.as_view()),
    path("estimates/import", estimates.EstimateImportView.as_view()),
    path("estimates/<uuid:id>", estimates.EstimateView.as_view()),
    path("estimates/<uuid:id>/withdraw", estimates.EstimateWithdrawView.as_view()),
    path("estimates/<uuid:id>/compare", estimate_comparisons.EstimateCompareView.as_view()),
    path("estimates/<uuid:id>/export", estimate_comparisons.EstimateExportView.as_view()),
    path("estimate-lines", estimates.EstimateLineListView.as_view()),
    path("line-pairings", estimate_comparisons.LinePairingListView.as_view()),
    path("line-pairings/<uuid:id>", estimate_comparisons.LinePairingView.as_view()),
    path("line-pairings/<uuid:id>/leave", estimate_comparisons.LinePairingLeaveView.as_view()),
]
