text, first, second, part = "", [0.5, 0.2, 0.3], [0.1, 0.4, 0.2], "tau"


def sign(a, b):
    return (a > b) - (a < b)


def tau(x, y):
    pairs = [(sign(x[a], x[b]), sign(y[a], y[b])) for a in range(len(x)) for b in range(a)]
    return sum(s * t for s, t in pairs) / (sum(s * s for s, _ in pairs) * sum(t * t for _, t in pairs)) ** 0.5


def ranks(x):
    return [sum(w < v for w in x) + sum(w == v for w in x) / 2 for v in x]


def rho(x, y):
    r, s = ranks(x), ranks(y)
    r, s = [v - sum(r) / len(r) for v in r], [v - sum(s) / len(s) for v in s]
    return sum(a * b for a, b in zip(r, s, strict=True)) / (sum(a * a for a in r) * sum(b * b for b in s)) ** 0.5


print({"tau": tau, "rho": rho}[part]([abs(v) for v in first], [abs(v) for v in second]))
