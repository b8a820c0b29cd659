Profile: NavetteServiceRequest
Parent: ServiceRequest
Id: navette-service-request
Title: "What is asked for"
Description: "An admission, an appointment, an act, a result still awaited."
* code 1..1
* subject only Reference(Patient)
* requester 1..1
