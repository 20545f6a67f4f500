"""Fixtures for every room. Two firms are always loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from receptionist.tenants import read_tenant
from receptionist.tenant import Tenant

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def bella() -> Tenant:
    """The Warsaw hair studio."""
    return read_tenant(ROOT / "tenants" / "bella.toml")


@pytest.fixture(scope="session")
def brightsmile() -> Tenant:
    """The London dental practice."""
    return read_tenant(ROOT / "tenants" / "brightsmile.toml")


@pytest.fixture(scope="session")
def firms(bella: Tenant, brightsmile: Tenant) -> dict[str, Tenant]:
    """Both, by key."""
    return {t.key: t for t in (bella, brightsmile)}
