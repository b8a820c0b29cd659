"""Who takes part, spelled as the standards spell it."""

from navette.core.parties import MailboxKind, Role, Urgency


def test_urgency_is_a_byte_and_a_code() -> None:
    assert [urgency.code for urgency in sorted(Urgency)] == ["routine", "urgent", "asap", "stat"]
    assert list(map(int, Urgency)) == [0, 1, 2, 3]


def test_kinds_and_roles_are_what_statements_say() -> None:
    assert set(MailboxKind) == {"PER", "ORG", "APP", "CAB"}
    assert set(Role) == {"guardian", "member"}
