import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import type { Check } from './check.js';
import { containerLimits } from './container-limits.js';

/** Features for fast matrix products, by their names in Linux, best last. */
const matrixFeatures = [
  ...['avx', 'avx2', 'fma', 'avx512f', 'avx_vnni', 'avx512_vnni', 'avx512_bf16', 'amx_int8', 'amx_bf16'],
  ...['asimd', 'asimddp', 'i8mm', 'bf16', 'sve'],
];

/** A model is many times slower on a processor with none of these. */
const worthHaving = ['avx2', 'asimd'];

function cpuFeatures(): string[] | undefined {
  try {
    const flags = /^(?:flags|Features)\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1];
    const has = new Set(flags?.trim().split(/\s+/));
    return flags === undefined ? undefined : matrixFeatures.filter((feature) => has.has(feature));
  } catch {
    return undefined;
  }
}

export function checkCpu(): Check {
  const features = cpuFeatures();
  const ok = features === undefined || features.some((feature) => worthHaving.includes(feature));
  const model = cpus()[0]?.model.trim() || process.arch;
  const list = features && (features.length > 0 ? features.join(' ') : 'none for matrix products');
  return {
    name: 'Processor',
    ok,
    needed: false,
    found: list ? `${model}: ${list}` : model,
    remedy: ok
      ? undefined
      : 'encoding will be slow: encode on another machine, or search with encoded topics',
  };
}

export function checkCores(): Check {
  const { cores } = containerLimits();
  const seen = availableParallelism();
  // The kernel throttles a process that uses more threads than its share of processor time.
  const ok = cores === undefined || cores >= seen;
  return {
    name: 'Cores',
    ok,
    needed: false,
    found: ok ? String(seen) : `${seen}, of which the container allows ${cores}`,
    remedy: ok ? undefined : `give --threads ${Math.max(1, Math.floor(cores ?? 1))}`,
  };
}

const leastMemory = 1e9;
const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;

export function checkMemory(): Check {
  const { memory } = containerLimits();
  const total = Math.min(memory ?? Number.POSITIVE_INFINITY, totalmem());
  const ok = total >= leastMemory;
  const limited = memory !== undefined && memory < totalmem();
  return {
    name: 'Memory',
    ok,
    needed: false,
    found: limited
      ? `${gigabytes(memory)} for this container`
      : `${gigabytes(total)}, ${gigabytes(Math.min(freemem(), total))} of it free`,
    remedy: ok ? undefined : `raise it to ${gigabytes(leastMemory)}, or set TSERINI_JVM_OPTS=-Xmx256m`,
  };
}
