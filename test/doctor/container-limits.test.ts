import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { containerLimits } from '#tserini/doctor/container-limits.js';
import { tempFolder } from '../support/temp.ts';

/** Lays files out as the kernel shows them. */
async function system(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await tempFolder();
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), `${text}\n`);
  }
  return root;
}

it('takes the tightest limits of a version 2 group and of those above it', async () => {
  const root = await system({
    'proc/self/cgroup': '0::/pod/container',
    'sys/fs/cgroup/pod/memory.max': '1073741824',
    'sys/fs/cgroup/pod/cpu.max': 'max 100000',
    'sys/fs/cgroup/pod/container/memory.max': '2147483648',
    'sys/fs/cgroup/pod/container/cpu.max': '150000 100000',
  });
  expect(containerLimits(root)).toEqual({ cores: 1.5, memory: 2 ** 30 });
});

it('reads version 1, where the container sees its group as the root', async () => {
  const root = await system({
    'proc/self/cgroup': '4:memory:/docker/abc\n3:cpu,cpuacct:/docker/abc\n0::/',
    'sys/fs/cgroup/memory/memory.limit_in_bytes': '536870912',
    'sys/fs/cgroup/cpu/cpu.cfs_quota_us': '200000',
    'sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000',
  });
  expect(containerLimits(root)).toEqual({ cores: 2, memory: 2 ** 29 });
});

it('recognizes a group without a limit, and a system without groups', async () => {
  const none = await system({
    'proc/self/cgroup': '4:memory:/\n3:cpu:/\n0::/',
    'sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712',
    'sys/fs/cgroup/cpu/cpu.cfs_quota_us': '-1',
    'sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000',
    'sys/fs/cgroup/memory.max': 'max',
  });
  expect(containerLimits(none)).toEqual({});
  expect(containerLimits(await tempFolder())).toEqual({});
});
