/** Why a request is not served, as HTTP says it. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  /** One word, for programs. */
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** One that a client may try again in a second. */
export function refusalForNow(status: 503 | 504, code: string, message: string): Refusal {
  return new Refusal(status, code, message, { 'retry-after': '1' });
}
