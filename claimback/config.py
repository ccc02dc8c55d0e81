"""The environment, read once and typed. Nothing else in the project reads os.environ.

A variable that is missing does not stop commands that need no server (`clock`, `law`, `read_denial`, `reading`,
`config`); it stops everything else through the system check in this module, which names all of them at once.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from django.core.checks import CheckMessage, Error, register

_ORIGIN: Final = re.compile(r"https?://([a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:]+\])(:[0-9]{1,5})?")


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable of the environment: its name, what it means, and its default.

    None: it must be set, unless the one that `unless` names is.
    """

    name: str
    meaning: str
    default: str | None = None
    secret: bool = False
    unless: str = ""


VARIABLES: Final = (
    Variable("SECRET_KEY", "Signs sessions and links; at least 50 random characters.", secret=True),
    Variable(
        "MASTER_KEY",
        "32 random bytes in base64, under which firms' keys are wrapped. Lost, sealed values are lost.",
        secret=True,
        unless="MASTER_KEY_KMS_ID",
    ),
    Variable(
        "MASTER_KEYS_OLD",
        "Former master keys, separated by commas, until `manage.py vault rewrap` ran.",
        "",
        secret=True,
    ),
    Variable("MASTER_KEY_KMS_ID", "The ARN of a key in AWS KMS, to wrap firms' keys under it instead.", ""),
    Variable("MASTER_KEY_KMS_REGION", "Its region; empty takes the one that the ARN names.", ""),
    Variable("MASTER_KEY_KMS_URL", "Where AWS KMS is reached; empty for Amazon's own.", ""),
    Variable("SITE_URL", "Where people reach this installation, such as https://cases.example.com."),
    Variable("ALLOWED_HOSTS", "Host names served, separated by commas.", "127.0.0.1,localhost"),
    Variable(
        "CORS_ORIGINS",
        "Origins whose pages may call the API with a token, such as https://app.example.com, separated by commas; "
        "empty for none.",
        "",
    ),
    Variable("DATABASE_URL", "PostgreSQL as the role claimback_app, which row security binds.", secret=True),
    Variable(
        "DATABASE_REPLICA_URL",
        "A replica of that PostgreSQL, as the same role: reports and exports are read there; empty for none.",
        "",
        secret=True,
    ),
    Variable(
        "REPLICA_LAG_SECONDS",
        "How far behind the replica may be; beyond, reports and exports are read where everything else is.",
        "5",
    ),
    Variable(
        "DATABASE_OWNER_URL",
        "PostgreSQL as the role claimback_owner. Only `manage.py migrate`, `firm` and `restore` need it; leave it out "
        "elsewhere.",
        "",
        secret=True,
    ),
    Variable(
        "DATABASE_BACKUP_URL",
        "PostgreSQL as the role claimback_backup, which reads every firm's rows and writes none. Only `manage.py "
        "backup` and `restore` need it; leave it out elsewhere.",
        "",
        secret=True,
    ),
    Variable(
        "FIRM_ARCHIVE_PASSPHRASE",
        "Seals and opens the archives of `manage.py firm export` and `import`, where no --passphrase-file is given.",
        "",
        secret=True,
    ),
    Variable(
        "ERASURE_SIGNING_KEY",
        "Signs what is left of an erased firm, and backups: 32 random bytes in base64; empty derives it from "
        "SECRET_KEY.",
        "",
        secret=True,
    ),
    Variable(
        "DOCUMENT_SIGNING_KEY",
        "Signs the PDFs that are exported: 32 random bytes in base64; empty derives it from SECRET_KEY.",
        "",
        secret=True,
    ),
    Variable("DATABASE_CONNECTION_SECONDS", "How long a thread keeps its connection to the database.", "600"),
    Variable("BROKER_URL", "Valkey, Redis or RabbitMQ for Celery.", secret=True),
    Variable(
        "RATE_LIMIT",
        "How many requests to the API one token or session may make in a minute; 0 sets no limit.",
        "1200",
    ),
    Variable(
        "RATE_LIMIT_ADDRESS",
        "How many one address may make in a minute without a token or session, or with one that is refused; 0 sets no "
        "limit.",
        "300",
    ),
    Variable(
        "RATE_LIMIT_URL",
        "Valkey or Redis that counts them; empty takes BROKER_URL, and behind RabbitMQ nothing is counted.",
        "",
        secret=True,
    ),
    Variable("S3_ENDPOINT_URL", "The S3 server; empty for Amazon's own.", ""),
    Variable("S3_PUBLIC_URL", "The S3 server as browsers reach it, if that is another address.", ""),
    Variable("S3_REGION", "The region that signatures name.", "us-east-1"),
    Variable("S3_BUCKET", "The bucket that holds every firm's documents."),
    Variable("S3_ACCESS_KEY_ID", "The access key; empty takes the machine's own role.", "", secret=True),
    Variable("S3_SECRET_ACCESS_KEY", "The secret of the access key.", "", secret=True),
    Variable(
        "UPLOAD_LIMIT_MIB", "How large one uploaded file may be, in MiB; S3 takes 5,120 at most.", "5120"
    ),
    Variable(
        "CLAMAV_URL",
        "ClamAV's daemon, such as tcp://clamav:3310 or unix:///run/clamd.sock; empty scans nothing.",
        "",
    ),
    Variable(
        "EMAIL_URL", "The mail server, such as smtp+tls://user:password@mail.example.com:587.", secret=True
    ),
    Variable("EMAIL_FROM", "The sender of deadline e-mails.", "ClaimBack <deadlines@localhost>"),
    Variable("EMAIL_TIMEOUT_SECONDS", "How long to wait for the mail server.", "20"),
    Variable(
        "EMAIL_PROVIDER",
        "Who stands behind EMAIL_URL and tells of mail that came back, at SITE_URL/webhooks/mail: amazon_ses (by "
        "SNS, with the original headers), brevo, mailgun, postmark, sendgrid or sparkpost; empty for nobody.",
        "",
    ),
    Variable(
        "EMAIL_WEBHOOK_SECRET",
        "user:password that the provider sends there, by basic authentication; without it nothing is taken.",
        "",
        secret=True,
    ),
    Variable(
        "EMAIL_WEBHOOK_KEY",
        "The key with which Mailgun signs what it tells; others need none.",
        "",
        secret=True,
    ),
    Variable(
        "LETTER_EMAIL_FROM",
        "The sender of letters that firms send by e-mail over EMAIL_URL, such as letters@cases.example.com; empty: "
        "none go by e-mail.",
        "",
    ),
    Variable(
        "LOB_API_KEY",
        "The secret key of an account with Lob, which prints letters and sends them by certified mail; empty for none.",
        "",
        secret=True,
    ),
    Variable(
        "LOB_WEBHOOK_SECRET",
        "With which Lob signs what it tells at SITE_URL/webhooks/letters/lob; without it nothing is taken.",
        "",
        secret=True,
    ),
    Variable("LOB_URL", "Where Lob is reached.", "https://api.lob.com/v1"),
    Variable(
        "TELNYX_API_KEY",
        "The key of an account with Telnyx, which sends faxes; empty for none.",
        "",
        secret=True,
    ),
    Variable("TELNYX_FAX_APPLICATION", "The id of its fax application.", ""),
    Variable("TELNYX_FAX_FROM", "The number that faxes come from, such as +15125550100.", ""),
    Variable(
        "TELNYX_PUBLIC_KEY",
        "With which Telnyx's signatures at SITE_URL/webhooks/letters/telnyx are checked; without it nothing is taken.",
        "",
    ),
    Variable("TELNYX_URL", "Where Telnyx is reached.", "https://api.telnyx.com/v2"),
    Variable(
        "OPERATOR_EMAIL",
        "Whom `manage.py watchdog` mails when reminders stop going out: a person who can look at the machine.",
        "",
    ),
    Variable(
        "HEARTBEAT_URL",
        "Asked for after every good sweep of reminders, so that somebody outside notices silence; empty for none.",
        "",
        secret=True,
    ),
    Variable(
        "MAIL_IN_DOMAIN",
        "The domain whose mail `manage.py receive_mail` takes for cases, such as in.example.com; empty takes none.",
        "",
    ),
    Variable(
        "MAIL_IN_LISTEN", "Where `manage.py receive_mail` listens for your mail server.", "127.0.0.1:2525"
    ),
    Variable(
        "ASSISTANT",
        "A language model that may propose what the rules missed in a letter: bedrock, openai (any server with that "
        "interface) or off. Letters are sent to it only for firms that allow it.",
        "off",
    ),
    Variable("ASSISTANT_MODEL", "The model, as Bedrock or the server names it.", ""),
    Variable(
        "ASSISTANT_URL",
        "The server, such as http://127.0.0.1:8080/v1 (plain http in private networks only); for bedrock, empty for "
        "Amazon's own.",
        "",
    ),
    Variable("ASSISTANT_REGION", "Bedrock's region; empty for the machine's own, as its role is.", ""),
    Variable(
        "ASSISTANT_API_KEY", "The key that the server asks for; empty if it asks for none.", "", secret=True
    ),
    Variable("ASSISTANT_TIMEOUT_SECONDS", "How long to wait for its answer.", "60"),
    Variable("SWEEP_SECONDS", "How often beat looks for due alerts and waiting work.", "60"),
    Variable("SESSION_HOURS", "How long a sign-in lasts at most, used or not.", "12"),
    Variable("TRUSTED_PROXIES", "How many proxies of yours stand in front and add to X-Forwarded-For.", "0"),
    Variable(
        "SIGN_IN_NETWORKS",
        "Private networks in which firms' identity providers may stand, such as 10.20.0.0/16, separated by commas.",
        "",
    ),
    Variable(
        "WEBHOOK_NETWORKS",
        "Private networks in which firms' webhook endpoints may stand, by plain HTTP too, separated by commas.",
        "",
    ),
    Variable(
        "DNS_SERVERS",
        "Name servers asked for the proof of a domain, such as 10.0.0.2 or [fd00::2]:5353, separated by commas; "
        "empty for the machine's own.",
        "",
    ),
    Variable("SECURE_COOKIES", "1 behind TLS, 0 only for a machine of your own.", "1"),
    Variable(
        "LOG_LEVEL", "DEBUG, INFO, WARNING or ERROR; at INFO each request and task has one line.", "INFO"
    ),
    Variable(
        "METRICS_TOKEN",
        "The bearer token with which Prometheus asks for /metrics; without it there is no such page.",
        "",
        secret=True,
    ),
    Variable(
        "PROMETHEUS_MULTIPROC_DIR",
        "An empty directory of this service's own, best in memory, in which its processes keep their counts; empty: "
        "each process tells of itself alone.",
        "",
    ),
    Variable(
        "METRICS_LISTEN",
        "Where a Celery worker answers /metrics, such as 0.0.0.0:9100; empty for nowhere.",
        "",
    ),
    Variable(
        "SENTRY_DSN",
        "Where errors are reported, without what clients typed (the extra `sentry`); empty for nowhere.",
        "",
        secret=True,
    ),
    Variable(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "Where traces go by OTLP over HTTP, such as http://collector:4318 (the extra `tracing`); empty for nowhere.",
        "",
    ),
)


