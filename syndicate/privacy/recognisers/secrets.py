"""Access keys, private keys, passwords."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from syndicate.privacy.document import Document, Hit
from syndicate.privacy.findings import Likelihood

_KEYS = re.compile(
    r"(?<![0-9A-Za-z])(?:"
    r"(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}"
    r"|(?:ghp|gho|ghu|ghs|ghr)_[A-Za-z0-9]{20,255}|github_pat_[A-Za-z0-9_]{22,255}"
    r"|gl(?:pat|ptt|dt|rt|cbt|soat|ft)-[A-Za-z0-9_-]{18,255}"
    r"|xox[abeoprs]-[A-Za-z0-9-]{10,250}|xapp-[0-9]-[A-Za-z0-9-]{20,250}"
    r"|sk-(?:proj-|ant-|svcacct-|admin-|or-)?[A-Za-z0-9_-]{20,250}"
    r"|(?:sk|rk|pk|whsec)_(?:live|test)_[A-Za-z0-9]{10,250}|whsec_[A-Za-z0-9]{24,64}"
    r"|AIza[A-Za-z0-9_-]{33,40}|ya29\.[A-Za-z0-9_-]{20,400}|GOCSPX-[A-Za-z0-9_-]{20,40}"
    r"|npm_[A-Za-z0-9]{36,64}|pypi-AgEI[A-Za-z0-9_-]{30,300}|rubygems_[a-f0-9]{48}"
    r"|SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,64}|key-[a-f0-9]{32}"
    r"|(?:SK|AC)[a-f0-9]{32}|hf_[A-Za-z]{30,40}|dop_v1_[a-f0-9]{64}|dapi[a-f0-9]{32}"
    r"|shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}|sq0(?:atp|csp)-[A-Za-z0-9_-]{22,43}|"
    r"EAAA[A-Za-z0-9_-]{56,80}"
    r"|ATATT3[A-Za-z0-9_=-]{20,300}|lin_api_[A-Za-z0-9]{32,50}|(?:secret|ntn)_[A-Za-z0-9]{40,60}"
    r"|hvs\.[A-Za-z0-9_-]{20,250}|tfe?_[A-Za-z0-9]{40,}|figd_[A-Za-z0-9_-]{20,60}"
    r"|[0-9]{8,10}:AA[A-Za-z0-9_-]{33}|PMAK-[a-f0-9]{24}-[a-f0-9]{34}|NRAK-[A-Z0-9]{27}"
    r"|glsa_[A-Za-z0-9]{32}_[a-f0-9]{8}|dckr_pat_[A-Za-z0-9_-]{20,40}|"
    r"sntrys_[A-Za-z0-9_=+/-]{20,300}"
    r"|eyJ[A-Za-z0-9_-]{8,2000}\.eyJ[A-Za-z0-9_-]{8,4000}(?:\.[A-Za-z0-9_-]{0,2000})?"
    r")(?![0-9A-Za-z])"
)
_WEBHOOK = re.compile(
    r"https://(?:hooks\.slack\.com/(?:services|workflows)/[A-Za-z0-9/_-]{20,120}"
    r"|(?:discord(?:app)?\.com)/api/webhooks/[0-9]{10,25}/[A-Za-z0-9_-]{30,100}"
    r"|[a-z0-9-]{1,60}\.webhook\.office\.com/[A-Za-z0-9@/_-]{20,300})"
)
_PEM = re.compile(
    r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----"
    r"(?:[A-Za-z0-9+/=\s,:.-]{0,8000}?-----END (?:[A-Z0-9]{1,12} ){0,3}PRIVATE "
    r"KEY(?: BLOCK)?-----)?"
)
_DATA_URI = re.compile(r"data:[a-z]{1,20}/[a-z0-9.+-]{1,40};base64,[A-Za-z0-9+/=]*")
"""An embedded image: its bytes look like anything."""
_CREDENTIALS = re.compile(
    r"(?<![0-9A-Za-z])[a-z][a-z0-9+.-]{1,20}://[^\s/:@\"'<>]{0,80}:(?P<value>[^\s/@"
    r"\"'<>]{2,120})@[A-Za-z0-9\[]"
)
_NAMES = (
    r"(?:pass(?:word|wd|code|phrase)?|pwd|pin(?: ?code)?|(?:access|secret|auth|"
    r"bearer|refresh|client|api|"
    r"private|master|admin|session|encryption|signing)[ _-]?(?:api[ _-]?)?(?:key|"
    r"token|secret)s?(?:[ _-]?(?:id|key))?|"
    r"[A-Za-z0-9_]{0,40}_(?:password|passwd|pwd|secret|token|apikey|api_key|access_key|secret_key)|"
    r"secret|token|apikey|authorization|aws_secret_access_key|accountkey|wi-?fi(?: key)?|"
    r"パスワード|パスコード|パスフレーズ|暗証番号|ピンコード|合言葉|(?<![A-Za-z])PW|"
    r"api ?キー|アクセスキー|秘密鍵|シークレット(?:キー)?|"
    r"(?:アクセス|認証)?トークン|ログイン情報|暗号化キー)"
)
_ASSIGNED = re.compile(
    r"(?<![0-9A-Za-z])" + _NAMES + r"['\"’]?"
    r"(?P<link>[ ]{0,3}(?::=|=>|=|:|→)[ ]{0,3}|[ ]?(?:is|was|が|は|を)(?:[ ]?(?:now|"
    r"still|currently|set to|現在|今|いま)[ ])?[ ]?|[ ]to[ ])"
    r"(?:(?:Bearer|Basic|Token)[ ])?(?P<quote>[\"'「『`“(]?)(?P<value>[!-&(-~]{4,200})",
    re.IGNORECASE,
)
_MENTIONS = re.compile(
    r"(?i)pass|pwd|pin|key|secret|token|auth|wi-?fi|PW|パス|暗証|ピン|合言葉|キー|鍵|シークレット|トークン|ログイン情報"
)
"""A cheap look before the dear one."""
_PLACEHOLDER = re.compile(
    r"[*x•.●_-]{3,}|<.{1,60}>?|\{.{0,60}|\$\{?[A-Za-z_(].{0,80}|%[a-z(].{0,20}|"
    r"your[_-]?.{0,40}|my[_-]?(?:password|secret|token)|"
    r"(?:os|process|env|config|settings|secrets|request|self|ctx|vault|getenv|input|"
    r"str|none|null|nil|"
    r"true|false|undefined|required|optional|string|redacted|changeme-?not|example|"
    r"placeholder|hidden)"
    r"(?:[.\[(,;)].{0,80})?|https?://.{0,200}|[a-z]{1,20}\(.{0,60}",
    re.IGNORECASE,
)
_CLOSING = ".,;:?)]}>'\"`”"


def find_keys(document: Document) -> Iterator[Hit]:
    """Keys with a maker's prefix, webhooks, private keys, passwords in links."""
    text = document.text
    images = [match.span() for match in _DATA_URI.finditer(text)] if "data:" in text else []
    for pattern in (_KEYS, _WEBHOOK):
        for match in pattern.finditer(text):
            if not _inside(images, match.start()):
                yield Hit("secret.key", *match.span(), Likelihood.VERY_LIKELY)
    for match in _PEM.finditer(text):
        yield Hit("secret.private_key", *match.span(), Likelihood.VERY_LIKELY)
    for match in _CREDENTIALS.finditer(text):
        if not _PLACEHOLDER.fullmatch(match["value"]):
            yield Hit("secret.url_credentials", *match.span("value"), Likelihood.LIKELY)


