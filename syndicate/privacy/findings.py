"""What the privacy scan finds: kinds, severities, and one finding with its span."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any

from syndicate.i18n import DEFAULT_LOCALE, Text
from syndicate.privacy.images.reading import Box


class Kind(StrEnum):
    """What was found. The names are part of the API and of the database."""

    PERSON_EMPLOYEE = "person_employee"
    PERSON_EXTERNAL = "person_external"
    MINOR = "minor"
    HANDLE = "handle"
    EMAIL = "email"
    PHONE = "phone"
    ADDRESS = "address"
    PRECISE_LOCATION = "precise_location"
    MY_NUMBER = "my_number"
    CARD = "card"
    BANK = "bank"
    EMPLOYEE_ID = "employee_id"
    GOVERNMENT_ID = "government_id"
    DATE_OF_BIRTH = "date_of_birth"
    SPECIAL_CATEGORY = "special_category"
    SMALL_COUNT = "small_count"
    INTERNAL_URL = "internal_url"
    PRIVATE_IP = "private_ip"
    SECRET = "secret"  # noqa: S105 - the name of a kind, not a secret
    CODENAME = "codename"
    CUSTOMER_COMPANY = "customer_company"
    UNRELEASED_FIGURE = "unreleased_figure"
    QUOTE = "quote"
    INVISIBLE = "invisible"
    FACE = "face"
    IMAGE_TEXT = "image_text"
    CHECK_FAILED = "check_failed"
    """Something could not be checked: blocks, because silence would look like a clean scan."""


class Severity(StrEnum):
    """What a finding asks for: a resolution before release, a look, or nothing."""

    BLOCK = "block"
    WARN = "warn"
    INFO = "info"

    @property
    def weight(self) -> int:
        """2 for block, 1 for warn, 0 for info."""
        return {"block": 2, "warn": 1, "info": 0}[self.value]


class Likelihood(IntEnum):
    """How sure the scan is, in words a reviewer can use."""

    VERY_UNLIKELY = 1
    UNLIKELY = 2
    POSSIBLE = 3
    LIKELY = 4
    VERY_LIKELY = 5

    @property
    def score(self) -> float:
        """The same between 0.2 and 1.0."""
        return self.value / 5


class Operator(StrEnum):
    """A way to take a finding out of a text."""

    REMOVE = "remove"
    GENERALISE = "generalise"
    INITIALS = "initials"
    ROLE = "role"
    OWN_WORDS = "own_words"
    BLUR = "blur"
    """Of an image's region: destroyed in the stored bytes, not only covered."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What to do about a finding: an operator and the text it would leave behind."""

    operator: Operator
    replacement: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One span of one surface that should not leave the building unseen."""

    kind: Kind
    start: int
    end: int
    """Code points of the text (or HTML) that was given; `end` is exclusive."""
    severity: Severity
    confidence: Likelihood
    message: Text
    suggestion: Suggestion
    quote_masked: str
    """The quote; for secrets and numbers that are dangerous themselves, only a masked form."""
    quote_hash: str
    """HMAC-SHA256 of kind and folded quote: equal for the same value wherever it stands."""
    fingerprint: str
    """HMAC-SHA256 of kind, folded quote, surface and nearby text: survives edits elsewhere."""
    rule: str
    """`kind.variant`, the name under which severities and suppressions are kept."""
    surface: str
    subject: str | None = None
    """Key of the directory entry the finding is about, when there is exactly one."""
    box: Box | None = None
    """Where it stands in an image; its span is then that in the text read there, if any."""

    def as_json(self, locale: str = DEFAULT_LOCALE) -> dict[str, Any]:
        """JSON values only, with the sentences in `locale`."""
        return {
            "kind": self.kind.value,
            "start": self.start,
            "end": self.end,
            "severity": self.severity.value,
            "confidence": self.confidence.value,
            "message": self.message.in_(locale),
            "suggestion": {
                "operator": self.suggestion.operator.value,
                "replacement": self.suggestion.replacement,
            },
            "quote_masked": self.quote_masked,
            "quote_hash": self.quote_hash,
            "fingerprint": self.fingerprint,
            "rule": self.rule,
            "surface": self.surface,
            "subject": self.subject,
            **({"box": self.box.as_list()} if self.box else {}),
        }
