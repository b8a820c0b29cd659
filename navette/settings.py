"""The server's settings, read once: NAVETTE_* of the environment over a TOML file, over the defaults below.

NAVETTE_CONFIG names the TOML file (keys are the field names). Any setting can come from a file, for secrets:
NAVETTE_ORIGIN_FILE=/run/secrets/origin. An unknown NAVETTE_* name, or an unknown key of the file, refuses to start:
a mistyped setting must not be ignored in silence. docs/operations.md has the table; a test compares.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from navette.core.errors import Local

PREFIX = "NAVETTE_"
# Read elsewhere (client, commands, tests): known here so that they do not stop a server.
OTHER_NAMES = frozenset(
    {"NAVETTE_CONFIG", "NAVETTE_HOME", "NAVETTE_LANG", "NAVETTE_PASSPHRASE_FILE", "NAVETTE_CHROMIUM"}
)
SMTP_SECURITY = ("starttls", "tls", "none")
TERRITORIES = ("metropole", "alsace-moselle", "none")
LOG_LEVELS = ("debug", "info", "warning", "error")
_SWITCH = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}

Value = str | int | bool | Path | None


def _setting(default: Value, what: str, **limits: Any) -> Any:
    """A field with its line of docs/operations.md; limits: least, most (numbers), among (texts)."""
    return field(default=default, metadata={"what": what, **limits})


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator can decide. Sizes in MiB, times in seconds unless the name says days."""

    data_dir: Path = _setting(Path("navette-data"), "database, keys of the ledgers, attachments; created mode 0700")
    host: str = _setting("127.0.0.1", "address listened on")
    port: int = _setting(8080, "port listened on; 0 takes a free one", most=65535)
    origin: str = _setting("navette.example", "name of the ledgers, kept for ever once the first entry is written")
    public_url: str = _setting("", "how clients reach the server, e.g. https://navette.example; empty: host and port")
    passkey_domain: str = _setting("", "domain that passkeys are made for; empty: the host of public_url")
    tls_cert: Path | None = _setting(None, "PEM chain; without it, terminate TLS in front")
    tls_key: Path | None = _setting(None, "PEM private key of tls_cert")
    forms_dir: Path | None = _setting(None, "folder of your own forms: a Questionnaire dropped there is offered")
    metrics_host: str = _setting("127.0.0.1", "address of the metrics; keep it on the loopback")
    metrics_port: int = _setting(9464, "port of /metrics; 0 turns it off", most=65535)
    log_level: str = _setting("info", "debug, info, warning or error", among=LOG_LEVELS)
    production: bool = _setting(True, "refuse test identities; false for a trial")
    max_database_mb: int = _setting(0, "deposits are refused with 507 beyond this size; 0: the disk decides")
    max_blob_mb: int = _setting(512, "largest attachment", least=1)
    rate_per_minute: int = _setting(600, "requests of one person per minute", least=1)
    clock_skew_seconds: int = _setting(300, "how far a client's clock may be from the server's", least=1)
    public_holidays: str = _setting(
        "metropole", "days that open hours do not count: metropole, alsace-moselle or none", among=TERRITORIES
    )
    reminder_offsets: str = _setting(
        "", "steps about silence, in minutes, for all forms or one: again=30, discharge.sender=120"
    )
    smtp_host: str = _setting("", "mail server that takes notices; empty: nobody is written to")
    smtp_port: int = _setting(587, "its port", least=1, most=65535)
    smtp_security: str = _setting("starttls", "starttls, tls, or none (a relay on this machine)", among=SMTP_SECURITY)
    smtp_login: str = _setting("", "who sends, for the mail server; empty: it asks for nothing")
    smtp_password: str = _setting("", "and the password; best given as NAVETTE_SMTP_PASSWORD_FILE")
    smtp_from: str = _setting("", "address that notices come from, e.g. Navette <navette@navette.example>")
    journal_days: int = _setting(365, "how long the access journal is kept", least=1)
    push_hosts: str = _setting("", "push services that devices may be told through, with commas; empty: none is told")
    max_age_days: int = _setting(30, "an envelope sealed longer ago must be sealed again", least=1)

    retention_content_days: int = _setting(90, "sealed content is removed this long after the last change", least=1)
    retention_metadata_days: int = _setting(365, "and who, when and what became of it, this long after", least=1)

    def __post_init__(self) -> None:
        if self.retention_metadata_days < max(self.retention_content_days, self.max_age_days):
            raise Local("settings", name="retention_metadata_days", problem="content and sealed envelopes live longer")
        if (self.tls_cert is None) != (self.tls_key is None):
            raise Local("settings", name="tls_cert, tls_key", problem="one without the other")
        if self.smtp_host and not (self.smtp_from and self.public_url):
            raise Local("settings", name="smtp_host", problem="it needs smtp_from and public_url")
        if self.push_hosts and not self.public_url:
            raise Local("settings", name="push_hosts", problem="it needs public_url")
        if self.passkey_domain and not f".{urlsplit(self.public_url).hostname}".endswith(f".{self.passkey_domain}"):
            raise Local("settings", name="passkey_domain", problem="not the domain of public_url, nor one above it")


