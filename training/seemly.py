"""Which texts of a set may stand on a screen in class: a plain list of words that may not."""

import re

ENGLISH = (
    r"fuck|shit|bitch|cunt|dick|cock(?!tail|pit|roach)|\bass\b|asshole|bastard|whore|slut|porn|\bsex|rape|nigg|fag"
    r"|retard|\bcum\b|penis|vagina|boob|\btits?\b|nazi|hitler|\bkill|suicid|\bdie\b|damn|crap|\bpiss|\bhell\b|wank"
    r"|hardcore|xxx|adult|horny|naked|nude|babe|dating|flirt|erotic|kinky|drunk|drug|weed|foid|turd|shoot"
)
KOREAN = (
    r"시발|씨발|씨바|시바|ㅅㅂ|ㅆㅂ|병신|ㅂㅅ|새끼|새키|색기|섹스|야동|좆|존나|졸라|지랄|개같|개새|창녀|미친|미췬|닥쳐|꺼져|쓰레기"
    r"|죽어|죽여|자살|강간|변태|걸레|년놈|썅|씹|홍어|일베|빨갱|좌빨|짱깨|쪽바리|똥|엿먹|느금|니미|애미|보지|자지|야하|벗|개판|빡|ㅁㅊ|발암"
    r"|북괴|슈래기|쓰렉|노답|이딴|ㅈㄹ|뒤져|뒈"
)
NOT_IN_CLASS = re.compile(f"{ENGLISH}|{KOREAN}", re.IGNORECASE)


def is_seemly(text: str) -> bool:
    """
    >>> [is_seemly(text) for text in ("What a lovely film", "This is shit")]
    [True, False]
    """
    return not NOT_IN_CLASS.search(text)
