"""What each failure means to a person: what happened, what it means for the fiche, what to do next.

One line a code of navette/core/errors.py, in its order; French in locale/fr.po; tests/test_wording.py holds the three
together. The readers are doctors, nurses and coordinators, who must not need a word of cryptography, and those who
run the server. {names} are facts of the failure. What a meaning says must be true wherever the code is raised.
"""
