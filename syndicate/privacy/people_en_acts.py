"""What people do: verbs behind a word that may be a name, as in `Hope opened the ticket`."""

from __future__ import annotations

import re

from syndicate.privacy.document import Document, Word

_IRREGULAR = (
    "left|took|went|came|gave|made|built|wrote|ran|led|won|met|found|got|brought|kept|spoke|taught|"
    "drew|sang|drove|flew|held|lost|paid|sent|sold|spent|stood|thought|understood|wore|knew|began|"
    "broke|caught|chose|ate|fell|felt|forgot|grew|heard|hid|rode|rose|saw|sat|slept|threw|woke|did|"
    "said|told|became|bought|dug|fought|swam|spotted|stepped"
)
_PRESENT = (
    "says|thinks|loves|leads|runs|works|writes|wants|knows|brings|takes|makes|keeps|speaks|teaches|"
    "joins|moves|becomes|heads|lives|comes|goes|likes|hopes|remembers|smiles|laughs|explains|adds|"
    "organises|organizes|mentors|manages|bakes|sings|plays|grew up|starts|retires|rides|drives|"
    "looks after|takes over|steps|returns|turns"
)
_NO_ACT = (
    "used|based|needed|called|named|required|included|related|shared|limited|unlimited|led|"
    "supposed|allowed|expected|planned|scheduled|sized|colou?red|flavou?red|shaped|free|indeed|"
    "speed|feed|need|seed|embed|exceed|proceed|weed|bleed|breed"
)
_ACTS = re.compile(
    rf",?[ ](?:(?:also|then|later|just|never|always|even|kindly|quietly|quickly|once|finally)[ ])?"
    rf"(?:{_IRREGULAR}|(?!(?:{_NO_ACT})(?![a-z]))[a-z]{{2,14}}ed(?![a-z]|[ ]by[ ]))(?![a-z-])"
)
_ACTS_NOW = re.compile(rf",?[ ](?:{_PRESENT})(?![a-z-])")
_APPOSED = re.compile(
    r"(?:,[ ](?:our|my|his|her|their|who|whose|the (?:new|former|youngest|oldest))[ ]|"
    r":[ ](?:[\"“]|(?:please|can|could|thanks|great|nice|well)(?![a-z]))|"
    r"['’]s[ ](?:team|desk|idea|talk|demo|work|help|first|last|birthday|baby|manager|wife|husband))"
)


def acts(document: Document, word: Word) -> bool:
    """Whether a verb of the past stands behind, or words that are said of people only."""
    text = document.text
    return bool(_ACTS.match(text, word.end) or _APPOSED.match(text, word.end))


_OF_PEOPLE = re.compile(
    r"(?:[ ](?:joins (?:us|the|as|our)|joined us|retires|retired|laughs|laughed|smiles|smiled|"
    r"remembers|grew up|told (?:me|us)|moves from|moved here|nodded|shrugged|grinned|"
    r"apologi[sz]ed|blushed|sighed|cried|married|gave birth|has been promoted|was promoted)"
    r"(?![a-z-])|,[ ](?:our|my) (?:neighbour|neighbor|driver|cleaner|cook|chef|barista|janitor|"
    r"receptionist|mentor|trainer|coach|tutor|nurse|boss|manager|intern)|[ ]at reception|"
    r"['’]s (?:desk|birthday|baby|wife|husband|mum|mom|dad|kids|wedding|dog|cat|farewell|"
    r"retirement|first (?:day|week|month|pull request|commit)|last day|pull request|"
    r"handwriting|laugh|smile))"
)


_GREETED = re.compile(
    r"(?i)(?<![a-z])(?:thanks?|thank you|thanks to|congrats|congratulations|kudos(?: to)?|signed|"
    r"regards|yours|welcome|hi|hello|hey|dear|sincerely|cheers|love|farewell|goodbye|"
    r"(?:[a-z]{2,12}(?:er|or|ist|man|woman)|girl|boy|lady|guy|friend|neighbou?r|colleague|chap|"
    r"kid|student|nurse|volunteer) (?:named|called)),?[ \n]$"
)
_SPOKEN_TO = re.compile(
    r"(?<![A-Za-z])(?:I|we|We|he|He|she|She|they|They) (?:asked|told|thanked|hired|interviewed|"
    r"married|texted|phoned|owe|miss|envy|overheard) $|(?i:hello|hi|goodbye) to $|"
    r"(?:sit|sits|sat|sitting) next to $|"
    r"[Hh]appy birthday,? $"
)
_GREETING_ENDS = re.compile(r"[!,.:;\n)?]|$|[ ](?:and|for|who|from)(?![a-z])")


def is_greeted(document: Document, word: Word) -> bool:
    """Whether somebody is thanked, welcomed, signs or is called so, and the words end there."""
    before = document.text[max(0, word.start - 28) : word.start]
    if _SPOKEN_TO.search(before):
        return True
    return bool(_GREETED.search(before) and _GREETING_ENDS.match(document.text, word.end))


def is_told_of_people(document: Document, word: Word) -> bool:
    """Whether what stands behind a word is said of people only: `Xiulan retires`."""
    if _OF_PEOPLE.match(document.text, word.end) is not None:
        return True
    return _KOREAN_GIVEN.fullmatch(word.key) is not None and acts(document, word)


_SYLLABLE = (
    "(?:hyun|min|ji|jun|joon|soo|su|seo|woo|young|yong|eun|hye|hee|jin|jae|sung|seung|sang|dong|"
    "kyung|kyu|tae|hyung|chul|ho|won|yeon|na|ra|bin|hwan|seok|gyu|ki|mi|sun|yoon|do|ha|ye|bo|chae|"
    "geun|hoon|il|in|jong|kwang|myung|nam|rin|shin|sik|suk|woong)"
)
_KOREAN_GIVEN = re.compile(rf"{_SYLLABLE}-{_SYLLABLE}")


def acts_now(document: Document, word: Word) -> bool:
    """Whether somebody is told to do something as a rule: `Xiulan moves from QA to Security`."""
    return _ACTS_NOW.match(document.text, word.end) is not None
