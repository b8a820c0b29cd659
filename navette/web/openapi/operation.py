"""One route as the document describes it, and how that is spelled in OpenAPI 3.1."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from navette.core.errors import CODES
from navette.web.openapi.shapes import Json, choice, number, ref, text
from navette.web.problems import status_of

JSON, BYTES, PLAIN, STREAM = "application/json", "application/octet-stream", "text/plain", "text/event-stream"
PROBLEM = "application/problem+json"

OPEN, BODY, PERSON, MEMBER, COORDINATOR = "open", "signed body", "person", "member", "coordinator"
BOTH = "member, coordinator"
UNSIGNED = (OPEN, BODY)

RATE = ("too-many-requests",)
SIGNED = ("request-unsigned", "request-signature", "request-time", "request-replayed", *RATE)
# What can be wrong with any JSON body, and with any statement in it.
JSON_BODY = ("content-type", "too-large", "utf-8", "json", "json-depth", "field", "base64url", "time")
STATEMENT = (
    "statement-type",
    "statement-version",
    "statement-signature",
    "weak-signature-key",
    "members",
    "reason-missing",
    "reason-unknown",
)
WRITE = ("store-busy", "stopping", "disk-full")

_INPUT = text("RFC 9421: what the header Signature covers, in the one profile of this API, label `navette`.")
_DIGEST = text("RFC 9530: `sha-256=:<32 bytes, base64>:`, covered by the signature.")
_RETRY = {"Retry-After": {"required": True, "schema": number("Seconds.", least=1)}}
_PATH: dict[str, Json] = {
    "message": ref("Id"),
    "mailbox": ref("Id"),
    "invitation": ref("Id"),
    "blob": ref("Id"),
    "lock": ref("Id"),
    "nudge": ref("Id"),
    "hold": ref("Id"),
    "device": ref("Id"),
    "reference": ref("Reference"),
    "name": ref("Id"),
    "person": ref("Key"),
    "mark": ref("Id"),
    "part": number("Its place, from 0 on."),
    "form": ref("Key"),
    "ledger": choice(("annuaire", "actes")),
}


@dataclass(frozen=True, slots=True)
class Content:
    """What a body is. example: None for bytes."""

    kind: str
    schema: Json
    example: object = None

    def spell(self) -> Json:
        """As OpenAPI has it."""
        example: Json = {} if self.example is None else {"example": self.example}
        return {self.kind: {"schema": self.schema, **example}}


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes back when all is well."""

    status: int
    what: str
    content: Content | None = None
    headers: tuple[str, ...] = ()

    def spell(self) -> Json:
        """As OpenAPI has it."""
        found: Json = {"description": self.what}
        if self.content is not None:
            found["content"] = self.content.spell()
        if self.headers:
            found["headers"] = {name: {"schema": {"type": "string"}} for name in self.headers}
        return found


def read(what: str, schema: Json, example: object) -> tuple[Answer]:
    """The answers of a route that gives JSON."""
    return (Answer(200, what, Content(JSON, schema, example)),)


def written(what: str, schema: Json, example: object) -> tuple[Answer, Answer]:
    """The answers of a route that writes: once, and again."""
    content = Content(JSON, schema, example)
    return Answer(201, what, content), Answer(200, "The same again.", content)


@dataclass(frozen=True, slots=True)
class Operation:
    """One line of the route table. who: as docs/spec/api.md says; refusals: the codes it can answer with."""

    method: str
    path: str
    who: str
    name: str
    summary: str
    answers: tuple[Answer, ...]
    refusals: tuple[str, ...] = ()
    body: Content | None = None
    query: Sequence[tuple[str, Json, bool]] = field(default=())  # (name, schema, required)
    headers: Sequence[tuple[str, Json]] = field(default=())

    @property
    def codes(self) -> tuple[str, ...]:
        """Every failure it can answer with, once each, in the order of the table of codes."""
        own = {*self.refusals, "internal"}
        if self.who not in UNSIGNED:
            own |= {*SIGNED, *(("content-digest",) if self.body else ())}
        return tuple(code for code in CODES if code in own)

    def spell(self, tag: str) -> Json:
        """As OpenAPI has it."""
        found: Json = {
            "operationId": self.name,
            "tags": [tag],
            "summary": self.summary,
            "description": f"Who may ask: {self.who}.",
            "security": [] if self.who in UNSIGNED else [{"signature": []}],
            "parameters": list(self._parameters()),
            "responses": {**{str(one.status): one.spell() for one in self.answers}, **self._problems()},
        }
        if self.body is not None:
            found["requestBody"] = {"required": True, "content": self.body.spell()}
        return found

    def _parameters(self) -> list[Json]:
        found: list[Json] = [
            {"name": name, "in": "path", "required": True, "schema": _PATH[name]}
            for name in re.findall(r"\{(\w+)\}", self.path)
        ]
        found += [
            {"name": name, "in": "query", "required": required, "schema": schema}
            for name, schema, required in self.query
        ]
        if self.who not in UNSIGNED:
            found.append({"name": "Signature-Input", "in": "header", "required": True, "schema": _INPUT})
            if self.body is not None:
                found.append({"name": "Content-Digest", "in": "header", "required": True, "schema": _DIGEST})
        found += [{"name": name, "in": "header", "schema": schema} for name, schema in self.headers]
        return found

    def _problems(self) -> dict[str, Json]:
        """One response a status, with the codes it may carry here."""
        by_status: dict[int, list[str]] = {}
        for code in self.codes:
            by_status.setdefault(status_of(code), []).append(code)
        return {str(status): _problem(status, codes) for status, codes in sorted(by_status.items())}


def _problem(status: int, codes: list[str]) -> Json:
    schema: Json = {"$ref": "#/components/schemas/Problem", "properties": {"code": {"enum": codes}}}
    example = {
        "type": f"urn:navette:error:{codes[0]}",
        "title": CODES[codes[0]][1],
        "status": status,
        "code": codes[0],
    }
    found: Json = {
        "description": ", ".join(codes),
        "content": {PROBLEM: {"schema": schema, "example": example}},
    }
    if status in (429, 503):
        found["headers"] = _RETRY
    return found
