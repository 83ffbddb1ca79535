import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const pieces = 40;

/** Sends a file over about so many milliseconds, so that something can happen meanwhile. */
export async function sendSlowly(
  response: ServerResponse,
  bytes: Buffer,
  milliseconds: number,
): Promise<void> {
  const size = Math.ceil(bytes.length / pieces);
  for (let at = 0; at < bytes.length && !response.destroyed; at += size) {
    response.write(bytes.subarray(at, at + size));
    await sleep(milliseconds / pieces);
  }
  response.end();
}
