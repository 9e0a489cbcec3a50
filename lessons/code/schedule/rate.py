import torch

from nets.schedules import schedule

text, name, step, d_model, peak, warmup, total = "", "paper", 4000, 512, 0.0007, 4000, 20000
print(schedule(name, torch.tensor(float(step)), d_model=d_model, peak=peak, warmup=warmup, total=total).item())
