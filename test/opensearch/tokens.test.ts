import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeToken, type OpenSearchMapping, weightDelimiter } from '#tserini/opensearch/tokens.js';
import { splitToken } from '#tserini/vector/white-space.js';

const mappings: readonly OpenSearchMapping[] = ['rank_features', 'scripted'];

/** Strings of what matters here, and of everything else. */
const tokens = fc.oneof(
  fc.string({ unit: fc.constantFrom('.', '%', '2', '5', 'E', '0', '1', weightDelimiter, 'a', '日') }),
  fc.string({ unit: 'binary' }),
);

describe.each(mappings)('tokens for %s', (mapping) => {
  const special = mapping === 'rank_features' ? '.' : weightDelimiter;

  it('never hold what the field takes apart', () => {
    fc.assert(
      fc.property(tokens, (token) => {
        expect(escapeToken(token, mapping)).not.toContain(special);
      }),
    );
  });

  it('are different for different tokens: what was written can be read back', () => {
    fc.assert(
      fc.property(tokens, (token) => {
        const back = escapeToken(token, mapping).replace(/%([0-9A-F]{2})/g, (_, code: string) =>
          String.fromCharCode(Number.parseInt(code, 16)),
        );
        expect(back).toBe(token);
      }),
    );
  });
});

describe('splitting a token', () => {
  it('leaves no white space of Java, no empty part, and every other character in its order', () => {
    const javaSpaces = [
      ...'\t\n\v\f\r\u001c\u001d\u001e\u001f \u1680\u2000\u2006\u2008\u200a\u2028\u2029\u205f\u3000',
    ];
    const notSpaces = ['\u00a0', '\u2007', '\u202f', '\ufeff', '\u0085', 'a', '%'];
    const unit = fc.constantFrom(...javaSpaces, ...notSpaces);
    fc.assert(
      fc.property(fc.string({ unit }), (token) => {
        const parts = splitToken(token);
        expect(parts).not.toContain('');
        const kept = [...token].filter((char) => !javaSpaces.includes(char)).join('');
        expect(parts.join('')).toBe(kept);
        expect(parts.every((part) => !javaSpaces.some((space) => part.includes(space)))).toBe(true);
      }),
    );
  });
});
