import { type FieldType, type FieldTypes, fieldTypeNames } from '../../search/field-types.js';
import { TseriniError } from '../../util/errors.js';
import type { Flags, OptionTable } from '../command.js';

/** The flag that declares fields for filters. */
export const fieldTypeFlag: OptionTable = {
  'field-type': {
    type: 'string',
    array: true,
    repeats: true,
    describe: `Fields for --filter of searches, as name=type (${fieldTypeNames.join(', ')}): year=number lang=keyword`,
  },
};

/** @throws TseriniError `USAGE` */
export function readFieldTypes(flags: Flags): FieldTypes | undefined {
  const given = flags['field-type'] as string[] | undefined;
  if (!given) return undefined;
  const types = new Map<string, FieldType>();
  for (const pair of given) {
    const end = pair.lastIndexOf('=');
    const [name, type] = [pair.slice(0, end), pair.slice(end + 1) as FieldType];
    if (end < 1 || !fieldTypeNames.includes(type)) {
      const form = `name=type with ${fieldTypeNames.join(', ')}, such as year=number`;
      throw new TseriniError('USAGE', `--field-type takes ${form}, not ${pair}`, { value: pair });
    }
    const before = types.get(name);
    if (before !== undefined && before !== type) {
      throw new TseriniError('USAGE', `--field-type gives ${name} two types, ${before} and ${type}`, {
        value: pair,
      });
    }
    types.set(name, type);
  }
  return Object.fromEntries(types);
}
