"""What people's conditions leave of a revision: names in the form agreed to, wanted photos."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from syndicate.i18n import _
from syndicate.models import Answer, Consent, NameForm, Person, Revision, RevisionImage
from syndicate.privacy.context import ScanContext
from syndicate.privacy.directory import Directory, Entry

_HONORIFIC = re.compile(r"さん|さま|様|氏|君|くん|ちゃん")


@dataclass(frozen=True)
class Shown:
    """The parts of a revision as they may be shown."""

    title: str
    summary: str
    body: str
    channel_texts: Mapping[str, str]
    images: Sequence[RevisionImage]


def shown(revision: Revision, people: Sequence[Person], given: Mapping[str, Consent]) -> Shown:
    """`revision` under the conditions its people have set so far."""
    asked = {
        person.id: consent
        for person in people
        if (consent := given.get(person.id)) is not None and consent.answer is Answer.AGREED
    }
    names = _Names(
        [(p, asked[p.id].name_form) for p in people if _restricts(asked.get(p.id))],
        revision.language,
    )
    hidden = {person_id for person_id, consent in asked.items() if not consent.photo}
    kept = [image for image in revision.images if not hidden & set(image.people_ids)]
    gone = [image.asset.sha256 for image in revision.images if image not in kept]
    plain = Shown(revision.title, revision.summary, revision.body, revision.channel_texts, kept)
    named = plain if names.empty else _named(plain, names)
    return replace(named, body=_without_images(named.body, gone))


def _restricts(consent: Consent | None) -> bool:
    return consent is not None and consent.name_form is not NameForm.FULL


def _named(plain: Shown, names: _Names) -> Shown:
    return Shown(
        names.shorten(plain.title),
        names.shorten(plain.summary),
        names.shorten(plain.body),
        {channel: names.shorten(text) for channel, text in plain.channel_texts.items()},
        plain.images,
    )


def _without_images(body: str, hashes: Sequence[str]) -> str:
    for sha256 in hashes:
        body = re.sub(rf"!\[[^\]]*\]\(asset:{sha256}\)", "", body)
    return body


class _Names:
    """Finds every spelling of the people whose names are to be shortened."""

    def __init__(self, people: Sequence[tuple[Person, NameForm]], language: str) -> None:
        self._language = language
        self._people = {_entry(person).key: (person, form) for person, form in people}
        self._context = ScanContext(directory=Directory(_entry(person) for person, _form in people))

    @property
    def empty(self) -> bool:
        """Whether everybody may be named in full."""
        return not self._people

    def shorten(self, text: str) -> str:
        """`text` with each of the names in the form its bearer agreed to."""
        from syndicate.privacy.scan import scan_text  # the scan loads where one runs

        found = scan_text(text, context=self._context).findings
        for finding in sorted(found, key=lambda finding: -finding.start):
            if finding.subject in self._people:
                person, form = self._people[finding.subject]
                end = self._end(text, finding.end, form)
                words = _as_begun(text[: finding.start], self._form(person, form))
                text = text[: finding.start] + words + text[end:]
        return text

    def _form(self, person: Person, form: NameForm) -> str:
        if form is NameForm.GIVEN and person.given:
            return person.given
        if form is NameForm.DEPARTMENT and person.department:
            wording = _("a colleague in %(department)s", department=person.department)
            return wording.in_(self._language)
        return _("a colleague").in_(self._language)

    def _end(self, text: str, end: int, form: NameForm) -> int:
        """After the honorific, where no name is left for it to stand at."""
        honorific = _HONORIFIC.match(text, end)
        return honorific.end() if honorific and form is not NameForm.GIVEN else end


def _as_begun(before: str, words: str) -> str:
    """`words` with a capital where a sentence begins."""
    begins = not before.strip() or before.rstrip()[-1] in ".!?:#" or before.endswith("\n\n")
    return words[0].upper() + words[1:] if begins else words


def _entry(person: Person) -> Entry:
    return Entry(
        family=person.family,
        given=person.given,
        kana=person.reading,
        romaji=person.romaji,
        email=person.email or "",
        department=person.department,
    )
