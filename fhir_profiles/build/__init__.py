"""From the sources in fhir_profiles/ to what is published, and to what the checkers read; no part of the program."""
