import { TseriniError } from '../../util/errors.js';
import type { JsonObject } from '../../util/files/json-file.js';

export type Activation = 'gelu' | 'gelu_new' | 'relu' | 'silu';

const activations: Readonly<Record<string, Activation>> = {
  gelu: 'gelu',
  gelu_python: 'gelu',
  gelu_new: 'gelu_new',
  gelu_pytorch_tanh: 'gelu_new',
  gelu_fast: 'gelu_new',
  relu: 'relu',
  silu: 'silu',
  swish: 'silu',
};

/** The values of a `config.json`, checked as they are read. */
export class ConfigValues {
  readonly #raw: JsonObject;
  readonly #path: string;

  constructor(raw: JsonObject, path: string) {
    this.#raw = raw;
    this.#path = path;
  }

  /** A value as it is stored. */
  get(name: string): unknown {
    return this.#raw[name];
  }

  /** A whole number above 0. */
  size(name: string, otherwise?: number): number {
    const value = this.#raw[name] ?? otherwise;
    if (Number.isSafeInteger(value) && (value as number) > 0) return value as number;
    throw this.error(`model config lacks a whole number for ${name}`, value);
  }

  /** An id: a whole number from 0 up. */
  id(name: string, otherwise: number): number {
    const value = this.#raw[name] ?? otherwise;
    if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
    throw this.error(`model config: ${name} is not an id`, value);
  }

  number(name: string, otherwise: number): number {
    const value = this.#raw[name] ?? otherwise;
    if (typeof value === 'number' && value > 0) return value;
    throw this.error(`model config: ${name} is not a number above 0`, value);
  }

  flag(name: string, otherwise: boolean): boolean {
    const value = this.#raw[name] ?? otherwise;
    if (typeof value === 'boolean') return value;
    throw this.error(`model config: ${name} is neither true nor false`, value);
  }

  activation(name: string, otherwise: Activation = 'gelu'): Activation {
    const value = this.#raw[name] ?? otherwise;
    if (typeof value === 'string' && Object.hasOwn(activations, value)) return activations[value]!;
    throw this.error(
      `activation ${value} is not supported (${Object.keys(activations).join(', ')} are)`,
      value,
    );
  }

  /** Refuses a model whose value is another one than what is computed here. */
  require(name: string, ...supported: unknown[]): void {
    const value = this.#raw[name] ?? supported[0];
    if (!supported.includes(value)) throw this.error(`${name} ${value} is not supported`, value);
  }

  error(what: string, value?: unknown): TseriniError {
    return new TseriniError('MODEL', `${what}: ${this.#path}`, { value });
  }
}
