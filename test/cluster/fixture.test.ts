import { readdir } from 'node:fs/promises';
import { execa } from 'execa';
import { describe, expect, it, vi } from 'vitest';
import { needsOpensearch, opensearchClassPath } from '../support/opensearch-jars.ts';
import { tempFolder } from '../support/temp.ts';

const support = new URL('../../bench/support/opensearch-cluster.mjs', import.meta.url);

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe.skipIf(!opensearchClassPath)(`a cluster for tests${needsOpensearch}`, { timeout: 240_000 }, () => {
  it('ends with the process that started it, killed or not, and leaves nothing behind', async () => {
    const folder = await tempFolder();
    const program = `
      const { OpenSearchCluster } = await import('${support}');
      const cluster = await OpenSearchCluster.start(2);
      await cluster.killNode(0);
      console.log(cluster.pids.join());`;
    const run = execa(process.execPath, ['--input-type=module', '--eval', program], {
      env: { TMPDIR: folder },
      reject: false,
    });
    const line = await run.iterable()[Symbol.asyncIterator]().next();
    const pid = Number(line.value);
    expect(isRunning(pid)).toBe(true);
    run.kill('SIGKILL');
    await run;
    await vi.waitFor(() => expect(isRunning(pid)).toBe(false), 10_000);
    expect(await readdir(folder)).toEqual([]);
  });
});
