import torch

import pretrained
from nets.decoding import Decoding, distribution
from nets.generation import generate

text, name, temperature, top_k, seed, step, answer = "ROMEO:", "chars-en-lstm", 1.0, 0, 0, 6, "\n"
model = pretrained.load(name)
how = Decoding("sample", temperature=temperature, top_k=top_k, seed=seed, max_steps=40)
prompt = model.tokenizer.ids(text)
written = generate(model.net, prompt, how).tokens.tolist()
logits, state = model.net(torch.tensor([[*prompt, *written]]))
print(distribution(logits[0, step - 1], how)[model.card["labels"].index(answer)])
