"""Sentences to begin with, for every page."""

CLASS = "The animal did not cross the street because it was too tired."

SAMPLES: tuple[tuple[str, str], ...] = (
    ("student", "I am a student."),
    ("animal", CLASS),
    ("long", "When I was a child, my father used to take me to the park every Sunday if the weather was good."),
    ("strange", "colourless green ideas sleep furiously"),
)
"""Label key and sentence: from class, a reference to resolve, a long one, a strange one."""
