// Gets a JDK for a machine that has none: from Adoptium, else, on a Debian machine as root, Debian's package.

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { fetchJava } from '../dist/lucene/java/fetch-java.js';
import { javaSetting } from '../dist/lucene/java/find-or-fetch-java.js';
import { findJava } from '../dist/lucene/jvm/java-home.js';

const packages = ['openjdk-25-jdk-headless', 'openjdk-21-jdk-headless'];

function hasApt() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const isRoot = process.platform === 'linux' && process.getuid() === 0;
  return isRoot && folders.some((folder) => existsSync(join(folder, 'apt-get')));
}

/** @returns whether Debian had one */
async function installFromDebian(log) {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await execa('apt-get', ['update', '-qq'], { env, reject: false });
  for (const name of packages) {
    const { exitCode } = await execa('apt-cache', ['show', name], { reject: false });
    if (exitCode !== 0) continue;
    log(`installing Debian's package ${name}`);
    const args = ['install', '-y', '-qq', '--no-install-recommends', name];
    const { failed } = await execa('apt-get', args, { env, reject: false });
    if (!failed) return true;
  }
  log(`Debian has none of ${packages.join(', ')} here`);
  return false;
}

/**
 * A JDK of this machine, or one that is got for it.
 * @returns undefined where none can be had
 */
export async function findOrGetJdk(log) {
  try {
    return findJava('compiler');
  } catch (error) {
    if (javaSetting() === 'never') throw error;
  }
  try {
    return await fetchJava({ image: 'jdk', onMessage: log, retries: 0 });
  } catch (error) {
    log(error.message);
  }
  return hasApt() && (await installFromDebian(log)) ? findJava('compiler') : undefined;
}
