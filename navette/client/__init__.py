"""The SDK: keyring, outbox, and a mailbox that can send, receive, acknowledge and verify.

    folder = Folder()                                              # NAVETTE_HOME, or ~/.navette
    person = Keyring(folder).unlock("lusab-babad-gutih-tugad-ludor")
    async with await Mailbox.open(folder, person) as mailbox:
        sent = await mailbox.send(["geriatrie@ch-du-gier.example"], fiche_bytes, form="admission")
        for item in await mailbox.receive():
            opened = await mailbox.collect(item.reference)         # signs the receipts
            print(opened.sender.name, opened.fiche)
            await mailbox.acknowledge(item.reference, Decision.ACCEPTED)
        faults = await mailbox.verify()                            # signatures, order, ledgers

`Folder` is in navette.client.folder, `Keyring` in .keyring, `Mailbox` in .mailbox, what they answer with in .items.
Failures are NavetteError (navette.core.errors): a code, and data that can be shown. When the server cannot be
reached, what was sealed waits in the outbox: `server-unreachable` is raised, and nothing has to be done again.
"""
