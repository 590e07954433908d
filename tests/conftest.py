"""What holds for every test: there is no network."""

from tests.no_network.guard import network_attempts, pytest_unconfigure

__all__ = ["network_attempts", "pytest_unconfigure"]
