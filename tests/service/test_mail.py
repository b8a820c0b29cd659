"""Notices by e-mail, to a real mail server: who is written to, when, what it says and never says, and once."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from navette.core.encoding import b64, reference
from navette.core.paris import PARIS
from navette.core.parties import Urgency
from navette.envelope.person import Person
from navette.service import mail, remind
from navette.store import notices
from navette.store.notices import Letter
from navette.store.transaction import Transaction
from tests.service.post import PostOffice
from tests.service.test_remind import acts
from tests.things import FICHE, Answer
from tests.web.provoked_copies import withhold
from tests.web.provoked_holds import hold
from tests.web.provoked_nudges import nudge
from tests.world import World, trial

MINUTE, HOUR, DAY = 60, 3600, 86_400
ADDRESS = "zoe.leroy@ch-du-gier.example"
NO_QUIET = {"lang": "fr", "immediate": True, "digest": "08:00", "quiet": None}


class Town(World):
    """A territory whose server writes to people."""

    office: PostOffice

    async def ask_for(self, person: Person, email: str = ADDRESS, **wish: Any) -> Answer:
        return await self.ask("PUT", "/v1/contact", person, {**NO_QUIET, "email": email, **wish})

    async def enrol(self, person: Person, email: str = ADDRESS, **wish: Any) -> None:
        """Asked for, and confirmed with the code that came."""
        assert (await self.ask_for(person, email, **wish)).status == 200
        (sent,) = await self.delivered()
        assert sent["To"] == email
        done = await self.ask("POST", "/v1/contact/confirm", person, {"code": code_in(sent)})
        assert done.value["contact"]["confirmed"] is True

    async def delivered(self, later: float = 0) -> list[EmailMessage]:
        """What the mail server is given so much later."""
        self.ahead += int(later)
        before = len(self.office.mails)
        await remind.sweep(self.context)
        count = await mail.deliver(self.context)
        found = self.office.mails[before:]
        assert len(found) == count
        return found

    async def move_to(self, hour: int) -> None:
        """To when the clocks of Paris show that hour next."""
        local = datetime.fromtimestamp(self.now(), PARIS)
        self.ahead += ((hour - local.hour) % 24) * HOUR - local.minute * MINUTE + MINUTE


def code_in(sent: EmailMessage) -> str:
    match = re.search(r"\b\d{6}\b", text_of(sent))
    assert match is not None
    return match[0]


def text_of(sent: EmailMessage) -> str:
    content = sent.get_content()
    assert isinstance(content, str)
    return content.replace("\r\n", "\n")


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with AsyncExitStack() as stack:
        post = await stack.enter_async_context(PostOffice())
        settings = trial(
            tmp_path,
            smtp_host="127.0.0.1",
            smtp_port=post.port,
            smtp_security="none",
            smtp_from="Navette <navette@navette.example>",
            public_url="https://navette.example",
        )
        town = Town(settings)
        town.office, town.public_host = post, "navette.example"
        await stack.enter_async_context(town.client)
        await town.populate()
        yield town


async def test_nobody_is_written_to_who_has_not_shown_that_they_read(town: Town) -> None:
    assert (await town.ask_for(town.nurse)).status == 200
    (sent,) = await town.delivered()
    assert "List-Unsubscribe" not in sent
    await town.send(urgency=Urgency.STAT)
    assert await town.delivered(2 * HOUR) == []
    wrong = "000000" if code_in(sent) != "000000" else "000001"
    refused = await town.ask("POST", "/v1/contact/confirm", town.nurse, {"code": wrong})
    assert (refused.status, refused.code, refused.value["left"]) == (422, "contact-code", 4)
    for _ in range(4):
        await town.ask("POST", "/v1/contact/confirm", town.nurse, {"code": wrong})
    closed = await town.ask("POST", "/v1/contact/confirm", town.nurse, {"code": code_in(sent)})
    assert closed.code == "contact-tries"


async def test_what_is_urgent_is_told_at_once(town: Town) -> None:
    await town.enrol(town.nurse)
    envelope = await town.send(urgency=Urgency.URGENT)
    (sent,) = await town.delivered()
    assert sent["To"] == ADDRESS
    assert "une fiche urgente vous attend" in text_of(sent)
    assert "https://navette.example/" in text_of(sent)
    assert await town.delivered() == []
    assert (await town.receipt(town.nurse, envelope)).status == 201


async def test_each_step_is_told_to_whom_it_concerns(town: Town) -> None:
    await town.enrol(town.nurse)
    await town.enrol(town.gp, "claire.martin@cabinet.example", lang="en")
    await town.enrol(town.nathalie, "nathalie@cpts.example")
    await town.move_to(9)
    await town.send(urgency=Urgency.STAT)
    told = []
    for minutes in (0, 31, 14, 16, 31):
        told += [
            (sent["To"].partition("@")[0], text_of(sent).splitlines()[0].partition("– ")[2])
            for sent in await town.delivered(minutes * MINUTE)
        ]
    assert sorted(told[:-2]) == sorted(
        [
            ("zoe.leroy", "une fiche urgente vous attend"),
            ("zoe.leroy", "une fiche n'est pas encore ouverte"),
            ("zoe.leroy", "l'échéance d'une fiche approche"),
            ("zoe.leroy", "une fiche n'est pas encore ouverte"),
        ]
    )
    assert {who for who, _ in told[-2:]} == {"claire.martin", "nathalie"}


async def test_a_nudge_is_told(town: Town) -> None:
    await town.enrol(town.nurse)
    assert (await nudge(town, await town.send())).status == 201
    (sent,) = await town.delivered()
    assert "la coordination vous relance" in text_of(sent)


async def test_nobody_is_told_of_what_was_answered_meanwhile(town: Town) -> None:
    await town.enrol(town.nurse)
    envelope = await town.received(urgency=Urgency.STAT)
    assert (await town.decide(town.doctor, envelope, "accepted")).status == 201
    assert await town.delivered(DAY) == []


async def test_nobody_is_told_that_what_was_opened_was_not(town: Town) -> None:
    """Letters wait for the end of the night; meanwhile the fiche is opened: only its deadline is left to tell."""
    quiet = {"from": "20:00", "to": "07:00"}
    await town.enrol(town.nurse, quiet=quiet, digest=None)
    await town.enrol(town.nathalie, "nathalie@cpts.example", quiet=quiet, digest=None)
    await town.move_to(22)
    envelope = await town.send(urgency=Urgency.URGENT)
    assert await town.delivered(100 * MINUTE) == []
    assert (await town.receipt(town.nurse, envelope)).status == 201
    await town.move_to(7)
    letters = {sent["To"].partition("@")[0]: text_of(sent) for sent in await town.delivered()}
    assert set(letters) == {"zoe.leroy", "nathalie"}
    assert "ouverte" not in "".join(letters.values())


async def test_the_night_is_quiet_but_for_what_is_very_urgent(town: Town) -> None:
    await town.enrol(town.nurse, quiet={"from": "20:00", "to": "07:00"}, digest=None)
    await town.move_to(22)
    await town.send(urgency=Urgency.URGENT)
    assert await town.delivered() == []
    await town.send(urgency=Urgency.STAT)
    assert len(await town.delivered()) == 1
    await town.move_to(7)
    assert len(await town.delivered()) == 1


async def test_one_letter_a_day_for_who_wants_that(town: Town) -> None:
    await town.enrol(town.nurse, immediate=False)
    await town.move_to(9)
    assert await town.delivered() == []
    for urgency in (Urgency.STAT, Urgency.ROUTINE, Urgency.ROUTINE):
        await town.send(urgency=urgency)
    assert await town.delivered() == []
    await town.move_to(8)
    (sent,) = await town.delivered()
    assert "Fiches en attente d'une réponse : 3." in text_of(sent)
    assert await town.delivered() == []
    assert len(await town.delivered(DAY)) == 1


async def test_nothing_waits_nothing_is_written(town: Town) -> None:
    await town.enrol(town.nurse)
    for _ in range(3):
        assert await town.delivered(DAY) == []


async def test_once_a_month_people_hear_what_they_may_export(town: Town) -> None:
    await town.enrol(town.nurse)
    envelope = await town.received()
    assert (await town.decide(town.nurse, envelope, "closed", "done")).status == 201
    told, listed = [], f"/v1/mailboxes/{b64(town.ward.id)}/inbox"
    for _ in range(100):
        for sent in await town.delivered(DAY):
            told.append(text_of(sent))
            assert (await town.ask("GET", listed, town.nurse))["items"][0]["removal"] is not None  # and may be found
    assert 1 <= len(told) <= 2  # the first of each month, from thirty-one days before; it is not removed here
    assert all("exportez" in text and not re.search(r"NV-", text) for text in told)


@pytest.mark.parametrize("scope", ["all", "mailbox", "handoff"])
async def test_nobody_is_told_to_export_what_is_held_back(town: Town, scope: str) -> None:
    await town.enrol(town.nurse)
    envelope = await town.received()
    assert (await town.decide(town.nurse, envelope, "closed", "done")).status == 201
    target = {"all": b"", "mailbox": town.ward.id, "handoff": envelope.header.id}[scope]
    assert (await hold(town, scope, target)).status == 201
    for _ in range(100):
        assert await town.delivered(DAY) == []


async def test_the_mail_server_is_away_for_a_day(town: Town) -> None:
    """Nothing is lost, what arose meanwhile comes in one letter, and nothing comes twice."""
    await town.enrol(town.nurse, digest=None)
    await town.office.close()
    for _ in range(3):
        await town.send(urgency=Urgency.URGENT)
        assert await town.delivered(4 * HOUR) == []
    for _ in range(12):
        assert await town.delivered(HOUR) == []
    await town.office.open()
    (sent,) = await town.delivered(2 * HOUR)
    assert len(set(re.findall(r"NV-\w{4}-\w{3}", text_of(sent)))) == 3
    assert await town.delivered(2 * HOUR) == []


async def test_no_for_now_is_tried_again_no_for_good_is_not(town: Town) -> None:
    await town.enrol(town.nurse, digest=None)
    town.office.refusing = "451 not now"
    await town.send(urgency=Urgency.URGENT)
    assert await town.delivered() == []
    town.office.refusing = ""
    assert len(await town.delivered(2 * MINUTE)) == 1
    town.office.refusing = "550 no such person"
    await town.send(urgency=Urgency.URGENT)
    assert await town.delivered() == []
    town.office.refusing = ""
    assert await town.delivered(DAY) == []
    known = await town.ask("GET", "/v1/contact", town.nurse)
    assert known.value["contact"]["failing"] is True
    assert (await town.ask_for(town.nurse, digest=None)).value["contact"]["failing"] is False


async def test_what_left_and_was_not_noted_leaves_again_as_the_same(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    await town.enrol(town.nurse)
    await town.send(urgency=Urgency.URGENT)

    def cut_off(tx: Transaction, letter: Letter, now: int) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr("navette.store.notices.left", cut_off)
        with pytest.raises(RuntimeError):
            await mail.deliver(town.context)
    first = town.office.mails[-1]
    assert await town.delivered(2 * MINUTE) == []
    (again,) = await town.delivered(mail.TAKEN)
    assert again["Message-ID"] == first["Message-ID"]


async def test_what_one_process_has_begun_another_leaves_alone(town: Town) -> None:
    await town.enrol(town.nurse)
    await town.send(urgency=Urgency.URGENT)
    ((begun,), _) = await town.context.database.write(lambda tx: mail.prepare(tx, town.now(), 90))
    other = await town.send(urgency=Urgency.URGENT)
    assert await town.delivered() == []
    await town.context.database.write(lambda tx: notices.left(tx, begun.letter, town.now()))
    (sent,) = await town.delivered()
    assert re.findall(r"NV-\w{4}-\w{3}", text_of(sent)) == [reference(other.header.id)]


async def test_that_a_letter_left_is_known_for_thirty_days(town: Town) -> None:
    await town.enrol(town.nurse)
    kept = []
    for later in (29 * DAY, 2 * DAY):
        await town.delivered(later)
        await town.send(urgency=Urgency.URGENT)
        await town.delivered()
        kept.append((await town.context.database.one("SELECT min(created) FROM letter") or (0,))[0])
    assert kept[0] < town.now() - 30 * DAY <= kept[1]


async def test_by_the_link_of_the_letter_its_person_is_left_in_peace(town: Town) -> None:
    await town.enrol(town.nurse)
    await town.enrol(town.doctor, "karim.benali@ch-du-gier.example")
    await town.send(urgency=Urgency.URGENT)
    sent = next(one for one in await town.delivered() if one["To"] == ADDRESS)
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = urlsplit(sent["List-Unsubscribe"].strip("<>")).path
    forged = path[:-1] + ("A" if path[-1] != "A" else "Q")
    assert (await town.ask("POST", forged)).code in ("unknown-contact", "base64url")
    assert (await town.ask("POST", path)).status == 204
    await town.send(urgency=Urgency.URGENT)
    assert [one["To"] for one in await town.delivered()] == ["karim.benali@ch-du-gier.example"]
    assert (await town.ask("GET", "/v1/contact", town.nurse)).value["contact"] is None


async def test_a_letter_says_nothing_of_anybody(town: Town) -> None:
    """Every word of it is of the catalogue, a reference, the address and the link."""
    await town.enrol(town.nurse)
    canary = "Odile Canarisson ne tient plus debout"
    await town.send(urgency=Urgency.STAT, fiche=FICHE + canary.encode())
    (sent,) = await town.delivered()
    whole = sent.as_string() + text_of(sent)
    for word in (*canary.split()[:2], "Gériatrie", "ward", "Martin"):
        assert word not in whole
    assert re.fullmatch(
        r"NV-\w{4}-\w{3} – une fiche urgente vous attend\n\nhttps://navette\.example/\n\n-- \n[^\n]+\n+", text_of(sent)
    )


async def test_what_was_not_asked_for_is_refused(town: Town) -> None:
    for wrong in ("nobody", "a@b", "a b@c.fr", "x@y.fr\r\nBcc: z@y.fr", "é@y.fr", "a@b..fr"):
        done = await town.ask_for(town.nurse, wrong)
        assert done.code in ("email", "field"), wrong
    wrongs: dict[str, Any] = {"lang": "de", "immediate": 1, "digest": "25:00", "quiet": {"from": "20:00"}}
    for field, value in wrongs.items():
        done = await town.ask_for(town.nurse, **{field: value})
        assert (done.code, done.value["field"]) == ("field", field)
    for _ in range(5):
        assert (await town.ask_for(town.nurse)).status == 200
        await town.delivered(MINUTE)
    assert (await town.ask_for(town.nurse)).code == "contact-tries"
    assert (await town.ask("DELETE", "/v1/contact", town.nurse)).status == 204
    assert (await town.ask("POST", "/v1/contact/confirm", town.nurse, {"code": "123456"})).code == "unknown-contact"


async def test_the_substitute_is_told_with_a_copy_and_without(town: Town) -> None:
    someone, box = await town.open_box()
    await town.enrol(someone)
    assert (await town.say(town.ward, town.saying(town.ward, town.nurse, substitute=b64(box.id)))).status == 201
    alone = await town.send()
    copied = await town.send()
    copy = town.sealed([box], reply=copied.header.id)
    assert (await withhold(town, copy, copied)).status == 201
    assert await town.delivered(47 * HOUR) == []
    (sent,) = await town.delivered(2 * HOUR)
    said = "une fiche attend : son destinataire ne répond pas, vous le remplacez"
    assert {f"{reference(one.header.id)} – {said}" for one in (alone, copy)} <= set(text_of(sent).split("\n"))
    assert reference(copied.header.id) not in text_of(sent)
    with town.context.hub.listen([box.id]) as told:
        await town.send(urgency=Urgency.STAT)
        await town.delivered(1.1 * HOUR)
        assert acts(told)[-1] == "substitute"
