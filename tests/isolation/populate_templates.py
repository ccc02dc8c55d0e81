"""A template of the firm's own."""

from claimback.tenancy.member import Member
from letters.services.firm_templates import firm_template_publish
from letters.writing.variants import text_of


def populate_templates(actor: Member) -> None:
    """One version of a variant, as the program brings it."""
    firm_template_publish(
        actor=actor, template="call_confirmation", name="Ours", text=text_of("call_confirmation")
    )
