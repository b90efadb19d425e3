"""The long name lists, made from small sources."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from syndicate.dev import name_lists


def _dictionary(folder: Path, **files: list[tuple[str, str, str]]) -> Path:
    """An IPADIC of a few entries: surface, last part of speech, reading."""
    for name in (*name_lists._WORDS, "Noun.place", "Noun.name"):
        rows = files.get(name.replace(".", "_"), [])
        lines = [
            f"{w},1,1,1,名詞,固有名詞,人名,{kind},*,*,{w},{read},{read}" for w, kind, read in rows
        ]
        (folder / f"{name}.csv").write_bytes("\n".join(lines).encode("euc-jp"))
    return folder


def test_japanese_names_lose_what_is_a_word_or_a_city(tmp_path: Path) -> None:
    names = [("安斎", "姓", "アンザイ"), ("横須賀", "姓", "ヨコスカ"), ("小山", "姓", "コヤマ"),
             ("玲奈", "名", "レナコ"), ("希望", "名", "キボウ"),
             ("ルーカス", "名", "ルーカス")]  # fmt: skip
    ipadic = _dictionary(
        tmp_path,
        Noun_name=names,
        Noun=[("希望", "*", "キボウ"), ("小山", "*", "コヤマ"), ("きぼう", "*", "キボウ")],
        Noun_place=[("横須賀市", "一般", "ヨコスカシ")],
    )

    lists = name_lists.japanese(ipadic)

    assert lists["surnames_ja_rare"] == {"安斎"}
    assert lists["given_ja"] == {"玲奈", "れなこ"}
    assert lists["names_katakana"] == {"るーかす"}


def test_latin_names_lose_words_and_set_doubtful_ones_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = tmp_path / "faker" / "providers" / "person"
    (person / "xx_XX").mkdir(parents=True)
    for package in (person.parent.parent, person.parent, person):
        (package / "__init__.py").write_text("")
    (person / "xx_XX" / "__init__.py").write_text(
        "class Provider:\n"
        "    first_names = ('Zdeněk', 'Table', 'Genevabeth', 3)\n"
        "    last_names = {'Krejčí': 2, 'Table': 1}\n"
        "    formats = ('{{first_name}}',)\n"
    )
    for name in [name for name in sys.modules if name.split(".")[0] == "faker"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(str(tmp_path))
    words = tmp_path / "words"
    words.write_text("table\nGenevabeth\n")

    lists = name_lists.latin(words)

    assert lists["given_world"] == {"zdenek", "genevabeth"}
    assert lists["given_doubtful"] == {"genevabeth"}
    assert lists["surnames_world"] == {"krejci"}


def test_the_lists_are_written_with_their_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(name_lists, "DATA", tmp_path)
    monkeypatch.setattr(name_lists, "japanese", lambda _path: {"given_ja": {"玲奈", "彩花"}})
    monkeypatch.setattr(name_lists, "latin", lambda _path: {"given_world": {"zdenek"}})
    monkeypatch.setattr(sys, "argv", ["name_lists", "ipadic", "words"])

    name_lists.main()

    first, second = (tmp_path / "given_ja.txt").read_text("utf-8").splitlines()
    assert first.startswith("# Names of IPADIC: see NOTICE.txt.")
    assert second == "彩花 玲奈"
    assert "zdenek" in (tmp_path / "given_world.txt").read_text("utf-8")
