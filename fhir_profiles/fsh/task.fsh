Profile: NavetteTask
Parent: Task
Id: navette-task
Title: "A handoff"
Description: "Routing and state only: nothing in the clear may describe the patient or the care."
* obeys navette-private-1
* text 0..0
* contained 0..0
* extension 0..0
* modifierExtension 0..0
* identifier 1..1
* groupIdentifier 1..1
* instantiatesUri 0..0
* statusReason from HandoffReasons (required)
* businessStatus from HandoffStep (required)
* intent = #order
* priority 1..1
* code 1..1
* code = Event#fiche
* code.text 0..0
* description 0..0
* focus 0..0
* for 0..0
* encounter 0..0
* executionPeriod 0..0
* authoredOn 1..1
* requester 1..1
* requester only Reference(PractitionerRole or Organization)
* requester.display 0..0
* performerType 0..0
* owner 1..1
* owner only Reference(PractitionerRole or Organization)
* owner.display 0..0
* location 0..0
* reasonCode 0..0
* reasonReference 0..0
* insurance 0..0
* note 0..0
* relevantHistory 0..0
* restriction.recipient 0..0
* input 1..1
* input.type = Event#sealed-fiche
* input.type.text 0..0
* input.value[x] only Reference(Binary)
* output.type = Event#sealed-reply
* output.type.text 0..0
* output.value[x] only Reference(Binary)
