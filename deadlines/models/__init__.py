"""The tables of the deadlines app, one module per subject."""

from deadlines.models.alerts import Alert, AlertPolicy
from deadlines.models.breaches import REFERENCES, Breach, ReferenceRate
from deadlines.models.changes import CHANGE_KINDS, DateChange
from deadlines.models.closures import Closure
from deadlines.models.docket import CHECKED, DATED_BY, DUTY_OF, CaseFact, Deadline, fact_names
from deadlines.models.feeds import CalendarFeed, FeedSetting
from deadlines.models.ladder import LitigationCost, RungDecision
from deadlines.models.outcomes import ComplaintOutcome, OutcomeLoad, ReviewOutcome
from deadlines.models.papers import PAPER_KINDS, DocketPaper, DocketPaperPart
from deadlines.models.proposals import PROPOSAL_KINDS, DeadlineProposal
from deadlines.models.runs import DocketBasis, ImpactRun

__all__ = [
    "Alert",
    "AlertPolicy",
    "Breach",
    "CHANGE_KINDS",
    "CHECKED",
    "CalendarFeed",
    "CaseFact",
    "Closure",
    "ComplaintOutcome",
    "DATED_BY",
    "DUTY_OF",
    "DateChange",
    "Deadline",
    "DeadlineProposal",
    "DocketBasis",
    "DocketPaper",
    "DocketPaperPart",
    "FeedSetting",
    "ImpactRun",
    "LitigationCost",
    "OutcomeLoad",
    "PAPER_KINDS",
    "PROPOSAL_KINDS",
    "REFERENCES",
    "ReferenceRate",
    "ReviewOutcome",
    "RungDecision",
    "fact_names",
]
