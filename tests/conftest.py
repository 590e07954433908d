"""What holds for every test: there is no network, and no machine is too slow."""

from hypothesis import HealthCheck, settings

from tests.no_network.guard import network_attempts, pytest_unconfigure

__all__ = ["network_attempts", "pytest_unconfigure"]

# How long examples take to draw says something of the machine and of what it has cached, nothing of tmi.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")
