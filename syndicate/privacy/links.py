"""Links in running text and attributes, and the hosts they name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

_CHARS = r"[A-Za-z0-9\-._~:/?#@!$&'*+,;=%()\[\]]"
_WITH_SCHEME = re.compile(
    r"(?<![0-9A-Za-z])(?:https?|ftps?|sftp|ssh|smb|afp|file|git|svn|ldaps?|rdp|vnc|"
    r"wss?|nfs|s3|redis|"
    r"amqp|mongodb(?:\+srv)?|postgres(?:ql)?|mysql|jdbc:[a-z]{2,12})://" + _CHARS + "{1,2000}",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?<![0-9A-Za-z.@/_\-:=])(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)"
    r"{1,6}[A-Za-z]{2,24}"
    r"(?![0-9A-Za-z@_-]|\.[0-9A-Za-z])(?::[0-9]{1,5}(?![0-9]))?(?:/" + _CHARS + "{0,1000})?"
)
_LOCALHOST = re.compile(
    r"(?<![0-9A-Za-z.@/_-])localhost:[0-9]{2,5}(?![0-9])(?:/" + _CHARS + "{0,1000})?"
)
_REPOSITORY = re.compile(
    r"(?<![0-9A-Za-z._%+-])[a-z][a-z0-9_-]{0,20}@(?:[A-Za-z0-9-]{1,63}\.){1,6}[A-Za-z]{2,24}:"
    r"(?=[A-Za-z0-9_~-]{1,60}/)[A-Za-z0-9._~/-]{3,200}"
)
_GO_LINK = re.compile(r"(?<![0-9A-Za-z./_-])go/(?!no-|stop)[a-z][a-z0-9-]{2,30}(?![0-9A-Za-z./-])")
_SHARE_PATH = re.compile(
    r"(?<![\\0-9A-Za-z])\\\\[A-Za-z0-9][A-Za-z0-9._-]{0,62}\\[^\s\\/:*?\"<>|。、」ぁ-ゖ]{1,80}"
    r"(?:\\[^\s\\/:*?\"<>|。、」ぁ-ゖ]{1,80}){0,12}"
    r"|(?<![0-9A-Za-z])[G-Z]:(?:\\[^\s\\/:*?\"<>|。、」]{1,80}){1,12}"
)
_TRAILING = ".,;:!?'*&"

INTERNAL_TOP = frozenset(
    ["local", "localdomain", "corp", "internal", "intra", "intranet", "lan", "private", "localnet"]
)
USUAL_TOPS = frozenset(
    [
        *(
            "com",
            "net",
            "org",
            "info",
            "biz",
            "edu",
            "gov",
            "site",
            "online",
            "tech",
            "cloud",
            "xyz",
        ),
        *(
            "io",
            "dev",
            "ai",
            "app",
            "me",
            "so",
            "ms",
            "la",
            "example",
            "test",
            "jp",
            "co",
            "us",
            "ca",
        ),
        *("uk", "de", "fr", "eu", "es", "it", "nl", "be", "ch", "at", "se", "no", "fi", "dk", "pl"),
        *("pt", "ie", "au", "nz", "in", "cn", "kr", "tw", "hk", "sg", "th", "vn", "id", "ph", "my"),
        *("br", "mx"),
    ]
)
"""Two words with a dot between them are a host only with one of these at the end, or a path."""


@dataclass(frozen=True, slots=True)
class Url:
    """A link at its place in a folded text."""

    start: int
    end: int
    text: str

    @property
    def target(self) -> str:
        """The link as a browser would read it: percent signs decoded."""
        return unquote(self.text, errors="replace")


def find_urls(text: str, *, whole: bool = False) -> list[Url]:
    """The links in `text`, in order; with `whole`, the text itself is one link."""
    if whole:
        begin = len(text) - len(text.lstrip())
        stripped = text.strip()
        return [Url(begin, begin + len(stripped), stripped)] if stripped else []
    found: list[Url] = []
    end = 0
    spans = sorted(
        match.span()
        for pattern in (_WITH_SCHEME, _BARE, _LOCALHOST, _SHARE_PATH, _REPOSITORY, _GO_LINK)
        for match in pattern.finditer(text)
    )
    for start, stop in spans:
        if start >= end and _is_link(text[start:stop]):
            end = _trim(text, start, stop)
            found.append(Url(start, end, text[start:end]))
    return found


def _is_link(text: str) -> bool:
    """Whether a match is more than two words that a dot joins."""
    if re.search(r"[/:\\]", text):
        return True
    top = text.rpartition(".")[2].lower()
    return top in USUAL_TOPS or top in INTERNAL_TOP or text.lower().endswith(".home.arpa")


def _trim(text: str, start: int, stop: int) -> int:
    """Where a link ends: closing brackets and full stops belong to the sentence."""
    depth = {
        ")": text.count("(", start, stop) - text.count(")", start, stop),
        "]": text.count("[", start, stop) - text.count("]", start, stop),
    }
    while stop > start + 1:
        last = text[stop - 1]
        if last in depth and depth[last] < 0:
            depth[last] += 1
        elif last not in _TRAILING:
            break
        stop -= 1
    return stop


def host_of(target: str) -> str:
    """The host of a link in lower case, without port, user and trailing dot; or empty."""
    if target.startswith("\\\\"):
        return target[2:].partition("\\")[0].lower()
    if _REPOSITORY.fullmatch(target):
        return target.partition("@")[2].partition(":")[0].lower()
    if _GO_LINK.fullmatch(target):
        return "go"
    if re.match(r"[A-Za-z][A-Za-z0-9+.:-]{0,20}://", target):
        target = target[target.index("://") + 1 :]
    elif not target.startswith("//"):
        if not _BARE.match(target) and not _LOCALHOST.match(target):
            return ""
        target = "//" + target
    try:
        host = (urlsplit(target.replace("\\", "/")).hostname or "").rstrip(".")
        return host.encode("ascii").decode("idna") if host.startswith("xn--") else host
    except ValueError:
        return ""
