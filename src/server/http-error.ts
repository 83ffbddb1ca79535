/** An error that a client receives: a status with a code and a message in the body. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
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

/** An error after which a client may retry in a second. */
export function retryableError(status: 503 | 504, code: string, message: string): HttpError {
  return new HttpError(status, code, message, { 'retry-after': '1' });
}
