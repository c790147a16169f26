"""A copy of the repository in which a house test may plant a fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house.repository import copy_to


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    """The root of a copy of the repository, for one fault."""
    return copy_to(tmp_path)