@dataclass(frozen=True, slots=True)
class Config:
    """The values of `VARIABLES`, with the names of those that are missing. Printed, it shows no value."""

    values: Mapping[str, str] = field(repr=False)
    missing: tuple[Variable, ...]

    def text(self, name: str) -> str:
        """The value as text; empty where a variable without default is missing."""
        return self.values[name]

    def number(self, name: str) -> int:
        """The value as a whole number. Raises ValueError that names the variable."""
        try:
            return int(self.values[name])
        except ValueError:
            raise ValueError(f"{name} must be a whole number, not {self.values[name]!r}.") from None

    def servers(self, name: str, *, port: int) -> list[tuple[str, int]]:
        """The value as addresses, each with its port or else `port`. Raises ValueError that names the variable."""
        try:
            parts = [urlsplit(f"//{text}") for text in self.names(name)]
            return [(str(ip_address(part.hostname or "")), part.port or port) for part in parts]
        except ValueError:
            raise ValueError(f"{name} must be IP addresses, not {self.values[name]!r}.") from None

    def origins(self, name: str) -> list[str]:
        """The value as origins, written as browsers write them. Raises ValueError that names the variable."""
        for text in (found := self.names(name)):
            if not _ORIGIN.fullmatch(text):
                raise ValueError(f"{name} must be origins such as https://app.example.com, not {text!r}.")
        return found

    def names(self, name: str) -> list[str]:
        """The value as a list of names separated by commas."""
        return [part.strip() for part in self.values[name].split(",") if part.strip()]


