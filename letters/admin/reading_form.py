"""The form that confirms a reading: what was found stands beside the letter's text, and every word may be corrected."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from unfold.widgets import UnfoldBooleanWidget

from cases.services.denials import ADVERSE
from cases.vocabulary import DECISIONS, GROUND_CODES, PROOF_GRADES
from claimback.kernel.errors import Refusal
from claimback.tenancy.admin_forms import ActForm, DayField, LinesField, choice, text
from claimback.tenancy.admin_show import words

SPARE: Final = 1
"""Empty places for grounds that were not found."""

NOT_THERE: Final = "The letter does not have these words. Copy them from its text as they stand."


class GroundForm(forms.Form):
    """One reason, as it was found or as it is corrected."""

    keep = forms.BooleanField(required=False, label="This is a ground", widget=UnfoldBooleanWidget())
    code = choice(GROUND_CODES, required=False, label="Reason")
    quote = text(
        long=True,
        required=False,
        strip=False,
        label="In the insurer's words",
        help_text="As the letter has it.",
    )
    clauses = LinesField(label="Clauses cited")
    criteria = LinesField(label="Criteria cited")
    insurer_evidence = LinesField(label="Evidence the insurer relied on")
    reviewer_specialty = text(required=False, max_length=120)
    page = forms.IntegerField(required=False, widget=forms.HiddenInput())
    start = forms.IntegerField(required=False, widget=forms.HiddenInput())
    end = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def shown(self) -> list[forms.BoundField]:
        """The fields under the choice whether it is one."""
        return [self[name] for name in self.fields if name not in ("keep", "page", "start", "end")]

    def clean_quote(self) -> str:
        """The words with the line ends that the stored text has: browsers send others."""
        return str(self.cleaned_data["quote"]).replace("\r\n", "\n")


class ConfirmForm(ActForm):
    """The denial as it will be recorded."""

    template = "admin/reading_confirm.html"

    decision = choice({code: label for code, label in DECISIONS.items() if code in ADVERSE})
    letter_date = DayField(label="Date of the letter")
    received_on = DayField(required=False, label="Received on")
    received_proof = choice(
        {grade: words(grade) for grade in PROOF_GRADES}, required=False, label="Proof of receipt"
    )
    level = forms.TypedChoiceField(
        coerce=int,
        initial=0,
        choices=[(0, "The first decision"), (1, "On the first appeal"), (2, "On the second appeal")],
    )
    is_final = forms.BooleanField(
        required=False, label="The plan's last word: external review is open", widget=UnfoldBooleanWidget()
    )
    reference = text(required=False, max_length=80)
    reviewer = text(required=False, max_length=200)
    count = forms.IntegerField(widget=forms.HiddenInput(), min_value=0, max_value=100)

    def prepare(self) -> None:
        """What was found fills the fields."""
        found = self.row.findings or {}
        self.fields["level"].widget.attrs["class"] = self.fields["decision"].widget.attrs["class"]
        for name in ("decision", "letter_date", "reviewer"):
            self.fields[name].initial = (found.get(name) or {}).get("value")
        self.fields["received_on"].initial = None
        self.fields["reference"].initial = _claim_number(found.get("reference_numbers", []))
        proposals = _proposals(found)
        self.fields["count"].initial = len(proposals) + SPARE
        self.grounds = [
            GroundForm(self.data if self.is_bound else None, prefix=f"ground-{place}", initial=proposal)
            for place, proposal in enumerate(self._places(proposals))
        ]

    def _places(self, proposals: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The proposals and the spare places: as many as were shown, where the form comes back."""
        sent = self.data.get("count", "") if self.is_bound else ""
        count = min(int(sent), 100) if sent.isascii() and sent.isdigit() else len(proposals) + SPARE
        return (proposals + [{"keep": False}] * count)[:count]

    def shown(self) -> list[forms.BoundField]:
        """The fields of the denial itself."""
        return [field for field in super().shown() if field.name != "count"]

    def is_valid(self) -> bool:
        """With each ground that is kept."""
        grounds = [form.is_valid() for form in self.grounds]
        return super().is_valid() and all(grounds)

    def has_problems(self) -> bool:
        """In the denial or in one of its grounds."""
        return super().has_problems() or any(ground.errors for ground in self.grounds)

    def values(self) -> dict[str, Any]:
        """What `reading_confirm` takes."""
        denial = {name: value for name, value in super().values().items() if name != "count"}
        return {"confirmed": {**denial, "grounds": [self._ground(form) for form in self._kept()]}}

    def _kept(self) -> list[GroundForm]:
        return [form for form in self.grounds if form.cleaned_data["keep"]]

    def _ground(self, form: GroundForm) -> dict[str, Any]:
        values = {name: value for name, value in form.cleaned_data.items() if name != "keep"}
        pages = self.row.pages or []
        return values | place_of(values["quote"], pages, values["page"], values["start"], values["end"])

    def refuse(self, refusal: Refusal) -> None:
        """At the field of the ground that a refusal names."""
        kept = self._kept()
        for problem in refusal.errors:
            parts = problem.pointer.strip("/").split("/")
            if parts[0] == "grounds" and len(parts) > 2 and parts[1].isdigit() and int(parts[1]) < len(kept):
                form = kept[int(parts[1])]
                detail = NOT_THERE if problem.code == "not_verbatim" else problem.detail
                form.add_error(parts[2] if parts[2] in form.fields else None, detail)
            else:
                self.add_error(parts[0] if parts[0] in self.fields else None, problem.detail)
        if not refusal.errors:
            self.add_error(None, refusal.detail)

    def pages(self) -> list[tuple[int, SafeString]]:
        """The letter's pages with what was found marked in them."""
        return marked_pages(self.row.pages or [], self.row.findings or {})


