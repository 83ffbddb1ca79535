import { packageVersion } from '../util/package-version.js';
import { type RowResult, verdict } from './reproduce-rows.js';

/**
 * The results of published rows as Markdown.
 * @param source a sentence that says who publishes them
 * @param commands command lines that give the same
 */
export function rowReport(
  suite: string,
  source: string,
  results: readonly RowResult[],
  commands: readonly string[],
): string {
  const measured = results.flatMap(({ row, values, reason }) =>
    reason === undefined
      ? row.measures.map(({ name, value: published }, i) => {
          const value = values[i]!;
          const cells = [name, value.toFixed(4), published.toFixed(4), verdict(value, published)];
          return `| ${[row.condition, row.dataset, ...cells].join(' | ')} |`;
        })
      : [],
  );
  const notes = results.flatMap(({ row, reason }) =>
    reason === undefined ? [] : [`- ${row.condition}, ${row.dataset}: ${reason}`],
  );
  return [
    `# ${suite}`,
    '',
    `\`tserini reproduce ${suite}\`. ${source}`,
    '',
    '| condition | data set | measure | value | published | |',
    '| --- | --- | --- | ---: | ---: | --- |',
    ...measured,
    '',
    ...(notes.length > 0 ? ['Not run:', '', ...notes, ''] : []),
    '## How',
    '',
    `tserini ${packageVersion()}, Node.js ${process.version}, ${process.platform} ${process.arch}, ${new Date().toISOString().slice(0, 10)}.`,
    '',
    '```sh',
    ...commands,
    '```',
    '',
  ].join('\n');
}