def read(environment: Mapping[str, str]) -> Config:
    """The configuration that `environment` gives.

    A secret may stand in a file that `<NAME>_FILE` names, as container engines hand secrets over. Raises ValueError
    that names the variable where the file cannot be read, or where both are set.
    """
    values = {v.name: environment.get(v.name, v.default or "") for v in VARIABLES}
    values |= {v.name: text for v in VARIABLES if v.secret and (text := _of_file(v.name, environment))}
    missing = tuple(
        v for v in VARIABLES if v.default is None and not values[v.name] and not values.get(v.unless)
    )
    return Config(values=values, missing=missing)


def _of_file(name: str, environment: Mapping[str, str]) -> str:
    """What stands in the file that `<name>_FILE` names, without the line's end; empty where that is not set."""
    file = environment.get(f"{name}_FILE", "")
    if not file:
        return ""
    if environment.get(name):
        raise ValueError(f"Set {name} or {name}_FILE, not both.")
    try:
        return Path(file).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeError) as error:
        raise ValueError(f"{name}_FILE cannot be read: {type(error).__name__}, {file}.") from None


config: Final = read(os.environ)


@register()
def every_variable_is_set(**_: object) -> list[CheckMessage]:
    """A system check that names every missing variable at once."""
    return [
        Error(
            f"{v.name} is not set: {v.meaning}",
            hint="`manage.py config` lists every variable.",
            id="claimback.E001",
        )
        for v in config.missing
    ]
