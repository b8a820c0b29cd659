"""The play, scene by scene: a fiche goes round; another one stays unanswered, and shows."""

import asyncio
import json
import shutil
import time
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from navette.cli.demo.cast import COORDINATOR
from navette.cli.demo.operator import hidden, rows
from navette.cli.demo.picture import photograph
from navette.cli.demo.server import Server
from navette.cli.demo.story import Story, reference
from navette.cli.labels import size
from navette.cli.open import act_line
from navette.core.errors import Local
from navette.core.paris import wall
from navette.resources import folder
from navette.store.database import FILE
from navette.wording import _

WARD, CARDIOLOGY, EMERGENCY = "Gériatrie, CH du Gier", "Cardiologie, CH du Gier", "Urgences, CH du Gier"
ADMISSION, DISCHARGE, PHOTO = "admission.answers.json", "discharge.answers.json", "photo-jambe.png"
LATE_SECONDS, PATIENCE, EVERY = 2, 30, 0.3
DAYS_AWAY = 6


def play(story: Story, server: Server) -> None:
    """Everything, in order."""
    for name in (ADMISSION, DISCHARGE):
        shutil.copy(folder("fhir_profiles") / "examples" / name, story.root)
    (story.root / PHOTO).write_bytes(photograph())
    _presence(story)
    first, late = _two_fiches(story)
    _ward(story, first)
    _silence(story, late)
    _return(story, first)
    _operator(story, server, first)


def _presence(story: Story) -> None:
    story.chapter(
        _("1. The wards say when they are there: Gériatrie its hours, Cardiologie that it is away, and who stands in")
    )
    story.types("leroy", "service", WARD, "--hours", "mon-fri 08:00-19:00", "--hours", "sat 08:00-12:00")
    today = wall(int(time.time())).date()
    away = f"{today}..{today + timedelta(days=DAYS_AWAY)}:congrès"
    story.types(
        "vidal", "service", CARDIOLOGY, "--hours", "mon-sun 08:00-20:00", "--closed", away, "--substitute", EMERGENCY
    )


def _two_fiches(story: Story) -> tuple[str, str]:
    story.chapter(_("2. Dr Martin sends an admission fiche with a photo; then another one, and is told who is away"))
    form = ("--form", "admission", "--answers", ADMISSION)
    first = reference(story.types("martin", "send", *form, "--to", WARD, "--attach", PHOTO))
    due = ("--urgency", "urgent", "--due", f"+{LATE_SECONDS}s")
    late = reference(story.types("martin", "send", *form, "--to", CARDIOLOGY, *due, "--also-substitute"))
    return first, late


def _ward(story: Story, first: str) -> None:
    story.chapter(_("3. The ward receives, opens, takes in charge; a colleague who accepts too learns who did"))
    story.types("leroy", "inbox")
    story.types("leroy", "open", first, "--save-attachments", "received")
    story.types("leroy", "accept", first)
    story.types("benali", "accept", first)


def _silence(story: Story, late: str) -> None:
    story.chapter(
        _("4. Cardiology does not answer: past the hour, the coordinator's board shows it, and never a patient")
    )
    asyncio.run(until_late(story.root, story.passphrase(), late))
    story.types(COORDINATOR.key, "board")


async def until_late(root: Path, passphrase: str, late: str) -> None:
    """Asks the server, as the coordinator, until it says that the hour of a fiche (its reference) has passed."""
    from navette.client.coordinator import Coordinator
    from navette.client.folder import Folder
    from navette.client.keyring import Keyring

    home = Folder(root / COORDINATOR.key)
    person = Keyring(home).unlock(passphrase)
    end = time.monotonic() + PATIENCE
    async with await Coordinator.open(home, person) as coordinator:
        while not any(item.reference == late and item.overdue for item in await coordinator.unresolved()):
            if time.monotonic() > end:
                raise Local("server-answer", field="overdue")
            await asyncio.sleep(EVERY)


def _return(story: Story, first: str) -> None:
    story.chapter(_("5. The discharge letter answers the first fiche, and closes it"))
    answer = reference(story.types("leroy", "reply", first, "--form", "discharge", "--answers", DISCHARGE))
    story.types("martin", "open", answer)
    story.types("martin", "outbox")
    story.tell("", _("Who signed what about {reference}, each signature checked:").format(reference=first))
    story.tell(*asyncio.run(_signed(story, first)))
    story.types("martin", "verify")


async def _signed(story: Story, fiche: str) -> list[str]:
    """The acts of a fiche, as its sender verifies them."""
    from navette.client.folder import Folder
    from navette.client.keyring import Keyring
    from navette.client.mailbox import Mailbox

    home = Folder(story.root / "martin")
    async with await Mailbox.open(home, Keyring(home).unlock(story.passphrase())) as mailbox:
        handoff = await mailbox.handoff(fiche)
        return [act_line(act, handoff.item.sender) for act in handoff.acts]


def _operator(story: Story, server: Server, first: str) -> None:
    story.chapter(_("6. What the server saw: its rows about the first fiche, as whoever runs it reads them"))
    story.tell(*rows(server.folder, first, story.width))
    words = {**_words(json.loads((story.root / ADMISSION).read_text(encoding="utf-8"))), PHOTO: PHOTO}
    count, seen = hidden(server.folder, server.log, words)
    said = _("Looked for in the {size} the server keeps: {words}. Found: {found}.")
    story.tell("", said.format(size=size(count), words=", ".join(words), found=", ".join(seen) or _("nothing")))
    story.types("", "verify", "--database", str(server.folder.relative_to(story.root) / FILE))


def _words(answers: Mapping[str, object]) -> Mapping[str, str]:
    """What says who the patient is and why: shown shortened, looked for whole."""
    keys = ("patient.family", "patient.used-family", "patient.ins", "referral.reason", "comment.text")
    return {str(answers[key])[:24]: str(answers[key]) for key in keys if answers.get(key)}
