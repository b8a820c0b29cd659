"""What is said of a copy that was sealed for a substitute (docs/spec/substitutes.md)."""

from typing import TYPE_CHECKING

from navette.cli.dates import moment
from navette.cli.labels import STATUS, label
from navette.core.handoff import Status
from navette.wording import _

if TYPE_CHECKING:
    from navette.client.copy_items import Copied, Copy


def standby(copied: "Copied") -> str:
    """On sending: `Cardiologie, who can open it from 24/11 10:04 on if nobody has answered`."""
    name, releases = copied.substitute_name, moment(copied.releases or 0)
    return {
        "waiting": _("{name}, who can open it from {date} on if nobody has answered"),
        "released": _("{name}, who can open it now: the deadline has come"),
    }.get(copied.state or "", _("{name}: not needed any more")).format(name=name, date=releases)


def beside(status: str, copy: "Copy | None") -> str:
    """A recipient's state, and what its substitute has: `sent; Cardiologie can open it from 24/11 10:04 on`."""
    if copy is None or copy.state == "dropped":
        return status
    there = label(STATUS, copy.status or Status.REQUESTED)
    if copy.owner_name and copy.status is Status.ACCEPTED:
        there = _("{state}: {name}").format(state=there, name=copy.owner_name)
    said = {
        "waiting": _("{status}; {name} can open it from {date} on"),
        "stale": _("{status}; to be sealed again for {name}"),
        "released": _("{status}; substitute {name}: {there}"),
    }[copy.state]
    return said.format(status=status, name=copy.mailbox_name, date=moment(copy.releases), there=there)


def standing_in(status: str, silent: str) -> str:
    """The state of a copy, for who was given it: `sent; in the place of Gériatrie`."""
    return _("{status}; in the place of {name}").format(status=status, name=silent) if silent else status
