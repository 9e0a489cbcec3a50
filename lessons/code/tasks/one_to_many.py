import torch

import pretrained
from nets.decoding import Decoding, distribution
from nets.generation import generate, heard
from nets.trace import freeze

text, name, temperature, top_k, seed, step, answer = "ROMEO:", "chars-en-lstm", 1.0, 0, 0, 6, "\n"
model = pretrained.load(name)
how = Decoding("sample", temperature=temperature, top_k=top_k, seed=seed, max_steps=40)
prompt = model.tokenizer.ids(text)
run = generate(model.net, heard(freeze(model.net.trace(torch.tensor([prompt])))), how)
logits, state = model.net(torch.tensor([[*prompt, *run.tokens]]))
print(distribution(logits[0, step - 1], how)[model.card["labels"].index(answer)])
