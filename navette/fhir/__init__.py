"""FHIR R4: forms, document Bundles and their checks."""
