"""What a browser is sent before it shows the first list. Everything else is fetched once that list is there.

The whole of it weighs at most 60 kB (tests/browser/test_account.py, docs/pages.md): what goes in here is weighed.
"""

ENTRY = "js/pages/app.js"
# Where what runs until the first list is imported from: the frame, the lock, what it opens, the list.
LOCK = (ENTRY, "js/pages/unlock.js")  # the first of them: what shows the first screen
MODULES = (
    *LOCK,
    "js/client/account.js",
    "js/client/locks.js",
    "js/pages/todo.js",
)
SCREENS = ("frame", "todo", "unlock")
SHEETS = ("css/base.css", "css/todo.css")
# Failures that are met where nothing more can be fetched: their words are with the document.
CODES = ("server-unreachable", "server-answer")
