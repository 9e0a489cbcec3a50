from models.known import OURS, folder_of
from models.scoring import SCORES, scores
from models.source import source

text, model, side, layer, head, score = "I am a student.", "gpt-en", "decoder", 2, 5, "previous"
reader = source(model if model in OURS else str(folder_of(model)))
maps = next(maps for maps in reader.read(text, reader.write(text)) if maps.side == side)
print(scores(maps)[SCORES.index(score), layer - 1, head - 1].item())
