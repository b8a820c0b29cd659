// Searching for an attending doctor. A test compares with the forms.

CodeSystem: SearchReason
Id: search-reason
Title: "Why a patient has no attending doctor"
Description: "As the patient says."
* ^language = #fr
* ^caseSensitive = true
* insert Code(retired, [[Départ à la retraite du médecin]], [[The doctor retires]])
* insert Code(left, [[Départ du médecin]], [[The doctor leaves]])
* insert Code(moved, [[Déménagement du patient]], [[The patient moves]])
* insert Code(never, [[N'a jamais eu de médecin traitant]], [[Never had an attending doctor]])
* insert Code(parted, [[Rupture avec le médecin]], [[Parted with the doctor]])

CodeSystem: SearchOutcome
Id: search-outcome
Title: "What a search came to"
Description: "As the one-stop desk answers."
* ^language = #fr
* ^caseSensitive = true
* insert Code(found, [[Un médecin accepte]], [[A doctor accepts]])
* insert Code(not-found, [[Aucun médecin trouvé]], [[No doctor found]])
* insert Code(needs-information, [[Il manque des informations]], [[Information is missing]])

CodeSystem: RefusalReason
Id: refusal-reason
Title: "Why a practice does not take a patient"
Description: "As the practice says."
* ^language = #fr
* ^caseSensitive = true
* insert Code(full, [[Ne prend plus de nouveaux patients]], [[Takes no new patients]])
* insert Code(distance, [[Trop éloigné]], [[Too far away]])
* insert Code(no-home-visits, [[Pas de visites à domicile]], [[No home visits]])
* insert Code(no-answer, [[N'a pas répondu]], [[Did not answer]])

CodeSystem: HealthCover
Id: health-cover
Title: "How the care of a patient is paid"
Description: "What a practice must know."
* ^language = #fr
* ^caseSensitive = true
* insert Code(general, [[Assurance maladie]], [[Health insurance]])
* insert Code(c2s, [[Complémentaire santé solidaire (C2S)]], [[Solidarity complementary cover (C2S)]])
* insert Code(ame, [[Aide médicale de l'État (AME)]], [[State medical aid (AME)]])
* insert Code(none, [[Aucune]], [[None]])
* insert Code(unknown, [[Inconnue]], [[Unknown]])
