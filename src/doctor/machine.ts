import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import type { Check } from './check.js';
import { containerLimits } from './container-limits.js';

/** What makes matrix products fast, by Linux' names, best last. */
const matrixFeatures = [
  ...['avx', 'avx2', 'fma', 'avx512f', 'avx_vnni', 'avx512_vnni', 'avx512_bf16', 'amx_int8', 'amx_bf16'],
  ...['asimd', 'asimddp', 'i8mm', 'bf16', 'sve'],
];

/** Without one of these a model runs many times slower. */
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
    ...(ok
      ? {}
      : { remedy: 'encoding will be slow: encode on another machine, or search with encoded topics' }),
  };
}

export function checkCores(): Check {
  const { cores } = containerLimits();
  const seen = availableParallelism();
  // A process with more threads than its share of time is stopped again and again.
  const ok = cores === undefined || cores >= seen;
  return {
    name: 'Cores',
    ok,
    needed: false,
    found: ok ? String(seen) : `${seen}, of which the container gives the time of ${cores}`,
    ...(ok ? {} : { remedy: `give --threads ${Math.max(1, Math.floor(cores ?? 1))}` }),
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
    ...(ok ? {} : { remedy: `raise it to ${gigabytes(leastMemory)}, or set TSERINI_JVM_OPTS=-Xmx256m` }),
  };
}
