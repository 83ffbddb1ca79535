"""Writes pytrec-eval-reference.json: what pytrec_eval says about runs with missing, empty and surplus topics.

    python -m venv venv && venv/bin/pip install pytrec-eval-terrier==0.5.11
    venv/bin/python test/eval/pytrec_eval_reference.py
"""

import json
import math
import random
from importlib.metadata import version
from pathlib import Path

import pytrec_eval

CUTOFFS = ("P", "recall", "map_cut", "ndcg_cut", "relative_P")
WITH_PARAMETERS = {
    **{name: f"{name}.2,5" for name in CUTOFFS},
    "success": "success.1,5",
    "iprec_at_recall": "iprec_at_recall.0,0.5",
    "Rprec_mult": "Rprec_mult.0.5,1",
}
# Without those that are not numbers: pytrec_eval returns memory that holds something else for them.
MEASURES = [WITH_PARAMETERS.get(name, name) for name in sorted(pytrec_eval.supported_measures - {"relstring", "runid"})]
DOCIDS = [f"d{number}" for number in range(12)]


def judgments(rng):
    """Relevance from -1 (pooled, not judged) to 3; the last topic has no relevant document."""
    qrels = {
        f"q{number}": {docid: rng.choice([-1, 0, 0, 1, 1, 2, 3]) for docid in rng.sample(DOCIDS, rng.randint(1, 8))}
        for number in range(5)
    }
    return {**qrels, "q5": {"d0": 0, "d1": 0}}


def ranking(rng):
    return {docid: float(rng.randint(0, 6)) for docid in rng.sample(DOCIDS, rng.randint(1, 9))}


def runs(rng, topics):
    whole = {topic: ranking(rng) for topic in topics}
    yield "all topics", whole
    yield "a missing topic", {topic: hits for topic, hits in whole.items() if topic != "q2"}
    yield "a surplus topic", {**whole, "q9": ranking(rng)}
    yield "an empty topic", {**whole, "q1": {}}
    yield "missing, empty and surplus", {"q0": whole["q0"], "q3": {}, "q5": {}, "q7": {}, "q8": ranking(rng)}
    yield "all topics empty", {topic: {} for topic in topics}
    yield "one topic, empty", {"q4": {}}


def evaluate(qrels, run):
    evaluator = pytrec_eval.RelevanceEvaluator(qrels, MEASURES)
    # trec_eval's buffers have no memory before the first document: until then pytrec_eval answers 0 for everything.
    evaluator.evaluate({topic: {"d0": 1.0} for topic in qrels})
    return {
        topic: {name: None if math.isnan(value) else value for name, value in values.items()}
        for topic, values in evaluator.evaluate(run).items()
    }


rng = random.Random(20261129)
qrels = judgments(rng)
reference = {
    "made by": f"pytrec_eval_reference.py, pytrec-eval-terrier {version('pytrec-eval-terrier')}",
    "measures": MEASURES,
    "qrels": qrels,
    "cases": [{"name": name, "run": run, "values": evaluate(qrels, run)} for name, run in runs(rng, qrels)],
}
path = Path(__file__).with_name("pytrec-eval-reference.json")
path.write_text(json.dumps(reference, indent=1) + "\n")
print(path)
