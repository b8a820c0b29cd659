import pytest

from navette.fhir.identity import (
    FR_CORE,
    LEGACY,
    STATUS,
    Status,
    fault,
    is_matricule,
    key_fits,
    normalise,
    rpps_fits,
)

NONE: frozenset[str] = frozenset()
OLDEST = f"{FR_CORE}/CodeSystem/fr-core-fiabilite-identite"


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("has_matricule", [True, False])
def test_the_latest_generation_says_what_it_means(status: Status, has_matricule: bool) -> None:
    trust = normalise(STATUS, status.value, NONE, has_matricule)
    assert (trust.status, trust.legacy) == (status, False)


@pytest.mark.parametrize("system", sorted(LEGACY))
@pytest.mark.parametrize(
    ("code", "has_matricule", "status", "legacy"),
    [
        ("VALI", True, Status.QUAL, True),
        ("VALI", False, Status.VALI, False),
        ("QUAL", True, Status.QUAL, False),
        ("PROV", False, Status.PROV, False),
        ("RECUP", False, Status.RECUP, False),
        ("DOUT", False, Status.PROV, False),
        ("FICT", False, Status.PROV, False),
        ("HOMA", False, None, False),
    ],
)
def test_older_generations(system: str, code: str, has_matricule: bool, status: Status | None, legacy: bool) -> None:
    trust = normalise(system, code, NONE, has_matricule)
    assert (trust.status, trust.legacy) == (status, legacy)


def test_an_older_doubt_is_kept_as_a_doubt() -> None:
    assert normalise(OLDEST, "FICT", NONE, has_matricule=False).doubts == {"FICT"}


@pytest.mark.parametrize(("system", "code"), [("", ""), ("urn:other", "QUAL"), (STATUS, "FICT"), (STATUS, "")])
def test_what_is_no_status_gives_no_trust(system: str, code: str) -> None:
    assert normalise(system, code, NONE, has_matricule=True).status is None


@pytest.mark.parametrize(
    ("code", "comments", "has_matricule", "rule"),
    [
        ("QUAL", NONE, True, ""),
        ("QUAL", NONE, False, ""),
        ("VALI", NONE, True, "not-qualified"),
        ("RECUP", NONE, True, "not-qualified"),
        ("PROV", NONE, True, "not-qualified"),
        ("PROV", {"DOUT"}, False, ""),
        ("PROV", {"FICT"}, False, ""),
        ("PROV", {"DOUT", "FICT"}, False, "doubtful"),
        ("VALI", {"DOUT"}, False, "doubtful"),
        ("RECUP", {"FICT"}, False, "doubtful"),
        ("QUAL", {"DOUT"}, True, "doubtful"),
        ("QUAL", {"HOMA"}, True, ""),
    ],
)
def test_the_rules_of_the_rniv(code: str, comments: set[str], has_matricule: bool, rule: str) -> None:
    """EXI SI 08: a matricule with QUAL only. EXI SI 09: DOUT and FICT with PROV only, and never both."""
    assert fault(normalise(STATUS, code, frozenset(comments), has_matricule), has_matricule) == rule


@pytest.mark.parametrize("matricule", ["279035121518989", "260058815400233", "277076322082910", "180017505600103"])
def test_keys_that_fit(matricule: str) -> None:
    assert is_matricule(matricule)
    assert key_fits(matricule)


def test_the_key_of_an_official_example_does_not_fit() -> None:
    """FR Core's main INS-NIR example; its key should be 12."""
    assert is_matricule("123456789012244")
    assert not key_fits("123456789012244")


@pytest.mark.parametrize("matricule", ["180012A00100154", "180012B00100181"])
def test_corsica(matricule: str) -> None:
    digits = matricule[:13].replace("2A", "19").replace("2B", "18")
    assert is_matricule(matricule)
    assert key_fits(matricule[:13] + f"{97 - int(digits) % 97:02}")


@pytest.mark.parametrize(
    "value",
    [
        "",
        "27903512151898",
        "2790351215189890",
        "579035121518989",
        "27903512151898A",
        "27903512C518989",
        "２79035121518989",
    ],
)
def test_what_is_no_matricule(value: str) -> None:
    assert not is_matricule(value)


@pytest.mark.parametrize(
    ("rpps", "fits"),
    [
        ("10100000016", True),
        ("10100000024", True),
        ("10100000017", False),
        ("1010000001", False),
        ("1010000001x", False),
    ],
)
def test_rpps(rpps: str, fits: bool) -> None:
    assert rpps_fits(rpps) is fits
