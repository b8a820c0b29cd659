"""Service: who sits in a mailbox; what leaving means is said before; two guardians, or a warning."""

from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.desks import DAY, LONG, ago, calls, desk, faults
from tests.browser.house import House

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.soak]


def member(person: str, name: str, role: str = "member", profession: str = "") -> dict[str, Any]:
    return {"person": person, "name": name, "role": role, "profession": profession}


def ward(role: str = "guardian") -> dict[str, Any]:
    """Mme Leroy, who is there, and others."""
    leroy = member("leroy", "Mme Leroy", role)
    benali = member("benali", "Dr Samir Benali", "guardian")
    return {"people": ["Dr Roux"], "members": [benali, leroy, member("x", LONG)]}


async def test_a_guardian_lets_somebody_in(browser: House) -> None:
    async with desk(browser, "/service", ward()) as page:
        assert await page.get_by_text("Il ne reste qu'un référent").is_hidden()
        await page.get_by_role("button", name="Faire entrer").press("Enter")
        await page.get_by_text("Écrivez un nom.").wait_for()
        await page.keyboard.insert_text("Dr Roux")
        for key in ("Tab", "Tab", "Space", "Enter"):  # by "several at once", to "as a guardian"
            await page.keyboard.press(key)
        await page.get_by_text("Dr Roux a sa place dans cette boîte aux lettres.").wait_for()
        assert await calls(page, "add") == [{"person": "person-Dr Roux", "role": "guardian"}]
        assert await page.locator("[data-part=members] > li").count() == 4


async def test_a_name_nobody_knows(browser: House) -> None:
    async with desk(browser, "/service", ward()) as page:
        await page.locator("#service-name").fill("Personne")
        await page.keyboard.press("Enter")
        await page.get_by_role("alert").wait_for()
        assert await page.locator("#service-name").input_value() == "Personne"


async def test_two_of_one_name_are_told_apart(browser: House) -> None:
    """By what they do and where; none of them is nobody."""
    roux = [
        {"person": "person-a", "name": "Mme Roux", "profession": "infirmière", "places": ["Gériatrie", "SSR"]},
        {"person": "person-b", "name": "Mme Roux", "profession": "aide-soignante", "places": ["Urgences"]},
    ]
    async with desk(browser, "/service", {**ward(), "people": roux}) as page:
        dialog = page.get_by_role("dialog", name="Qui est Mme Roux ?")
        for chosen in ("Aucun d'eux", "aide-soignante, Urgences"):
            await page.locator("#service-name").fill("Mme Roux")
            await page.keyboard.press("Enter")
            await dialog.get_by_role("button", name="infirmière, Gériatrie, SSR").wait_for()
            assert await dialog.evaluate("(one) => one.contains(document.activeElement)")
            await dialog.get_by_role("button", name=chosen).press("Enter")
            await dialog.wait_for(state="detached")
        await page.get_by_role("status").get_by_text("Mme Roux a sa place").wait_for()
        assert await calls(page, "add") == [{"person": "person-b", "role": "member"}]


async def test_a_list_of_colleagues(browser: House) -> None:
    """Those that the directory does not know are left to be corrected."""
    async with desk(browser, "/service", {**ward(), "people": ["Dr Roux", "Mme Petit"]}) as page:
        await page.get_by_text("Plusieurs à la fois").click()
        names = page.get_by_label("Un nom par ligne")
        await names.fill("Dr Roux\n\nMme Personne\n Mme Petit\nDr Roux")
        await page.get_by_role("button", name="Faire entrer").press("Enter")
        await page.get_by_role("status").get_by_text("Ont leur place : 2").wait_for()
        await page.get_by_text("Absents de l'annuaire, laissés dans la liste : Mme Personne").first.wait_for()
        assert await names.input_value() == "Mme Personne"
        assert [one["person"] for one in await calls(page, "add")] == ["person-Dr Roux", "person-Mme Petit"]


async def test_roles_change_and_fewer_than_two_guardians_are_announced(browser: House) -> None:
    async with desk(browser, "/service", ward()) as page:
        await page.get_by_role("button", name=f"En faire un référent {LONG}").press("Enter")
        await page.get_by_role("status").get_by_text(f"{LONG} est maintenant référent.").wait_for()
        for name, warned in (("Dr Samir Benali", False), (LONG, True)):
            await page.get_by_role("button", name=f"En faire un membre {name}").press("Enter")
            assert ("Il restera un seul référent" in await page.locator("dialog[open]").inner_text()) is warned
            await page.locator("dialog[open] .danger").press("Enter")
            await page.get_by_role("status").get_by_text(f"{name} est maintenant membre.").wait_for()
        await page.get_by_text("Il ne reste qu'un référent").wait_for()
        assert await page.get_by_role("button", name="En faire un membre").count() == 0
        assert [one["role"] for one in await calls(page, "add")] == ["guardian", "member", "member"]


