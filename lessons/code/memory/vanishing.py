import torch

from nets.vanishing import Setting, vanish

text, setting, curve, step = "", Setting(radius=0.8, length=40), "rnn", 20
with torch.inference_mode():
    print((10 ** getattr(vanish(setting), curve)[step - 1]).item())
