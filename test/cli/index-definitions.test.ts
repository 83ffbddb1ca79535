import { expect, it } from 'vitest';
import { parseIndexDefinition } from '#tserini/cli/index-definitions.js';

it.each([
  ['a=b', { name: 'a', path: 'b' }],
  ['a=b=c,encoder=naver/splade-v3', { name: 'a', path: 'b=c', encoder: 'naver/splade-v3' }],
  ['a=b,onnx-encoder=SpladeV3', { name: 'a', path: 'b', onnxEncoder: 'SpladeV3' }],
  ['a=b,bm25=c,encoder=d', { name: 'a', path: 'b', bm25: 'c', encoder: 'd' }],
])('--index %s', (text, definition) => {
  expect(parseIndexDefinition(text)).toEqual(definition);
});

it.each([
  '',
  'a',
  '=b',
  'a=',
  'a=b,c',
  'a=b,encoder=',
  'a=b,encoder=c,encoder=d',
  'a=b,encoder=c,onnx-encoder=d',
  'a=b,',
])('--index refuses %j', (text) => {
  expect(() => parseIndexDefinition(text)).toThrow(/^--index is NAME=PATH/);
});