async def test_thirty_members_are_looked_through(browser: House) -> None:
    many = [member(f"p{n}", f"Mme Membre {n}", profession="infirmière") for n in range(28)]
    given = ward()
    async with desk(browser, "/service", {**given, "members": given["members"][:2] + many}) as page:
        await expect(page.locator("[data-part=count]")).to_have_text("30")
        await page.get_by_label("Chercher un membre").fill("INFIRM 27")
        await page.get_by_text("Membres trouvés : 1").wait_for()
        assert await page.locator("[data-part=members] > li:visible strong").all_inner_texts() == ["Mme Membre 27"]
        await page.get_by_label("Chercher un membre").fill("")
        assert await faults(page) == []


async def test_what_leaving_means_is_said_before(browser: House) -> None:
    async with desk(browser, "/service", ward()) as page:
        await page.get_by_role("button", name="Faire sortir Dr Samir Benali").press("Enter")
        await page.get_by_text("ne peut pas être repris").wait_for()
        assert "Il restera un seul référent" in await page.locator("dialog[open]").inner_text()
        await page.get_by_role("button", name="Faire sortir cette personne").press("Enter")
        await page.get_by_text("Dr Samir Benali n'a plus sa place dans cette boîte aux lettres.").wait_for()
        assert await calls(page, "remove") == ["benali"]
        await page.get_by_text("Il ne reste qu'un référent").wait_for()
        assert await page.get_by_role("button", name="Faire sortir Mme Leroy").count() == 0


async def test_a_member_changes_nothing(browser: House) -> None:
    async with desk(browser, "/service", ward("member")) as page:
        await page.get_by_text("Vous n'êtes pas référent").wait_for()
        await page.get_by_text("Il ne reste qu'un référent").wait_for()
        assert await page.get_by_role("button", name="Faire sortir").count() == 0
        assert await page.locator("#service-name").is_hidden()


MONDAY = {"mon": "08:00-12:00,14:30-18:00"}
SAID: dict[str, Any] = {
    "mailbox": "box-ward", "n": 4, "digest": "", "by": "benali", "time": ago(120 * DAY), "hours": MONDAY,
    "closed": [{"first": "2020-01-01", "last": "2020-01-02", "note": ""}], "substitute": "", "forms": [], "note": "",
}  # fmt: skip


def saying(role: str = "guardian", **more: Any) -> dict[str, Any]:
    entries = [
        {"mailbox": f"box-{name}", "name": name, "facility": "CH du Gier", "kind": "ORG", "vouched": True,
         "address": f"{name.lower()}@ch-du-gier.example", "members": 2, "told": True, "ours": False}
        for name in ("Cardiologie", LONG)
    ]  # fmt: skip
    return {**ward(role), "entries": entries, **more}


async def test_what_the_ward_says_of_itself(browser: House) -> None:
    """Typed as people type it; what is wrong is said where it is, and nothing typed is lost."""
    async with desk(browser, "/service", saying()) as page:
        await page.get_by_text("Rien n'est encore indiqué").wait_for()
        assert await page.get_by_role("button", name="C'est toujours exact").is_hidden()
        await page.get_by_role("button", name="Modifier").press("Enter")
        await page.keyboard.insert_text("8h-12h et 14h30 à 18h")
        await page.get_by_role("button", name="Du mardi au vendredi comme le lundi").press("Enter")
        await expect(page.get_by_label("Vendredi")).to_have_value("08:00-12:00, 14:30-18:00")
        await page.get_by_label("Samedi").fill("le matin")
        await page.get_by_role("button", name="Ajouter une absence").press("Enter")
        await page.get_by_label("Motif").fill("fêtes")
        await page.get_by_label("Remplaçant").fill("pédiatrie")
        await page.get_by_role("checkbox", name="Entrée").check()
        await page.get_by_label("Note affichée").fill("urgences : régulation 15")
        save = page.get_by_role("button", name="Enregistrer")
        await save.press("Enter")
        for wrong in ("Écrivez par exemple", "Écrivez le premier jour.", "Choisissez-la dans la liste"):
            await expect(page.get_by_text(wrong)).to_be_visible()
        await expect(page.get_by_label("Samedi")).to_be_focused()
        assert await calls(page, "say") == []
        await page.get_by_label("Samedi").fill("")
        await page.get_by_label("Premier jour").fill("31/02/2999")
        await page.get_by_label("Remplaçant").fill("cardio")
        await page.keyboard.press("Enter")
        await save.press("Enter")
        await expect(page.get_by_text("Ce n'est pas une date : écrivez 25/12/2026.")).to_be_visible()
        await page.get_by_label("Premier jour").fill("24122999")
        assert await faults(page) == []
        await save.dblclick()
        await page.get_by_role("status").get_by_text("C'est noté").wait_for()
        [asked] = await calls(page, "say")
        hours = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "08:00-12:00,14:30-18:00")
        away = [{"first": "2999-12-24", "last": "2999-12-24", "note": "fêtes"}]
        form = asked["content"].pop("forms")
        assert len(form) == 1
        assert asked == {
            "mailbox": "box-ward", "seen": -1,
            "content": {
                "hours": hours, "closed": away, "substitute": "box-Cardiologie", "note": "urgences : régulation 15",
            },
        }  # fmt: skip
        facts = page.locator("[data-part=facts]")
        for text in ("du lundi au vendredi 08:00-12:00, 14:30-18:00", "Cardiologie, CH du Gier", "24/12/2999 (fêtes)"):
            await expect(facts).to_contain_text(text)
        assert await page.locator("[data-part=presence-form]").count() == 0


