/** A value with its type, `42, a number`, short enough for a message. */
export function shownValue(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'missing';
  const text = textOf(value);
  const short = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  if (Array.isArray(value)) return `${short}, an array`;
  return typeof value === 'object' ? `${short}, an object` : `${short}, a ${typeof value}`;
}

function textOf(value: unknown): string {
  try {
    return typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
  } catch {
    // Too deep, or with a circle.
    return '…';
  }
}
