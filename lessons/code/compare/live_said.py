from models.known import OURS, folder_of
from models.outputs import said
from models.source import source

text, model, off, place = "I am a student.", "gpt-en", [("decoder", 0, 3)], 1
reader = source(model if model in OURS else str(folder_of(model)))
found = said(reader, text, reader.write(text), off)
print(found.loss, "nats a token")
print(found.losses[place - 1], "nats at the place", found.likely[place - 1], found.chances[place - 1])
