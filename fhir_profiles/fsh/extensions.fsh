// What SDC and R4 have no word for. All but medication-change stand in the form, not in the fiche.

Extension: DeadlineRuleExtension
Id: deadline-rule
Title: "Deadline rule"
Description: "The human clock of a form."
Context: Questionnaire
* value[x] 1..1
* value[x] only code
* valueCode from DeadlineRules (required)

Extension: ManifestKindExtension
Id: manifest-kind
Title: "Kind of manifest"
Description: "What the envelope of a fiche made with this form says it holds."
Context: Questionnaire
* value[x] 1..1
* value[x] only code
* valueCode from ManifestKinds (required)

Extension: DeclineReasonExtension
Id: decline-reason
Title: "Reason to decline"
Description: "One reason the recipient of this form may give, in the order proposed; repeated."
Context: Questionnaire
* value[x] 1..1
* value[x] only code
* valueCode from DeclineReasons (required)

Extension: SectionEmptyReasonExtension
Id: section-empty-reason
Title: "What an explicit none means"
Description: "The emptyReason of this section when it was answered and nothing is in it."
Context: Questionnaire.item
* value[x] 1..1
* value[x] only code
* valueCode from http://hl7.org/fhir/ValueSet/list-empty-reason (required)

Extension: DueDateExtension
Id: due-date
Title: "By when an answer is wanted"
Description: "This question's date is the deadline its sender names."
Context: Questionnaire.item
* value[x] 1..1
* value[x] only boolean

Extension: FavouriteExtension
Id: favourite
Title: "Favourite"
Description: "A text often answered here, proposed before a person types; repeated, with its translation."
Context: Questionnaire.item
* value[x] 1..1
* value[x] only string

Extension: InSentenceExtension
Id: in-sentence
Title: "How a sentence names the question"
Description: "With its article: la posologie. Messages are made with it; with its translation."
Context: Questionnaire.item
* value[x] 1..1
* value[x] only string

Extension: ObservedAtExtension
Id: observed-at
Title: "When it was observed"
Description: "The linkId of the question whose answer is the effective time of this question's Observation."
Context: Questionnaire.item
* value[x] 1..1
* value[x] only string

Extension: ShortTitleExtension
Id: short-title
Title: "Short title"
Description: "The title of the form where there is room for sixteen characters; with its translation."
Context: Questionnaire
* value[x] 1..1
* value[x] only string
* valueString ^maxLength = 16

Extension: MedicationChangeExtension
Id: medication-change
Title: "What becomes of a medication"
Description: "Kept, changed, stopped, added: one line of a reconciliation."
Context: MedicationStatement
* value[x] 1..1
* value[x] only Coding
* valueCoding from MedicationChanges (required)

ValueSet: MedicationChanges
Id: medication-change
Title: "What becomes of a medication"
Description: "All of them."
* include codes from system MedicationChange
