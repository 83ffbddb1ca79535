"""Pyserini's own batch_search in a warm process, for comparison with tserini's.

    python batch_search.py INDEX TOPICS THREADS SECONDS K...

Topics are lines of an id, a tab, and tokens repeated as often as their weight. Prints a line a k: k, queries a second,
and the milliseconds of processor time that a query took. Needs Pyserini, NumPy, tqdm and Pyjnius; encoders' packages
may be absent.
"""

import sys
import time
from collections import Counter

from absent_packages import stand_in

stand_in()

from pyserini.search.lucene import LuceneImpactSearcher  # noqa: E402


class Encoded:
    """Stands for the encoder: a query is encoded already."""

    def encode(self, query):
        return query


def run(searcher, queries, ids, k, threads, seconds):
    start, cpu, done = time.perf_counter(), time.process_time(), 0
    while time.perf_counter() - start < seconds:
        done += len(searcher.batch_search(queries, ids, k, threads))
    return done / (time.perf_counter() - start), (time.process_time() - cpu) * 1000 / done


def main(index, topics, threads, seconds, *ks):
    ids, queries = [], []
    with open(topics, encoding='utf-8') as lines:
        for line in lines:
            qid, tokens = line.rstrip('\n').split('\t')
            ids.append(qid)
            queries.append(dict(Counter(tokens.split())))
    searcher = LuceneImpactSearcher(index, Encoded())
    for k in map(int, ks):
        run(searcher, queries, ids, k, int(threads), float(seconds) / 2)
        rate, cpu = run(searcher, queries, ids, k, int(threads), float(seconds))
        print(f'{k} {rate} {cpu}', flush=True)


main(*sys.argv[1:])
