"""How handoffs are spelled in answers (docs/spec/api.md)."""

from navette.core.encoding import b64, reference, timestamp
from navette.core.handoff import Status, overdue
from navette.core.parties import Urgency
from navette.fhir import form
from navette.service.retention import Outlook
from navette.store.lists import Item, State
from navette.store.nudges import Nudge
from navette.store.reminders import Fired

Json = dict[str, object]
OTHER = "other"


def form_json(digest: bytes) -> Json:
    """A form by its hash; one that is not published here is `other`."""
    known = form.by_hash(digest)
    return {"hash": b64(digest), "name": OTHER if known is None else known.name}


def maybe(value: bytes | None) -> str | None:
    """Base64url, or null."""
    return None if value is None else b64(value)


def item_json(item: Item) -> Json:
    """What is the same for every recipient."""
    return {
        "message": b64(item.message),
        "envelope": b64(item.digest),
        "reference": reference(item.message),
        "sender_mailbox": b64(item.sender_mailbox),
        "sender": b64(item.sender),
        "form": form_json(item.form),
        "urgency": Urgency(item.urgency).code,
        "time": timestamp(item.time),
        "received": timestamp(item.received),
        "reply": maybe(item.reply),
        "pages": item.pages,
        "blobs": item.blobs,
        "index": item.i,
        "stands_in_for": maybe(item.stands_in_for),
        "rerouted": bool(item.rerouted),
    }


def state_json(state: State) -> Json:
    """Where it stands for one recipient."""
    return {
        "n": state.n,
        "status": state.status,
        "due_by": timestamp(state.due_by),
        "owner": maybe(state.owner),
        "changed": timestamp(state.changed),
        "rerouted_to": maybe(state.rerouted_to),
        **nudged_json(state),
        "copy": copy_json(state),
    }


def copy_json(state: State) -> Json | None:
    """What was sealed for its substitute: until when it waits, what has become of it, where it stands there."""
    if state.copy is None or state.releases is None:
        return None
    return {
        "message": b64(state.copy),
        "mailbox": maybe(state.substitute),
        "releases": timestamp(state.releases),
        "state": state.copy_state,
        "status": state.copy_status,
        "owner": maybe(state.copy_owner),
    }


def nudged_json(state: State) -> Json:
    """Whether a coordinator nudged it: when last, who, how often."""
    nudged = None if state.nudged is None else timestamp(state.nudged)
    return {"nudged": nudged, "nudged_by": maybe(state.nudged_by), "nudges": state.nudges}


def removal_json(outlook: Outlook) -> Json:
    """When its content will be removed, once that is near; when it was."""
    removal, removed = (None if at is None else timestamp(at) for at in outlook)
    return {"removal": removal, "removed": removed}


def sent_json(item: Item, states: list[State]) -> Json:
    """As the sender sees it: every recipient."""
    recipients = [{"mailbox": b64(state.mailbox), **state_json(state)} for state in states]
    return {**item_json(item), "seq": item.seq, "recipients": recipients}


def reminder_json(one: Fired) -> Json:
    """A step of the clocks that fired."""
    return {
        "mailbox": b64(one.mailbox),
        "step": one.step,
        "due": timestamp(one.due),
        "fired": timestamp(one.fired),
    }


def nudge_json(one: Nudge) -> Json:
    """A nudge of a coordinator."""
    return {"mailbox": b64(one.mailbox), "by": b64(one.person), "time": timestamp(one.time)}


def unresolved_json(item: Item, state: State, now: int) -> Json:
    """As a coordinator sees it: who, whose turn, how late; nothing of what."""
    return {
        "reference": reference(item.message),
        "message": b64(item.message),
        "sender_mailbox": b64(item.sender_mailbox),
        "mailbox": b64(state.mailbox),
        "form": form_json(item.form),
        "urgency": Urgency(item.urgency).code,
        "received": timestamp(item.received),
        "due_by": timestamp(state.due_by),
        "overdue": overdue(Status(state.status), state.due_by, now),
        "status": state.status,
        "owner": maybe(state.owner),
        "changed": timestamp(state.changed),
        **nudged_json(state),
        "copy": copy_json(state),
    }