def place_of(
    quote: str, pages: Sequence[str], page: int | None, start: int | None, end: int | None
) -> dict[str, Any]:
    """Where the words stand: at the place that was given, else where they are found first, that page before others."""
    known = page if page is not None and 1 <= page <= len(pages) else None
    if known and start is not None and end is not None and pages[known - 1][start:end] == quote:
        return {"page": known, "start": start, "end": end}
    order = ([known] if known else []) + list(range(1, len(pages) + 1))
    for number in order:
        found = pages[number - 1].find(quote) if quote else -1
        if found >= 0:
            return {"page": number, "start": found, "end": found + len(quote)}
    return {"page": page or 1, "start": 0, "end": max(len(quote), 1)}


def marked_pages(pages: Sequence[str], findings: Mapping[str, Any]) -> list[tuple[int, SafeString]]:
    """Each page with its number, the passages of the findings marked; of two that overlap, the earlier."""
    return [(number, _marked(page, _spans(number, findings))) for number, page in enumerate(pages, start=1)]


def _spans(page: int, findings: Mapping[str, Any]) -> list[tuple[int, int, str, str]]:
    """Start, end, kind and name of each finding on a page."""
    named: list[tuple[str, str, Any]] = [
        ("ground", f"Ground {number}", ground)
        for number, ground in enumerate(findings.get("grounds", []), start=1)
    ]
    named += [
        ("fact", words(name), findings.get(name))
        for name in ("decision", "letter_date", "reviewer", "insurer")
    ]
    named += [("right", words(right["kind"]), right) for right in findings.get("rights", [])]
    named += [("evidence", "evidence relied on", span) for span in findings.get("evidence_relied_on", [])]
    named += [("fact", words(ref["kind"]), ref) for ref in findings.get("reference_numbers", [])]
    return sorted(
        (span["start"], span["end"], kind, name)
        for kind, name, span in named
        if span and span["page"] == page
    )


def _marked(page: str, spans: Iterable[tuple[int, int, str, str]]) -> SafeString:
    parts, reached = [], 0
    for start, end, kind, name in spans:
        if start < reached:
            continue
        parts.append(escape(page[reached:start]))
        parts.append(
            format_html('<mark class="cb-mark cb-{}" title="{}">{}</mark>', kind, name, page[start:end])
        )
        reached = end
    parts.append(escape(page[reached:]))
    return mark_safe("".join(parts))  # noqa: S308 - every part is escaped above


def _proposals(found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The grounds as they were found, ready to be kept."""
    relied_on = [span["quote"] for span in found.get("evidence_relied_on", [])]
    return [
        {
            "keep": True,
            **{name: ground[name] for name in ("code", "quote", "page", "start", "end")},
            "clauses": _quotes(ground.get("clauses", [])),
            "criteria": _quotes(ground.get("criteria", [])),
            "insurer_evidence": [" ".join(quote.split()) for quote in relied_on],
        }
        for ground in found.get("grounds", [])
    ]


def _quotes(spans: Iterable[Any]) -> list[str]:
    return [" ".join((span["quote"] if isinstance(span, dict) else str(span)).split()) for span in spans]


def _claim_number(references: Iterable[Mapping[str, Any]]) -> str:
    by_kind = {ref["kind"]: ref["value"] for ref in reversed(list(references))}
    return next((by_kind[kind] for kind in ("claim", "claim_number", "reference") if kind in by_kind), "")
