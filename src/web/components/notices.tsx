import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { type ApiError, setApiKey } from '../api.js';

interface FailureProps {
  readonly error: ApiError;
  retry(): void;
}

/** What went wrong, and the way out. */
export function Failure({ error, retry }: FailureProps) {
  if (error.status === 401 || error.status === 403) return <KeyWanted error={error} retry={retry} />;
  const wait = error.retryAfter === undefined ? '' : ` Try again in ${error.retryAfter} s.`;
  return (
    <section class="notice error" role="alert">
      <h2>{error.status === 503 || error.status === 429 ? 'The server is busy' : 'That did not work'}</h2>
      <p>
        {error.message}
        {wait}
      </p>
      <button type="button" onClick={retry}>
        Try again
      </button>
    </section>
  );
}

function KeyWanted({ error, retry }: FailureProps) {
  const box = useRef<HTMLInputElement>(null);
  const submit = (event: Event) => {
    event.preventDefault();
    setApiKey(box.current?.value ?? '');
    retry();
  };
  return (
    <section class="notice error" role="alert">
      <h2>A key is needed</h2>
      <p>{error.message}</p>
      <form class="key-form" onSubmit={submit}>
        <label for="api-key">API key</label>
        <input ref={box} id="api-key" type="password" autocomplete="off" required />
        <button type="submit">Use it</button>
      </form>
    </section>
  );
}

const patienceText = ['', '…', '… the first answer takes longest: the model and the index are opened for it'];

/** Something is awaited; says so only when it takes a while. */
export function Waiting({ patience, what }: { readonly patience: 0 | 1 | 2; readonly what: string }) {
  return (
    <div class={patience > 0 ? 'waiting shown' : 'waiting'} role="status">
      {patience > 0 && `${what}${patienceText[patience]}`}
    </div>
  );
}

/** Nothing to show, and why. */
export function Nothing({
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
