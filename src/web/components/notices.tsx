import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { type ApiError, setApiKey } from '../api.js';

interface FailureProps {
  readonly error: ApiError;
  retry(): void;
}

/** An error, and what to do about it. */
export function Failure({ error, retry }: FailureProps) {
  if (error.status === 401 || error.status === 403) return <ApiKeyForm error={error} retry={retry} />;
  const wait = error.retryAfter === undefined ? '' : ` Try again in ${error.retryAfter} s.`;
  return (
    <section class="notice error" role="alert">
      <h2>{error.status === 503 || error.status === 429 ? 'The server is busy' : 'That did not work'}</h2>
      <p>
        {error.message}
        {wait}
      </p>
      {mayHelp(error) && (
        <button type="button" onClick={retry}>
          Try again
        </button>
      )}
    </section>
  );
}

/** Whether the same request may be answered later: not where the request itself is wrong. */
function mayHelp({ status }: ApiError): boolean {
  return status === 0 || status === 429 || status >= 500;
}

function ApiKeyForm({ error, retry }: FailureProps) {
  const box = useRef<HTMLInputElement>(null);
  const [isImpossible, setImpossible] = useState(false);
  const submit = (event: Event) => {
    event.preventDefault();
    const isSet = setApiKey(box.current?.value ?? '');
    setImpossible(!isSet);
    if (isSet) retry();
  };
  return (
    <section class="notice error" role="alert">
      <h2>A key is needed</h2>
      <p>
        {isImpossible ? 'A key has no spaces and only letters, digits and signs of ASCII.' : error.message}
      </p>
      <form class="key-form" onSubmit={submit}>
        <label for="api-key">API key</label>
        <input ref={box} id="api-key" type="password" autocomplete="off" required />
        <button type="submit">Use it</button>
      </form>
    </section>
  );
}

const delayText = ['', '…', '… the first answer takes longest: it opens the model and the index'];

/** A progress message, shown only after a delay. */
export function Waiting({ delay, what }: { readonly delay: 0 | 1 | 2; readonly what: string }) {
  return (
    <div class={delay > 0 ? 'waiting shown' : 'waiting'} role="status">
      {delay > 0 && `${what}${delayText[delay]}`}
    </div>
  );
}

/** A notice in place of results. */
export function EmptyState({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ComponentChildren;
}) {
  return (
    <section class="notice">
      <h2>{title}</h2>
      <p>{children}</p>
    </section>
  );
}