async def test_a_click_that_ends_a_correction_counts(browser: House) -> None:
    """The message that goes moves the button away from under the mouse, but not before the mouse is up."""
    async with desk(browser, "/service", saying()) as page:
        await page.get_by_role("button", name="Modifier").click()
        await page.get_by_label("Lundi").fill("le matin")
        await page.get_by_role("button", name="Enregistrer").click()
        await expect(page.get_by_text("Écrivez par exemple")).to_be_visible()
        await page.get_by_label("Lundi").fill("8h-12h")
        await page.get_by_role("button", name="Ajouter une absence").click()
        await expect(page.get_by_label("Premier jour")).to_be_focused()
        await expect(page.get_by_text("Écrivez par exemple")).to_be_hidden()
        await page.get_by_role("button", name="Retirer").click()
        await page.get_by_label("Lundi").fill("9h")
        await page.get_by_label("Lundi").press("Tab")
        await expect(page.get_by_text("Écrivez par exemple")).to_be_visible()
        await page.get_by_label("Lundi").fill("9h-12h")
        await page.get_by_role("button", name="Enregistrer").click()
        await page.get_by_role("status").get_by_text("C'est noté").wait_for()


async def test_it_is_confirmed_in_one_click(browser: House) -> None:
    given = saying(services={"box-ward": SAID}, confirmedAt=ago(120 * DAY))
    async with desk(browser, "/service", given) as page:
        await page.get_by_text("Personne n'a confirmé ceci depuis longtemps").wait_for()
        await page.get_by_role("button", name="C'est toujours exact").press("Enter")
        await page.get_by_role("status").get_by_text("C'est noté").wait_for()
        [asked] = await calls(page, "say")
        assert (asked["seen"], asked["content"]["hours"], asked["content"]["closed"]) == (4, MONDAY, SAID["closed"])


async def test_somebody_else_changed_it_meanwhile(browser: House) -> None:
    """That is shown, what was typed stays, and it is said again knowingly."""
    async with desk(browser, "/service", saying(services={"box-ward": SAID})) as page:
        await page.get_by_role("button", name="Modifier").press("Enter")
        await page.get_by_label("Note affichée").fill("appeler le 0400")
        other = {**SAID, "n": 5, "note": "appeler le 0411"}
        await page.evaluate("(said) => { window.desk.services = { 'box-ward': said }; }", other)
        await page.get_by_role("button", name="Enregistrer").press("Enter")
        await page.get_by_role("alert").wait_for()
        await expect(page.locator("[data-part=facts]")).to_contain_text("appeler le 0411")
        await expect(page.get_by_label("Note affichée")).to_have_value("appeler le 0400")
        await page.get_by_role("button", name="Enregistrer").press("Enter")
        await page.get_by_role("status").get_by_text("C'est noté").wait_for()
        assert [one["seen"] for one in await calls(page, "say")] == [4, 5]


async def test_a_member_reads_what_the_ward_says(browser: House) -> None:
    async with desk(browser, "/service", saying("member", services={"box-ward": SAID})) as page:
        await page.evaluate("window.app.account.coordinator = false; window.app.go('/service')")
        await page.get_by_text("lundi 08:00-12:00, 14:30-18:00").wait_for()
        assert await page.get_by_role("button", name="Modifier").count() == 0


async def test_a_coordinator_says_it_for_a_ward(browser: House) -> None:
    async with desk(
        browser, "/annuaire", saying(services={"box-Cardiologie": {**SAID, "mailbox": "box-Cardiologie"}})
    ) as page:
        await page.get_by_role("link", name="Indiquer les horaires").first.press("Enter")
        await expect(page.locator("[data-part=whose]")).to_have_text("Cardiologie, CH du Gier")
        await expect(page.get_by_role("heading", name="Qui a sa place")).to_be_hidden()
        await page.get_by_role("button", name="C'est toujours exact").press("Enter")
        await page.get_by_role("status").get_by_text("C'est noté").wait_for()
        assert [one["mailbox"] for one in await calls(page, "say")] == ["box-Cardiologie"]


async def test_no_mailbox_at_all(browser: House) -> None:
    async with desk(browser, "/service", ward()) as page:
        await page.evaluate("window.app.account.mailboxes = []; window.app.go('/service')")
        await page.get_by_text("Vous n'êtes dans aucune boîte aux lettres pour l'instant").wait_for()
        await page.get_by_role("button", name="Actualiser").press("Enter")
        await page.get_by_role("status").get_by_text("Personne ne vous a encore fait entrer.").wait_for()
        await page.evaluate("window.app.mailboxes = []")
        await page.get_by_role("link", name="Nouvelle fiche").click()
        await page.get_by_text("vous ne pouvez pas en envoyer").wait_for()
