"""Writes pyserini-reference.json: what pyserini.fusion makes of runs whose lines, ranks and scores have many orders.

    python -m venv venv && venv/bin/pip install pandas==3.1.1 && venv/bin/pip install --no-deps pyserini==1.6.0
    venv/bin/python test/fusion/pyserini_reference.py
"""

import json
import random
import tempfile
from importlib.metadata import version
from pathlib import Path

from pyserini.fusion import average, interpolation, normalize, reciprocal_rank_fusion
from pyserini.trectools import TrecRun

DOCIDS = [f"d{number}" for number in range(9)]
ORDERS = ("as written", "ranks from 0", "shuffled lines", "ranks against scores", "any ranks")


def lines_of_topic(rng, topic, order):
    scores = sorted((rng.randint(0, 40) / 4 for _ in range(rng.randint(1, 8))), reverse=True)
    docids = rng.sample(DOCIDS, len(scores))
    ranks = list(range(1, len(scores) + 1))
    if order == "ranks from 0":
        ranks = [rank - 1 for rank in ranks]
    elif order == "ranks against scores":
        ranks.reverse()
    elif order == "any ranks":
        ranks = [rng.randint(0, 50) for _ in ranks]
    return [f"{topic} Q0 {docid} {rank} {score} tag\n" for docid, rank, score in zip(docids, ranks, scores)]


def run_text(rng, topics, order):
    lines = [line for topic in topics for line in lines_of_topic(rng, topic, order)]
    if order in ("shuffled lines", "any ranks"):
        rng.shuffle(lines)
    return "".join(lines)


def fuse(paths, options):
    runs = [TrecRun(filepath=str(path), resort=options["resort"]) for path in paths]
    limits = {"depth": options["depth"], "k": options["k"]}
    method = options["method"]
    if method == "rrf":
        return reciprocal_rank_fusion(runs, rrf_k=options["rrf.k"], **limits)
    if method == "interpolation":
        return interpolation(runs, alpha=options["alpha"], **limits)
    return {"average": average, "normalize": normalize}[method](runs, **limits)


def case(rng, folder, order):
    method = rng.choice(["rrf", "rrf", "rrf", "interpolation", "average", "normalize"])
    topics = rng.choice([["9", "10", "101"], ["q1", "Q2", "x"]])
    options = {
        "method": method,
        "rrf.k": rng.choice([1, 60]),
        "alpha": rng.choice([0.25, 0.5]),
        "depth": rng.choice([2, 4, 1000]),
        "k": rng.choice([3, 1000]),
        "resort": rng.random() < 0.3,
    }
    runs = []
    for number in range(2 if method == "interpolation" else rng.choice([2, 3])):
        # Every second run lacks a topic.
        runs.append(run_text(rng, topics[number % 2 :], order if number == 0 else rng.choice(ORDERS)))
    paths = [folder / str(number) for number in range(len(runs))]
    for path, text in zip(paths, runs):
        path.write_text(text)
    output = folder / "fused"
    fuse(paths, options).save_to_txt(str(output), tag="fused")
    return {"order": order, "options": options, "runs": runs, "fused": output.read_text()}


rng = random.Random(20261129)
with tempfile.TemporaryDirectory() as name:
    cases = [case(rng, Path(name), order) for order in ORDERS for _ in range(8)]
reference = {"made by": f"pyserini_reference.py, Pyserini 1.6.0, pandas {version('pandas')}", "cases": cases}
path = Path(__file__).with_name("pyserini-reference.json")
path.write_text(json.dumps(reference, indent=1) + "\n")
print(path)
