"""The sample company of the privacy tests."""

from __future__ import annotations

import pytest

from syndicate.privacy.scan import ScanContext

from .samples import company


@pytest.fixture(scope="session")
def context() -> ScanContext:
    """The directory and the terms of the sample company."""
    return company()
