/** A data set of BEIR, the benchmark of Thakur et al., NeurIPS 2021. */
export interface BeirDataset {
  /** As in Pyserini's names: `nfcorpus`, `cqadupstack-android`. */
  readonly name: string;
  /** Documents in the corpus. */
  readonly documents: number;
  /** The published archive, and the folder in it if it contains several data sets. */
  readonly archive?: { readonly name: string; readonly md5: string; readonly folder?: string } | undefined;
}

/** The URL of the published archives. */
export const beirUrl = 'https://public.ukp.informatik.tu-darmstadt.de/thakur/BEIR/datasets';

/** Names and MD5s: BEIR's README. Numbers of documents: Anserini 1.5.0's regressions. */
const table: readonly (readonly [name: string, documents: number, md5?: string])[] = [
  ['trec-covid', 171_332, 'ce62140cb23feb9becf6270d0d1fe6d1'],
  ['bioasq', 14_914_603],
  ['nfcorpus', 3_633, 'a89dba18a62ef92f7d323ec890a0d38d'],
  ['nq', 2_681_468, 'd4d3d2e48787a744b6f6e691ff534307'],
  ['hotpotqa', 5_233_329, 'f412724f78b0d91183a0e86805e16114'],
  ['fiqa', 57_638, '17918ed23cd04fb15047f73e6c3bd9d9'],
  ['signal1m', 2_866_316],
  ['trec-news', 594_977],
  ['robust04', 528_155],
  ['arguana', 8_674, '8ad3e3c2a5867cdced806d6503f29b99'],
  ['webis-touche2020', 382_545, '46f650ba5a527fc69e0a6521c5a23563'],
  ['quora', 522_931, '18fb154900ba42a600f84b839c173167'],
  ['dbpedia-entity', 4_635_922, 'c2a39eb420a3164af735795df012ac2c'],
  ['scidocs', 25_657, '38121350fc3a4d2f48850f6aff52e4a9'],
  ['fever', 5_416_568, '5a818580227bfb4b35bb6fa46d9b6c03'],
  ['climate-fever', 5_416_593, '8b66f0a9126c521bae2bde127b4dc99d'],
  ['scifact', 5_183, '5f7d1de60b170fc8027bb7898e2efca1'],
];

const cqadupstackMd5 = '4e41456d7df8ee7760a7f866133bda78';
const cqadupstack: readonly (readonly [name: string, documents: number])[] = [
  ['android', 22_998],
  ['english', 40_221],
  ['gaming', 45_301],
  ['gis', 37_637],
  ['mathematica', 16_705],
  ['physics', 38_316],
  ['programmers', 32_176],
  ['stats', 42_269],
  ['tex', 68_184],
  ['unix', 47_382],
  ['webmasters', 17_405],
  ['wordpress', 48_605],
];

/** By name. A data set without an archive is not published: it must be requested from its owners. */
export const beirDatasets: ReadonlyMap<string, BeirDataset> = new Map(
  [
    ...table.map(
      ([name, documents, md5]): BeirDataset => ({
        name,
        documents,
        archive: md5 ? { name, md5 } : undefined,
      }),
    ),
    ...cqadupstack.map(
      ([folder, documents]): BeirDataset => ({
        name: `cqadupstack-${folder}`,
        documents,
        archive: { name: 'cqadupstack', md5: cqadupstackMd5, folder },
      }),
    ),
  ].map((dataset) => [dataset.name, dataset]),
);
