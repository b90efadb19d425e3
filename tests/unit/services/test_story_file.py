"""Story files: what they may hold, and what a person is told when one cannot be used."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from syndicate.errors import Invalid, NotFound, SyndicateError, TooLarge
from syndicate.rendering.limits import MAX_STORY_CHARS
from syndicate.services.front_matter import MAX_FILE_BYTES
from syndicate.services.story_file import read_story_file

HEADER = """\
title = "A good day"
author = "ai.sato@example.co.jp"
language = "en"
reason = "People outside should know."
"""
FULL = """\
title = "  よい一日　"
author = "AI.Sato＠example.co.jp"
language = "ja"
reason = \"\"\"
社外にも伝えたい。
二行目。\"\"\"
source_url = "https://wiki.example.com/posts/7"
place = "#wins"
posted_at = 2026-11-02T09:30:00+09:00
tags = ["kaizen", "現場"]
people = [
  { email = "bo@example.com", how = "quoted" },
  { family = "佐藤", given = "愛", reading = "さとう あい", romaji = "SATO Ai", how = "pictured" },
]
images = [{ file = "images/cat.jpg", alt = "A cat on a lathe.", people = ["bo@example.com"] }]
"""

PERSON = "{ given = 'Bo', how = 'named' }, "

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a story file of these fields and this text, and give its path."""

    def _write(header: str = HEADER, text: str = "It began at eight.") -> Path:
        path = tmp_path / "story.md"
        path.write_text(f"+++\n{header}+++\n{text}", encoding="utf-8")
        return path

    return _write


def refusal(path: Path, kind: type[SyndicateError] = Invalid) -> str:
    """What a person reads when `path` is refused, in English; Japanese must render too."""
    with pytest.raises(kind) as caught:
        read_story_file(path)
    assert type(caught.value) is kind
    assert "%(" not in caught.value.text.in_("ja")
    assert "\n" not in str(caught.value)
    return str(caught.value).replace(str(path), "story.md")


def test_a_story_file_gives_every_field_it_holds(write: Write, tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "cat.jpg").write_bytes(b"jpeg")

    story = read_story_file(write(FULL, "\n \n    code first\n\nlast line \n\n"))

    assert (story.title, story.author, story.language) == (
        "よい一日",
        "ai.sato@example.co.jp",
        "ja",
    )
    assert story.reason == "社外にも伝えたい。\n二行目。"
    assert story.source_url == "https://wiki.example.com/posts/7"
    assert story.posted_at == datetime(2026, 11, 2, 0, 30, tzinfo=UTC)
    assert story.tags == ["kaizen", "現場"]
    assert [person.how for person in story.people] == ["quoted", "pictured"]
    assert (story.people[0].email, story.people[1].family) == ("bo@example.com", "佐藤")
    assert story.images[0].file == str((tmp_path / "images" / "cat.jpg").resolve())
    assert story.images[0].people == ["bo@example.com"]
    assert story.text == "    code first\n\nlast line"


def test_a_story_file_needs_four_fields_and_a_text(write: Write) -> None:
    story = read_story_file(write())

    assert (story.place, story.source_url, story.posted_at) == ("", None, None)
    assert (story.tags, story.people, story.images) == ([], [], [])
    assert story.text == "It began at eight."


