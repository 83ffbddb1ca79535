/** A model on the Hub. */
export interface ModelId {
  /** `owner/name`, or the name alone of an old model. */
  readonly name: string;
  /** A branch, tag or commit. */
  readonly revision: string;
}

const pattern = /^(?<name>\w[\w.-]*(?:\/\w[\w.-]*)?)(?:@(?<revision>[\w./-]+))?$/;

/** @returns undefined if the text cannot be a model's id */
export function parseModelId(text: string): ModelId | undefined {
  const { name, revision = 'main' } = pattern.exec(text)?.groups ?? {};
  if (!name || name.includes('--') || name.includes('..') || revision.includes('..')) return undefined;
  return { name, revision };
}
