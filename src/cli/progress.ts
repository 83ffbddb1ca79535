import type { Io, Progress } from './command.js';

const silent: Progress = { update() {}, stop() {} };

/**
 * Makes progress bars on standard error with rate, time left and the memory of this process, its JVM included; silent unless it
 * is a terminal that can show them.
 */
export async function progressBars(): Promise<Io['progress']> {
  if (!process.stderr.isTTY || process.env.CI || process.env.TERM === 'dumb') return () => silent;
  const { SingleBar } = await import('cli-progress');
  return (title, unit, total) => {
    const started = performance.now();
    const known = total !== undefined;
    const bar = new SingleBar({
      stream: process.stderr,
      hideCursor: true,
      clearOnComplete: false,
      etaBuffer: 50,
      barsize: 24,
      format: known
        ? `${title} [{bar}] {value}/{total} ${unit}, {rate}/s, {eta_formatted} left, {memory} MB`
        : `${title} {value} ${unit}, {rate}/s, {memory} MB`,
    });
    const shown = (rate: number) => ({ rate, memory: Math.round(process.memoryUsage.rss() / 1e6) });
    bar.start(total ?? 0, 0, shown(0));
    return {
      update(done, newTotal) {
        if (newTotal !== undefined && known) bar.setTotal(newTotal);
        const seconds = (performance.now() - started) / 1000;
        bar.update(done, shown(seconds > 0 ? Math.round(done / seconds) : 0));
      },
      stop() {
        bar.stop();
      },
    };
  };
}
