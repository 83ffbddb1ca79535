// Finds the browser that the page is tested in: CHROME_PATH, else one on the PATH, else Debian's, which is
// installed where that can be done.

import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function onPath() {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isProgram);
}

/**
 * The path of a Chromium or Chrome.
 * @param log takes a line about what is done
 * @returns undefined where there is none and none can be installed
 */
export async function findChromium(log) {
  const asked = process.env.CHROME_PATH;
  if (asked) return isProgram(asked) ? asked : undefined;
  const found = onPath();
  if (found) return found;
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return undefined;
  log("installing Debian's chromium …");
  const options = { reject: false, env: { DEBIAN_FRONTEND: 'noninteractive' } };
  await execa('apt-get', ['-qq', 'update'], options);
  const { failed, stderr } = await execa(
    'apt-get',
    ['-qq', 'install', '-y', '--no-install-recommends', 'chromium'],
    options,
  );
  if (failed) log(`apt-get could not install it: ${stderr.trim().split('\n').at(-1)}`);
  return onPath();
}
