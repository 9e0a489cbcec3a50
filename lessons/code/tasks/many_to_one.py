import torch

import pretrained

text, name, step, answer = "not bad at all", "sentiment-en-lstm", 2, "positive"
model = pretrained.load(name)
trace = model.net.trace(torch.tensor([model.tokenizer.ids(text)]))
W, b = model.net.answer.weight, model.net.answer.bias
pooled = trace.weights[0, step - 1] @ trace.rnn.out[0]
print((W @ pooled + b).softmax(-1)[model.card["labels"].index(answer)])
