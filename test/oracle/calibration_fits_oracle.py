"""Writes calibration_fits.json: fits by scipy's general root finders and optimisers, none of which shares code with ours.

    python3 calibration_fits_oracle.py > calibration_fits.json

Made with Python 3, numpy 2.4.6, scipy 1.17.1.
"""

import json

import numpy as np
from scipy import __version__ as scipy_version
from scipy.optimize import brentq, isotonic_regression, minimize_scalar, root
from scipy.special import expit, logsumexp
from scipy.stats import norm

rng = np.random.default_rng(5)
n = 60
s = np.round(rng.normal(size=n), 3)
y = (rng.random(n) < expit(0.3 + 0.8 * s)).astype(int)


def logistic(x, t):
    def gradient(b):
        r = expit(b[0] + b[1] * x) - t
        return np.array([r.sum(), (r * x).sum()])

    def hessian(b):
        p = expit(b[0] + b[1] * x)
        w = p * (1 - p)
        return np.array([[w.sum(), (w * x).sum()], [(w * x).sum(), (w * x * x).sum()]])

    b = root(gradient, [0, 0], jac=hessian, tol=1e-15).x
    return [*map(float, b), float(np.sqrt(np.linalg.inv(hessian(b))[1, 1]))]


p = np.round(expit(s), 4)
logit = np.log(p / (1 - p))
offset = brentq(lambda a: np.sum(y - expit(a + logit)), -10, 10, xtol=1e-15)
positives = int(y.sum())
smooth = np.where(y == 1, (positives + 1) / (positives + 2), 1 / (n - positives + 2))
z = np.sum((y - p) * (1 - 2 * p)) / np.sqrt(np.sum((1 - 2 * p) ** 2 * p * (1 - p)))

logits = np.round(3 * rng.normal(size=(40, 4)), 3)
label = np.array([rng.choice(4, p=np.exp(r / 2) / np.exp(r / 2).sum()) for r in logits])
nll = lambda b: np.mean(logsumexp(b * logits, axis=1) - b * logits[np.arange(40), label])
beta = minimize_scalar(nll, bounds=(1e-3, 50), method="bounded", options={"xatol": 1e-12}).x

x = np.arange(12) / 11
target = np.round(rng.random(12) + x, 3)
weight = np.round(0.2 + rng.random(12), 3)

print(json.dumps({
    "made_with": {"numpy": np.__version__, "scipy": scipy_version},
    "logistic": {"x": s.tolist(), "y": y.tolist(), "fit": logistic(s, y), "smoothed": logistic(s, smooth)},
    "event": {"p": p.tolist(), "y": y.tolist(), "in_the_large": offset, "fit": logistic(logit, y),
              "spiegelhalter_z": float(z), "spiegelhalter_p": float(2 * norm.sf(abs(z)))},
    "temperature": {"logits": logits.tolist(), "y": label.tolist(), "T": float(1 / beta), "nll": float(nll(beta))},
    "isotonic": {"x": x.tolist(), "y": target.tolist(), "w": weight.tolist(),
                 "fitted": isotonic_regression(target).x.tolist(),
                 "weighted": isotonic_regression(target, weights=weight).x.tolist()},
}, indent=1))
