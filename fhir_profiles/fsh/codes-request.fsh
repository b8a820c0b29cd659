// What is asked for, and answered. A test compares with the forms.

CodeSystem: RequestKind
Id: request-kind
Title: "What the sender of a letter wants"
Description: "One answer."
* ^language = #fr
* ^caseSensitive = true
* insert Code(advice, [[Un avis]], [[An opinion]])
* insert Code(appointment, [[Un rendez-vous]], [[An appointment]])
* insert Code(care, [[Une prise en charge]], [[Care]])
* insert Code(information, [[Rien : pour information]], [[Nothing: for information]])

CodeSystem: AppointmentKind
Id: appointment-kind
Title: "Which appointment is asked for"
Description: "After a stroke."
* ^language = #fr
* ^caseSensitive = true
* insert Code(post-stroke, [[Consultation post-AVC]], [[Post-stroke consultation]])
* insert Code(neurology, [[Neurologie]], [[Neurology]])
* insert Code(cardiology, [[Cardiologie]], [[Cardiology]])
* insert Code(general-practice, [[Médecine générale]], [[General practice]])
* insert Code(rehabilitation, [[Médecine physique et de réadaptation]], [[Rehabilitation medicine]])

CodeSystem: AppointmentAnswer
Id: appointment-answer
Title: "What an appointment came to"
Description: "As the practice answers."
* ^language = #fr
* ^caseSensitive = true
* insert Code(proposed, [[Créneau proposé]], [[Slot proposed]])
* insert Code(accepted, [[Créneau accepté]], [[Slot accepted]])
* insert Code(refused, [[Créneau refusé, autre proposition]], [[Slot refused, another one proposed]])

CodeSystem: ContactBy
Id: contact-by
Title: "Who is told of an appointment"
Description: "And how."
* ^language = #fr
* ^caseSensitive = true
* insert Code(patient, [[Le patient, par téléphone]], [[The patient, by telephone]])
* insert Code(message, [[Le patient, par SMS]], [[The patient, by text message]])
* insert Code(relative, [[Un proche]], [[A relative]])
* insert Code(sender, [[L'auteur de la demande]], [[The author of the request]])

CodeSystem: MissingInformation
Id: missing-information
Title: "What is asked for beside a fiche"
Description: "A complement."
* ^language = #fr
* ^caseSensitive = true
* insert Code(identity, [[Identité du patient]], [[Identity of the patient]])
* insert Code(reason, [[Motif]], [[Reason]])
* insert Code(treatments, [[Traitements en cours]], [[Current treatments]])
* insert Code(allergies, [[Allergies]], [[Allergies]])
* insert Code(history, [[Antécédents]], [[History]])
* insert Code(results, [[Résultats d'examens]], [[Test results]])
* insert Code(letter, [[Lettre ou compte rendu]], [[Letter or report]])
* insert Code(prescription, [[Ordonnance]], [[Prescription]])
* insert Code(autonomy, [[Autonomie et lieu de vie]], [[Autonomy and living place]])
* insert Code(contact, [[Coordonnées du patient ou d'un proche]], [[How to reach the patient or a relative]])
