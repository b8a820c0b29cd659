"""The text of an INS datamatrix, as barcode readers type it; the identities are of tests."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.js.engine import Call, Engine

MODULE = "navette/web/static/js/pages/scanned.js"
HEADER = "IS010000000000000000000000"
GS = "\x1d"
FIELDS = {
    "S1": "238044313701888",
    "S2": f"1.2.250.1.213.1.4.10{GS}",
    "S3": f"MARGUERITE JEANNE{GS}",
    "S4": f"FAURE-TEST{GS}",
    "S5": "F",
    "S6": "17-04-1938",
    "S7": "43137",
}
CODE = HEADER + "".join(name + value for name, value in FIELDS.items())
WHO = {
    "patient.ins": "238044313701888",
    "patient.ins-type": "INS-NIR-TEST",
    "patient.family": "FAURE-TEST",
    "patient.given": ["MARGUERITE", "JEANNE"],
    "patient.birth-date": "1938-04-17",
    "patient.sex": "female",
    "patient.birth-place": "43137",
}


def scan(engines: Mapping[str, Engine], text: str) -> Any:
    found = [run([Call(MODULE, "readScanned", (text,))])[0] for run in engines.values()]
    assert all(one == found[0] for one in found)
    return found[0]


@pytest.mark.parametrize(
    "text",
    [
        CODE,
        f"{CODE}\r\n",
        CODE.replace(GS, "<GS>"),
        CODE.replace(GS, ""),  # a reader that swallows them: names have no figures
        HEADER + "".join(name + FIELDS[name] for name in ("S1", "S2", "S3", "S5", "S6", "S7", "S4")),
    ],
    ids=["as it is", "with Enter", "spelled out", "swallowed", "another order"],
)
def test_the_identity_of_a_datamatrix(engines: Mapping[str, Engine], text: str) -> None:
    assert scan(engines, text) == {"answers": WHO}


def test_the_place_of_birth_may_be_left_out(engines: Mapping[str, Engine]) -> None:
    assert scan(engines, CODE.removesuffix("S743137")) == {
        "answers": {name: value for name, value in WHO.items() if name != "patient.birth-place"}
    }


def test_a_matricule_alone_says_nothing_else(engines: Mapping[str, Engine]) -> None:
    assert scan(engines, "2 38 04 43 137 018 88") == {"answers": {"patient.ins": "238044313701888"}}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (CODE.replace("S238", "S239", 1).replace("S1238", "S1938"), "damaged"),
        (CODE.replace(".4.10", ".4.99"), "damaged"),
        (CODE.replace("17-04-1938", "31-02-1938"), "damaged"),
        (CODE.replace(f"S4FAURE-TEST{GS}", ""), "damaged"),
        (CODE + "S5F", "damaged"),
        (CODE.replace("S5F", "S5Q"), "damaged"),
        (CODE.lower(), "unknown"),
        ("DC04FR0000011E581E58B201FRF0JEANNE", "other-code"),
        ("010340093000000017261231102A", "other-code"),
        ("238044313701", "matricule"),
        ("FAURE Marguerite 17/04/1938", "unknown"),
    ],
)
def test_what_is_not_read_for_certain_is_refused(engines: Mapping[str, Engine], text: str, reason: str) -> None:
    assert scan(engines, text) == {"refused": reason}
