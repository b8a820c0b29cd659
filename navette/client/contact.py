"""Where a person wants to be told outside the pages, as the server keeps it."""

from dataclasses import dataclass

from navette.client.answer import Fields
from navette.client.http import Api

PATH = "/v1/contact"


@dataclass(frozen=True, slots=True)
class Contact:
    """email: empty for devices alone; digest, quiet: as a clock in Paris shows them, `HH:MM`, or None.

    confirmed: the code that was sent there came back; failing: the mail server refuses the address.
    """

    email: str = ""
    lang: str = "fr"
    immediate: bool = True
    digest: str | None = "08:00"
    quiet: tuple[str, str] | None = None
    confirmed: bool = False
    failing: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """mail: this server sends e-mail; contact: None when the person never said."""

    mail: bool
    contact: Contact | None


async def read(api: Api) -> Told:
    """As it stands. Local: server-answer."""
    return _told(await api.get(PATH))


async def put(api: Api, wish: Contact) -> Told:
    """Keeps the wish; a new address is sent a code. Refused: email, no-mail. Limited: contact-tries."""
    quiet = None if wish.quiet is None else {"from": wish.quiet[0], "to": wish.quiet[1]}
    body = {"email": wish.email, "lang": wish.lang, "immediate": wish.immediate, "digest": wish.digest, "quiet": quiet}
    return _told(await api.ask("PUT", PATH, body=body))


async def confirm(api: Api, code: str) -> Told:
    """The six digits that came. Refused: contact-code (left). Unknown: unknown-contact. Limited: contact-tries."""
    return _told(await api.ask("POST", f"{PATH}/confirm", body={"code": code}))


async def remove(api: Api) -> None:
    """Nothing is sent there any more."""
    await api.ask("DELETE", PATH)


def _told(answer: object) -> Told:
    fields = Fields(answer)
    return Told(fields.flag("mail"), _contact(fields.fields("contact")) if fields.has("contact") else None)


def _contact(fields: Fields) -> Contact:
    quiet = fields.fields("quiet") if fields.has("quiet") else None
    return Contact(
        email=fields.text("email"),
        lang=fields.text("lang"),
        immediate=fields.flag("immediate"),
        digest=fields.text("digest") if fields.has("digest") else None,
        quiet=None if quiet is None else (quiet.text("from"), quiet.text("to")),
        confirmed=fields.flag("confirmed"),
        failing=fields.flag("failing"),
    )
