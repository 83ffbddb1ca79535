import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Analyzer, type AnalyzerOptions } from 'tserini';
import { expect, it } from 'vitest';
import { tempFolder } from '../../support/temp.ts';

async function terms(text: string, options: AnalyzerOptions = {}): Promise<string[]> {
  return (await Analyzer.create(options)).analyze(text);
}

it('analyzes English: possessive, case, stop words, stems', async () => {
  const text = "The Patient's statins are  running-in 1995";
  expect(await terms(text)).toEqual(['patient', 'statin', 'run', '1995']);
  expect(await terms(text, { stemmer: 'none' })).toEqual(['patient', 'statins', 'running', '1995']);
  expect(await terms(text, { stemmer: 'none', keepStopwords: true })).toEqual([
    'the',
    'patient',
    'statins',
    'are',
    'running',
    'in',
    '1995',
  ]);
  expect(await terms(text, { pretokenized: true })).toEqual(text.split(/\s+/));
  expect(await terms('')).toEqual([]);
});

it('uses stop words from a file instead of its list', async () => {
  const path = join(await tempFolder(), 'words');
  await writeFile(path, 'statins\nPatient\n');
  const options = { stemmer: 'none', stopwords: path } as const;
  expect(await terms('The patient takes statins', options)).toEqual(['the', 'patient', 'takes']);
});

it.each<[AnalyzerOptions, string, string]>([
  [{ language: 'ja' }, 'USAGE', 'kuromoji'],
  [{ language: 'uk' }, 'USAGE', 'morfologik'],
  [{ language: 'english' }, 'USAGE', 'available: ar, bg, bn'],
  [{ language: 'de', stemmer: 'krovetz' }, 'USAGE', 'English only'],
  [{ stemmer: 'snowball' as 'porter' }, 'USAGE', 'no stemmer "snowball"'],
  [{ pretokenized: true, language: 'de' }, 'USAGE', 'as it is'],
  [{ stopwords: 'words', keepStopwords: true }, 'USAGE', 'exclude each other'],
  [{ stopwords: '/no/such/file' }, 'NOT_FOUND', '/no/such/file'],
])('refuses %j', async (options, code, message) => {
  await expect(Analyzer.create(options)).rejects.toMatchObject({
    code,
    message: expect.stringContaining(message),
  });
});

it('refuses stop words that are not UTF-8', async () => {
  const path = join(await tempFolder(), 'words');
  await writeFile(path, Buffer.from([0x66, 0xfc, 0x72, 0x0a]));
  await expect(Analyzer.create({ stopwords: path })).rejects.toMatchObject({ code: 'INPUT' });
});
