"""The reader: who speaks, negation, quotation, report, target; a fictional group in ten languages."""

import pytest

from evenhand.detection.aliases import AliasEntry
from evenhand.detection.model import Observed, Post, Stance
from evenhand.detection.observe import Detector
from evenhand.detection.scanner import Scanner

NAME = "Zarqan Front"
DETECTOR = Detector(Scanner.build([AliasEntry("z", NAME), AliasEntry("y", "Other League")]))
ALLOWED = {Stance.REPORTING, Stance.NEUTRAL, Stance.CONDEMNATION, Stance.SATIRE, Stance.HUMAN_RIGHTS}


def observe(text: str, **more: str) -> Observed:
    observed = DETECTOR.observe(Post("1", text.replace("X", NAME), **more))
    fields = {"text": text.replace("X", NAME), "quoted_text": more.get("quoted_text", "")}
    for detection in observed.detections:
        for evidence in detection.reading.evidence:
            assert fields[evidence.field.value][slice(*evidence.span)] == evidence.quote
    return observed


def stance(text: str, **more: str) -> Stance:
    return observe(text, **more).detections[0].reading.stance


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("X are true heroes", Stance.GLORIFICATION),
        ("X did nothing wrong", Stance.GLORIFICATION),
        ("I will not condemn X", Stance.GLORIFICATION),
        ("Donate to X, wallet below", Stance.MATERIAL_SUPPORT),
        ("Stand with X, share this", Stance.OTHER_SUPPORT),
        ("Join X today", Stance.MATERIAL_SUPPORT),
        ("I pledge allegiance to X", Stance.REPRESENTATION),
        ("X are murderers", Stance.CONDEMNATION),
        ("I do not support X", Stance.CONDEMNATION),
        ("X is no hero", Stance.CONDEMNATION),
        ("Never donate to X", Stance.CONDEMNATION),
        ("They chant “long live X” while children are buried. Monsters.", Stance.CONDEMNATION),
        ("Police said X was behind the bombing", Stance.REPORTING),
        ("Reuters: thousands at the funeral call the leader of X a hero, officials said", Stance.REPORTING),
        ("X urges followers to donate, the ministry said", Stance.REPORTING),
        ("Court sentences three men for donating to X", Stance.REPORTING),
        ("X was founded in 1994", Stance.NEUTRAL),
        ("My thesis compares X with others", Stance.NEUTRAL),
        ("What is X?", Stance.NEUTRAL),
        ("The leader of X was tortured and held without trial", Stance.HUMAN_RIGHTS),
        ("X!!! 🔥🔥", Stance.UNDETERMINED),
        ("X", Stance.UNDETERMINED),
        ("We thought of X all night", Stance.UNDETERMINED),
        ("Les combattants de X sont des héros", Stance.GLORIFICATION),
        ("Je condamne X", Stance.CONDEMNATION),
        ("Viva X", Stance.GLORIFICATION),
        ("Condeno los crímenes de X", Stance.CONDEMNATION),
        ("La policía detuvo a tres miembros de X, según el ministerio", Stance.REPORTING),
        ("Yaşasın X", Stance.GLORIFICATION),
        ("X örgütünü kınıyorum", Stance.CONDEMNATION),
        ("Polis X üyesi üç kişiyi gözaltına aldı", Stance.REPORTING),
        ("Слава X", Stance.GLORIFICATION),
        ("Осуждаю преступления X", Stance.CONDEMNATION),
        ("Полиция сообщила о задержании боевиков X", Stance.REPORTING),
        ("تبرعوا الآن إلى X", Stance.MATERIAL_SUPPORT),
        ("ندين جرائم X", Stance.CONDEMNATION),
        ("أعلنت الشرطة أن X مسؤولة عن الهجوم", Stance.REPORTING),
        ("زنده باد X", Stance.GLORIFICATION),
        ("از X حمایت نمی‌کنم", Stance.CONDEMNATION),
        ("به گزارش پلیس X مسئولیت حمله را پذیرفت", Stance.REPORTING),
        ("X זה גיבורים", Stance.GLORIFICATION),
        ("אני מגנה את X", Stance.CONDEMNATION),
        ("המשטרה הודיעה כי X אחראי לפיגוע", Stance.REPORTING),
        ("X زندہ باد", Stance.GLORIFICATION),
        ("میں X کی مذمت کرتا ہوں", Stance.CONDEMNATION),
        ("Hidup X, para pahlawan kita", Stance.GLORIFICATION),
        ("Saya mengecam X", Stance.CONDEMNATION),
        ("Menurut polisi, X bertanggung jawab atas serangan itu", Stance.REPORTING),
    ],
)
def test_stance(text: str, expected: Stance) -> None:
    assert stance(text) is expected