def test_windows_line_ends_and_a_byte_order_mark_are_understood(tmp_path: Path) -> None:
    path = tmp_path / "story.md"
    content = f"+++\n{HEADER}+++ \none\n\ntwo".replace("\n", "\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + content.encode())

    assert read_story_file(path).text == "one\n\ntwo"


def test_a_line_of_plus_signs_may_stand_in_the_text(write: Write) -> None:
    assert read_story_file(write(text="one\n\n+++\n\ntwo")).text == "one\n\n+++\n\ntwo"


def test_the_reason_is_needed_only_to_nominate(write: Write) -> None:
    path = write(HEADER.replace('"People outside should know."', '" "'))

    assert read_story_file(path, for_nomination=False).reason == ""
    assert refusal(path) == (
        "story.md: the field reason is missing. Add it between the two lines +++."
    )


def test_a_file_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.md", NotFound).endswith("Check the name.")


def test_a_folder_is_not_a_story(tmp_path: Path) -> None:
    assert refusal(tmp_path).endswith("is not a file. Name a Markdown file.")


def test_a_name_the_disk_refuses_is_not_a_crash(tmp_path: Path) -> None:
    assert "cannot be read" in refusal(tmp_path / ("x" * 300 + ".md"))


@pytest.mark.parametrize("size", [MAX_FILE_BYTES + 1, 2_000_000])
def test_a_file_over_the_limit_is_refused_unread(tmp_path: Path, size: int) -> None:
    path = tmp_path / "story.md"
    path.write_bytes(b"\xff" * size)

    assert "larger than 1000 kB. Shorten" in refusal(path, TooLarge)


@pytest.mark.parametrize("broken", [b"caf\xe9", b"\x00", "夜勤".encode("shift_jis")])
def test_text_that_is_not_utf8_is_refused_with_its_line(tmp_path: Path, broken: bytes) -> None:
    path = tmp_path / "story.md"
    path.write_bytes(f"+++\n{HEADER}+++\n".encode() + broken)

    assert refusal(path) == (
        "story.md, line 7 is not UTF-8 text. Save the file as UTF-8 and try again."
    )


@pytest.mark.parametrize("content", ["", "Just text.", "---\ntitle: YAML\n---\ntext", "\n+++\n"])
def test_a_file_without_fields_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "story.md"
    path.write_text(content)

    assert "does not start with a line +++" in refusal(path)


def test_fields_that_never_end_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "story.md"
    path.write_text(f"+++\n{HEADER}\nIt began at eight.")

    assert "has no second line +++" in refusal(path)


@pytest.mark.parametrize(
    ("header", "line"),
    [
        ('title = "A"\nauthor = oops\n', 3),
        ('title = "A"\ntitle = "B"\n', 3),
        ('title = """never closed\n', 3),
    ],
)
def test_broken_toml_is_refused_with_its_line(write: Write, header: str, line: int) -> None:
    sentence = refusal(write(header))

    assert sentence.startswith(f"story.md, line {line} is not valid TOML (")
    assert sentence.endswith("Correct it and try again.")


@pytest.mark.parametrize("value", ["9" * 5000, "[" * 50_000])
def test_toml_that_python_gives_up_on_is_refused(write: Write, value: str) -> None:
    assert "beyond all measure. Remove it" in refusal(write(f"title = {value}\n"))


@pytest.mark.parametrize("text", ["", " \n\t\n", "　\n", "\u200b\u200b"])
def test_a_story_without_visible_text_is_refused(write: Write, text: str) -> None:
    assert refusal(write(text=text)) == (
        "story.md has no text. Write the story below the second +++."
    )


def test_a_text_over_the_limit_is_refused_and_one_at_the_limit_is_not(write: Write) -> None:
    assert len(read_story_file(write(text="夜" * MAX_STORY_CHARS)).text) == MAX_STORY_CHARS

    sentence = refusal(write(text="夜" * (MAX_STORY_CHARS + 1)), TooLarge)

    assert "has 64001 characters; a story has at most 64000. Shorten it." in sentence


@pytest.mark.parametrize("field", ["title", "author", "language", "reason"])
def test_a_missing_field_is_named(write: Write, field: str) -> None:
    lines = [line for line in HEADER.splitlines() if not line.startswith(field)]

    assert refusal(write("\n".join(lines) + "\n")) == (
        f"story.md: the field {field} is missing. Add it between the two lines +++."
    )


@pytest.mark.parametrize("field", ["titel", "text"])
def test_an_unknown_field_is_named(write: Write, field: str) -> None:
    assert refusal(write(f'{HEADER}{field} = "x"\n')) == (
        f"story.md: there is no field {field}. Correct its spelling or remove it."
    )


@pytest.mark.parametrize(
    ("line", "field", "hint"),
    [
        ('title = ""', "title", "one line of 1 to 120"),
        (r'title = "a\nb"', "title", "one line of 1 to 120"),
        ('author = "Ai Sato"', "author", "an e-mail address"),
        ("author = 7", "author", "an e-mail address"),
        ('language = "fr"', "language", '"en" or "ja"'),
        (r'reason = "a\u0000b"', "reason", "a text of up to 1,000"),
        ('source_url = "javascript:alert(1)"', "source_url", "https://"),
        ('source_url = "https://["', "source_url", "https://"),
        ('source_url = "https:///posts/7"', "source_url", "https://"),
        (f'place = "{"x" * 121}"', "place", "up to 120"),
        ("posted_at = 2026-11-02T09:30:00", "posted_at", "its offset"),
        ("posted_at = 5", "posted_at", "its offset"),
        ("posted_at = 0001-01-01T00:00:00+09:00", "posted_at", "its offset"),
        ('tags = "kaizen"', "tags", "a list of up to 10"),
        ('tags = ["ok", ""]', "tags[2]", "a list of up to 10"),
        ('people = [{ how = "named" }]', "people[1]", "each with email or a name"),
        ('people = [{ given = "Bo", how = "seen" }]', "people[1].how", "each with email"),
        (f'people = [{{ given = "{"x" * 81}", how = "named" }}]', "people[1].given", "each with"),
        (f"people = [{PERSON * 31}]", "people", "each with email"),
        ('images = ["cat.jpg"]', "images[1]", "what it shows"),
    ],
)
def test_a_field_with_a_wrong_value_is_named_with_what_is_expected(
    write: Write, line: str, field: str, hint: str
) -> None:
    name = line.partition(" ")[0]
    kept = [other for other in HEADER.splitlines() if not other.startswith(name)]
    path = write("\n".join([*kept, line]) + "\n")

    sentence = refusal(path)

    assert sentence.startswith(f"story.md: {field} must be ")
    assert hint in sentence


def test_every_wrong_field_is_listed(write: Write) -> None:
    with pytest.raises(Invalid) as caught:
        read_story_file(write('title = ""\nlanguage = "fr"\n'))

    assert [field for field, _text in caught.value.problems] == ["title", "author", "language"]


@pytest.mark.parametrize("twice", ["bo@example.com", "ai.sato@example.co.jp"])
def test_nobody_stands_twice_in_a_story(write: Write, twice: str) -> None:
    people = (
        f'{{ email = "bo@example.com", how = "named" }}, {{ email = "{twice}", how = "quoted" }}'
    )

    assert f"names {twice} twice" in refusal(write(f"{HEADER}people = [{people}]\n"))


def test_two_people_without_an_address_are_two_people(write: Write) -> None:
    people = '{ given = "Bo", how = "named" }, { given = "Al", how = "named" }'

    assert len(read_story_file(write(f"{HEADER}people = [{people}]\n")).people) == 2


@pytest.mark.parametrize("name", ["cat.jpg", ".", "x" * 255, "loop.jpg", "images/cat.jpg"])
def test_an_image_that_is_not_there_is_not_found(write: Write, tmp_path: Path, name: str) -> None:
    (tmp_path / "loop.jpg").symlink_to(tmp_path / "loop.jpg")
    long = name.replace("x", "夜") if name.startswith("x") else name

    sentence = refusal(
        write(f'{HEADER}images = [{{ file = "{long}", alt = "A cat." }}]\n'), NotFound
    )

    assert "beside it. Check the name." in sentence


@pytest.mark.parametrize("name", ["../cat.jpg", "/etc/hostname", "link.jpg"])
def test_an_image_outside_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "stories"
    folder.mkdir()
    (tmp_path / "cat.jpg").write_bytes(b"jpeg")
    (folder / "link.jpg").symlink_to(tmp_path / "cat.jpg")
    path = folder / "story.md"
    path.write_text(f'+++\n{HEADER}images = [{{ file = "{name}", alt = "A cat." }}]\n+++\nText.')

    assert "lies outside the folder of the file. Copy it beside" in refusal(path)