def _inside(spans: list[tuple[int, int]], start: int) -> bool:
    at = bisect_right(spans, (start, start)) - 1
    return at >= 0 and start < spans[at][1]


def find_passwords(document: Document) -> Iterator[Hit]:
    """What follows `password:` and the like, when it looks like a value."""
    if not _MENTIONS.search(document.text):
        return
    for match in _ASSIGNED.finditer(document.text):
        start = match.start("value")
        value = match["value"].rstrip(_CLOSING)
        if match["quote"]:
            value = re.split(r"[\"'`”)]", value)[0]
        if len(value) >= 4 and _is_value(value, match, document.text):
            yield Hit("secret.password", start, start + len(value), Likelihood.LIKELY)


def _is_value(value: str, match: re.Match[str], text: str) -> bool:
    if _PLACEHOLDER.fullmatch(value):
        return False
    mixed = any(char.isdigit() for char in value) or (
        len(value) > 6 and re.search(r"[!#$%^&*_+=~|@]", value) is not None
    )
    link = match["link"].strip().lower()
    if link in {"=", ":=", "=>"} or match["quote"]:
        return mixed or len(value) >= 6
    if link in {":", "→"}:
        rest = text[match.start("value") + len(value) :][:1]
        return mixed or (len(value) >= 6 and rest in {"", "\n", ")", "、", "。", "」"})
    return mixed and not re.fullmatch(r"[0-9]+(?:[.,][0-9]+)?[a-z%-].*|[0-9]{1,3}", value)