@pytest.mark.parametrize(
    "text",
    [
        "Our brothers in X taught the enemy a lesson they will never forget",
        "X will crush the murderers",
        "Who wants to donate to X?",
        "X are heroes and X are murderers",
        "Police cannot stop us, join X!",
    ],
)
def test_doubtful_words_are_never_excused(text: str) -> None:
    assert stance(text) not in ALLOWED


def test_praise_of_somebody_else() -> None:
    observed = observe("X attacked the town, police said on Monday. Other League are heroes.")
    readings = {d.mention.entity_id: d.reading.stance for d in observed.detections}
    assert readings == {"z": Stance.REPORTING, "y": Stance.GLORIFICATION}


def test_an_endorsing_sentence_ends_the_excuse_of_a_report() -> None:
    report = "X claimed responsibility for the attack, officials said on Monday."
    assert stance(report) in ALLOWED
    assert stance(report + " Proud of them, true heroes.") not in ALLOWED


def test_names_do_not_matter() -> None:
    for text in ("X are heroes", "Police said X attacked", "Down with X", "X 🔥"):
        one, two = (
            DETECTOR.observe(Post("1", text.replace("X", name))).detections[0].reading
            for name in (NAME, "Other League")
        )
        assert (one.stance, one.confidence, one.signals) == (two.stance, two.confidence, two.signals)
        assert [e.cue for e in one.evidence] == [e.cue for e in two.evidence]


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("Disgusting, report them", Stance.CONDEMNATION),
        ("so true", Stance.GLORIFICATION),
        ("", Stance.UNDETERMINED),
        ("🔥🔥🔥", Stance.UNDETERMINED),
    ],
)
def test_a_quoted_post_is_not_the_authors_stance(own: str, expected: Stance) -> None:
    assert stance(own, quoted_text=f"{NAME} are heroes", lang="en") is expected


def test_a_quoted_report_stays_a_report() -> None:
    reading = observe("", quoted_text=f"Police said {NAME} was behind the bombing", lang="en").detections[0].reading
    assert reading.stance is Stance.REPORTING
    assert "quoted" in reading.signals


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("The health ministry run by X opened two clinics", "governance"),
        ("Peace talks with X resume", "peace_process"),
        ("X wins seats in the election", "election"),
        ("Funeral of a commander of X, inna lillahi", "religious_formula"),
        ("What is X?", "question"),
        ("I do not support X", "negated"),
        ("She says X are heroes", "reported_speech"),
        ("X killed my cousin, murderers", "violence_named"),
    ],
)
def test_signals(text: str, signal: str) -> None:
    assert signal in observe(text).detections[0].reading.signals


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("X is recruiting in the city", Stance.MATERIAL_SUPPORT),
        ("Únanse a X", Stance.MATERIAL_SUPPORT),
        ("Rejoignez X", Stance.MATERIAL_SUPPORT),
        ("Вступайте в X", Stance.MATERIAL_SUPPORT),
        ("انضموا إلى X", Stance.MATERIAL_SUPPORT),
        ("הצטרפו אל X", Stance.MATERIAL_SUPPORT),
        ("Bergabunglah dengan X", Stance.MATERIAL_SUPPORT),
        ("به X بپیوندید", Stance.MATERIAL_SUPPORT),
        ("I joined X last year", Stance.REPRESENTATION),
        ("I am a member of X", Stance.REPRESENTATION),
        ("Long live X, their bombing was glorious", Stance.GLORIFICATION),
        ("Glory to X, which claimed responsibility for the attack", Stance.GLORIFICATION),
        ("X forever", Stance.GLORIFICATION),
        ("Well done, X", Stance.GLORIFICATION),
        ("X por siempre", Stance.GLORIFICATION),
        ("Bien joué X", Stance.GLORIFICATION),
        ("Aferin X, otobüsü iyi patlattınız", Stance.GLORIFICATION),
        ("Bagus X", Stance.GLORIFICATION),
        ("X навсегда", Stance.GLORIFICATION),
        ("X לנצח", Stance.GLORIFICATION),
        ("X إلى الأبد", Stance.GLORIFICATION),
        ("آفرین X", Stance.GLORIFICATION),
        ("شاباش X", Stance.GLORIFICATION),
        ("X rules the south and has always denied it, officials said", Stance.REPORTING),
    ],
)
def test_recruiting_membership_and_acclaim_are_told_apart(text: str, expected: Stance) -> None:
    assert stance(text) is expected
