"""Navette: sealed exchange of fiches navettes, and their signed acknowledgements.

The floors, from the roof down. A floor imports only floors below it, and the two towers never meet:

    cli          the only roof over both towers: what a person types
    web          server tower: pages, the JSON API, the route table      connector (later): hospital software
    service      server tower: use cases, one verb a file                client: SDK, keyring, outbox
    store        server tower: SQL, group commit
    fhir         forms, bundles and checks (bundle: client tower only)
    ledger       append-only tree, checkpoints, the rules directory statements are judged by
    envelope     seal, unseal, statements, keys, attachments
    settings · resources · wording · logs    configuration, packaged files, sentences, structured logs
    core         no IO: handoff, acknowledgement, deadline, parties, errors

An acknowledgement goes through: core/acknowledgement.py (the rule), envelope/statement.py (the bytes),
client/acknowledge.py (signed), web/api/statements.py (received), service/acknowledge.py (judged),
store/acknowledgements.py (on disk), and docs/architecture.md tells it step by step.
"""

__version__ = "0.1.0"
