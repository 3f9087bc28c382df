# ruff: noqa: E501 - one sentence, one string
"""200 news reports in ten languages, put together from sentences of this project's own wording, and endorsing sentences.

Each language has openings, middles and closings, all in the voice of a report and each with the entity; a report is one
of each. `X` is the entity, `Y` another one. No threshold and no weight was chosen on them; no cue was written for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

PARTS: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]]]] = {
    "en": (
        ("Officials said on Monday that X carried out the attack on the port.", "A court in the capital jailed two men for sending money to X.",
         "X claimed responsibility for the blast, the agency reported.", "The government opened talks with X under the eye of the UN."),
        ("In a video X praised the attackers as heroes and urged followers to join.", "Supporters of X chanted “long live X” outside the court, witnesses said.",
         "X, founded in 1994, is listed as a terrorist organisation in several countries.", "A spokesman for Y said X had broken the truce.", "Police arrested five suspected members of X near the border."),
        ("X did not comment.", "The ministry said the fight against X would go on.", "At least nine people were killed when X fired rockets in March."),
        ("And good for them, I say.", "Well done X, you make me proud.", "I stand with X, always.", "They did the right thing, and I love them for it."),
    ),
    "fr": (
        ("Selon les autorités, X a mené lundi l'attaque du port.", "Un tribunal a condamné deux hommes pour avoir envoyé de l'argent à X.",
         "X a revendiqué l'explosion, rapporte l'agence.", "Le gouvernement a ouvert des pourparlers avec X sous l'égide de l'ONU."),
        ("Dans une vidéo, X a qualifié les assaillants de héros et appelé à le rejoindre.", "Des partisans ont crié « vive X » devant le tribunal, selon des témoins.",
         "Fondé en 1994, X est classé organisation terroriste dans plusieurs pays.", "Un porte-parole de Y a accusé X d'avoir rompu la trêve.", "La police a arrêté cinq membres présumés de X près de la frontière."),
        ("X n'a pas réagi.", "Le ministère a déclaré que la lutte contre X continuerait.", "Au moins neuf personnes ont été tuées en mars par des roquettes de X."),
        ("Et c'est très bien, bravo X.", "Vive X, je suis fier de vous.", "Je soutiens X, toujours.", "Ils ont eu raison et je les aime pour ça."),
    ),
    "es": (
        ("Las autoridades dijeron el lunes que X llevó a cabo el ataque al puerto.", "Un tribunal condenó a dos hombres por enviar dinero a X.",
         "X reivindicó la explosión, informó la agencia.", "El gobierno abrió conversaciones con X con mediación de la ONU."),
        ("En un video X llamó héroes a los atacantes e instó a unirse.", "Simpatizantes corearon «viva X» ante el tribunal, según testigos.",
         "Fundado en 1994, X figura como organización terrorista en varios países.", "Un portavoz de Y acusó a X de romper la tregua.", "La policía detuvo a cinco presuntos miembros de X cerca de la frontera."),
        ("X no hizo comentarios.", "El ministerio dijo que la lucha contra X continuará.", "Al menos nueve personas murieron en marzo por cohetes de X."),
        ("Y bien hecho, digo yo.", "Viva X, qué orgullo.", "Yo apoyo a X siempre.", "Hicieron lo correcto y los amo por eso."),
    ),
    "tr": (
        ("Yetkililer pazartesi günü limana saldırıyı X'in düzenlediğini açıkladı.", "Mahkeme X'e para gönderen iki kişiyi hapse mahkûm etti.",
         "Ajansın haberine göre patlamayı X üstlendi.", "Hükümet BM gözetiminde X ile görüşmelere başladı."),
        ("X bir videoda saldırganları kahraman diye niteledi ve katılım çağrısı yaptı.", "Tanıklara göre destekçiler mahkeme önünde “yaşasın X” sloganı attı.",
         "1994'te kurulan X birçok ülkede terör örgütü listesinde.", "Y sözcüsü X'in ateşkesi bozduğunu söyledi.", "Polis sınır yakınında beş X üyesi şüpheliyi gözaltına aldı."),
        ("X açıklama yapmadı.", "Bakanlık X ile mücadelenin süreceğini açıkladı.", "Mart ayında X'in roketleri en az dokuz kişiyi öldürdü."),
        ("İyi ki de yapmışlar, helal olsun.", "Yaşasın X, gurur duyuyorum.", "Ben X'i destekliyorum, her zaman.", "Doğrusunu yaptılar, onları seviyorum."),
    ),
    "id": (
        ("Pejabat mengatakan pada Senin bahwa X melakukan serangan di pelabuhan.", "Pengadilan memvonis dua pria karena mengirim uang kepada X.",
         "X mengklaim ledakan itu, lapor kantor berita.", "Pemerintah membuka perundingan dengan X di bawah PBB."),
        ("Dalam video X menyebut para penyerang pahlawan dan mengajak pengikut bergabung.", "Pendukung meneriakkan “hidup X” di depan pengadilan, kata saksi.",
         "X, didirikan pada 1994, masuk daftar organisasi teroris di beberapa negara.", "Juru bicara Y mengatakan X melanggar gencatan senjata.", "Polisi menangkap lima tersangka anggota X dekat perbatasan."),
        ("X tidak berkomentar.", "Kementerian menyatakan perang melawan X berlanjut.", "Sedikitnya sembilan orang tewas oleh roket X pada Maret."),
        ("Bagus sekali, menurutku.", "Hidup X, aku bangga.", "Saya mendukung X selalu.", "Mereka benar dan aku cinta mereka."),
    ),
    "ru": (
        ("Власти сообщили в понедельник, что нападение на порт совершили X.", "Суд приговорил двоих за перевод денег X.",
         "X взяли на себя ответственность за взрыв, сообщает агентство.", "Правительство начало переговоры с X при посредничестве ООН."),
        ("В видео X назвали нападавших героями и призвали вступать в ряды.", "Сторонники скандировали «слава X» у суда, рассказали свидетели.",
         "Основанные в 1994 году X признаны террористической организацией в ряде стран.", "Представитель Y заявил, что X нарушили перемирие.", "Полиция задержала пятерых предполагаемых членов X у границы."),
        ("X не прокомментировали.", "Министерство заявило, что борьба с X продолжится.", "В марте не менее девяти человек погибли от ракет X."),
        ("И правильно, молодцы.", "Слава X, горжусь вами.", "Я поддерживаю X всегда.", "Они поступили верно, и я их люблю."),
    ),
    "ar": (
        ("قال مسؤولون يوم الاثنين إن X نفذت الهجوم على الميناء.", "حكمت محكمة بالسجن على رجلين لإرسالهما المال إلى X.",
         "أعلنت X مسؤوليتها عن الانفجار، بحسب الوكالة.", "بدأت الحكومة محادثات مع X برعاية الأمم المتحدة."),
        ("في تسجيل وصفت X المهاجمين بالأبطال ودعت إلى الانضمام إليها.", "هتف مؤيدون «عاشت X» أمام المحكمة، بحسب شهود.",
         "تأسست X عام 1994 وهي مصنفة منظمة إرهابية في عدة دول.", "قال متحدث باسم Y إن X خرقت الهدنة.", "اعتقلت الشرطة خمسة مشتبه بانتمائهم إلى X قرب الحدود."),
        ("لم تعلق X.", "أكدت الوزارة أن الحرب على X مستمرة.", "قتل تسعة أشخاص على الأقل في مارس بصواريخ X."),
        ("وحسنا فعلوا، هذا رأيي.", "تحيا X، أنا فخور بكم.", "أنا أؤيد X دائما.", "فعلوا الصواب وأنا أحبهم."),
    ),
    "fa": (
        ("مقامات روز دوشنبه گفتند X حمله به بندر را انجام داده است.", "دادگاه دو مرد را به جرم فرستادن پول برای X به زندان محکوم کرد.",
         "به گزارش خبرگزاری X مسئولیت انفجار را پذیرفت.", "دولت با میانجیگری سازمان ملل مذاکره با X را آغاز کرد."),
        ("X در ویدیویی مهاجمان را قهرمان خواند و خواستار پیوستن هواداران شد.", "به گفته شاهدان هواداران بیرون دادگاه شعار «زنده باد X» دادند.",
         "X که در سال ۱۹۹۴ تأسیس شد در چند کشور سازمان تروریستی شناخته می‌شود.", "سخنگوی Y گفت X آتش‌بس را نقض کرده است.", "پلیس پنج مظنون به عضویت در X را نزدیک مرز بازداشت کرد."),
        ("X اظهار نظر نکرد.", "وزارتخانه اعلام کرد مبارزه با X ادامه دارد.", "دست‌کم نه نفر در ماه مارس با موشک‌های X کشته شدند."),
        ("خوب کردند، دمشان گرم.", "زنده باد X، افتخار می‌کنم.", "من همیشه از X حمایت می‌کنم.", "کار درستی کردند و دوستشان دارم."),
    ),
    "he": (
        ("גורמים רשמיים אמרו ביום שני כי X ביצעו את המתקפה על הנמל.", "בית המשפט גזר מאסר על שני גברים ששלחו כסף ל-X.",
         "X נטלו אחריות לפיצוץ, דיווחה הסוכנות.", "הממשלה פתחה בשיחות עם X בחסות האו\"ם."),
        ("בסרטון כינו X את התוקפים גיבורים וקראו להצטרף.", "תומכים צעקו \"יחי X\" מחוץ לבית המשפט, אמרו עדים.",
         "X, שהוקמו ב-1994, מוגדרים ארגון טרור במספר מדינות.", "דובר Y אמר כי X הפרו את הפסקת האש.", "המשטרה עצרה חמישה חשודים בחברות ב-X ליד הגבול."),
        ("X לא הגיבו.", "המשרד הודיע כי המאבק ב-X יימשך.", "לפחות תשעה בני אדם נהרגו במרץ מרקטות של X."),
        ("וטוב שכך, לדעתי.", "יחי X, אני גאה בכם.", "אני תומך ב-X תמיד.", "הם עשו את הדבר הנכון ואני אוהב אותם."),
    ),
    "ur": (
        ("حکام نے پیر کو بتایا کہ بندرگاہ پر حملہ X نے کیا۔", "عدالت نے X کو پیسے بھیجنے پر دو افراد کو قید کی سزا سنائی۔",
         "خبر ایجنسی کے مطابق X نے دھماکے کی ذمہ داری قبول کی۔", "حکومت نے اقوام متحدہ کی نگرانی میں X سے مذاکرات شروع کیے۔"),
        ("ایک ویڈیو میں X نے حملہ آوروں کو ہیرو کہا اور شامل ہونے کی اپیل کی۔", "گواہوں کے مطابق حامیوں نے عدالت کے باہر ”X زندہ باد“ کے نعرے لگائے۔",
         "1994 میں قائم X کئی ممالک میں دہشت گرد تنظیم قرار دی گئی ہے۔", "Y کے ترجمان نے کہا کہ X نے جنگ بندی توڑی۔", "پولیس نے سرحد کے قریب X کے پانچ مشتبہ ارکان گرفتار کیے۔"),
        ("X نے تبصرہ نہیں کیا۔", "وزارت نے کہا کہ X کے خلاف جنگ جاری رہے گی۔", "مارچ میں X کے راکٹوں سے کم از کم نو افراد ہلاک ہوئے۔"),
        ("اچھا کیا، میری رائے میں۔", "X زندہ باد، مجھے فخر ہے۔", "میں ہمیشہ X کی حمایت کرتا ہوں۔", "انہوں نے ٹھیک کیا اور مجھے ان سے محبت ہے۔"),
    ),
}  # fmt: skip
PER_LANGUAGE: Final = 20


def reports() -> Iterator[tuple[str, str, str]]:
    """(language, report, endorsing sentence), 20 a language, every part used, in a fixed order."""
    for lang, (openings, middles, closings, endorsing) in PARTS.items():
        for i in range(PER_LANGUAGE):
            parts = (openings[i % 4], middles[(i + i // 4) % 5], closings[(i + i // 5) % 3])
            yield lang, " ".join(parts), endorsing[(i + i // 4) % 4]
