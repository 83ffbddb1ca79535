"""Python's side of scipy.mjs.

    python scipy_matrix.py VECTORS FOLDER
"""

import gzip
import json
import sys
from collections import Counter
from importlib.metadata import version
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from seismic import SeismicIndex, get_seismic_string

vectors, folder = sys.argv[1], Path(sys.argv[2])
matrix = sp.load_npz(folder / 'v.npz')
tokens = (folder / 'v.vocabulary.txt').read_text(encoding='utf-8').split('\n')
docids = (folder / 'v.docids.txt').read_text(encoding='utf-8').split('\n')
rows = 0
with gzip.open(vectors, 'rt', encoding='utf-8') as lines:
    for row, line in enumerate(lines):
        record = json.loads(line)
        found = matrix[row]
        have = {tokens[i]: w for i, w in zip(found.indices, found.data)}
        assert have == record['vector'] and docids[row] == record['id'], record['id']
        rows += 1
assert matrix.shape == (rows, len(tokens) - 1) and matrix.has_sorted_indices
sp.save_npz(folder / 'scipy.npz', matrix)
print(f"scipy {version('scipy')}: {rows} rows, {matrix.nnz} entries of {matrix.dtype}, all as in the vectors")

index = SeismicIndex.build(str(folder / 'seismic.jsonl'))
expected = {}
for line in (folder / 'run.txt').read_text().splitlines():
    topic, _, docid, _, score, _ = line.split()
    expected.setdefault(topic, []).append((docid, float(score)))
same = total = 0
for line in (folder / 'topics.tsv').read_text(encoding='utf-8').splitlines():
    topic, text = line.split('\t')
    query = Counter(text.split())
    hits = index.search(
        query_id=topic,
        query_components=np.array(list(query), dtype=get_seismic_string()),
        query_values=np.array(list(query.values()), dtype=np.float32),
        k=10, query_cut=len(query), heap_factor=0.0,
    )  # fmt: skip
    scores = [round(hit[1]) for hit in hits]
    total += 1
    same += scores == [round(score) for _, score in expected[topic]]
print(f"Seismic {version('pyseismic-lsr')}: {same} of {total} topics have the first 10 scores of the exact run")
