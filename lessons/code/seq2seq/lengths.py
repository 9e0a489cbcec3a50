import pretrained

text, model, chart, shortest = "I am a student.", "seq2seq-en-fr-general", "by_length", 6
card = pretrained.load(model).card
length = len(pretrained.load(model).tokenizer.ids(text))
scores = {entry["from"]: entry["bleu"] for entry in card["metrics"][chart]}
print(scores[shortest], "BLEU, measured by:", card["evaluation"], f"({length} tokens are typed)")
