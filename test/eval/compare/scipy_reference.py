"""Writes scipy-reference.json: what SciPy and statsmodels say about stored inputs, for the tests beside it.

    python -m venv venv && venv/bin/pip install scipy==1.17.1 statsmodels==0.15.0
    venv/bin/python test/eval/compare/scipy_reference.py
"""

import json
from pathlib import Path

import numpy as np
import scipy
import statsmodels
from scipy import stats
from statsmodels.stats.multitest import multipletests

PERMUTATIONS = 99_999
RESAMPLES = 100_000


def cases():
    """Per-topic differences of different sizes and shapes, rounded so that the file stays short."""
    random = np.random.default_rng(20261124)
    yield "eight topics", random.normal(0.05, 0.1, 8)
    yield "twelve topics, ties", np.round(random.normal(0.02, 0.1, 12), 1)
    yield "fifty topics, small effect", random.normal(0.02, 0.1, 50)
    yield "fifty topics, no effect", random.normal(0.0, 0.1, 50)
    yield "skewed, mostly zero", np.where(random.random(120) < 0.6, 0.0, random.exponential(0.1, 120) - 0.07)
    yield "many topics, large effect", random.normal(0.04, 0.12, 323)
    yield "two topics", np.array([0.25, 0.1])


def mean(values, axis=-1):
    return np.mean(values, axis=axis)


def examine(name, differences):
    differences = np.round(differences, 6)
    t_test = stats.ttest_rel(differences, np.zeros_like(differences))
    moved = differences[differences != 0]
    exact = len(moved) <= 16
    randomization = stats.permutation_test(
        (moved,),
        mean,
        permutation_type="samples",
        alternative="two-sided",
        vectorized=True,
        n_resamples=np.inf if exact else PERMUTATIONS,
        rng=np.random.default_rng(1),
    )
    interval = stats.bootstrap(
        (differences,),
        mean,
        method="percentile",
        n_resamples=RESAMPLES,
        confidence_level=0.95,
        rng=np.random.default_rng(2),
        batch=1000,
    ).confidence_interval
    return {
        "name": name,
        "differences": differences.tolist(),
        "tTest": {"t": t_test.statistic, "degrees": int(t_test.df), "p": t_test.pvalue},
        "randomization": {
            "p": float(randomization.pvalue),
            "isExact": exact,
            "permutations": 2 ** len(moved) if exact else PERMUTATIONS,
        },
        "bootstrap": {
            "low": interval.low,
            "high": interval.high,
            "resamples": RESAMPLES,
        },
    }


def tails():
    """Student's t far out too, for few and many degrees of freedom."""
    for degrees in (1, 2, 5, 30, 322, 6979):
        for t in (0.0, 0.1, 1.0, 2.5, 10.0, 40.0):
            yield {"t": t, "degrees": degrees, "p": 2 * stats.t.sf(t, degrees)}


def holm():
    for p_values in ([0.01, 0.04, 0.03], [0.5, 0.5, 0.9], [0.001], [0.04, 0.01, 0.02, 0.015, 0.2]):
        yield {"p": p_values, "corrected": multipletests(p_values, method="holm")[1].tolist()}


reference = {
    "made by": f"scipy_reference.py, SciPy {scipy.__version__}, statsmodels {statsmodels.__version__}",
    "cases": [examine(name, differences) for name, differences in cases()],
    "tails": list(tails()),
    "holm": list(holm()),
}
path = Path(__file__).with_name("scipy-reference.json")
path.write_text(json.dumps(reference, indent=1) + "\n")
print(path)
