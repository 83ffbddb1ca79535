"""Writes the Parquet files of parquet.test.ts beside this script: python3 test/corpus/parquet_files.py (pip install pyarrow)."""

import os

import pyarrow as pa
import pyarrow.parquet as pq

here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "parquet")
ids = [2**60 + i for i in range(7)]
texts = ["red apples", "", "日本 🥦", None, "line\nbreak\tand tab", "naïve café", "red apples"]
titles = [f"title {i % 2}" for i in range(7)]
table = pa.table({"id": ids, "title": titles, "text": texts, "year": pa.array(range(7), pa.int32())})

for codec in ["none", "snappy", "gzip", "brotli", "zstd", "lz4"]:
    pq.write_table(table, os.path.join(here, f"{codec}.parquet"), compression=codec, row_group_size=3)
pq.write_table(
    table,
    os.path.join(here, "pages-v2.parquet"),
    data_page_version="2.0",
    use_dictionary=False,
    column_encoding={"id": "DELTA_BINARY_PACKED", "text": "DELTA_BYTE_ARRAY", "title": "DELTA_LENGTH_BYTE_ARRAY"},
)
nested = pa.table({"id": ["a", "b"], "text": [["x", "y"], []], "title": [{"en": "T"}, None], "body": ["p", "q"]})
pq.write_table(nested, os.path.join(here, "nested.parquet"))
