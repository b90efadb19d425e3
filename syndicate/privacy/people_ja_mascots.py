"""Robots, mascots, pets and dishes, which are called さん, くん and ちゃん as well."""

from __future__ import annotations

import re

from syndicate.privacy.document import Document

_CREATURE = (
    r"ロボット|ロボ|ルンバ|掃除機|ドローン|マスコット|キャラクター|キャラ|ゆるキャラ|猫|ネコ|ねこ|犬|イヌ|愛犬|愛猫|看板犬|看板猫|"
    r"ハムスター|うさぎ|ウサギ|金魚|熱帯魚|カメ|亀|メダカ|インコ|ペンギン|カピバラ|パンダ|ヤギ|ペット|ぬいぐるみ|着ぐるみ|人形|"
    r"チャットボット|ボット|アバター|AI|観葉植物|サボテン|定番メニュー|メニュー|新商品|スタンプ"
)
_BEFORE = re.compile(rf"(?:{_CREATURE})(?:の|、|「|『|である|こと|名は|は|「|\")?[「『\"]?$")
_AFTER = re.compile(
    r"(?:さん|くん|ちゃん|君|様)[」』\"]?(?:の?(?:定食|弁当|カレー|ラーメン|うどん|饅頭|まんじゅう|せんべい|クッキー|"
    r"ぬいぐるみ|着ぐるみ|グッズ|スタンプ|シール|ストラップ|人形|祭り|まつり|充電|バッテリー|ファームウェア)|"
    r"(?:という|は|が)?(?:ロボット|マスコット|キャラクター|着ぐるみ|ぬいぐるみ|猫|犬))"
)


def is_creature(document: Document, start: int, end: int) -> bool:
    """Whether the words around `[start, end)` tell of a machine, a beast, a figure or a dish."""
    before = document.text[max(0, start - 12) : start]
    return _BEFORE.search(before) is not None or _AFTER.match(document.text, end) is not None
