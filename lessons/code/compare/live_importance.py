from models.known import OURS, folder_of
from models.outputs import matters
from models.source import source

text, model, side, layer, head, score = "I am a student.", "gpt-en", "decoder", 2, 5, "ablation"
reader = source(model if model in OURS else str(folder_of(model)))
print(matters(reader, text, reader.write(text))[score][side][layer - 1, head - 1].item())
