import subprocess
import sys

import pytest

from navette.fhir.r4b import MAX_ISSUES, check_types
from navette.fhir.strict import Object

ROOM = ("answers", "bundle", "check", "form", "parties", "show", "strict")


def test_the_oracle_is_imported_only_when_something_is_checked() -> None:
    """It takes 0.2 s and 34 MB, which no other command should pay."""
    modules = ", ".join(f"navette.fhir.{name}" for name in ROOM)
    program = f"import sys, {modules}; sys.exit('fhir.resources' in sys.modules or 'pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.parametrize(
    "bundle",
    [
        {"resourceType": "Bundle", "type": "document", "total": "3"},
        {"resourceType": "Bundle", "type": "document", "identifier": '{"value":"x"}'},
        {"resourceType": "Bundle", "type": "document", "link": [{"relation": "self", "url": 3}]},
    ],
)
def test_what_the_oracle_accepts_by_changing_its_type_is_refused(bundle: Object) -> None:
    assert [issue.code for issue in check_types(bundle)] == ["structure"]


def test_issues_are_counted() -> None:
    bundle: Object = {"resourceType": "Bundle", "type": "document", **{f"x{at}": 1 for at in range(80)}}
    assert len(check_types(bundle)) == MAX_ISSUES


def test_dates_and_decimals_are_what_they_were() -> None:
    bundle: Object = {"resourceType": "Bundle", "type": "document", "timestamp": "2026-11-22T11:00:00+01:00"}
    assert check_types(bundle) == []
