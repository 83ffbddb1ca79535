import type { Io, Progress } from './command.js';

/** Shows a download in megabytes, if there is one. */
export function downloadProgress(
  io: Io,
  title = 'downloading the model',
): { onDownload(done: number, total: number): void; stop(): void } {
  let progress: Progress | undefined;
  const megabytes = (bytes: number) => Math.round(bytes / 1e6);
  return {
    onDownload(done, total) {
      progress ??= io.progress(title, 'MB', megabytes(total));
      progress.update(megabytes(done));
      if (done >= total) progress.stop();
    },
    stop: () => progress?.stop(),
  };
}
