import { relative } from 'node:path';
import type { ReproduceOptions } from '../reproduce/reproduce.js';
import type { Io, Progress } from './command.js';
import { downloadProgress } from './download-progress.js';
import { grouped } from './values.js';

type Events = Required<
  Pick<ReproduceOptions, 'onStep' | 'onProgress' | 'onDone' | 'onDownload' | 'onWarning'>
>;

const lineWidth = 68;

/** Prints one line per step of an experiment: number of documents or topics, output and time. */
export function stepReport(io: Io, output: string): { events: Events; stop(): void } {
  let bar: Progress | undefined;
  let title = '';
  let unit = '';
  let started = 0;
  const download = downloadProgress(io, 'downloading');
  const stop = () => {
    bar?.stop();
    bar = undefined;
    download.stop();
  };
  const events: Events = {
    onStep(step) {
      title = step.name;
      unit = step.name === 'encode' || step.name === 'index' ? 'documents' : 'topics';
      started = performance.now();
    },
    onProgress(done, total) {
      bar ??= io.progress(title, unit, total);
      bar.update(done, total);
    },
    onDownload: download.onDownload,
    onWarning(step, message) {
      stop();
      io.log(`warning: ${step.system.name}: ${message}`);
    },
    onDone(step, count, before) {
      stop();
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      const to = step.output
        ? `→ ${relative(output, step.output)}`
        : `of ${relative(output, step.inputs.at(-1)!)}`;
      const line = `${step.name.padEnd(8)}  ${grouped(count)} ${unit} ${to}`;
      void io.out(`${line.padEnd(lineWidth)} ${(before ? 'done before' : `${seconds} s`).padStart(11)}\n`);
    },
  };
  return { events, stop };
}
