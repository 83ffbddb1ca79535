import type { TopicFormat } from '#tserini/topics/formats.js';

/** A small file of each format of topics. */
export interface TopicSample {
  readonly format: TopicFormat;
  readonly name: string;
  readonly text: string;
  /** Id and text of each topic, in the order in which they are read. */
  readonly topics: readonly (readonly [id: string, text: string])[];
  /** Whether the format is found without its name. */
  readonly isDetected?: boolean;
}

const topics = [
  ['2', 'green'],
  ['11', 'red é'],
] as const;

const top = (parts: (id: string, text: string) => string) =>
  topics
    .toReversed()
    .map(([id, text]) => `<top>\n${parts(id, text)}</top>\n`)
    .join('');

export const formatSamples: readonly TopicSample[] = [
  { format: 'tsv', name: 'topics.tsv', text: '11\tred é\n2\tgreen\n', topics },
  { format: 'TsvInt', name: 'topics.txt', text: '11\tred é\n2\tgreen\n', topics, isDetected: false },
  { format: 'TsvString', name: 'topics.txt', text: '11\tred é\n2\tgreen\n', topics, isDetected: false },
  { format: 'Web', name: 'topics.txt', text: '11:red é\n2:green\n', topics },
  { format: 'PrioritizedWeb', name: 'topics.txt', text: '11:1:red é\n2:4:green\n', topics },
  { format: 'singleline', name: 'topics.txt', text: '11 red é\n2 green\n', topics, isDetected: false },
  {
    format: 'Car',
    name: 'topics.txt',
    text: 'Red/%C3%A9\nGreen\n',
    topics: [
      ['Green', 'Green'],
      ['Red/%C3%A9', 'Red/é'],
    ],
    isDetected: false,
  },
  {
    format: 'DprNq',
    name: 'topics.txt',
    text: "green\t['a', 'b']\nred é\t['c']\n",
    topics: [
      ['0', 'green'],
      ['1', 'red é'],
    ],
  },
  {
    format: 'DprJsonl',
    name: 'topics.txt',
    text: '{"question": "green", "answer": ["a"]}\n{"question": "red é", "answer": ["b"]}\n',
    topics: [
      ['0', 'green'],
      ['1', 'red é'],
    ],
  },
  {
    format: 'jsonl',
    name: 'topics.jsonl',
    text: '{"_id": "11", "title": "", "text": "red é"}\n{"id": 2, "title": "green"}\n',
    topics,
  },
  {
    format: 'JsonString',
    name: 'topics.jsonl',
    text: '{"qid": "11", "query": "red é"}\n{"id": "2", "title": "green"}\n',
    topics,
    isDetected: false,
  },
  {
    format: 'kilt',
    name: 'topics.jsonl',
    text: '{"id": 2, "input": "[START_ENT]green[END_ENT]"}\n{"id": 11, "input": "red é"}\n',
    topics,
    isDetected: false,
  },
  {
    format: 'mbeir',
    name: 'topics.jsonl',
    text: '{"qid": "2", "query_txt": "green"}\n{"qid": "11", "query_txt": "red é", "query_img_path": null}\n',
    topics,
    isDetected: false,
  },
  {
    format: 'json',
    name: 'topics.json',
    text: '{"2": {"title": "green"},\n"11": {"title": "red é"}}\n',
    // Pyserini sorts these as text.
    topics: topics.toReversed(),
  },
  {
    format: 'EpidemicQA',
    name: 'topics.json',
    text: '[\n{"question_id": "CQ011", "query": "red é"},\n{"question_id": "CQ002", "query": "green"}\n]\n',
    topics,
  },
  {
    format: 'trec',
    name: 'topics.trec',
    text: top((id, text) => `<num> Number: ${id}\n<title> ${text}\n<desc> Description:\nd\n`),
    topics,
  },
  {
    format: 'Trec',
    name: 'topics.txt',
    text: top((id, text) => `<num> Number: 0${id}\n<title> Topic: ${text}\n<desc> Description:\nd\n`),
    topics,
    isDetected: false,
  },
  {
    format: 'Microblog',
    name: 'topics.txt',
    text: top(
      (id, text) =>
        `<num> Number: MB0${id} </num>\n<query> ${text} </query>\n<querytweettime> 3 </querytweettime>\n`,
    ),
    topics,
  },
  {
    format: 'BackgroundLinking',
    name: 'topics.txt',
    text: top((id, text) => `<num> Number: ${id} </num>\n<docid>${text}</docid>\n<url>u<url>\n`),
    topics,
  },
  {
    format: 'Ntcir',
    name: 'topics.xml',
    text: '<queries>\n<query>\n<qid>0011</qid>\n<content>red é</content>\n</query>\n<query>\n<qid>0002</qid>\n<content>green</content>\n</query>\n</queries>\n',
    topics,
  },
  {
    format: 'Webxml',
    name: 'topics.xml',
    text: '<webtrack2010>\n<topic number="11" type="faceted">\n<query>red é</query>\n</topic>\n<topic number="2">\n<query>green</query>\n</topic>\n</webtrack2010>\n',
    topics,
  },
  {
    format: 'Covid',
    name: 'topics.xml',
    text: '<topics>\n<topic number="11">\n<query>red é</query>\n<question>why</question>\n</topic>\n<topic number="2">\n<query>green</query>\n</topic>\n</topics>\n',
    topics,
  },
  {
    format: 'trecxml',
    name: 'topics.xml',
    text: '<topics>\n<topic number="11">\n<query>red</query>\n<question>é</question>\n</topic>\n<topic number="2">\n<query>green</query>\n</topic>\n</topics>\n',
    topics,
    isDetected: false,
  },
  {
    format: 'Cacm',
    name: 'topics.txt',
    text: '<DOC>\n<DOCNO> 11 </DOCNO>\nred é\n</DOC>\n<DOC>\n<DOCNO> 2 </DOCNO>\ngreen\n</DOC>\n',
    topics: topics.map(([id, text]) => [id, `${text}\n`] as const),
  },
];
