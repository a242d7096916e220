"""Meta-regression by another way: the restricted likelihood is searched for its highest point (NumPy, SciPy),
with no scoring steps. Writes meta_regression.json beside it: python3 meta_regression_oracle.py"""
import json
from pathlib import Path

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.stats import t as student

LEVEL = 0.95


def restricted(tau2, y, v, x):
    w = 1 / (v + tau2)
    a = x.T @ (w[:, None] * x)
    beta = np.linalg.solve(a, x.T @ (w * y))
    e = y - x @ beta
    return 0.5 * (np.sum(np.log(v + tau2)) + np.linalg.slogdet(a)[1] + np.sum(w * e * e))


def fit(y, v, x):
    k, p = x.shape
    top = 10 * np.var(y) + 1
    grid = np.concatenate([[0], np.logspace(-8, np.log10(top), 300)])
    at = int(np.argmin([restricted(t, y, v, x) for t in grid]))
    low, high = grid[max(0, at - 1)], grid[min(len(grid) - 1, at + 1)]
    found = minimize_scalar(restricted, bounds=(low, high), args=(y, v, x), method="bounded", options={"xatol": 1e-14})
    tau2 = found.x if found.fun < restricted(0.0, y, v, x) else 0.0
    w = 1 / (v + tau2)
    cov = np.linalg.inv(x.T @ (w[:, None] * x))
    beta = cov @ (x.T @ (w * y))
    e = y - x @ beta
    se = np.sqrt(np.diag(cov) * max(1.0, np.sum(w * e * e) / (k - p)))
    half = student.ppf((1 + LEVEL) / 2, k - p) * se
    return {
        "tau2": tau2,
        "beta": beta.tolist(),
        "se": se.tolist(),
        "low": (beta - half).tolist(),
        "high": (beta + half).tolist(),
        "p": (2 * student.sf(np.abs(beta) / se, k - p)).tolist(),
    }


def main():
    rng = np.random.default_rng(19)
    cases = []
    for k, columns, tau in [(10, 1, 0.4), (12, 2, 0.5), (12, 2, 0.0), (25, 3, 0.3), (40, 2, 0.8), (15, 4, 0.6), (11, 2, 2.0)]:
        x = np.column_stack([np.ones(k)] + [
            rng.integers(0, 2, k) if c % 2 == 0 else rng.normal(3, 2, k) for c in range(columns - 1)
        ])
        v = 1 / rng.integers(8, 60, k)
        y = x @ rng.normal(0.5, 0.4, columns) + rng.normal(0, tau, k) + rng.normal(0, np.sqrt(v))
        cases.append({"y": y.tolist(), "v": v.tolist(), "x": x.tolist(), "expected": fit(y, v, x)})
    path = Path(__file__).with_name("meta_regression.json")
    path.write_text(json.dumps({"level": LEVEL, "cases": cases}, indent=1) + "\n")


main()
