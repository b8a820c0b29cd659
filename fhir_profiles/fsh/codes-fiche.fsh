// Kinds of document, and questions, that LOINC has no code for. A test compares with the forms.

CodeSystem: DocumentKind
Id: document-kind
Title: "Kinds of fiche LOINC has no code for"
Description: "Composition.type."
* ^language = #fr
* ^caseSensitive = true
* insert Code(complement, [[Complément demandé]], [[Complement asked for]])
* insert Code(doctor-search, [[Recherche de médecin traitant]], [[Search for an attending doctor]])
* insert Code(doctor-search-answer, [[Réponse à une recherche de médecin traitant]], [[Answer to a search for an attending doctor]])
* insert Code(reply, [[Réponse]], [[Reply]])
* insert Code(appointment-answer, [[Réponse à une demande de rendez-vous]], [[Answer to a request for an appointment]])

CodeSystem: ObservationCode
Id: observation
Title: "Questions LOINC has no code for"
Description: "Observation.code."
* ^language = #fr
* ^caseSensitive = true
* insert Code(long-term-condition, [[Affection de longue durée]], [[Long-term condition]])
* insert Code(health-cover, [[Couverture santé]], [[Health cover]])
* insert Code(isolated, [[Isolement]], [[Isolation]])
* insert Code(loss-of-autonomy, [[Perte d'autonomie]], [[Loss of autonomy]])
* insert Code(home-visits, [[Visites à domicile nécessaires]], [[Home visits needed]])
* insert Code(disability, [[Situation de handicap]], [[Disability]])
* insert Code(adherence, [[Observance]], [[Adherence]])
* insert Code(autonomy, [[Autonomie]], [[Autonomy]])
* insert Code(gir, [[Groupe iso-ressources (AGGIR)]], [[Iso-resource group (AGGIR)]])
* insert Code(lives-alone, [[Vit seul]], [[Lives alone]])

CodeSystem: Autonomy
Id: autonomy
Title: "How somebody gets on with daily life"
Description: "One answer."
* ^language = #fr
* ^caseSensitive = true
* insert Code(alone, [[Seul]], [[Alone]])
* insert Code(helped, [[Avec une aide partielle]], [[With partial help]])
* insert Code(dependent, [[Dépendant]], [[Dependent]])

CodeSystem: PlanState
Id: plan-state
Title: "How far a step of a plan has come"
Description: "One answer."
* ^language = #fr
* ^caseSensitive = true
* insert Code(planned, [[Prévu]], [[Planned]])
* insert Code(under-way, [[En cours]], [[Under way]])
* insert Code(done, [[Réalisé]], [[Done]])
