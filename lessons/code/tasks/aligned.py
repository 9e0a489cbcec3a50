import torch
from torch.nn.utils.rnn import pad_sequence

import pretrained

text, name, step, answer = "They can fish", "tagger-en-lstm", 2, "VERB"
model = pretrained.load(name)
words = model.tokenizer.pieces(text)
letters = [torch.tensor(word) for word in model.tokenizer.letters([piece.text for piece in words])]
ids = torch.tensor([[piece.id for piece in words]])
h = model.net.trace(ids, pad_sequence(letters, batch_first=True)[None]).rnn.out[0, step - 1]
W, b = model.net.answer.weight, model.net.answer.bias
print((W @ h + b).softmax(-1)[model.card["labels"].index(answer)])
