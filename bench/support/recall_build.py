"""Builds an index of a peer for recall.mjs, with the settings that its documentation starts with.

    python recall_build.py bmp CIFF INDEX
    python recall_build.py seismic JSONL INDEX
"""

import sys

program, source, index = sys.argv[1:]
if program == 'bmp':
    import bmp

    # 32 documents per block, as bmp.mjs of test/interop; the last is whether block maxima are compressed.
    bmp.ciff2bmp(source, index, 32, False)
else:
    from seismic import SeismicIndex

    SeismicIndex.build(source, load_content=False).save(index)
