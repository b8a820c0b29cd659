"""Build steps: sources in fhir_profiles/ → what is published and what the checkers read. Never shipped, never imported by the program."""
