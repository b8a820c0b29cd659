"""The API for machines: one OpenAPI 3.1 document, one file a family of routes."""
