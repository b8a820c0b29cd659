"""What the access journal is about."""

from navette.core.journal import LOOKS, OF_HANDOFF, Action


def test_a_look_changes_nothing_and_what_changes_something_is_no_look() -> None:
    assert OF_HANDOFF < LOOKS
    assert set(Action) - LOOKS == {
        Action.INVITE,
        Action.UNINVITE,
        Action.CERTIFY,
        Action.MAILBOX,
        Action.SERVICE,
        Action.NUDGE,
        Action.HOLD,
        Action.RELEASE,
    }
