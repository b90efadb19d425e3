"""Values as they stand in an address: digits, true or false, an id. Nothing is guessed."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, StringConstraints

from syndicate.i18n import _
from syndicate.ids import ID_PATTERN
from syndicate.validation import FieldError

_DIGITS = re.compile(r"-?[0-9]{1,18}")
_FLAGS = {"true": True, "false": False}


def _whole(value: Any) -> int:
    if not _DIGITS.fullmatch(str(value)):
        raise FieldError(_("This must be a whole number."))
    return int(value)


def _flag(value: Any) -> bool:
    try:
        return _FLAGS[value]
    except KeyError:
        raise FieldError(_("Please write true or false.")) from None


DIGITS = BeforeValidator(_whole)
Flag = Annotated[bool, BeforeValidator(_flag)]
Id = Annotated[str, StringConstraints(pattern=ID_PATTERN)]
