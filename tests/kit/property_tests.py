"""How hypothesis tries the property tests."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

#: A slow or busy machine is no fault of a test. A folder or a factory may serve all examples of one.
_PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])


def load_profiles(chosen: str | None) -> None:
    """Let each run try the same examples, so that a test fails because of a change alone; ``searching`` tries others.

    :param chosen: the profile that the command line names; hypothesis loads it afterwards.
    """
    settings.register_profile("steady", _PATIENT, derandomize=True)
    settings.register_profile("searching", _PATIENT, derandomize=False, max_examples=1000)
    settings.load_profile("steady")
    if chosen in {None, "steady"}:
        _leave_constants_out()


def _leave_constants_out() -> None:
    """Keep hypothesis from trying constants of the modules that are imported: those depend on which tests ran before.

    There is no option for it; the names are private.
    """
    providers._get_local_constants = lambda: providers._local_constants
