"""What a person is told of one fault in answers or in a document: one sentence a code of an Issue.

A code without a sentence of its own has that of its first word (`narrative-script`: `narrative`), else `document`.
{what} is the question, inside the sentence: « la posologie de “Furosémide” ». The readers are doctors and nurses.
"""

# How a question is named in a sentence: with what its row is about, or the number of the row.
PHRASES = {
    "of": "{item} of “{of}”",
    "line": "{item} (line {row})",
}

ANSWERS = {
    "answers": "{human}",
    "answers-line": "Line {row}: {human}",
    "answers-missing": "Missing: {what}.",
    "answers-not-applicable": "Remove {what}: another answer says that it does not apply.",
    "answers-unknown": "An answer goes with no question of this form ({link}).",
    "answers-type": "Answer {what} in another way: this is not the kind of answer expected.",
    "answers-single": "Give a single answer for {what}.",
    "answers-list": "Give {what} line by line.",
    "answers-option": "Choose {what} among the answers proposed.",
    "answers-number": "Write {what} in figures, for instance 47.5.",
    "answers-integer": "Write {what} as a whole number.",
    "answers-places": "Write {what} with at most {limit} figures after the point.",
    "answers-low": "Check {what}: at least {limit} is expected.",
    "answers-high": "Check {what}: at most {limit} is expected.",
    "answers-date": "Check {what}: this is not a date of the calendar.",
    "answers-time": "Check {what}: this is not a time of the day, for instance 08:30.",
    "answers-character": "Type {what} again: one of the characters cannot be read.",
    "answers-one-line": "Write {what} on a single line.",
    "answers-too-long": "Shorten {what}: {limit} characters at most.",
    "answers-too-few": "Not enough answers for {what}: {limit} at least.",
    "answers-too-many": "Too many answers for {what}: {limit} at most.",
}

IDENTITY = {
    "identity": "The patient's identity breaks a rule ({code}).",
    "identity-not-qualified": "The matricule of a patient travels with a qualified identity only.",
    "identity-doubtful": "A doubtful or fictitious identity is a provisional one, and cannot be both.",
    "identity-traits": (
        "A matricule goes with the birth name, the given names, the full date of birth, the sex and the INSEE code of"
        " the place of birth: one is missing."
    ),
    "identity-format": "A matricule has fifteen characters: check it against the patient's card.",
    "identity-type": "The matricule is not of the kind that is said.",
    "identity-test-identity": "This is an identity for trials: it is not sent for real care.",
    "identity-birth-date": "The date of birth is in the future.",
    "identity-key": "The last two figures of the matricule do not fit the others: check it against the patient's card.",
    "identity-legacy-status": "The status of the identity is written in an older way; it was read as qualified.",
    "identity-birth-place": "The place of birth of the patient is written as unknown.",
    "rpps-key": "An RPPS number is mistyped: its eleven figures do not fit together.",
}

DOCUMENT = {
    "document": "The document breaks a rule of its format ({code}).",
    "json": "The document cannot be read: it is not written as JSON must be.",
    "json-depth": "The document cannot be read: it is nested too deep.",
    "utf-8": "The document cannot be read: it is not UTF-8 text.",
    "too-large": "The document is too large: 4 MiB at most.",
    "not-a-bundle": "This is not a FHIR document.",
    "not-a-document": "This is FHIR data, but not a document.",
    "composition-first": "The document does not begin with its letter (Composition).",
    "no-patient": "The document does not say which patient it is about.",
    "no-dosage": "A prescription has no dosage, or no duration.",
    "no-identifier": "The document has no identifier.",
    "no-timestamp": "The document does not say when it was made.",
    "full": "A part of the document has no address, or that of another ({location}).",
    "format": "A date, a number or a code of the document is not written as it must be ({location}).",
    "type": "A part of the document is not of the kind expected ({location}).",
    "unknown": "The document holds something that FHIR does not know ({location}).",
    "too": "The document says something too often, or not often enough ({location}).",
    "two-values": "The document gives two values where one belongs ({location}).",
    "reference-type": "The document points to another kind of element than expected ({location}).",
    "missing": "The document is not complete: something that must be there is missing ({location}).",
    "code-invalid": "The document uses a code that is not in its list.",
    "invariant": "The document breaks a rule of its format ({key}).",
    "base64": "A file inside the document is damaged.",
    "dangling-reference": "The document speaks of something that it does not hold.",
    "external-reference": "The document points to something that was not sent with it.",
    "unreachable-entry": "The document holds something that its letter never speaks of.",
    "unchecked-resource": "A part of the document could not be checked ({type}).",
    "narrative": "The text of the document holds something other than text, and was not accepted.",
    "not-as-entered": "What is shown is not what its author entered: do not rely on it, and call the sender.",
    "form-unknown": "This fiche was filled with a form not known here: it could not be compared with what was entered.",
    "no-response": "This fiche comes from other software: it could not be compared with what was entered.",
}

# What is wrong with a form somebody wrote; the readers are coordinators.
FORMS = {
    "form": "The form breaks a rule ({code}).",
    "form-file": "The file is not a FHIR Questionnaire that can be read ({problem}).",
    "form-shape": "FHIR does not allow this here ({problem}).",
    "form-element": "The form does not say its {element}.",
    "form-url": "The address of the form (url) is absolute, and ends with its short name: small letters and hyphens.",
    "form-version": "The version of the form is made of figures and points: 1.0.0.",
    "form-deadline": "The form does not say by when it must be answered: urgency, same-day, or open-hours.",
    "form-kind": "The form does not say whether it is a fiche or a reply.",
    "form-decline": "{value} is not one of the administrative reasons to decline.",
    "form-english": "{what} has no English text.",
    "form-link-id": "A question has no name (linkId), or one with other signs than small letters, figures, . and -.",
    "form-link-id-twice": "Two questions have the same name: {link}.",
    "form-text": "The question {link} has no text.",
    "form-type": "The question {link} is of a kind not known here: {value}.",
    "form-group": "The group {link} holds no question.",
    "form-inside": "The question {link} holds other questions: only a group does.",
    "form-options": "The question {link} is a choice, and proposes nothing.",
    "form-option-code": "A choice of the question {link} has no code, no system or no text.",
    "form-section-code": "The section {link} has no code.",
    "form-empty-reason": "The section {link} says what “none” means, and asks no yes or no.",
    "form-condition-question": "The question {link} depends on another that cannot be found from there: {question}.",
    "form-condition": "The question {link} depends on an answer that cannot be compared so.",
    "form-limit": "A limit of the question {link} does not go with its kind, or is not a limit.",
    "form-observation": "The question {link} becomes an observation, and has no code, or no such time.",
    "form-due": "The question {link} says by when to answer, and is not a date.",
    "form-template": "The form uses a template that it does not hold: {template}.",
    "form-template-name": "A template has no name or no type, or the name of another.",
    "form-allocated": "{name} cannot name an id: letters only, once each, and none of the names that are given.",
    "form-expression": "The expression cannot be read, at character {at}: {problem}.",
    "form-constraint": "A rule of the form is not complete: key, severity, expression, and its text in both languages.",
    "form-patient": "The form does not ask {link}, without which no patient can be identified.",
    "form-patient-type": "The question {link} must be of the kind {value}, as in the other forms.",
    "form-extension": "The form uses an extension of ours that does not exist: {name}.",
    "form-name-taken": "The program has a form of that name already.",
    "form-twice": "Another file has the same form, in the same version.",
}

ISSUES = {**PHRASES, **ANSWERS, **IDENTITY, **DOCUMENT, **FORMS}
