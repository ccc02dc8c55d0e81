"""The assistant that the installation chose, if it chose one, and where what is asked of it goes."""

from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from letters.assistant.interface import Assistant
from letters.assistant.openai_server import OpenAiServer

OFF, BEDROCK, OPENAI = "off", "bedrock", "openai"
KINDS: Final = (OFF, BEDROCK, OPENAI)


def assistant_destination() -> str:
    """Where a letter goes that the assistant reads, for people to agree to; empty where there is no assistant."""
    model = settings.ASSISTANT_MODEL
    if settings.ASSISTANT == BEDROCK:
        place = urlsplit(settings.ASSISTANT_URL).netloc or settings.ASSISTANT_REGION
        return f"Amazon Bedrock{f' ({place})' if place else ''}, model {model}"
    if settings.ASSISTANT == OPENAI:
        return f"{urlsplit(settings.ASSISTANT_URL).netloc}, model {model}"
    return ""


def assistant() -> Assistant | None:
    """The assistant; None where the installation has none, which is the default. Raises AssistantUnavailable."""
    if settings.ASSISTANT == BEDROCK:
        # Loaded where it is chosen: all that has to do with letters knows of assistants.
        from letters.assistant.bedrock import Bedrock, bedrock_client

        return Bedrock(
            bedrock_client(
                region=settings.ASSISTANT_REGION,
                url=settings.ASSISTANT_URL,
                timeout=settings.ASSISTANT_TIMEOUT,
            ),
            settings.ASSISTANT_MODEL,
        )
    if settings.ASSISTANT == OPENAI:
        return OpenAiServer(
            settings.ASSISTANT_URL,
            settings.ASSISTANT_MODEL,
            api_key=settings.ASSISTANT_API_KEY,
            timeout=settings.ASSISTANT_TIMEOUT,
        )
    return None


@register()
def the_assistant_is_whole(**_: object) -> list[CheckMessage]:
    """A system check that names what the chosen assistant lacks."""
    chosen = settings.ASSISTANT
    if chosen not in KINDS:
        return [Error(f"ASSISTANT is one of {', '.join(KINDS)}, not {chosen!r}.", id="letters.E001")]
    lacking = []
    if chosen != OFF and not settings.ASSISTANT_MODEL:
        lacking.append("ASSISTANT_MODEL")
    if chosen == OPENAI and urlsplit(settings.ASSISTANT_URL).scheme not in ("http", "https"):
        lacking.append("ASSISTANT_URL")
    return [
        Error(f"{name} is not set, or not usable: ASSISTANT={chosen} needs it.", id="letters.E002")
        for name in lacking
    ]
