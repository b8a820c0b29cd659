"""The JSON API, version 1 (docs/spec/api.md): one file per family of routes."""
