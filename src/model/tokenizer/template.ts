import { isPart, type Part, parts } from './json.js';

/** The special tokens around a text, and around and between a pair of texts. */
export interface Template {
  readonly before: readonly number[];
  readonly between: readonly number[];
  readonly after: readonly number[];
}

export interface Templates {
  readonly single: Template;
  readonly pair: Template;
}

const nothing: Template = { before: [], between: [], after: [] };

/** A template is a list of special tokens and of the places of the texts, A and B. */
function fromList(
  list: readonly Part[],
  texts: readonly string[],
  idsOf: (token: string) => number[],
): Template {
  const around: number[][] = [[]];
  for (const { SpecialToken: special, Sequence: sequence } of list) {
    if (isPart(special)) around.at(-1)!.push(...idsOf(String(special.id)));
    else if (isPart(sequence) && sequence.id === texts[around.length - 1]) around.push([]);
    else
      throw new Error(
        `a template with ${JSON.stringify(sequence)} at place ${around.length} is not supported`,
      );
  }
  if (around.length !== texts.length + 1) throw new Error('its template lacks a text');
  return { before: around[0]!, between: texts.length > 1 ? around[1]! : [], after: around.at(-1)! };
}

function templateProcessing(part: Part): Templates {
  const special = isPart(part.special_tokens) ? part.special_tokens : {};
  const idsOf = (token: string): number[] => {
    const ids = Object.hasOwn(special, token) ? (special[token] as Part).ids : undefined;
    if (Array.isArray(ids) && ids.every((id) => Number.isInteger(id))) return ids;
    throw new Error(`its template lacks the ids of ${token}`);
  };
  return {
    single: fromList(parts(part.single), ['A'], idsOf),
    pair: fromList(parts(part.pair), ['A', 'B'], idsOf),
  };
}

/** The processors of BERT and RoBERTa: a token at the start, and one or two between two texts. */
function startAndEnd({ cls, sep, type }: Part, separators: number): Templates {
  const idOf = (token: unknown): number => {
    if (Array.isArray(token) && Number.isInteger(token[1])) return token[1];
    throw new Error(`${type} lacks its tokens`);
  };
  const [before, after] = [[idOf(cls)], [idOf(sep)]];
  const between = new Array<number>(separators).fill(idOf(sep));
  return { single: { before, between: [], after }, pair: { before, between, after } };
}

/**
 * The special tokens that the post-processor of a `tokenizer.json` adds.
 * @param part `null` for none
 * @throws Error for a kind that is not known
 */
export function createTemplates(part: unknown): Templates {
  if (part === null || part === undefined) return { single: nothing, pair: nothing };
  if (!isPart(part)) throw new Error('its post-processor is not an object');
  switch (part.type) {
    case 'TemplateProcessing':
      return templateProcessing(part);
    case 'BertProcessing':
      return startAndEnd(part, 1);
    case 'RobertaProcessing':
      return startAndEnd(part, 2);
    case 'ByteLevel': // It changes offsets alone.
      return createTemplates(null);
    case 'Sequence': {
      const adding = parts(part.processors).filter(({ type }) => type !== 'ByteLevel');
      if (adding.length < 2) return createTemplates(adding[0]);
      throw new Error('a sequence of several post-processors is not supported');
    }
    default:
      throw new Error(`the post-processor ${part.type} is not supported`);
  }
}
