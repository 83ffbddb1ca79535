import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { statOrUndefined } from '../util/files/stat-or-undefined.js';
import { writeAtomically } from '../util/files/write-atomically.js';
import type { Step } from './plan.js';

/** What is known of a step. */
type Work = Pick<Step, 'name' | 'command' | 'inputs' | 'output'> & {
  readonly system: { readonly name: string };
};

interface Mark {
  /** Hash of the command line and of the inputs. */
  readonly key: string;
  /** Names and sizes of the output's files. */
  readonly made: string;
  readonly count: number;
}

/**
 * Records which steps are done. A step is done if its command and its inputs have not changed, and its output still
 * has its full size.
 */
export class DoneSteps {
  readonly #folder: string;
  readonly #version: string;

  /** @param output the experiment's folder */
  constructor(output: string, version: string) {
    this.#folder = join(output, '.done');
    this.#version = version;
  }

  /** @returns the step's number of documents or topics, or undefined if it must run */
  async find(step: Work): Promise<number | undefined> {
    if (step.output === undefined) return undefined;
    const mark = await this.#read(step);
    const whole =
      mark !== undefined && mark.key === (await this.#key(step)) && mark.made === (await made(step.output));
    return whole ? mark.count : undefined;
  }

  /** Whether the step was done, with these settings or others. */
  async wasDone(step: Work): Promise<boolean> {
    return (await this.#read(step)) !== undefined;
  }

  async remember(step: Work, count: number): Promise<void> {
    if (step.output === undefined) return;
    const mark: Mark = { key: await this.#key(step), made: await made(step.output), count };
    await writeAtomically('mark of a step', this.#path(step), [`${JSON.stringify(mark)}\n`]);
  }

  #path(step: Work): string {
    return join(this.#folder, `${step.system.name}.${step.name}.json`);
  }

  async #read(step: Work): Promise<Mark | undefined> {
    try {
      return JSON.parse(await readFile(this.#path(step), 'utf8')) as Mark;
    } catch {
      // If the mark is not readable, the step runs again.
      return undefined;
    }
  }

  async #key(step: Work): Promise<string> {
    const inputs = await Promise.all(step.inputs.map((path) => state(archiveOf(path), true)));
    return createHash('sha256')
      .update(JSON.stringify([this.#version, step.command, inputs]))
      .digest('hex');
  }
}

function made(path: string): Promise<string> {
  return state(path, false);
}

/** The archive that contains the path, or the path. */
function archiveOf(path: string): string {
  return /^.*?\.zip(?=[/\\])/i.exec(path)?.[0] ?? path;
}

/** Names and sizes of a file or of all files in a folder; with their times or without. */
async function state(path: string, withTimes: boolean): Promise<string> {
  const stats = await statOrUndefined(path);
  if (!stats) return 'absent';
  if (!stats.isDirectory()) return withTimes ? `${stats.size}@${stats.mtimeMs}` : String(stats.size);
  const names = (await readdir(path)).filter((name) => !name.endsWith('.lock')).sort();
  const parts = await Promise.all(
    names.map(async (name) => `${name}:${await state(join(path, name), withTimes)}`),
  );
  return parts.join('\n');
}
