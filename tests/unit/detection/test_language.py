"""Language of short texts: given first, script, words, model; `und` rather than a guess."""

import pytest

from evenhand.detection.language import identify


@pytest.mark.parametrize(
    ("text", "given", "lang", "supported"),
    [
        ("The police said that they have arrested him in the city", "", "en", True),
        ("La policía dijo que los hombres fueron detenidos por el ejército", "", "es", True),
        ("Les hommes ont été arrêtés dans la ville, selon une source", "", "fr", True),
        ("Yetkililer bu olay için bir açıklama yaptı ve dedi ki", "", "tr", True),
        ("Polisi mengatakan bahwa mereka tidak akan pergi dari kota ini", "", "id", True),
        ("Полиция сообщила, что они были задержаны в городе", "", "ru", True),
        ("قالت الشرطة إن الرجال كانوا في المدينة بعد ذلك", "", "ar", True),
        ("پلیس گفت که این مردان در شهر بودند", "", "fa", True),
        ("پولیس نے کہا ہے کہ وہ شہر میں تھے", "", "ur", True),
        ("המשטרה אמרה כי הם היו בעיר", "", "he", True),
        ("Die Polizei hat die Männer nicht in der Stadt gefunden und sucht sie", "", "de", False),
        ("Поліція повідомила, що вони були затримані в місті", "", "uk", False),
        ("kya hai yeh bohot acha nahi hai", "", "und", False),
        ("7abibi keef 7alak ya 3omri", "", "und", False),
        ("wallah hada mish ana", "ar", "und", False),
        ("警察は言った", "", "zh", False),
        ("🔥🔥", "", "und", False),
        ("", "en", "en", True),
        ("ok", "", "und", False),
        ("ok", "en-GB", "en", True),
        ("ok", "de", "de", False),
        ("Полиция сообщила об этом", "en", "ru", True),
    ],
)
def test_identify(text: str, given: str, lang: str, supported: bool) -> None:
    found = identify(text, given)
    assert (found.supported, bool(found.unsupported)) == (supported, not supported)
    if lang != "zh":  # which of the Han-writing languages is not asked
        assert found.lang == lang
