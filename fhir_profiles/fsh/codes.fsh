// Our own code systems. A test compares them with the program's own tables.

CodeSystem: Event
Id: navette-event
Title: "What the outer face speaks of"
Description: "The one event, what a handoff carries, and that somebody has opened it."
* ^caseSensitive = true
* #fiche "A sealed fiche"
* #sealed-fiche "The envelope sent"
* #sealed-reply "An envelope sent back"
* #opened "Opened by a person of the recipient"

ValueSet: HandoffStep
Id: handoff-step
Title: "How far a handoff has come, beside its status"
Description: "Opening changes no status."
* Event#opened

CodeSystem: HandoffReason
Id: handoff-reason
Title: "Why a handoff is declined, put on hold or closed"
Description: "Administrative reasons, in the clear for coordinators; anything clinical travels sealed."
* ^caseSensitive = true
* #full "No room"
* #not-for-us "Not for us"
* #incomplete "Something is missing"
* #duplicate "Received twice"
* #wrong-patient "Not this patient"
* #too-late "Too late"
* #identity "The identity is in doubt"
* #replied "Answered by a fiche"
* #done "Done"
* #found "Found"
* #no-show "The patient did not come"
* #other "Another reason"

ValueSet: HandoffReasons
Id: handoff-reason
Title: "Why a handoff is declined, put on hold or closed"
Description: "All of them."
* include codes from system HandoffReason

ValueSet: DeclineReasons
Id: decline-reason
Title: "Why a handoff is declined"
Description: "A form proposes some of them, in its own order."
* HandoffReason#full
* HandoffReason#not-for-us
* HandoffReason#incomplete
* HandoffReason#duplicate
* HandoffReason#wrong-patient
* HandoffReason#too-late
* HandoffReason#other

CodeSystem: LegalBasis
Id: legal-basis
Title: "By what right information is shared"
Description: "team: CSP L. 1110-4 III. exchange: L. 1110-4 II. consent: L. 1110-4 III, outside the team."
* ^language = #fr
* ^caseSensitive = true
* insert Code(team, [[Équipe de soins]], [[Care team]])
* insert Code(exchange, [[Échange entre professionnels identifiés]], [[Exchange between identified professionals]])
* insert Code(consent, [[Consentement du patient]], [[Consent of the patient]])

ValueSet: LegalBases
Id: legal-basis
Title: "By what right information is shared"
Description: "All of them."
* include codes from system LegalBasis

CodeSystem: DeadlineRule
Id: deadline-rule
Title: "How a form's own clock runs"
Description: "When its sender names no date."
* ^caseSensitive = true
* #urgency "1 h, 4 h or 48 h after the deposit, by urgency"
* #same-day "18:00 of the same day"
* #open-hours "4 h or two days of office hours, by urgency; 1 h of the clock when very urgent"

ValueSet: DeadlineRules
Id: deadline-rule
Title: "How a form's own clock runs"
Description: "All of them."
* include codes from system DeadlineRule

CodeSystem: ManifestKind
Id: manifest-kind
Title: "What an envelope holds"
Description: "As its sealed manifest says."
* ^caseSensitive = true
* #fiche "A fiche"
* #reply "What usually answers another fiche"

ValueSet: ManifestKinds
Id: manifest-kind
Title: "What an envelope holds"
Description: "All of them."
* include codes from system ManifestKind
