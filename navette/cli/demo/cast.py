"""The people of the demonstration, fictional, and how they come in: invited, joined, vouched for, as anybody is."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from navette.core.parties import MailboxKind


class Member(NamedTuple):
    """One person. key: the name of the folder. mailbox: its own, or None for who sits in a colleague's."""

    key: str
    name: str
    profession: str
    kind: MailboxKind | None = None
    address: str | None = None
    mailbox: str | None = None
    rpps: str = ""

    @property
    def identity(self) -> Mapping[str, str]:
        """What the coordinator vouches for."""
        known = {"name": self.name, "profession": self.profession, "rpps": self.rpps}
        return {key: value for key, value in known.items() if value}


PERSONAL, WARD, PRACTICE, SOFTWARE = (
    MailboxKind.PERSONAL,
    MailboxKind.ORGANISATION,
    MailboxKind.PRACTICE,
    MailboxKind.APPLICATION,
)

COORDINATOR = Member("nathalie", "Nathalie Perrin", "coordination")
CAST = (
    Member("martin", "Dr Claire Martin", "médecin", PERSONAL, "dr.martin@monistrol.example", None, "10100000016"),
    Member("faure", "Mme Julie Faure", "infirmière", PRACTICE, "idel@sucs.example", "Cabinet infirmier des Sucs"),
    Member("leroy", "Mme Sophie Leroy", "infirmière", WARD, "geriatrie@ch-du-gier.example", "Gériatrie, CH du Gier"),
    Member("vidal", "Dr Anne Vidal", "médecin", WARD, "cardiologie@ch-du-gier.example", "Cardiologie, CH du Gier"),
    Member("ollier", "Dr Marc Ollier", "médecin", WARD, "urgences@ch-du-gier.example", "Urgences, CH du Gier"),
    Member("serre", "Dr Paul Serre", "médecin", WARD, "oncologie@cancerologie.example", "Centre de cancérologie"),
    Member("robot", "Logiciel du centre", "logiciel", SOFTWARE, "dpi@cancerologie.example", "Logiciel du centre"),
    Member("blanc", "M. Louis Blanc", "pharmacien", PRACTICE, "pharmacie@marche.example", "Pharmacie du Marché"),
    Member("petit", "Mme Odile Petit", "infirmière", WARD, "soins@genets.example", "EHPAD Les Genêts"),
    Member("roche", "M. Paul Roche", "infirmier"),
    Member("benali", "Dr Samir Benali", "médecin", rpps="10100000024"),
)
# Who gives a seat to whom.
SEATS = (("faure", "roche"), ("leroy", "benali"))


async def settle(root: Path, first: str, passphrase: str, cast: Sequence[Member] = CAST) -> None:
    """Everybody has a folder root/<key>, joined with the first invitation's code, and is vouched for."""
    from navette.client.coordinator import Coordinator
    from navette.client.folder import Folder
    from navette.client.join import join
    from navette.client.keyring import Keyring
    from navette.client.mailbox import Mailbox

    home = Folder(root / COORDINATOR.key)
    await join(first, home, passphrase)
    async with await Coordinator.open(home, Keyring(home).unlock(passphrase)) as coordinator:
        for one in cast:
            role = "mailbox" if one.address else "person"
            invited = await coordinator.invite(
                one.identity, role=role, kind=one.kind, address=one.address, mailbox_name=one.mailbox
            )
            await join(invited.code, Folder(root / one.key), passphrase)
        await coordinator.confirm()
    present = {one.key: one for one in cast}
    for guardian, newcomer in SEATS:
        if newcomer not in present:
            continue
        folder = Folder(root / guardian)
        async with await Mailbox.open(folder, Keyring(folder).unlock(passphrase)) as mailbox:
            await mailbox.members.add(present[newcomer].name)
