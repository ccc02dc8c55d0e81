"""The one table from event to handlers. Handlers run at once, in the transaction of what happened."""

from typing import Final

from cases import handlers as cases
from cases.events import (
    CaseChanged,
    CaseClosing,
    EventRecorded,
    EventWithdrawn,
    FeeAgreementLookedThrough,
    FeeAgreementSigned,
    FeeInvoiced,
    ImportAsked,
    OfferEnded,
    OfferPut,
    PromiseBroken,
    PromiseMade,
    WallLifted,
    WallPlaced,
)
from claimback.audit.services import refusal_note
from claimback.firms.events import ErasureAsked, FirmBroughtIn
from claimback.home import handlers as home
from claimback.kernel.events import Handlers
from claimback.notify.events import MailCameBack, MailTaken
from claimback.storage.events import FileQuarantined, TextFailed, TextFound
from claimback.tenancy.events import MemberEnded, MorningMoved, Refused
from deadlines import handlers as docket
from deadlines import tasks as docket_work
from deadlines.events import ClosuresChanged, PaperRequested, RungMoved
from letters import handlers as letters
from letters.events import ChronologyRequested, DispatchQueued, PacketRequested, ReadingRequested

HANDLERS: Final[Handlers] = {
    MemberEnded: [cases.after_member_ended, docket.after_member_ended],
    EventRecorded: [docket.after_event, cases.after_event],
    EventWithdrawn: [docket.after_withdrawn],
    CaseChanged: [docket.after_change],
    CaseClosing: [docket.before_closing],
    OfferPut: [docket.after_offer_put],
    OfferEnded: [docket.after_offer_ended],
    FeeAgreementSigned: [docket.before_agreement],
    FeeAgreementLookedThrough: [docket.before_look_through],
    FeeInvoiced: [docket.before_fee],
    ClosuresChanged: [docket.after_closures],
    PromiseMade: [cases.after_promise],
    PromiseBroken: [cases.after_promise_broken],
    WallPlaced: [docket.after_wall, cases.after_wall_placed, home.after_wall],
    WallLifted: [docket.after_wall, home.after_wall],
    ImportAsked: [cases.after_import_asked],
    MorningMoved: [docket.after_morning_moved],
    RungMoved: [docket.after_rung_moved],
    PaperRequested: [docket_work.hurry_paper],
    MailCameBack: [docket.after_mail_came_back, letters.after_mail_came_back],
    MailTaken: [letters.after_mail_taken],
    Refused: [refusal_note],
    ReadingRequested: [letters.hurry_reading],
    ChronologyRequested: [letters.hurry_chronology],
    PacketRequested: [letters.hurry_packet],
    DispatchQueued: [letters.hurry_dispatch],
    FileQuarantined: [cases.after_file_quarantined],
    TextFailed: [cases.after_text_failed],
    TextFound: [letters.after_text_found],
    ErasureAsked: [cases.before_erasure],
    FirmBroughtIn: [letters.after_firm_brought_in],
}
