"""What stands around a name in Latin letters: titles, verbs, months, customers."""

from __future__ import annotations

import re

from syndicate.privacy.document import Document, Word
from syndicate.privacy.fold import name_key
from syndicate.privacy.lexicon import word_list
from syndicate.privacy.people_en_acts import acts, acts_now

TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "prof",
        "professor",
        "doctor",
        "sir",
        "madam",
        "dame",
        "rev",
        "capt",
        "captain",
        "chancellor",
        "councillor",
        "mayor",
        "pastor",
        "rabbi",
        "imam",
        "senator",
        "uncle",
        "aunt",
        "auntie",
        "nurse",
        "judge",
        "herr",
        "frau",
        "monsieur",
        "madame",
        "mme",
        "senor",
        "senora",
        "senhor",
        "senhora",
        "signor",
        "signora",
        "mevrouw",
        "meneer",
        "pani",
    ]
)
_ROLES_BEFORE = re.compile(
    r"(?i)(?:colleague|teammate|coworker|co-worker|engineer|designer|developer|"
    r"manager|lead|leader|director|intern|analyst|"
    r"accountant|recruiter|assistant|boss|mentor|mentee|buddy|friend|founder|"
    r"president|ceo|cto|cfo|coo|vp|head of [a-z]{2,14}|by|from|with|named|called|"
    r"thanks to|thanks,|thanks|thank you,?|reaches|reach|call|calls|ring|ping|phone|text|thank|"
    r"congratulations,?(?: to)?|"
    r"congrats,?(?: to)?|"
    r"over to|only|for|about|kudos to|kudos,?|hi|hello|dear|hey|cc|meet|ask|asked|told|and|welcome|"
    r"interviewed|interview with|hired|joined by|led by|says|said|author:|by:|"
    r"contact:|name:|photo:|speaker:|owner:|signed:|"
    r"(?:mon|tue|wed|thu|fri|sat|sun)(?:[a-z]{0,6}day)?:?|"
    r"(?:send|sent|escalated?|hand|handed|pass|passed|give|gave|report|reports|reported|forward|"
    r"forwarded|assigned|talk|talked|spoke|speak|listened|sat next|thanks|grateful)"
    r"(?: [a-z]{2,9}){0,3} to"
    r"),?[ ]$"
)
_SPEAKS_AFTER = re.compile(
    r"(?:['’]s(?![A-Za-z])|,? (?:said|says|told|wrote|joined|explained|added|"
    r"recalls|recalled|remembers|leads|led|works|worked|runs|ran|was|is|has|had|"
    r"from|and I|and [A-Z]|who|whose|started|"
    r"(?:at|in|from|on) (?:reception|the front desk|accounts|finance|payroll|legal|HR|IT|sales|"
    r"support)|"
    r"helped|asked|shared|thinks|thought|loves|loved|moved|grew|took|came|went|"
    r"built|wanted|decided|presented|noticed|laughed|laughs|smiled|suggested|fixed|"
    r"wins|won|gave|will|can|didn|doesn|isn|wasn|won|hasn|hadn|couldn|wouldn|told|tells|calls|called|organised|organized|"
    r"mentors|mentored)(?![A-Za-z]))"
)
_HONORIFIC = re.compile(
    r"-?(?:san|sama|kun|chan|sensei|senpai|さん|さま|様|氏|君|くん|ちゃん|先生|先輩)(?![A-Za-z])"
)
_CUSTOMER = re.compile(
    r"(?i)(?:customer|client|supplier|vendor|patient|investor|buyer|guest|tenant)"
    r"s?,?(?: named| called)?[ ]$"
)
_MONTH_BEFORE = re.compile(
    r"(?i)(?:in|of|since|until|by|last|next|early|late|mid|this|from|every|for|about|only|over to|"
    r"[0-9](?:st|nd|rd|th)?)[ -]$"
)
_NOTHING_TOLD = re.compile(
    r"[ ](?:(?:is|was)[ ](?:not|the|a|an|that|what|busy|here|over|coming|"
    r"near|full|cold|warm|wet)|has been|(?:will|can)[ ](?:be|not|never|only|come)|from)"
    r"(?![A-Za-z])"
)
"""What is said of hope, May and the like as often as of people with these names."""
_MONTH_AFTER = re.compile(r"[ ](?:[0-9]|I |we |you |Day|and June|to June)")


def is_honoured(document: Document, end: int) -> bool:
    """Whether a Japanese honorific follows."""
    return _HONORIFIC.match(document.text, end) is not None


def is_everyday(word: Word) -> bool:
    """Whether the name is also a word, a place or a brand."""
    return word.key in word_list("names_ambiguous")


def is_listed_given(key: str) -> bool:
    """Whether a word in comparing form is a given name in English or elsewhere."""
    return key in word_list("given_en") or key in word_list("given_world")


def is_sure_given(key: str) -> bool:
    """Whether a given name is no place, feast or firm, so that it may stand without any cue."""
    long = len(key) > (_SHORT_NAME if key in word_list("given_en") else _SHORT_NAME + 1)
    return long and is_listed_given(key) and key not in word_list("given_doubtful")


_SHORT_NAME = 3


def by_customer(document: Document, start: int) -> bool:
    """Whether the words before say that this person is a customer."""
    return _CUSTOMER.search(document.text[max(0, start - 32) : start]) is not None


