import type { IndexInfo } from '../../serving/results.js';
import { counted } from '../numbers.js';

type Described = NonNullable<IndexInfo['impactIndex']>;

/** How an index was made, in one line. */
function madeOf({ isRecorded, version, collections, analyzer }: Described): string {
  if (!isRecorded) return 'made by another program';
  const sources = collections.map(({ name, documents, model }) => {
    const by = model ? `, encoded by ${model.name}` : '';
    return `${name} (${counted(documents, 'document')}${by})`;
  });
  const terms = analyzer ? [Object.entries(analyzer).flat().join(' ')] : [];
  return [`tserini ${version ?? ''}`.trim(), ...sources, ...terms].join(' · ');
}

/** How the indexes of an entry were made. */
export function Made({ entry }: { readonly entry: IndexInfo }) {
  const rows = [
    ['Impact index', entry.impactIndex],
    ['Text index', entry.textIndex],
  ] as const;
  return (
    <div class="made">
      {rows.map(
        ([label, described]) =>
          described && (
            <p key={label} class="facts">
              {label}: {madeOf(described)}
            </p>
          ),
      )}
    </div>
  );
}

/** What may make the answers of an index wrong. */
export function Warnings({ entry }: { readonly entry: IndexInfo }) {
  return entry.warnings.map((warning) => (
    <section key={warning} class="notice error" role="alert">
      <p>{warning}</p>
    </section>
  ));
}
