import { throwIfStopped } from '../util/abort.js';
import type { Check } from './check.js';
import { checkCores, checkCpu, checkMemory } from './machine.js';
import {
  checkJava,
  checkJvm,
  checkLucene,
  checkNode,
  checkOnnxRuntime,
  checkStartupArchive,
} from './runtimes.js';
import { checkDisk, checkHubLogin, checkModelCache } from './storage.js';

const checks: readonly ((signal?: AbortSignal) => Check | Promise<Check>)[] = [
  () => checkNode(),
  checkJava,
  checkLucene,
  checkJvm,
  checkStartupArchive,
  checkOnnxRuntime,
  checkCpu,
  checkCores,
  checkMemory,
  checkModelCache,
  checkHubLogin,
  checkDisk,
];

/** Runs all checks, one after another, without using the network. */
export async function* examine(signal?: AbortSignal): AsyncGenerator<Check> {
  for (const check of checks) {
    throwIfStopped(signal);
    yield await check(signal);
  }
}
