Profile: NavetteQuestionnaireResponse
Parent: QuestionnaireResponse
Id: navette-questionnaire-response
Title: "The answers a fiche was made of"
Description: "Recipients make the document again from these answers, and compare."
* questionnaire 1..1
* status = #completed
* authored 1..1
* item 1..*
