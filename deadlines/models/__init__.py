"""The tables of the deadlines app, one module per subject."""

from deadlines.models.alerts import Alert, AlertPolicy
from deadlines.models.breaches import REFERENCES, Breach, ReferenceRate
from deadlines.models.changes import CHANGE_KINDS, DateChange
from deadlines.models.closures import Closure
from deadlines.models.docket import CHECKED, DATED_BY, DUTY_OF, CaseFact, Deadline, fact_names
from deadlines.models.feeds import CalendarFeed, FeedSetting
from deadlines.models.outcomes import ComplaintOutcome, OutcomeLoad, ReviewOutcome
from deadlines.models.papers import PAPER_KINDS, DocketPaper, DocketPaperPart
from deadlines.models.proposals import PROPOSAL_KINDS, DeadlineProposal
from deadlines.models.runs import DocketBasis, ImpactRun

__all__ = [
    "CHANGE_KINDS",
    "CHECKED",
    "DATED_BY",
    "DUTY_OF",
    "PROPOSAL_KINDS",
    "REFERENCES",
    "Alert",
    "AlertPolicy",
    "Breach",
    "CalendarFeed",
    "CaseFact",
    "ComplaintOutcome",
    "DateChange",
    "Closure",
    "Deadline",
    "DeadlineProposal",
    "DocketBasis",
    "DocketPaper",
    "DocketPaperPart",
    "PAPER_KINDS",
    "FeedSetting",
    "ImpactRun",
    "OutcomeLoad",
    "ReferenceRate",
    "ReviewOutcome",
    "fact_names",
]
