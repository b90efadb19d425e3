"""Health, belief, origin and the like: said of somebody, or to everybody."""

from __future__ import annotations

import pytest

from .looking import findings


def said(text: str, severity: str = "block") -> list[str]:
    """What of a special category is found with `severity`."""
    found = (f for f in findings(text) if f.kind == "special_category")
    return [text[f.start : f.end] for f in found if f.severity == severity]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("He's back after his hip replacement.", "hip replacement"),
        ("She had a mastectomy in May.", "mastectomy"),
        ("My sciatica is acting up again.", "sciatica"),
        ("He was diagnosed with lupus.", "lupus"),
        ("Her IBS means she works from home.", "IBS"),
        ("She is deaf in one ear.", "deaf"),
        ("He uses a hearing aid.", "hearing aid"),
        ("My husband is on antidepressants.", "antidepressants"),
        ("She is seeing a counsellor every week.", "counsellor"),
        ("They lost the baby at twenty weeks and she is grieving.", "lost the baby"),
        ("We finally told everybody: I'm expecting in March.", "I'm expecting"),
        ("She has been through four rounds of IVF.", "IVF"),
        ("He is allergic to peanuts, so no satay for him.", "allergic to peanuts"),
        ("She has coeliac disease.", "coeliac"),
        ("He prays five times a day.", "prays"),
        ("She wears a headscarf to work.", "headscarf"),
        ("He keeps kosher.", "kosher"),
        ("She goes to mass every Sunday.", "mass"),
        ("He is a shop steward at the plant.", "shop steward"),
        ("Her visa runs out in April.", "visa"),
        ("He got his residence permit at last.", "residence permit"),
        ("My colleague has refugee status.", "refugee"),
        ("He did two years for fraud before he joined us: an ex-offender.", "ex-offender"),
        ("She was arrested at a demonstration.", "arrested"),
        ("He came out to the team last spring.", "came out"),
        ("She introduced us to her wife and her transition was a year ago.", "her wife"),
        ("He stood for the council for the Green Party.", "Green Party"),
        ("She votes Labour and says so.", "votes Labour"),
        ("I had a stent put in last year.", "stent"),
        ("He broke his collarbone skiing.", "broke his collarbone"),
        ("She is recovering from a concussion.", "concussion"),
        ("He has been signed off with stress.", "signed off"),
        ("She has Tourette's.", "Tourette's"),
        ("He has OCD and told us so.", "OCD"),
        ("My knee operation is on Monday.", "knee operation"),
        ("He takes insulin before lunch.", "insulin"),
        ("She is undergoing radiotherapy.", "radiotherapy"),
        ("He has had shingles for weeks.", "shingles"),
    ],
)
def test_what_is_said_of_somebody_blocks(text: str, part: str) -> None:
    assert any(part in one for one in said(text)), findings(text)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("先月、胃の手術を受けました。", "手術"),
        ("昨年、乳がんと診断されました。", "乳がん"),
        ("田中さんがぎっくり腰で来られません。", "ぎっくり腰"),
        ("彼女はバセドウ病の治療中です。", "バセドウ病"),
        ("私はメニエール病があります。", "メニエール病"),
        ("父が脳出血で倒れました。", "脳出血"),
        ("鈴木さんは子宮筋腫の手術で二週間お休みです。", "子宮筋腫"),
        ("彼は不安障害で通院しています。", "不安障害"),
        ("妻は体外受精を続けています。", "体外受精"),
        ("切迫早産で入院していた佐藤さんが退院しました。", "切迫早産"),
        ("高橋さんは卵アレルギーです。", "卵アレルギー"),
        ("彼はそばアレルギーなので店を変えた。", "そばアレルギー"),
        ("彼は一日五回お祈りをします。", "お祈り"),
        ("私はベジタリアンで、ヒンドゥー教の家に育ちました。", "ヒンドゥー教"),
        ("彼女は教会に毎週通っています。", "教会"),
        ("アリさんは断食中なのでお昼は別行動。", "断食"),
        ("彼の在留資格の更新が遅れている。", "在留資格"),
        ("リンさんのビザが来月切れます。", "ビザ"),
        ("彼は永住権を取りました。", "永住権"),
        ("彼女は韓国籍です。", "韓国籍"),
        ("彼は万引きで捕まったことがある。", "万引き"),
        ("佐々木さんは同性のパートナーと暮らしています。", "同性のパートナー"),
        ("彼はゲイだと話してくれた。", "ゲイ"),
        ("彼女は市議選に立候補した。", "立候補"),
        ("私は右耳が聞こえません。", "耳が聞こえ"),
        ("彼は人工関節です。", "人工関節"),
        ("彼女はペースメーカーを入れています。", "ペースメーカー"),
        ("退院して三か月、ようやく復職しました。", "復職"),
        ("私は双極症で、薬を飲んでいます。", "双極症"),
        ("彼は吃音があります。", "吃音"),
        ("コロナにかかった山本さんは来週から出社です。", "コロナ"),
        ("母の介護と自分の乳腺炎が重なった。", "乳腺炎"),
        ("彼は色覚異常がある。", "色覚異常"),
        ("彼女は組合の執行委員です。", "組合の執行委員"),
        ("木村さんはインフルエンザでお休みです。", "インフルエンザ"),
        ("ようやく白内障の手術が終わり、世界が明るく見えます。", "白内障"),
    ],
)
def test_what_is_said_of_somebody_in_japanese_blocks(text: str, part: str) -> None:
    assert any(part in one for one in said(text)), findings(text)


