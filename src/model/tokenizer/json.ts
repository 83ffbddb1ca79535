/** A part of `tokenizer.json`, whose values are not checked yet. */
export type Part = Readonly<Record<string, unknown>>;

export const isPart = (value: unknown): value is Part =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The parts in an array of `tokenizer.json`. */
export function parts(value: unknown): Part[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value) && value.every(isPart)) return value;
  throw new Error(`${JSON.stringify(value)?.slice(0, 80)} is not a list of objects`);
}

/** @throws Error for a value of another type, which may be any after a file was corrupted */
export function text(part: Part, name: string, otherwise?: string): string {
  const value = part[name] ?? otherwise;
  if (typeof value === 'string') return value;
  throw new Error(`${name} of ${part.type ?? 'an added token'} is ${JSON.stringify(value)}, not a text`);
}
