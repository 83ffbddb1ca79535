"""Writes msmarco-doc-reference.json: what MS MARCO's own script for document runs prints.

    python test/eval/msmarco_doc_reference.py msmarco_doc_eval.py

The argument is that script, of castorini/anserini-tools (scripts/msmarco) or of microsoft/MSMARCO-Document-Ranking.
"""

import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

rng = random.Random(7)
TOPICS = range(100, 120)


def ranked(topic, depth, relevant_at):
    """Lines of one topic, with its relevant document at a rank or, where that is None, not at all."""
    return [f"{topic}\t{'R' if rank == relevant_at else 'D'}{topic}{'' if rank == relevant_at else f'-{rank}'}\t{rank}" for rank in range(1, depth + 1)]


def run(depth, order=TOPICS):
    lines = [line for topic in order for line in ranked(topic, depth(topic), rng.choice([None, *range(1, 150)]))]
    return lines


shuffled = run(lambda topic: 30)
rng.shuffle(shuffled)
judgments = [f"{topic} 0 R{topic} {rng.choice([0, 1, 2])}" for topic in TOPICS]
runs = {
    "100 documents": run(lambda topic: 100),
    "more than 100 for some": run(lambda topic: 150 if topic % 7 == 0 else 20),
    "topics without judgments, and missing ones": run(lambda topic: 10, range(110, 130)),
    "lines in any order": shuffled,
    "equal ranks": [f"{topic}\t{docid}{topic}\t1" for topic in TOPICS for docid in "ZRA"],
}


def printed(lines):
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, name) for name in ("run", "judgments")]
        for path, content in zip(paths, (lines, judgments)):
            path.write_text("".join(f"{line}\n" for line in content))
        command = [sys.executable, sys.argv[1], "--run", paths[0], "--judgments", paths[1]]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout


cases = [{"name": name, "run": lines, "printed": printed(lines)} for name, lines in runs.items()]
Path(__file__).with_name("msmarco-doc-reference.json").write_text(
    json.dumps({"judgments": judgments, "cases": cases}) + "\n"
)
