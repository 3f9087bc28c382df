"""What a profile says of itself towards an entity it names, in ten languages: own, member, fan, parody, press."""

from __future__ import annotations

import pytest

from evenhand.detection.aliases import AliasEntry
from evenhand.detection.model import Account, Profile, Stance
from evenhand.detection.observe import Detector
from evenhand.detection.scanner import Scanner

NAMES = {
    "en": "Green Heron Front",
    "ar": "جبهة البلشون",
    "fa": "جبهه حواصیل",
    "he": "חזית האנפה",
    "ru": "Фронт Цапли",
    "tr": "Yeşil Balıkçıl Cephesi",
    "ur": "بگلا محاذ",
    "fr": "Front du Héron",
    "es": "Frente de la Garza",
    "id": "Front Bangau",
}
DETECTOR = Detector(
    Scanner.build(
        [
            *(AliasEntry("e", name, "" if lang == "en" else lang) for lang, name in NAMES.items()),
            AliasEntry("e", "Heron", strength="weak"),
        ]
    )
)
SAID = {
    "own": {
        "en": "Official channel of the {N}",
        "ar": "القناة الرسمية ل{N}",
        "fa": "کانال رسمی {N}",
        "he": "הערוץ הרשמי של {N}",
        "ru": "Официальный канал {N}",
        "tr": "{N} resmi hesabı",
        "ur": "{N} کا سرکاری اکاؤنٹ",
        "fr": "Compte officiel du {N}",
        "es": "Cuenta oficial del {N}",
        "id": "Akun resmi {N}",
    },
    "affil": {
        "en": "Proud fighter of the {N}",
        "ar": "مقاتل في {N}",
        "fa": "رزمنده {N}",
        "he": "לוחם ב{N}",
        "ru": "Боец {N}",
        "tr": "{N} üyesi",
        "ur": "{N} کا کارکن",
        "fr": "Combattant du {N}",
        "es": "Militante del {N}",
        "id": "Anggota {N}",
    },
    "affil2": {
        "en": "I am a soldier of {N}",
        "ar": "جندي من جنود {N}",
        "fa": "عضو {N}",
        "he": "חבר {N}",
        "ru": "Состою в {N}",
        "tr": "{N} savaşçısı",
        "ur": "{N} کا مجاہد",
        "fr": "Membre du {N}",
        "es": "Miembro del {N}",
        "id": "Pejuang {N}",
    },
    "fan": {
        "en": "{N} supporter",
        "ar": "محب {N}",
        "fa": "هوادار {N}",
        "he": "אוהד {N}",
        "ru": "Сторонник {N}",
        "tr": "{N} hayranı",
        "ur": "{N} کا حامی",
        "fr": "Partisan du {N}",
        "es": "Simpatizante del {N}",
        "id": "Pendukung {N}",
    },
    "parody": {
        "en": "Parody account. {N} press office",
        "ar": "حساب ساخر: {N}",
        "fa": "حساب طنز {N}",
        "he": "חשבון פרודיה על {N}",
        "ru": "Пародийный аккаунт {N}",
        "tr": "{N} parodi hesabı",
        "ur": "{N} مزاحیہ اکاؤنٹ",
        "fr": "Compte parodique du {N}",
        "es": "Cuenta parodia del {N}",
        "id": "Akun parodi {N}",
    },
    "press": {
        "en": "Journalist covering the {N}",
        "ar": "صحفي يغطي {N}",
        "fa": "خبرنگار {N}",
        "he": "עיתונאית שמסקרת את {N}",
        "ru": "Журналистка, пишу о {N}",
        "tr": "{N} üzerine yazan gazeteci",
        "ur": "{N} پر لکھنے والا صحافی",
        "fr": "Journaliste, je couvre le {N}",
        "es": "Periodista que cubre al {N}",
        "id": "Jurnalis yang meliput {N}",
    },
    "against": {
        "en": "Survivor of a {N} attack",
        "ar": "ضد {N}",
        "fa": "مخالف {N}",
        "he": "נגד {N}",
        "ru": "Против {N}",
        "tr": "{N} karşıtı",
        "ur": "{N} کے خلاف",
        "fr": "Contre le {N}",
        "es": "Contra el {N}",
        "id": "Menolak {N}",
    },
}
MEANT = {
    "own": Stance.REPRESENTATION,
    "affil": Stance.REPRESENTATION,
    "affil2": Stance.REPRESENTATION,
    "fan": Stance.OTHER_SUPPORT,
    "parody": Stance.SATIRE,
    "press": Stance.NEUTRAL,
    "against": Stance.NEUTRAL,
}


def stances(account: Account) -> list[Stance]:
    return [d.reading.stance for d in DETECTOR.observe_profile(Profile("a", "s", account))]


@pytest.mark.parametrize(("kind", "lang"), [(kind, lang) for kind in SAID for lang in NAMES])
def test_a_bio_is_read_in_its_language(kind: str, lang: str) -> None:
    assert stances(Account(bio=SAID[kind][lang].replace("{N}", NAMES[lang]))) == [MEANT[kind]]


@pytest.mark.parametrize(
    ("account", "stance"),
    [
        (Account(display_name="Heron"), Stance.UNDETERMINED),  # a weak name alone: nobody can tell
        (Account(display_name="Heron", bio="Singer, two albums"), Stance.NO_REFERENCE),
        (Account(display_name="Heron Hotel"), Stance.NO_REFERENCE),
        (
            Account(display_name="Green Heron Front", bio="Singer"),
            Stance.UNDETERMINED,
        ),  # the full name is no namesake's
        (Account(handle="greenheronfront"), Stance.UNDETERMINED),
    ],
)
def test_a_name_alone_may_be_a_namesakes(account: Account, stance: Stance) -> None:
    assert stances(account) == [stance]


def test_a_soldier_who_writes_of_it_is_no_member() -> None:
    assert stances(Account(bio="Retired soldier. I write about the Green Heron Front.")) == [Stance.UNDETERMINED]
