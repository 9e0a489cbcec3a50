"""What a class types: sixty short English sentences, and the sentences behind which a single typist adds words."""

SENTENCES = """
I am a student.
The cat sleeps on the sofa.
We are late again.
She reads a book every week.
Where did you put the keys?
My brother plays the piano.
It rains a lot in autumn.
Can you help me tomorrow?
The train leaves at noon.
He never drinks coffee.
They bought a small house.
I forgot my umbrella.
What time is it in Seoul?
The soup is too hot.
You speak very quickly.
Our teacher is ill today.
I would like a glass of water.
The children are playing outside.
Nobody knew the answer.
This road goes to the sea.
She opened the window slowly.
Do you remember my name?
The film was longer than the book.
He lost his ticket.
We will see you on Friday.
The shop closes at six.
I have two sisters and a dog.
That is not what I said.
Please sit down and listen.
The animal was too tired to cross the street.
My phone has no battery left.
How much does this bread cost?
The river froze last winter.
She sings when she is happy.
I do not like loud music.
They arrived before the storm.
Your answer is almost right.
The moon is bright tonight.
He works in a hospital.
We need more chairs.
The letter came this morning.
I cannot find my glasses.
Are you coming with us?
The old man told a long story.
She wants to become a doctor.
It takes an hour by bus.
The baby is finally asleep.
I learned French at school.
He closed the door behind him.
The bridge was built in a year.
Do not touch that wire.
My parents live near the lake.
The garden is full of roses.
You should wear a coat.
We laughed until we cried.
The bank is next to the museum.
I will call you when I arrive.
Her hands were cold.
The lesson begins in ten minutes.
Everybody has gone home.
""".strip().splitlines()

STEMS = (
    "We saw the old",
    "I think that the man who lives here has a",
    "On Sunday morning my brother and I walked slowly to the old market because we wanted to buy a very big and",
)
"""Openings that have about 6, 12 and 24 tokens with one word more and <eos>."""

WORDS = ["bird", "table", "garden", "horse", "river", "teacher", "letter", "window", "house", "mountain"]
WORDS += ["dress", "picture", "train", "doctor", "kitchen"]


def keys(sentence: str) -> list[str]:
    """What the box says after each key of a sentence.

    >>> keys("Hi.")
    ['H', 'Hi', 'Hi.']
    """
    return [sentence[: end + 1] for end in range(len(sentence))]
