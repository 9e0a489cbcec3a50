from models.known import OURS, folder_of
from models.outputs import said
from models.source import source

text, model, off, place = "I am a student.", "gpt-en", [("decoder", 1, 4)], 1
reader = source(model if model in OURS else str(folder_of(model)))
target = reader.write(text)
for heads in ([], off):
    found = said(reader, text, target, heads)
    print(
        found.loss,
        found.losses[place - 1],
        *zip(found.likely[place - 1], found.chances[place - 1].tolist(), strict=True),
    )