@pytest.mark.parametrize(
    "text",
    [
        "Flu shots for all staff: sign up by Friday.",
        "October is breast cancer awareness month; wear pink.",
        "We raised 500 pounds for cancer research.",
        "All employees can book a free diabetes screening.",
        "Anyone with asthma should avoid the paint shop this week.",
        "Employees on sick leave keep their badge.",
        "Our mental health first aiders are listed on the wiki.",
        "Please tell the caterer about allergies when you sign up.",
        "A prayer room is on the third floor for everybody.",
        "Happy Diwali and Eid Mubarak to all who celebrate!",
        "The works council meets every Tuesday.",
        "We sponsor visas for engineers from abroad.",
        "Pregnancy and parental leave: the new policy in short.",
        "Staff members who use a wheelchair can take the side entrance.",
        "The health insurance now covers physiotherapy and surgery for employees.",
        "Our app helps patients with epilepsy.",
        "The manager's guide to burnout prevention is out.",
        "Prison break is the name of the escape room.",
        "The engineers of our customer build stents and insulin pumps.",
        "The developer's stroke of luck and a race condition",
        "A terminal session, a chronic bug and a blind test",
        "The office is wheelchair accessible.",
        "He was diagnosed with boredom, she suffers from slides.",
    ],
)
def test_notices_and_other_meanings_do_not_block(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "健康診断のお知らせ：全社員が対象です。",
        "インフルエンザ予防接種を希望する社員は申し込んでください。",
        "乳がん検診の費用を会社が補助します。対象は35歳以上の女性社員です。",
        "メンタル不調を感じたら、産業医に相談できます。社員なら誰でも利用可能です。",
        "妊娠中の社員のための制度を改定しました。",
        "がんと仕事の両立支援セミナーを開きます。スタッフは無料です。",
        "休職中の社員への連絡方法が変わりました。",
        "障害者雇用の取り組みについて担当者が説明します。",
        "アレルギーのある方は事前にお知らせください。",
        "入院・手術の給付金は従業員も対象です。",
        "糖尿病の患者さん向けアプリを担当しています。",
        "労働組合との団体交渉は来月です。社員の皆さんへ。",
        "礼拝室を三階に設けました。どなたでも使えます。",
        "花粉症の季節、加湿器を社員食堂に置きました。",
        "介護休業と病気休職の違いを人事のメンバーがまとめました。",
        "新型コロナワクチンの職域接種を受けた社員は特別休暇を使えます。",
        "がん検診の受診率がメンバーの7割を超えました。",
        "ストレスチェックは全従業員が対象です。",
        "熱中症に注意しましょう。現場の方はこまめに水分を。",
        "ビザの取得を会社が支援します。",
        "認知症サポーター養成講座に社員20名が参加しました。",
        "禁煙外来の費用を補助します。希望する従業員はどうぞ。",
    ],
)
def test_notices_in_japanese_do_not_block(text: str) -> None:
    assert said(text) == []
