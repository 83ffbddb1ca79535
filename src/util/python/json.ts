/** A string as Python's `json.dumps` writes it: everything beyond printable ASCII escaped. */
export function pythonJsonString(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const nonFinite = /(?<![\w.+-])(-?)(?:NaN|Infinity)(?![\w.])/g;

/**
 * Parses JSON as Python's `json.loads` does, which takes NaN and Infinity, too. Both become infinite numbers.
 * @throws SyntaxError
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!/NaN|Infinity/.test(text)) throw error;
    return JSON.parse(replaceOutsideStrings(text, nonFinite, '$11e999'));
  }
}

function replaceOutsideStrings(json: string, pattern: RegExp, replacement: string): string {
  let replaced = '';
  let at = 0;
  for (let quote = json.indexOf('"'); quote >= 0; quote = json.indexOf('"', at)) {
    const end = endOfString(json, quote);
    replaced += json.slice(at, quote).replace(pattern, replacement) + json.slice(quote, end);
    at = end;
  }
  return replaced + json.slice(at).replace(pattern, replacement);
}

const numberAfterColon = /\s*:\s*([-+.\w]+)?/y;

/**
 * A number of a JSON object digit for digit, as it is written: JavaScript's would be rounded from 2^53 on.
 * @param json valid JSON
 * @param key a key of the outermost object, whose value is a number
 */
export function writtenNumber(json: string, key: string): string {
  let written = '';
  let depth = 0;
  for (let at = 0; at < json.length; at++) {
    const char = json[at];
    if (char === '{' || char === '[') depth++;
    else if (char === '}' || char === ']') depth--;
    else if (char === '"') {
      const end = endOfString(json, at);
      numberAfterColon.lastIndex = end;
      const value = depth === 1 ? numberAfterColon.exec(json) : null;
      // Of two values of a key the last counts.
      if (value && JSON.parse(json.slice(at, end)) === key) written = value[1] ?? '';
      at = end - 1;
    }
  }
  return written;
}

/**
 * The position after the quote that ends a string. A pattern would run out of stack in a string of many megabytes.
 * @param start the position of the quote that begins it
 */
export function endOfString(json: string, start: number): number {
  for (let quote = json.indexOf('"', start + 1); quote >= 0; quote = json.indexOf('"', quote + 1)) {
    let before = quote;
    while (json[before - 1] === '\\') before--;
    if ((quote - before) % 2 === 0) return quote + 1;
  }
  return json.length;
}
