"""How many examples the property tests try: few in everyday runs, many in `make test-full` and in CI.

HYPOTHESIS_PROFILE names the profile, `fast` (the default) or `full`. A law whose examples are costly says how many
it tries in full, `@settings(max_examples=examples(60))`; the fast profile tries a fifth of them. All others try as
many as their profile says.
"""

import os

from hypothesis import settings

_PROFILES = {"fast": 40, "full": 120}
_SHARE_OF_FAST = 5
_LEAST = 4

PROFILE = os.environ.get("HYPOTHESIS_PROFILE") or "fast"


def load_profile():
    """Register the profiles and load the one that the environment names."""
    for name, most in _PROFILES.items():
        settings.register_profile(name, max_examples=most, deadline=None)
    settings.load_profile(PROFILE)


def examples(full):
    """Return how many examples a law tries whose full number is given."""
    return full if PROFILE == "full" else max(full // _SHARE_OF_FAST, _LEAST)
