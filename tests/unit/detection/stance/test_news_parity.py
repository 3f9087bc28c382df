"""Plain news about real designated groups, in ten languages, leaves people alone, and evenly; condemnation is read as such."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from evenhand.bootstrap.platform import open_platform
from evenhand.detection.model import Post, Stance
from evenhand.service.examine import Examiner

JUDGED = datetime(2026, 11, 1, tzinfo=UTC)
GROUPS = {
    "en": ["Hamas", "Hezbollah", "Boko Haram", "Islamic State", "al-Qaeda", "Kurdistan Workers Party"],
    "es": ["Hamás", "Hezbolá", "Boko Haram", "Estado Islámico", "Al Qaeda", "Partido de los Trabajadores de Kurdistán"],
    "fr": ["Hamas", "Hezbollah", "Boko Haram", "État islamique", "Al-Qaïda", "Parti des travailleurs du Kurdistan"],
    "tr": ["Hamas", "Hizbullah", "Boko Haram", "IŞİD", "El Kaide", "PKK"],
    "id": ["Hamas", "Hizbullah", "Boko Haram", "ISIS", "Al-Qaeda", "Partai Pekerja Kurdistan"],
    "ru": ["ХАМАС", "Хезболла", "Боко харам", "ИГИЛ", "Аль-Каида", "Рабочая партия Курдистана"],
    "he": ["חמאס", "חזבאללה", "בוקו חראם", "דאעש", "אל-קאעידה", "מפלגת הפועלים של כורדיסטן"],
    "ar": ["حماس", "حزب الله", "بوكو حرام", "داعش", "تنظيم القاعدة", "حزب العمال الكردستاني"],
    "fa": ["حماس", "حزب‌الله", "بوکو حرام", "داعش", "القاعده", "حزب کارگران کردستان"],
    "ur": ["حماس", "حزب اللہ", "بوکو حرام", "داعش", "القاعدہ", "کردستان ورکرز پارٹی"],
}
NEWS = {
    "en": [
        "The European Union has designated {n} as a terrorist organisation.",
        "Talks between {n} and mediators resumed on Wednesday.",
        "{n} claimed responsibility for the attack; police said nine people were hurt.",
        "Three people suspected of belonging to {n} were arrested at the border.",
        "A court sentenced a man to eight years in prison for sending money to {n}.",
        "The treasury announced sanctions against a company linked to {n}.",
        "{n} released two hostages after weeks of negotiations.",
        "A ceasefire between the army and {n} took effect at midnight.",
        "A spokesman for {n} denied any role in the explosion.",
        "The army said it had killed four members of {n} in an air strike.",
        "Parliament debated a report on the financing of {n}.",
        "Analysts say {n} has lost ground in the north since last year.",
    ],
    "es": [
        "La Unión Europea ha designado a {n} como organización terrorista.",
        "Las conversaciones entre {n} y los mediadores se reanudaron el miércoles.",
        "{n} se atribuyó la responsabilidad del ataque; la policía dijo que hubo nueve heridos.",
        "Tres personas sospechosas de pertenecer a {n} fueron arrestadas en la frontera.",
        "Un tribunal condenó a un hombre a ocho años de prisión por enviar dinero a {n}.",
        "El Tesoro anunció sanciones contra una empresa vinculada a {n}.",
        "{n} liberó a dos rehenes tras semanas de negociaciones.",
        "Un alto el fuego entre el ejército y {n} entró en vigor a medianoche.",
        "Un portavoz de {n} negó cualquier papel en la explosión.",
        "El ejército dijo haber matado a cuatro miembros de {n} en un ataque aéreo.",
        "El Parlamento debatió un informe sobre la financiación de {n}.",
        "Los analistas dicen que {n} ha perdido terreno en el norte desde el año pasado.",
    ],
    "fr": [
        "L'Union européenne a désigné {n} comme organisation terroriste.",
        "Les discussions entre {n} et les médiateurs ont repris mercredi.",
        "{n} a revendiqué l'attaque ; la police a fait état de neuf blessés.",
        "Trois personnes soupçonnées d'appartenir à {n} ont été arrêtées à la frontière.",
        "Un tribunal a condamné un homme à huit ans de prison pour avoir envoyé de l'argent à {n}.",
        "Le Trésor a annoncé des sanctions contre une société liée à {n}.",
        "{n} a libéré deux otages après des semaines de négociations.",
        "Un cessez-le-feu entre l'armée et {n} est entré en vigueur à minuit.",
        "Un porte-parole de {n} a nié tout rôle dans l'explosion.",
        "L'armée a dit avoir tué quatre membres de {n} dans une frappe aérienne.",
        "Le Parlement a débattu d'un rapport sur le financement de {n}.",
        "Selon les analystes, {n} a perdu du terrain dans le nord depuis l'an dernier.",
    ],
    "tr": [
        "Avrupa Birliği {n} örgütünü terör örgütü olarak tanıdı.",
        "{n} ile arabulucular arasındaki görüşmeler çarşamba günü yeniden başladı.",
        "Saldırıyı {n} üstlendi; polis dokuz kişinin yaralandığını söyledi.",
        "{n} üyesi olduğundan şüphelenilen üç kişi sınırda tutuklandı.",
        "Mahkeme {n} örgütüne para gönderen bir kişiyi sekiz yıl hapis cezasına çarptırdı.",
        "Hazine, {n} ile bağlantılı bir şirkete yaptırım uygulanacağını açıkladı.",
        "{n} haftalar süren müzakerelerin ardından iki rehineyi serbest bıraktı.",
        "Ordu ile {n} arasındaki ateşkes gece yarısı yürürlüğe girdi.",
        "{n} sözcüsü patlamada herhangi bir rolleri olduğunu reddetti.",
        "Ordu, hava saldırısında dört {n} üyesinin öldürüldüğünü bildirdi.",
        "Meclis {n} örgütünün finansmanına ilişkin bir raporu görüştü.",
        "Uzmanlara göre {n} geçen yıldan bu yana kuzeyde zemin kaybetti.",
    ],
    "id": [
        "Uni Eropa menetapkan {n} sebagai organisasi teroris.",
        "Pembicaraan antara {n} dan para mediator dilanjutkan pada hari Rabu.",
        "{n} mengaku bertanggung jawab atas serangan itu; polisi mengatakan sembilan orang terluka.",
        "Tiga orang yang diduga anggota {n} ditangkap di perbatasan.",
        "Pengadilan menghukum seorang pria delapan tahun penjara karena mengirim uang ke {n}.",
        "Departemen Keuangan mengumumkan sanksi terhadap perusahaan yang terkait dengan {n}.",
        "{n} membebaskan dua sandera setelah negosiasi berminggu-minggu.",
        "Gencatan senjata antara tentara dan {n} mulai berlaku tengah malam.",
        "Juru bicara {n} membantah terlibat dalam ledakan itu.",
        "Tentara mengatakan telah menewaskan empat anggota {n} dalam serangan udara.",
        "Parlemen membahas laporan tentang pendanaan {n}.",
        "Para pengamat mengatakan {n} kehilangan wilayah di utara sejak tahun lalu.",
    ],
    "ru": [
        "Евросоюз признал террористической организацией {n}.",
        "Переговоры между {n} и посредниками возобновились в среду.",
        "{n} взяла на себя ответственность за нападение; полиция сообщила о девяти раненых.",
        "Трое подозреваемых в связях с {n} арестованы на границе.",
        "Суд приговорил мужчину к восьми годам за перевод денег для {n}.",
        "Минфин объявил о санкциях против компании, связанной с {n}.",
        "{n} освободила двух заложников после нескольких недель переговоров.",
        "Перемирие между армией и {n} вступило в силу в полночь.",
        "Представитель {n} отрицает причастность к взрыву.",
        "Армия сообщила об убийстве четырёх членов {n} при авиаударе.",
        "Парламент обсудил доклад о финансировании {n}.",
        "По словам аналитиков, {n} с прошлого года теряет позиции на севере.",
    ],
    "he": [
        "האיחוד האירופי הכריז על {n} כארגון טרור.",
        "השיחות בין {n} לבין המתווכים חודשו ביום רביעי.",
        "{n} נטל אחריות למתקפה; המשטרה מסרה כי תשעה בני אדם נפצעו.",
        "שלושה חשודים בחברות בארגון {n} נעצרו בגבול.",
        "בית המשפט גזר שמונה שנות מאסר על אדם שהעביר כסף לארגון {n}.",
        "משרד האוצר הודיע על סנקציות נגד חברה הקשורה לארגון {n}.",
        "{n} שחרר שני בני ערובה לאחר שבועות של משא ומתן.",
        "הפסקת אש בין הצבא לבין {n} נכנסה לתוקף בחצות.",
        "דובר {n} הכחיש כל מעורבות בפיצוץ.",
        "הצבא מסר כי הרג ארבעה חברי {n} בתקיפה אווירית.",
        "הפרלמנט דן בדוח על מימון {n}.",
        "לפי פרשנים, {n} מאבד שטח בצפון מאז השנה שעברה.",
    ],
    "ar": [
        "صنف الاتحاد الأوروبي {n} منظمة إرهابية.",
        "استؤنفت المحادثات بين {n} والوسطاء يوم الأربعاء.",
        "أعلن {n} مسؤوليته عن الهجوم، وقالت الشرطة إن تسعة أشخاص أصيبوا.",
        "اعتقلت السلطات ثلاثة أشخاص يشتبه بانتمائهم إلى {n} عند الحدود.",
        "حكمت محكمة على رجل بالسجن ثماني سنوات لإرساله أموالا إلى {n}.",
        "أعلنت وزارة الخزانة عقوبات على شركة مرتبطة مع {n}.",
        "أفرج {n} عن رهينتين بعد أسابيع من المفاوضات.",
        "دخل وقف إطلاق النار بين الجيش و {n} حيز التنفيذ عند منتصف الليل.",
        "نفى متحدث باسم {n} أي دور في الانفجار.",
        "قال الجيش إنه قتل أربعة من عناصر {n} في غارة جوية.",
        "ناقش البرلمان تقريرا عن تمويل {n}.",
        "يقول محللون إن {n} خسر مواقع في الشمال منذ العام الماضي.",
    ],
    "fa": [
        "اتحادیه اروپا {n} را سازمان تروریستی اعلام کرد.",
        "گفت‌وگوها میان {n} و میانجی‌ها روز چهارشنبه از سر گرفته شد.",
        "{n} مسئولیت حمله را بر عهده گرفت؛ پلیس گفت نه نفر زخمی شدند.",
        "سه نفر به ظن عضویت در {n} در مرز بازداشت شدند.",
        "دادگاه مردی را به اتهام ارسال پول برای {n} به هشت سال زندان محکوم کرد.",
        "وزارت خزانه‌داری شرکت وابسته به {n} را تحریم کرد.",
        "{n} پس از هفته‌ها مذاکره دو گروگان را آزاد کرد.",
        "آتش‌بس میان ارتش و {n} از نیمه‌شب اجرا شد.",
        "سخنگوی {n} هرگونه نقش در انفجار را رد کرد.",
        "ارتش گفت چهار عضو {n} در حمله هوایی کشته شدند.",
        "پارلمان گزارشی درباره تأمین مالی {n} را بررسی کرد.",
        "تحلیلگران می‌گویند {n} از سال گذشته در شمال عقب نشسته است.",
    ],
    "ur": [
        "یورپی یونین نے {n} کو دہشت گرد تنظیم قرار دیا ہے۔",
        "{n} اور ثالثوں کے درمیان بات چیت بدھ کو دوبارہ شروع ہوئی۔",
        "{n} نے حملے کی ذمہ داری قبول کی؛ پولیس نے کہا کہ نو افراد زخمی ہوئے۔",
        "{n} سے تعلق کے شبے میں تین افراد سرحد پر گرفتار کر لیے گئے۔",
        "عدالت نے {n} کو رقم بھیجنے پر ایک شخص کو آٹھ سال قید کی سزا سنائی۔",
        "محکمہ خزانہ نے {n} سے منسلک ایک کمپنی پر پابندیوں کا اعلان کیا۔",
        "{n} نے کئی ہفتوں کے مذاکرات کے بعد دو یرغمالی رہا کر دیے۔",
        "فوج اور {n} کے درمیان جنگ بندی آدھی رات سے نافذ ہو گئی۔",
        "{n} کے ترجمان نے دھماکے میں کسی کردار کی تردید کی۔",
        "فوج نے کہا کہ فضائی حملے میں {n} کے چار ارکان ہلاک ہوئے۔",
        "پارلیمنٹ نے {n} کی مالی معاونت پر ایک رپورٹ پر بحث کی۔",
        "تجزیہ کاروں کے مطابق {n} گزشتہ سال سے شمال میں کمزور ہوئی ہے۔",
    ],
}
CONDEMNED = {
    "en": ["I condemn the attack by {n}; there is no excuse for killing civilians."],
    "es": ["Condeno el ataque de {n}; nada justifica matar a civiles."],
    "fr": ["Je condamne l'attaque de {n} ; rien n'excuse le meurtre de civils."],
    "tr": ["{n} saldırısını kınıyorum; sivilleri öldürmenin mazereti yok."],
    "id": ["Saya mengutuk serangan {n}; tidak ada alasan untuk membunuh warga sipil."],
    "ru": ["Осуждаю нападение, которое совершила {n}: убийству мирных жителей нет оправдания."],
    "he": ["אני מגנה את המתקפה של {n}, אין הצדקה להרג אזרחים."],
    "ar": ["أدين الهجوم الذي نفذه {n}، لا عذر لقتل المدنيين."],
    "fa": ["حمله {n} را محکوم می‌کنم؛ کشتن غیرنظامیان هیچ توجیهی ندارد."],
    "ur": ["میں {n} کے حملے کی مذمت کرتا ہوں، شہریوں کے قتل کا کوئی جواز نہیں۔"],
}


@pytest.fixture(scope="module")
def examiner(tmp_path_factory: pytest.TempPathFactory) -> Examiner:
    path = tmp_path_factory.mktemp("news") / "evenhand.db"
    return open_platform(str(path), create=True).examiner("", JUDGED)


def posts(table: dict[str, list[str]], lang: str) -> Iterator[Post]:
    for text in table[lang]:
        for name in GROUPS[lang]:
            yield Post("1", text.format(n=name), lang=lang)


def test_news_asks_nobody_and_evenly_so(examiner: Examiner) -> None:
    shares, asked = {}, {}
    for lang, templates in NEWS.items():
        assert len(templates) == 12
        routes = [(examiner.examine(post).route.value, post.text) for post in posts(NEWS, lang)]
        shares[lang] = 100 * sum(route == "none" for route, _ in routes) / len(routes)
        asked[lang] = [text for route, text in routes if route != "none"]
    assert min(shares.values()) >= 90, (shares, asked)
    assert max(shares.values()) - min(shares.values()) <= 10, shares


@pytest.mark.parametrize("lang", CONDEMNED)
def test_condemnation_is_read_in_every_language(examiner: Examiner, lang: str) -> None:
    for post in posts(CONDEMNED, lang):
        detections = examiner.detector.observe(post).detections
        assert all(d.reading.stance is Stance.CONDEMNATION for d in detections), (post.text, detections)
        assert examiner.examine(post).route.value == "none", post.text
