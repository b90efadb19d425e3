"""The words for findings: kinds, severities, likelihoods and ways out."""

from __future__ import annotations

from collections.abc import Sequence

from syndicate.i18n import Text, _
from syndicate.privacy.findings import Kind, Likelihood, Operator, Severity
from syndicate.services.markings import MarkedKind
from syndicate.web.fields import Option

KINDS: dict[str, Text] = {
    Kind.PERSON_EMPLOYEE: _("Colleague's name"),
    Kind.PERSON_EXTERNAL: _("Name of somebody outside"),
    Kind.MINOR: _("A child"),
    Kind.HANDLE: _("User name"),
    Kind.EMAIL: _("E-mail address"),
    Kind.PHONE: _("Telephone number"),
    Kind.ADDRESS: _("Address"),
    Kind.PRECISE_LOCATION: _("Exact place"),
    Kind.MY_NUMBER: _("My Number"),
    Kind.CARD: _("Card number"),
    Kind.BANK: _("Bank account"),
    Kind.EMPLOYEE_ID: _("Employee number"),
    Kind.GOVERNMENT_ID: _("Official number"),
    Kind.DATE_OF_BIRTH: _("Date of birth"),
    Kind.SPECIAL_CATEGORY: _("Health, belief or other sensitive matter"),
    Kind.SMALL_COUNT: _("Number so small that it names people"),
    Kind.INTERNAL_URL: _("Internal link"),
    Kind.PRIVATE_IP: _("Internal network address"),
    Kind.SECRET: _("Password or key"),
    Kind.CODENAME: _("Code name"),
    Kind.CUSTOMER_COMPANY: _("Customer's name"),
    Kind.UNRELEASED_FIGURE: _("Figure that is not public"),
    Kind.QUOTE: _("Somebody's words"),
    Kind.INVISIBLE: _("Invisible characters"),
    Kind.FACE: _("Face"),
    Kind.IMAGE_TEXT: _("Text in an image"),
    Kind.CHECK_FAILED: _("Could not be checked"),
}
SEVERITIES: dict[str, tuple[Text, str, str]] = {
    Severity.BLOCK: (_("Must be resolved"), "alert", "bad"),
    Severity.WARN: (_("Look at this"), "eye", "warn"),
    Severity.INFO: (_("For information"), "info", "quiet"),
}
"""The word, the icon and the tone of a severity."""


LIKELIHOODS: dict[int, Text] = {
    Likelihood.VERY_UNLIKELY: _("Very unlikely"),
    Likelihood.UNLIKELY: _("Unlikely"),
    Likelihood.POSSIBLE: _("Possible"),
    Likelihood.LIKELY: _("Likely"),
    Likelihood.VERY_LIKELY: _("Very likely"),
}
WAYS: dict[Operator, Text] = {
    Operator.BLUR: _("Make it unrecognisable"),
    Operator.GENERALISE: _("Say it in general"),
    Operator.ROLE: _("Say what they do"),
    Operator.INITIALS: _("Initials"),
    Operator.REMOVE: _("Leave it out"),
    Operator.OWN_WORDS: _("In your own words"),
}
MARKED_KINDS: Sequence[Option] = [(kind.value, KINDS[kind.value]) for kind in MarkedKind]
"""What a reviewer may say that words are."""
LEAVE_PICTURE_OUT = _("Leave the picture out")
