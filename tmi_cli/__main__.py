"""``python -m tmi_cli`` is the same as ``tmi``."""

from tmi_cli.cli.main import run

if __name__ == "__main__":
    run()
