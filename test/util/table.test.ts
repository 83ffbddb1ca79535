import { expect, it } from 'vitest';
import { formatTable } from '#tserini/util/table.js';

it('aligns columns by the width that a terminal gives to their text', () => {
  const rows = [
    ['', 'df', 'share'],
    ['心臓', '3', '12.5 %'],
    ['cafe\u0301', '10', '👩‍👩‍👧'],
    ['heart', '1', ''],
  ];
  expect(formatTable(rows)).toEqual([
    '       df   share',
    '心臓    3  12.5 %',
    'cafe\u0301   10      👩‍👩‍👧',
    'heart   1',
  ]);
  expect(formatTable([])).toEqual([]);
});
