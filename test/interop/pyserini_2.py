"""Pyserini's side of pyserini-2.mjs.

    python pyserini_2.py build COLLECTION INDEX
    python pyserini_2.py search INDEX TOPICS HITS RUN
"""

import sys
from collections import Counter
from importlib.metadata import version
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / 'bench' / 'support' / 'pyserini'))

from absent_packages import stand_in  # noqa: E402

stand_in()

from pyserini.index.lucene import LuceneIndexReader  # noqa: E402
from pyserini.pyclass import autoclass  # noqa: E402
from pyserini.search.lucene import LuceneImpactSearcher  # noqa: E402


class Encoded:
    """Stands for the encoder: a topic's tokens are repeated as often as their weight."""

    def encode(self, text):
        return dict(Counter(text.split()))


def build(collection, index):
    # What `python -m pyserini.index.lucene` calls.
    autoclass('io.anserini.index.IndexCollection').main([
        '-collection', 'JsonVectorCollection', '-input', collection, '-index', index,
        '-generator', 'DefaultLuceneDocumentGenerator', '-threads', '1', '-impact', '-pretokenized',
        '-storeDocvectors', '-optimize',
    ])  # fmt: skip


def search(index, topics, hits, run):
    lines = [line.rstrip('\n').split('\t') for line in Path(topics).read_text(encoding='utf-8').splitlines()]
    ids = [line[0] for line in lines]
    rankings = LuceneImpactSearcher(index, Encoded()).batch_search([line[1] for line in lines], ids, int(hits), 2)
    with open(run, 'w', encoding='utf-8') as output:
        for qid in sorted(ids):
            for rank, hit in enumerate(rankings[qid], 1):
                output.write(f'{qid} Q0 {hit.docid} {rank} {hit.score:.6f} Anserini\n')
    stats = LuceneIndexReader(index).stats()
    print(f"Pyserini {version('pyserini')}, Lucene {autoclass('org.apache.lucene.util.Version').LATEST.toString()}: {stats}")


{'build': build, 'search': search}[sys.argv[1]](*sys.argv[2:])
