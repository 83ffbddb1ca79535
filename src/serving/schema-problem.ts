import type { z } from 'zod';
import { shownValue } from '../util/shown-value.js';

type Issue = z.core.$ZodIssue;

/** What a schema finds wrong with a request, for its one-line message. */
export interface SchemaProblem {
  /** Where it is: `queries.0.qid`; empty for the whole. */
  readonly where: string;
  /** `is 42, a number; it must be a string` */
  readonly what: string;
  /** The name of a property that is unknown. */
  readonly unknown?: string | undefined;
}

/** The first problem that zod found. @param data what was checked */
export function problemOf(issues: readonly Issue[], data: unknown): SchemaProblem {
  return problem(issues[0]!, [], data);
}

function problem(issue: Issue, above: readonly PropertyKey[], data: unknown): SchemaProblem {
  const path = [...above, ...issue.path];
  const where = path.map(String).join('.');
  const value = path.reduce((inner: unknown, key) => (inner as Record<PropertyKey, unknown>)?.[key], data);
  if (issue.code === 'unrecognized_keys')
    return { where, what: 'is unknown', unknown: issue.keys.join(', ') };
  if (issue.code === 'invalid_union') return problemOfUnion(issue, path, data);
  if (value === undefined) return { where, what: 'is missing' };
  if (issue.code === 'too_big' && typeof value === 'string') {
    return { where, what: `has ${value.length} characters; it ${expectation(issue)}` };
  }
  if (issue.code === 'too_big' && Array.isArray(value)) {
    return { where, what: `has ${value.length} items; it ${expectation(issue)}` };
  }
  return { where, what: `is ${shownValue(value)}; it ${expectation(issue)}` };
}

/** The problem of the alternative that was meant: the one with the fewest properties missing or unknown. */
function problemOfUnion(
  { errors }: z.core.$ZodIssueInvalidUnion,
  path: readonly PropertyKey[],
  data: unknown,
): SchemaProblem {
  const alternatives = errors.map((issues) => {
    const problems = issues.map((issue) => problem(issue, path, data));
    const absent = problems.filter(({ what, unknown }) => unknown !== undefined || what === 'is missing');
    return { first: problems[0]!, absent: absent.length };
  });
  const firsts = alternatives.map(({ first }) => first);
  if (firsts.every(({ what }) => what === 'is missing')) {
    const names = [...new Set(firsts.map(({ where }) => where))];
    return { where: names.join(' or '), what: 'is missing' };
  }
  return alternatives.reduce((best, next) => (next.absent < best.absent ? next : best)).first;
}

const types: Readonly<Record<string, string>> = {
  int: 'a whole number',
  array: 'an array',
  object: 'an object',
  record: 'an object',
};

function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${types[issue.expected] ?? `a ${issue.expected}`}`;
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return bound(issue.origin, 'at least', issue.minimum);
    case 'too_big':
      return bound(issue.origin, 'at most', issue.maximum);
    default:
      return `is wrong: ${issue.message}`;
  }
}

function bound(origin: string, most: string, limit: number | bigint): string {
  if (origin === 'string') return `must have ${most} ${limit} characters`;
  return origin === 'array' ? `must have ${most} ${limit} items` : `must be ${most} ${limit}`;
}
