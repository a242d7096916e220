"""Writes weighted_rankings.json: ranked metrics of weighted units by scikit-learn, NumPy and SciPy.

    python3 weighted_rankings_oracle.py > weighted_rankings.json

Made with Python 3.13, numpy 2.2.4, scipy 1.15.3, scikit-learn 1.4.2.

Weights add up to the number of units. The variance of a jackknife is (q - 1)/q times the sum of
squares of the values with each unit, or each cluster, left out, around their mean; what is left
keeps its weights.
"""

import json

import numpy as np
import scipy
import sklearn
from scipy.integrate import quad
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.preprocessing import label_binarize

rng = np.random.default_rng(11)


def tied(confidence, wrong, w):
    """Weight and weight of errors of each distinct confidence, falling."""
    for c in np.unique(confidence)[::-1]:
        at = confidence == c
        yield w[at].sum(), (w * wrong)[at].sum()


def aurc(confidence, wrong, w):
    """Harmonic numbers go on to any weight as h(b) - h(a) = the integral of (t^a - t^b)/(1 - t)."""
    count = losses = total = 0.0
    for s, e in tied(confidence, wrong, w):
        f = lambda t: (t**count - t ** (count + s)) / (1 - t) if t < 1 else s
        h = quad(f, 0, 1, epsabs=1e-13, epsrel=1e-13, limit=500)[0]
        total += e + (losses - e / s * count) * h
        count += s
        losses += e
    return total / count


def augrc(confidence, wrong, w):
    size, error = np.array(list(tied(confidence, wrong, w))).T
    accepted = np.concatenate([[0], np.cumsum(size)]) / w.sum()
    risk = np.concatenate([[0], np.cumsum(error)]) / w.sum()
    return np.trapezoid(risk, accepted)


def jackknife(metric, group, w):
    values = np.array([metric(np.where(group == g, 0, w)) for g in np.unique(group)])
    return (len(values) - 1) / len(values) * np.sum((values - values.mean()) ** 2)


def figures(metric, cluster, w):
    return {
        "value": metric(w),
        "variance": jackknife(metric, np.arange(len(w)), w),
        "cluster_variance": jackknife(metric, cluster, w),
    }


def on(score):
    """A metric of columns as a function of weights, without the units of weight 0."""
    return lambda w: float(score(w > 0, w[w > 0]))


n = 40
y = (rng.random(n) < 0.4).astype(int)
s = np.round(0.35 * y + rng.random(n), 1) / 2
w = np.round(0.3 + 2 * rng.random(n), 2)
cluster = rng.integers(0, 12, n)
scaled = w * n / w.sum()

K = 3
truth = rng.integers(0, K, n)
p = np.round(rng.dirichlet(np.ones(K), n), 2) + 0.6 * np.eye(K)[truth] * rng.random((n, 1))
p = np.round(p, 2)
indicator = label_binarize(truth, classes=range(K))


def macro(metric):
    return on(lambda at, v: np.mean([metric(indicator[at, k], p[at, k], sample_weight=v) for k in range(K)]))


print(json.dumps({
    "made_with": {"numpy": np.__version__, "scipy": scipy.__version__, "sklearn": sklearn.__version__},
    "score": s.tolist(), "label": y.tolist(), "weight": w.tolist(), "cluster": cluster.tolist(),
    "roc_auc": roc_auc_score(y, s, sample_weight=w),
    "average_precision": figures(on(lambda at, v: average_precision_score(y[at], s[at], sample_weight=v)), cluster, scaled),
    "aurc": figures(on(lambda at, v: aurc(s[at], 1 - y[at], v)), cluster, scaled),
    "augrc": figures(on(lambda at, v: augrc(s[at], 1 - y[at], v)), cluster, scaled),
    "auroc_failure": roc_auc_score(y, s, sample_weight=w),
    "classes": {
        "truth": truth.tolist(), "scores": p.tolist(),
        "roc_auc": figures(macro(roc_auc_score), cluster, scaled),
        "average_precision": figures(macro(average_precision_score), cluster, scaled),
        "micro_average_precision": average_precision_score(indicator, p, average="micro", sample_weight=w),
        "micro_average_precision_unweighted": average_precision_score(indicator, p, average="micro"),
        "hand_till": roc_auc_score(truth, p / p.sum(axis=1, keepdims=True), multi_class="ovo"),
        "probabilities": (p / p.sum(axis=1, keepdims=True)).tolist(),
    },
}, indent=1))
