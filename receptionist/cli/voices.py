"""Speech models: which there are, which are installed."""

from __future__ import annotations

import argparse

HELP = "speech models"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""


def run(args: argparse.Namespace) -> int:
    """Placeholder until the models' room arrives."""
    return 0
