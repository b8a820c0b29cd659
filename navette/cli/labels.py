"""The words of the exchange as people read them; codes stay what they are in --json."""

from navette.cli.command import N_
from navette.cli.text import clean
from navette.wording import _, spoken

STATUS = {
    "requested": N_("sent"),
    "received": N_("delivered"),
    "accepted": N_("taken in charge"),
    "on-hold": N_("question asked"),
    "rejected": N_("declined"),
    "completed": N_("closed"),
    "cancelled": N_("withdrawn"),
}
URGENCY = {
    "routine": N_("planned"),
    "urgent": N_("urgent"),
    "asap": N_("as soon as possible"),
    "stat": N_("very urgent"),
}
ACT = {
    "deposit": N_("deposited"),
    "notify-again": N_("announced again: not opened yet"),
    "notify-again-twice": N_("announced again: not opened yet"),
    "undelivered": N_("not opened: call them"),
    "remind": N_("the deadline comes near"),
    "substitute": N_("the deadline has come"),
    "sender": N_("the deadline has passed"),
    "coordinator": N_("the deadline has passed"),
    "delivered": N_("delivered"),
    "failed": N_("could not be opened"),
    "transient-error": N_("could not be opened yet"),
    "opened": N_("opened"),
    "accepted": N_("taken in charge"),
    "question": N_("question asked"),
    "declined": N_("declined"),
    "rerouted": N_("sent on"),
    "closed": N_("closed"),
    "withdrawn": N_("withdrawn"),
    "nudged": N_("nudge from the coordinator"),
    "removal": N_("content removed"),
}
REASON = {
    "full": N_("no room"),
    "not-for-us": N_("not for us"),
    "incomplete": N_("incomplete"),
    "duplicate": N_("duplicate"),
    "wrong-patient": N_("wrong patient"),
    "too-late": N_("too late"),
    "identity": N_("identity in doubt"),
    "replied": N_("answered"),
    "done": N_("done"),
    "found": N_("what was looked for is found"),
    "no-show": N_("the patient did not come"),
    "other": N_("other reason"),
}
HOLD = {
    "complaint": N_("complaint"),
    "litigation": N_("litigation"),
    "inspection": N_("inspection"),
    "access-request": N_("request for access"),
    "other": N_("other reason"),
}
ROLE = {"guardian": N_("guardian"), "member": N_("member")}
KIND = {
    "PER": N_("personal"),
    "ORG": N_("ward or organisation"),
    "APP": N_("software"),
    "CAB": N_("practice"),
}
INVITATION = {"open": N_("open"), "used": N_("used"), "expired": N_("expired")}
CONTENT = {"fiche": N_("fiche"), "reply": N_("reply"), "question": N_("question"), "reason": N_("reason")}
TYPE = {
    "group": N_("group"),
    "string": N_("one line"),
    "text": N_("text"),
    "boolean": N_("yes or no"),
    "decimal": N_("number"),
    "integer": N_("whole number"),
    "date": N_("date"),
    "dateTime": N_("date, and time if known"),
    "time": N_("time of day"),
    "choice": N_("one of these"),
    "open-choice": N_("one of these, or other words"),
    "display": N_("to read"),
}


def label(words: dict[str, str], code: str) -> str:
    """The word for `code` in the language spoken, or the code itself when it is a later version's."""
    return _(words[code]) if code in words else code


def form_label(name: str) -> str:
    """The short title of a form; "other" for none, or for one that is not known here."""
    from navette.fhir import form

    known = form.forms().get(name)
    return clean(known.short_title(spoken())) if known else _("other")


def size(count: int) -> str:
    """Bytes as people read them: 640 o, 12 Ko, 3.1 Mo (in English B, kB, MB)."""
    for unit, bytes_ in ((_("GB"), 10**9), (_("MB"), 10**6), (_("kB"), 10**3)):
        if count >= bytes_:
            figure = f"{count / bytes_:.1f}" if count < 10 * bytes_ else f"{count // bytes_}"
            point = _(".")
            return f"{figure.replace('.', point)} {unit}"
    return _("{count} B").format(count=count)
