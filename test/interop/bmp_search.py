"""BMP's side of bmp.mjs.

    python bmp_search.py CIFF INDEX TOPICS RUN
"""

import sys
from collections import Counter
from importlib.metadata import version
from pathlib import Path

import bmp

ciff, index, topics, run = sys.argv[1:]
bmp.ciff2bmp(ciff, index, 32, False)
searcher = bmp.Searcher(index)
heaviest = 0
with open(run, 'w', encoding='utf-8') as output:
    for line in Path(topics).read_text(encoding='utf-8').splitlines():
        topic, text = line.split('\t')
        # A token is repeated as often as its weight.
        query = Counter(text.split())
        heaviest = max(heaviest, *query.values())
        docids, scores = searcher.search(dict(query), 10, 1.0, 1.0)
        for rank, (docid, score) in enumerate(zip(docids, scores), 1):
            output.write(f'{topic} Q0 {docid} {rank} {score} BMP\n')
print(f"bmp {version('bmp')}; the heaviest token of a query weighs {heaviest}")