def is_placed(document: Document, word: Word) -> bool:
    """Whether a word stands where a person would, and not where a month or a verb would."""
    before = document.text[max(0, word.start - 28) : word.start]
    after = document.text[word.end : word.end + 24]
    if _MONTH_AFTER.match(after) or (_MONTH_BEFORE.search(before) and word.key in _MONTHS):
        return False
    beside = before.endswith("and ") and is_everyday(word)
    if (_ROLES_BEFORE.search(before) is not None and not beside) or acts(document, word):
        return True
    if is_everyday(word) and _NOTHING_TOLD.match(after):
        return False
    return _SPEAKS_AFTER.match(after) is not None or acts_now(document, word)


_PLACE_BEFORE = re.compile(
    r"(?:San|Santa|Sankt|St\.?|Saint|Sainte|Port|Fort|Mount|Lake|Cape|Isla) $"
)
_NAME_BEFORE = re.compile(r"([A-Z][A-Za-zÀ-ɏ'’-]+)(?:,|,? and|,? &| →| ->| /) $")
_NAME_AFTER = re.compile(r"(?:,|,? and|,? &| →| ->| /) ([A-Z][A-Za-zÀ-ɏ'’-]+)")


def is_place(document: Document, word: Word) -> bool:
    """Whether the word before makes a place of a name: San Sebastian."""
    return _PLACE_BEFORE.search(document.text[max(0, word.start - 7) : word.start]) is not None


def is_listed(document: Document, word: Word) -> bool:
    """Whether a name stands in a list with another one of the directory: `Hope, Will and May`."""
    opening = document.text[max(0, word.start - 28) : word.start]
    if word.key in _MONTHS and _MONTH_BEFORE.search(opening):
        return False
    before = _NAME_BEFORE.search(opening)
    after = _NAME_AFTER.match(document.text, word.end)
    beside = [match[1] for match in (before, after) if match]
    return any(document.context.directory.index.roles(name_key(name)) for name in beside)


_MONTHS = frozenset(["may", "june", "april", "august", "summer", "autumn", "spring", "winter"])


_PERSON_NOUN = re.compile(
    r"(?i)(?<![a-z])(?:colleague|teammate|co-?worker|engineer|designer|developer|manager|intern|"
    r"analyst|recruiter|assistant|boss|mentor|mentee|buddy|friend|founder|named|called|meet|"
    r"said|says|told us|asked|thank|interviewed|met),? $"
)
_CREDIT = re.compile(
    r"(?i)(?<![a-z])(?:moderator|speakers?|hosts?|authors?|photos?|photography|pictures|words|"
    r"interview(?:er)?|contact|chair|guests?|presenters?|trainers?|editor|translation|winners?|"
    r"attendees|present|apologies|owner|reviewers?|team|with|by|interns|joiners|starters|hires|"
    r"colleagues|nominees|graduates|trainees|apprentices|panel|panell?ists?|mentors|volunteers|"
    r"finalists|judges|organi[sz]ers|champions|instructors?|coach(?:es)?|leads?):[ ]$"
)
_ROMAJI = re.compile(
    r"(?:(?:[kgsztdnhbpmyrwjf]|[kgnhbpmr]y|sh|ch|ts|[kstp]{2})?[aiueo]{1,2}n?){2,6}"
)
"""The shape of Japanese in Latin letters."""
_PERSON_VERB = re.compile(
    r",? (?:said|says|told|explained|recalls|recalled|remembers|remembered|laughed|laughs|smiled|"
    r"smiles|wrote|joined (?:us|the|our|in)|replied|added|grew up|retires|retired)(?![A-Za-z])"
)


def is_credited(document: Document, word: Word) -> bool:
    """Whether a label stands before: `Moderator: `."""
    return _CREDIT.search(document.text[max(0, word.start - 20) : word.start]) is not None


def is_romaji(key: str) -> bool:
    """Whether a word has the shape of a Japanese name in Latin letters, and some length."""
    return len(key) > _SHORT_ROMAJI and _ROMAJI.fullmatch(key) is not None


_SHORT_ROMAJI = 4


def is_introduced(document: Document, first: Word, last: Word) -> bool:
    """Whether words nobody knows stand where only a person would: `said Kwabena Asante`."""
    before = document.text[max(0, first.start - 20) : first.start]
    after = document.text[last.end : last.end + 16]
    if _PERSON_NOUN.search(before) or _PERSON_VERB.match(after) or is_credited(document, first):
        return True
    return is_family_shaped(last.key)


_FAMILY_SHAPE = re.compile(
    r"[a-z]{3,}(?:dottir|sson|ovic|owicz|enko|escu|opoulos|shvili|czyk|qvist|quist|oglu|zadeh|"
    r"wala|murthy|swamy|ovich|evich|anathan|asekara|singhe)"
)


def is_family_shaped(key: str) -> bool:
    """Whether a word ends as only family names do: Jonsdottir, Wickramasinghe."""
    return _FAMILY_SHAPE.fullmatch(key) is not None


_KOREAN = frozenset(
    ["kim", "lee", "park", "choi", "jung", "jeong", "kang", "cho", "yoon", "yun", "jang", "lim",
     "han", "oh", "seo", "shin", "kwon", "hwang", "ahn", "song", "yoo", "hong", "moon", "bae",
     "baek"]
)  # fmt: skip


_VIETNAMESE = frozenset(
    ["nguyen", "tran", "pham", "hoang", "phan", "dang", "bui", "ngo", "duong", "huynh"]
)
_PAIR = 2


def is_family_first(words: list[Word]) -> bool:
    """`Kim Min-jun`, `Nguyen Van An`: names of Korea and Vietnam."""
    if len(words) != _PAIR:
        return len(words) == _PAIR + 1 and words[0].key in _VIETNAMESE
    family, given = sorted(words, key=lambda word: "-" in word.key)
    return family.key in _KOREAN and re.fullmatch(r"[a-z]{2,6}-[a-z]{2,6}", given.key) is not None
