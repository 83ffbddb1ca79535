import { useRef, useState } from 'preact/hooks';
import type { IndexInfo, Method } from '../../serving/results.js';
import { explainCommand } from '../command-line.js';
import { paths } from '../paths.js';
import { state } from '../store.js';

interface Props {
  readonly entry: IndexInfo;
  readonly method: Method;
  readonly docid: string;
}

/** A link to this view, and the same explanation by REST and on the command line. */
export function CopyLines({ entry, method, docid }: Props) {
  const { query, topK, drop } = state.value;
  const prune = method === 'impact' ? { topK, drop } : undefined;
  const rest = new URL(paths.explain(entry.name, method, query, docid, prune), document.baseURI).href;
  const lines = [
    ['Link', 'Link to this view', location.href],
    ['REST', 'The same as JSON', rest],
    ['Terminal', 'The same on the command line', explainCommand(entry, method, query, docid)],
  ] as const;
  return (
    <details class="copies">
      <summary>Share or repeat</summary>
      {lines.map(([name, title, line]) => (
        <CopyLine key={name} title={title} line={line} />
      ))}
    </details>
  );
}

function CopyLine({ title, line }: { readonly title: string; readonly line: string }) {
  const code = useRef<HTMLElement>(null);
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(line);
      setCopied(true);
      setTimeout(setCopied, 2000, false);
    } catch {
      // Without https there is no clipboard: select the line, so that the user can copy it.
      if (code.current) getSelection()?.selectAllChildren(code.current);
    }
  };
  return (
    <div class="copy-line">
      <span class="copy-title">{title}</span>
      <code ref={code}>{line}</code>
      <button type="button" class="quiet" onClick={copy} aria-label={`Copy: ${title}`}>
        {copied ? 'Copied' : 'Copy'}
      </button>
    </div>
  );
}
