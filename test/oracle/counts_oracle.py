"""Figures of counts with NumPy, and Student's intervals with SciPy: writes counts.json."""

import json
from pathlib import Path

import numpy as np
import scipy
from scipy import stats


def ccc(t, p):
    cov = np.cov(t, p, ddof=0)
    return 2 * cov[0, 1] / (cov[0, 0] + cov[1, 1] + (p.mean() - t.mean()) ** 2)


def t_interval(values):
    low, high = stats.t.interval(0.95, len(values) - 1, values.mean(), stats.sem(values))
    return [float(low), float(high)]


def within(t, p, tolerance, percent=0):
    """Counts that are close enough, a half rounded up."""
    off = np.abs(np.floor(p + 0.5) - t)
    return (off <= tolerance) | (100 * off <= percent * t)


def wilson(hits):
    found = stats.binomtest(int(hits.sum()), len(hits)).proportion_ci(0.95, method="wilson")
    return [float(found.low), float(found.high)]


rng = np.random.default_rng(20261201)
cases = []
for n, labels in [(6, 1), (25, 1), (40, 3)]:
    truth = rng.poisson(4, (n, labels))
    predicted = np.round(np.maximum(0, truth + rng.normal(0.4, 1.5, (n, labels))), 1)
    t, p = truth.sum(axis=1), predicted.sum(axis=1)
    e = p - t
    cases.append(
        {
            "truth": truth.tolist(),
            "predicted": predicted.tolist(),
            "expected": {
                "count-mae": np.abs(e).mean(),
                "count-rmse": np.sqrt((e**2).mean()),
                "count-bias": e.mean(),
                "count-ccc": ccc(t, p),
                "count-total-error": p.sum() / t.sum() - 1,
                "count-mae{average=macro}": np.abs(predicted - truth).mean(),
                "count-rmse{average=macro}": np.sqrt(((predicted - truth) ** 2).mean(axis=0)).mean(),
                "count-ccc{average=macro}": np.mean(
                    [ccc(truth[:, k], predicted[:, k]) for k in range(labels)]
                ),
                "count-within": within(t, p, 0).mean(),
                "count-within{tolerance=1}": within(t, p, 1).mean(),
                "count-within{percent=25}": within(t, p, 0, 25).mean(),
                "count-within{percent=10,tolerance=1}": within(t, p, 1, 10).mean(),
                "count-within{class=c0,tolerance=1}": within(
                    truth[:, 0], predicted[:, 0], 1
                ).mean(),
                "count-mae{class=c0}": np.abs(predicted[:, 0] - truth[:, 0]).mean(),
            },
            "intervals": {
                "count-mae": t_interval(np.abs(e)),
                "count-bias": t_interval(e),
                "count-within{tolerance=1}": wilson(within(t, p, 1)),
                "count-within{percent=25}": wilson(within(t, p, 0, 25)),
                "count-rmse": [float(np.sqrt(max(0, x))) for x in t_interval(e**2)],
            },
        }
    )

out = {"made_with": {"numpy": np.__version__, "scipy": scipy.__version__}, "cases": cases}
Path(__file__).with_name("counts.json").write_text(json.dumps(out, indent=1) + "\n")
