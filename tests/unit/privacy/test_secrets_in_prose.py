"""Passwords and codes of doors told in a sentence, as colleagues tell them."""

from __future__ import annotations

import pytest

from .looking import findings, quotes


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The code for the bike shed is 2580.", "2580"),
        ("Punch 7788 into the keypad and wait for the beep.", "7788"),
        ("The side gate opens with 4591#.", "4591#"),
        ("Type in 1937 at the car park barrier.", "1937"),
        ("The password is swordfish.", "swordfish"),
        ("Guest Wi-Fi: BlueOcean, password tangerine-sky.", "tangerine-sky"),
        ("Use the password Tangerine7 for the demo.", "Tangerine7"),
        ("The safe combination is 24-8-31.", "24-8-31"),
        ("Combination to the safe: 12-34-56", "12-34-56"),
        ("The alarm goes off unless you enter 9021 within thirty seconds.", "9021"),
        ("Alarm code's 6610, don't forget.", "6610"),
        ("The door code (4417) changes in May.", "4417"),
        ("PIN 3391 opens the locker.", "3391"),
        ("My voicemail PIN is still 0000.", "0000"),
        ("Log in as admin with hunter2.", "hunter2"),
        ("The passphrase is correct horse battery staple.", "correct horse battery staple"),
        ("Wi-Fi key: oakleaf-1987", "oakleaf-1987"),
        ("The key box on the left takes 5-0-7-2.", "5-0-7-2"),
        ("Our Netflix login is team@hokuto.example and the password popcornnight.", "popcornnight"),
        ("Just say the word 'marmalade' as the password.", "marmalade"),
        ("Entry code for building B: C2468Y", "C2468Y"),
        ("To get through the back door after six, the code is 4471.", "4471"),
        ("The guest Wi-Fi password this week is oakleaf-22.", "oakleaf-22"),
        ("The wifi password? It's oakleaf22.", "oakleaf22"),
        ("Garage 2580# works again.", "2580#"),
        ("The code for the alarm these days is 6120, by the way.", "6120"),
        ("Press 1357 and the lift goes to the roof.", "1357"),
    ],
)
def test_a_code_told_in_a_sentence_is_found(text: str, value: str) -> None:
    assert any(value in one for one in quotes(text, "secret")), findings(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("通用口の暗証番号は3391です。", "3391"),
        ("解錠番号は2580#になりました。", "2580#"),
        ("ゲストWi-Fiのパスはumineko2024です。", "umineko2024"),
        ("パスワードはsakuramochiです。", "sakuramochi"),
        ("金庫のダイヤルは右に24、左に8、右に31。", "24"),
        ("キーボックスは5072で開きます。", "5072"),
        ("警備の解除コードは6610です。", "6610"),
        ("倉庫のドアは7788を押すと開きます。", "7788"),
        ("オートロックは部屋番号のあとに4591を入力してください。", "4591"),
        ("会議室のiPadのパスコードは1937。", "1937"),
        ("PINは0412のままです。", "0412"),
        ("合言葉は「marmalade」です。", "marmalade"),
        ("ログインはadmin、パスはhunter2で。", "hunter2"),
        ("裏門のコード：C2468Y", "C2468Y"),
        ("暗証番号、9021に変えました。", "9021"),
        ("ロッカーの番号は3桁で、507に合わせると開きます。", "507"),
        ("Wi-Fiのキーはoakleaf-1987です。", "oakleaf-1987"),
        ("アラームを止めるには1357を入力。", "1357"),
        ("パスワードを「tanuki-nabe」に変更しました。", "tanuki-nabe"),
        ("門の鍵番号は8834だよ。", "8834"),
    ],
)
def test_a_code_told_in_a_japanese_sentence_is_found(text: str, value: str) -> None:
    assert any(value in one for one in quotes(text, "secret")), findings(text)


@pytest.mark.parametrize(
    "text",
    [
        "The password is required on every page.",
        "The password is too short.",
        "Your password was reset yesterday.",
        "The password is stored as a hash.",
        "The password is never shown.",
        "Passwords must have 12 characters.",
        "The PIN is 4 digits long.",
        "The door code has changed; ask reception.",
        "The error code is 5003.",
        "The error code on the lift is 5003.",
        "The discount code at the entrance is 2024.",
        "The zip code is 10115.",
        "Press 2 for sales.",
        "The code is 2000 lines long.",
        "Enter 2026 as the year of the campaign.",
        "The meeting room opens at 0900.",
        "Type in your name at the front desk.",
        "The combination of 2024 and 2025 figures",
        "The gate of terminal 2 opened in 1937.",
        "The key is patience.",
        "The secret is good butter.",
        "The password to success is curiosity, they say.",
        "The lift takes 12 people.",
        "Postcode lottery 4417",
    ],
)
def test_talk_about_codes_is_no_code(text: str) -> None:
    assert quotes(text, "secret") == []


@pytest.mark.parametrize(
    "text",
    [
        "パスワードは必須です。",
        "パスワードは8文字以上にしてください。",
        "暗証番号は4桁です。",
        "暗証番号は総務に聞いてください。",
        "エラーコードは5003です。",
        "郵便番号は1000005です。",
        "部屋番号は507です。",
        "ドアは2026年に交換しました。",
        "ロッカーは120個あります。",
        "倉庫は24時間開きます。",
        "合言葉は「まず試す」です。",
        "コードは2000行あります。",
        "人数を入力してください。2024年度の分です。",
        "成功の鍵は準備です。",
        "パスは来週までに受け取ってください。",
        "PINは使いません。",
        "入館は9021番ゲートから。",
        "門は1937年に建てられました。",
    ],
)
def test_talk_about_codes_in_japanese_is_no_code(text: str) -> None:
    assert quotes(text, "secret") == []
