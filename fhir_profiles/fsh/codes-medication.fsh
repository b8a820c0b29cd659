// What a medication reconciliation says. A test compares with the forms.

CodeSystem: MedicationChange
Id: medication-change
Title: "What becomes of a medication"
Description: "One line of a reconciliation."
* ^language = #fr
* ^caseSensitive = true
* insert Code(kept, [[Poursuivi]], [[Kept]])
* insert Code(changed, [[Modifié]], [[Changed]])
* insert Code(stopped, [[Arrêté]], [[Stopped]])
* insert Code(added, [[Ajouté]], [[Added]])

CodeSystem: MedicationSource
Id: medication-source
Title: "Where what a patient takes was learned"
Description: "The sources of a reconciliation."
* ^language = #fr
* ^caseSensitive = true
* insert Code(patient, [[Entretien avec le patient]], [[Interview of the patient]])
* insert Code(relatives, [[Entretien avec les proches]], [[Interview of relatives]])
* insert Code(boxes, [[Médicaments apportés par le patient]], [[Medication the patient brought]])
* insert Code(prescriptions, [[Ordonnances]], [[Prescriptions]])
* insert Code(attending-doctor, [[Médecin traitant]], [[Attending doctor]])
* insert Code(specialist, [[Médecin spécialiste]], [[Specialist]])
* insert Code(pharmacy, [[Pharmacie d'officine]], [[Community pharmacy]])
* insert Code(pharmaceutical-record, [[Dossier pharmaceutique]], [[Pharmaceutical record]])
* insert Code(shared-record, [[Dossier médical partagé]], [[Shared medical record]])
* insert Code(letter, [[Lettre de liaison ou volet de synthèse médicale]], [[Liaison letter or patient summary]])
* insert Code(hospital-record, [[Dossier d'une hospitalisation précédente]], [[Record of an earlier hospital stay]])
* insert Code(nurse, [[Infirmier à domicile]], [[Home nurse]])
* insert Code(care-home, [[Fiche de liaison de l'EHPAD]], [[Liaison sheet of the care home]])

CodeSystem: Divergence
Id: divergence
Title: "What is between what was taken and what is prescribed"
Description: "HAS, reconciliation guide."
* ^language = #fr
* ^caseSensitive = true
* insert Code(none, [[Aucune]], [[None]])
* insert Code(intended, [[Intentionnelle, documentée]], [[Intended, documented]])
* insert Code(undocumented, [[Intentionnelle, non documentée]], [[Intended, not documented]])
* insert Code(unintended, [[Non intentionnelle]], [[Unintended]])

CodeSystem: Adherence
Id: adherence
Title: "How well a treatment is taken"
Description: "As the pharmacist judges it."
* ^language = #fr
* ^caseSensitive = true
* insert Code(good, [[Bonne]], [[Good]])
* insert Code(partial, [[Partielle]], [[Partial]])
* insert Code(poor, [[Mauvaise]], [[Poor]])
* insert Code(not-assessed, [[Non évaluée]], [[Not assessed]])

CodeSystem: ReconciliationContext
Id: reconciliation-context
Title: "When a reconciliation is made"
Description: "The moment of the care."
* ^language = #fr
* ^caseSensitive = true
* insert Code(entry, [[À l'entrée à l'hôpital]], [[At hospital entry]])
* insert Code(transfer, [[Lors d'un transfert]], [[At a transfer]])
* insert Code(exit, [[À la sortie de l'hôpital]], [[At hospital exit]])
* insert Code(community, [[En ville]], [[In town]])
