"""How the subject of a mail travels."""

from __future__ import annotations

from email.header import Header
from email.policy import EmailPolicy
from typing import Any


class SubjectWhole(EmailPolicy):
    """Encodes a subject as a whole or not at all.

    Python's own folding puts a second space where plain words meet an encoded one at the end of a
    line, which readers see.
    """

    def fold(self, name: str, value: Any) -> str:
        """One header as text."""
        return self._whole(name, value) or super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        """One header as bytes."""
        whole = self._whole(name, value)
        return whole.encode("ascii") if whole else super().fold_binary(name, value)

    def _whole(self, name: str, value: Any) -> str:
        if name.lower() != "subject" or str(value).isascii():
            return ""
        words = Header(str(value), "utf-8", header_name=name).encode(linesep=self.linesep)
        return f"{name}: {words}{self.linesep}"


POLICY = SubjectWhole()