def load(environ: Mapping[str, str] = os.environ, **given: Value) -> Settings:
    """The settings of this process; `given` (command line, None: not said) wins over the environment, which wins
    over the file.

    Refuses `settings` (name, problem) for an unknown name, a value of the wrong form, a file that cannot be read.
    """
    known = {one.name: one for one in fields(Settings)}
    values: dict[str, Value] = {}
    for name, value in _from_file(environ.get("NAVETTE_CONFIG")).items():
        values[name] = _read(_known(known, name, name), value)
    for name, text in environ.items():
        if name.startswith(PREFIX) and name not in OTHER_NAMES:
            one, text = _named(known, name, text)
            values[one.name] = _read(one, text)
    for name, said in given.items():
        if said is not None:
            values[name] = _read(_known(known, name, name), said)
    return Settings(**values)  # type: ignore[arg-type]


def _from_file(path: str | None) -> dict[str, Any]:
    if not path:
        return {}
    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Local("settings", name="NAVETTE_CONFIG", problem=type(error).__name__) from error


def _named(known: Mapping[str, Field[Any]], name: str, text: str) -> tuple[Field[Any], str]:
    """The field behind an environment name, and its text: that of the file when the name ends in _FILE."""
    key = name.removeprefix(PREFIX).lower()
    if key in known or not key.endswith("_file"):
        return _known(known, key, name), text
    one = _known(known, key.removesuffix("_file"), name)
    try:
        return one, Path(text).read_text(encoding="utf-8").rstrip("\n")
    except (OSError, ValueError) as error:
        raise Local("settings", name=name, problem=type(error).__name__) from error


def _known(known: Mapping[str, Field[Any]], key: str, shown: str) -> Field[Any]:
    if key not in known:
        raise Local("settings", name=shown, problem="unknown")
    return known[key]


def _read(one: Field[Any], value: object) -> Value:
    """`value` (text of the environment, or a TOML value) as the field's own type."""
    if one.type is bool:
        return _switch(one, value)
    if one.type is int:
        return _number(one, value)
    if isinstance(value, Path):
        value = str(value)
    if not isinstance(value, str):
        raise Local("settings", name=one.name, problem="not a text")
    if one.type is not str:
        return Path(value) if value else None
    if value not in one.metadata.get("among", (value,)):
        raise Local("settings", name=one.name, problem="not one of " + ", ".join(one.metadata["among"]))
    return value


def _switch(one: Field[Any], value: object) -> bool:
    answer = value if isinstance(value, bool) else _SWITCH.get(str(value).lower())
    if answer is None:
        raise Local("settings", name=one.name, problem="neither true nor false")
    return answer


def _number(one: Field[Any], value: object) -> int:
    try:
        number: int | None = int(str(value))
    except ValueError:
        number = None
    least, most = one.metadata.get("least", 0), one.metadata.get("most", 2**40)
    if number is None or not least <= number <= most:
        raise Local("settings", name=one.name, problem=f"not a whole number from {least} to {most}")
    return number
