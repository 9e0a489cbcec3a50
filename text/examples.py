"""Sentences to begin with, for every page."""

CLASS = "The animal did not cross the street because it was too tired."

SAMPLES: tuple[tuple[str, str], ...] = (
    ("student", "I am a student."),
    ("animal", CLASS),
    ("long", "When I was a child, my father used to take me to the park every Sunday if the weather was good."),
    ("strange", "colourless green ideas sleep furiously"),
)
"""Label key and sentence: from class, a reference to resolve, a long one, a strange one."""
TWICE = ("twice", "Ostrava is a city of steel. We came to Ostrava in winter, and Ostrava was cold.")
"""The same for a text that repeats a name of several pieces, where heads can copy."""

EXAMPLES: dict[str, tuple[str, ...]] = {
    "sentiment-ko": (
        "재미없을 줄 알았는데 정말 재미있었다",
        "정말 재미있게 봤어요",
        "배우들의 연기는 훌륭했지만 이야기가 너무 느려서 끝까지 보기가 힘들었고 결말도 아쉬웠다",
        "와 진짜 대단하다 두 시간이 이렇게 사라지다니 ㅋㅋㅋ",
    ),
    "sentiment-en": (
        "I thought I would hate it, but it was not bad at all",
        "Thank you, this is wonderful",
        "I really wanted to love this, the actors were great and the music beautiful, but the ending made me so angry",
        "Well, that was great. Just great. Another Monday",
    ),
    "spam-en": (
        "Are we still meeting for lunch? Call me when you get there",
        "Congratulations! You have won a free prize. Call now to claim your reward",
        "Hi mum, I am on the train, it is late again, so please tell dad not to wait for me, love you",
        "You have won! Only joking, it is your brother, call me later",
    ),
    "tagger-en": (
        "We book a room to read a book",
        "The dog bites the man",
        "When I was a child, my father used to take me to the park every Sunday if the weather was good",
        "Will Will will the will to Will?",
    ),
    "tagger-ko": (
        "나는 하늘을 나는 새를 보았다",
        "학생이 도서관에서 책을 읽는다",
        "비가 많이 오는 날이면 아버지는 오래된 라디오를 켜고 조용히 창밖을 바라보곤 했다",
        "배가 고파서 배를 타고 배를 먹었다",
    ),
    "entities-en": (
        "Washington crossed the river and Washington is a city in America",
        "I saw Taylor Swift in London yesterday",
        "Last summer Maria and her brother flew from Paris to New York to visit the office of Google before it closed",
        "May met April in June at the Apple store",
    ),
    "chars-en": (
        "ROMEO:",
        "To be, or not to be",
        "Now is the winter of our discontent, and all the clouds that lowered upon our house",
        "Q",
    ),
    "chars-ko": (
        "그는 ",
        "나는 그날 밤",
        "비가 내리는 아침이었다. 아버지는 말없이 문을 열고 밖으로 나가더니",
        "ㅋ",
    ),
}
"""Sentences by family of models, four each. Classifiers and taggers: one with a turn or an ambiguity, a plain one, a
long one, a strange one. Generators: a short beginning, a plain one, a long one, a strange one. The first is the page's
own."""
