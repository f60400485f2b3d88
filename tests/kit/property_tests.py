"""How hypothesis tries the property tests."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

#: A slow or busy machine is no fault of a test. A folder or a factory may serve all examples of one.
_PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])


def load_profiles() -> None:
    """Let each run try the same examples, so that a test fails for a change alone; ``searching`` tries others.

    An option of the command line, ``--hypothesis-profile=searching``, is obeyed afterwards.
    """
    settings.register_profile("steady", _PATIENT, derandomize=True)
    settings.register_profile("searching", _PATIENT, max_examples=1000, derandomize=False)
    settings.load_profile("steady")
