"""Illnesses in no list, told by the words around them or by how their names end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from syndicate.privacy.document import Document
from syndicate.privacy.lexicon import word_list

_UNLISTED = re.compile(
    r"(?<![A-Za-z])(?:"
    r"(?P<act>[Aa]llergic to[ ][a-z'-]{3,20}|[Bb]roke (?:his|her|my|both)[ "
    r"](?:[a-z]{3,6}[ ])?(?:arm|leg|"
    r"wrist|ankle|collarbone|rib|ribs|nose|hip|foot|toe|finger|hand|elbow|shoulder|"
    r"jaw|neck|back|knee|"
    r"thumb|tooth|pelvis|shin|heel|arms|legs|wrists))|"
    r"(?:[Dd]iagnosed (?:with|as)|[Ss]uffer(?:s|ed|ing)? from|[Bb]attling)[ ]"
    r"(?:a[ ]|an[ ]|severe[ ]|chronic[ ])?(?P<ill>[a-z'-]{3,20})|"
    r"(?P<body>[A-Z]?[a-z'’-]{3,20}[ ]"
    r"(?:syndrome|disease|disorder|dystrophy|deficiency|transplant))|"
    r"(?P<greek>[A-Za-z]{2,16}(?:itis|ectomy|oplasty|algia|aemia|[lkg]emia|plegia|ostomy|otomy|"
    r"neuropathy|myopathy|fibrosis|sclerosis|[rt]hrosis)))(?![A-Za-z])|"
    r"(?P<ja>(?<![一-龯ァ-ヶー])[一-龯ァ-ヶー]{1,8}?"
    r"(?:症候群|[^発一]症|[^臆仮看業企二]病|[^火気]炎|がん|癌|腫瘍|切除術|不全|断裂)"
    r")(?![一-龯ァ-ヶー])"
)


def unlisted(document: Document) -> Iterator[tuple[int, int]]:
    """Where something reads like an illness; it is one only when said of somebody."""
    for match in _UNLISTED.finditer(document.text):
        group = match.lastgroup or "ill"
        words = match[group].lower().split()
        if words[0] not in word_list("not_illnesses") and words[-1] not in word_list(
            "not_illnesses"
        ):
            yield match.span(group)
