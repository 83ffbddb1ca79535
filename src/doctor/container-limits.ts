import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The limits that a container sets; undefined means no limit. */
export interface ContainerLimits {
  /** Processor time, in cores: 1.5 for instance. */
  readonly cores?: number;
  /** Bytes. */
  readonly memory?: number;
}

/** In version 1, larger limits mean no limit. */
const unlimited = 2 ** 62;

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** A path and the paths above it, up to `/`. A container may see its own group as the root, under any name. */
function withParents(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [path] : [path, ...withParents(parent)];
}

function smallest(values: readonly (number | undefined)[]): number | undefined {
  const set = values.filter((value) => value !== undefined && value > 0 && value < unlimited) as number[];
  return set.length > 0 ? Math.min(...set) : undefined;
}

const number = (text: string | undefined) => (text && /^-?\d+$/.test(text) ? Number(text) : undefined);

function share(quota: string | undefined, period: string | undefined): number | undefined {
  const [time, of] = [number(quota), number(period)];
  return time !== undefined && time > 0 && of ? time / of : undefined;
}

/**
 * Reads the limits of the control groups that this process is in, of version 1 or 2: the tightest of each kind.
 * Empty without limits, and on systems other than Linux.
 * @param root the root folder of the system
 * @see https://docs.kernel.org/admin-guide/cgroup-v2.html
 */
export function containerLimits(root = '/'): ContainerLimits {
  const groups = (read(join(root, 'proc/self/cgroup')) ?? '').split('\n').flatMap((line) => {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    return path === undefined ? [] : withParents(path).map((group) => [controllers!, group] as const);
  });
  const cores: (number | undefined)[] = [];
  const memory: (number | undefined)[] = [];
  for (const [controllers, group] of groups) {
    if (controllers === '') {
      const at = (file: string) => read(join(root, 'sys/fs/cgroup', group, file));
      memory.push(number(at('memory.max')));
      cores.push(share(...((at('cpu.max') ?? '').split(' ') as [string, string])));
    } else if (controllers.split(',').includes('memory')) {
      memory.push(number(read(join(root, 'sys/fs/cgroup/memory', group, 'memory.limit_in_bytes'))));
    } else if (controllers.split(',').includes('cpu')) {
      const at = (file: string) => read(join(root, 'sys/fs/cgroup/cpu', group, file));
      cores.push(share(at('cpu.cfs_quota_us'), at('cpu.cfs_period_us')));
    }
  }
  const limits = { cores: smallest(cores), memory: smallest(memory) };
  return Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined));
}
