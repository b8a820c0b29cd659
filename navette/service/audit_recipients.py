"""What hangs on a handoff: the row of each recipient, its acts folded again, and who was told of them."""

from collections.abc import Mapping

from navette.core.deadline import due_by
from navette.core.encoding import b64, seconds, unb64
from navette.core.handoff import Act, Status
from navette.core.hours import Calendar
from navette.envelope.statement import SignedStatement, read
from navette.fhir import form
from navette.ledger.acts import Fold
from navette.service.audit_coordination import Reached, verify_milestones
from navette.service.audit_reminders import verify_reminders
from navette.service.audit_withheld import verify_withheld
from navette.service.findings import DIFFERS, MISSING, UNEXPECTED, Findings
from navette.service.routing import Routing
from navette.store.acknowledgements import DEPOSIT, REMOVAL, TRANSIENT
from navette.store.evidence import Row

Numbers = dict[bytes, int]  # mailbox → the last number given in it


def verify_numbers(
    findings: Findings, row: Row, rows: list[Row], deposit: Mapping[str, object] | None, numbers: Numbers
) -> dict[bytes, Row]:
    """The recipients and numbers that the deposit says, without holes; their rows by mailbox.

    Without a deposit that can be read the rows are taken at their word, so that those after them are not to blame.
    """
    found = {one["mailbox"]: one for one in rows}
    if deposit is None:
        numbers.update({mailbox: one["n"] for mailbox, one in found.items()})
        return found
    said = deposit["seqs"]
    assert isinstance(said, Mapping)  # of numbers: statement.read saw to it
    for spelled, text in said.items():
        mailbox, number = unb64(spelled, 16), int(text)
        if mailbox not in found:
            findings.fault("recipient", (row["seq"], mailbox), MISSING)
        else:
            findings.compare("recipient", found[mailbox], {"n": number})
        if number != next_number(findings, numbers, mailbox):
            findings.fault("recipient", (row["seq"], mailbox), DIFFERS, "n")
        numbers[mailbox] = max(number, numbers.get(mailbox, 0))
    for mailbox in found.keys() - {unb64(spelled, 16) for spelled in said}:
        findings.fault("recipient", found[mailbox], UNEXPECTED)
    return found


def next_number(findings: Findings, numbers: Numbers, mailbox: bytes) -> int:
    """The one after the last, but for those whose handoff is no longer known."""
    n, removed = numbers.get(mailbox, 0) + 1, findings.numbers_removed.get(mailbox, {})
    while n in removed:
        n += 1
    return n


def verify_states(
    findings: Findings, row: Row, recipients: Mapping[bytes, Row], routing: Routing, acts: list[Row]
) -> None:
    """The acts folded again: states, owners, deadlines. When a state changed is the server's own clock."""
    others = routing.others
    fold = Fold(routing.digest, routing.sender_mailbox, others)
    verify_milestones(findings, row, fold, _fold(findings, fold, acts, routing.sender))
    deadlines = [
        due_by(rule, routing.urgency, row["received"], routing.due, Calendar(clocks.holidays))
        for rule in form.rules(routing.form)
        for clocks in findings.clocks
    ]
    for mailbox in [one for one in others if one in recipients]:
        expected: dict[str, object] = {
            "status": fold.status[mailbox].value,
            "owner": fold.owner.get(mailbox),
            "due_by": kept if (kept := recipients[mailbox]["due_by"]) in deadlines else deadlines[0],
        }
        if fold.status[mailbox] is Status.REQUESTED:
            expected["changed"] = row["received"]
        findings.compare("recipient", recipients[mailbox], expected)
        _rerouted(findings, row, recipients[mailbox], acts)
    there = {box: recipients[box] for box in others if box in recipients}
    verify_reminders(findings, row, there, fold.status)
    verify_withheld(findings, row, there, fold.status)


def _fold(findings: Findings, fold: Fold, acts: list[Row], sender: bytes) -> list[Reached]:
    """Those that hold and change something, each with the recipient it speaks for and its time."""
    reached: list[Reached] = []
    for act in acts:
        if act["act"] == DEPOSIT:
            findings.compare("act", act, {"signer": sender})
            continue
        with findings.attempt("act", act):
            signed = SignedStatement(act["raw"], act["signature"])
            done = fold.apply(signed, lambda box: findings.members.get(box, set()), findings.directory.person)
            value = read(act["raw"])
            if value["type"] == REMOVAL and act["act"] == REMOVAL:
                continue  # audit_removals.py has the rest
            mailbox = None if done is Act.WITHDRAWN else str(value["mailbox"])
            if done is not None:
                reached.append((done, None if mailbox is None else unb64(mailbox, 16), seconds(value["time"])))
            found = None if act["mailbox"] is None else b64(act["mailbox"])
            if (act["act"], b64(act["signer"]), found) != (done or TRANSIENT, value["by"], mailbox):
                findings.fault("act", act, DIFFERS)
    return reached


def _rerouted(findings: Findings, row: Row, recipient: Row, acts: list[Row]) -> None:
    """A re-routed row and what continues it name each other."""
    said = any(act["act"] == Act.REROUTED and act["mailbox"] == recipient["mailbox"] for act in acts)
    following = (
        [] if recipient["rerouted_to"] is None else findings.evidence.of("handoff", "seq", recipient["rerouted_to"])
    )
    linked = bool(following) and following[0]["rerouted_from"] == row["seq"]
    if said != (recipient["rerouted_to"] is not None) or (said and not linked):
        findings.fault("recipient", recipient, DIFFERS, "rerouted_to")
    if row["rerouted_from"] is not None:
        before = findings.evidence.of("recipient", "handoff", row["rerouted_from"])
        if row["seq"] not in [one["rerouted_to"] for one in before]:
            findings.fault("handoff", row, DIFFERS, "rerouted_from")


def verify_events(findings: Findings, row: Row, routing: Routing, acts: list[Row]) -> None:
    """Whom each act was told to: the parties, and once this is known to re-route a fiche, who sent that one.

    A removal is told to nobody: who looks sees it.
    """
    origin, since = _origin(findings, row)
    for act in [one for one in acts if one["act"] != REMOVAL]:
        needed = {routing.sender_mailbox} | (routing.boxes if act["mailbox"] is None else {act["mailbox"]})
        if act["i"] > since:
            needed |= origin
        for mailbox in needed:
            if (mailbox, act["i"]) not in findings.told:
                findings.fault("event", (mailbox, act["i"]), MISSING)
            findings.told.discard((mailbox, act["i"]))


def _origin(findings: Findings, row: Row) -> tuple[set[bytes], int]:
    """(the mailbox that sent the fiche this one re-routes, the act that said so); nobody when it re-routes none."""
    if row["rerouted_from"] is None:
        return set(), 0
    before = findings.evidence.of("handoff", "seq", row["rerouted_from"])
    said = findings.evidence.of("act", "handoff", row["rerouted_from"])
    by_sender = [act["i"] for act in said if act["act"] == Act.REROUTED and act["mailbox"] == row["sender_mailbox"]]
    return {one["sender_mailbox"] for one in before}, max(by_sender, default=0)
