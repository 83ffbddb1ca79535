"""Lets Pyserini's search run where the packages of its encoders are absent.

``pyserini.search.lucene`` imports every encoder, and with them PyTorch, transformers and a dozen more, gigabytes that
a search with encoded queries never calls. ``stand_in`` puts empty stand-ins in the place of those that are not
installed; whatever Pyserini's own code does with Lucene is untouched.
"""

import importlib.abc
import importlib.machinery
import sys
from unittest.mock import MagicMock

PACKAGES = {
    'datasets', 'faiss', 'flask', 'lightgbm', 'matplotlib', 'nmslib', 'onnxruntime', 'openai', 'pandas', 'PIL',
    'requests', 'scipy', 'sentence_transformers', 'sentencepiece', 'sklearn', 'spacy', 'tiktoken', 'torch',
    'transformers', 'yaml',
}  # fmt: skip


class _StandIn(MagicMock):
    __path__ = []
    __version__ = '0'

    def _get_child_mock(self, **kwargs):
        return MagicMock(**kwargs)


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, fullname, path=None, target=None):
        if fullname.partition('.')[0] in PACKAGES:
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec):
        return _StandIn(name=spec.name)

    def exec_module(self, module):
        pass


def stand_in():
    """To be called before Pyserini is imported. What is installed is found first, and stays."""
    # Pyserini 2 fetches lists of its published indexes while it is imported.
    sys.modules['pyserini.prebuilt_index_info'] = _StandIn(name='pyserini.prebuilt_index_info')
    sys.meta_path.append(_Finder())
