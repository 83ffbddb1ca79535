"""The peers' side of recall.mjs, as recall-search.mjs is tserini's.

    python recall_search.py bmp INDEX QUERIES HITS SECONDS ALPHA...
    python recall_search.py seismic INDEX QUERIES HITS SECONDS CUT:FACTOR...
"""

import json
import sys
import time
from pathlib import Path

program, index, file, k, seconds, *settings = sys.argv[1:]
queries = [dict(query) for query in json.loads(Path(file).read_text(encoding='utf-8'))]


def searches_of_bmp():
    import bmp

    searcher = bmp.Searcher(index)

    def ask(setting):
        found = (searcher.search(query, int(k), float(setting), 1.0) for query in queries)
        return [list(zip(docids, scores)) for docids, scores in found]

    return ask


def searches_of_seismic():
    import numpy as np
    from seismic import SeismicIndex, get_seismic_string

    searcher = SeismicIndex.load(index + '.index.seismic')
    ids = np.array([str(i) for i in range(len(queries))], dtype=get_seismic_string())
    components = [np.array(list(query), dtype=get_seismic_string()) for query in queries]
    values = [np.array(list(query.values()), dtype=np.float32) for query in queries]

    def ask(setting):
        cut, factor = setting.split(':')
        found = searcher.batch_search(
            queries_ids=ids, query_components=components, query_values=values,
            k=int(k), query_cut=int(cut), heap_factor=float(factor), num_threads=1,
        )  # fmt: skip
        by_query = [[] for _ in queries]
        for ranking in found:
            for query, score, docid in ranking:
                by_query[int(query)].append((docid, score))
        return by_query

    return ask


ask = searches_of_bmp() if program == 'bmp' else searches_of_seismic()
for setting in settings:
    found = ask(setting)
    done = 0
    started = time.perf_counter()
    before = time.process_time()
    while time.perf_counter() - started < float(seconds):
        ask(setting)
        done += len(queries)
    rate = done / (time.process_time() - before)
    print(json.dumps({'rate': rate, 'hits': [[[docid, float(score)] for docid, score in hits] for hits in found]}))
