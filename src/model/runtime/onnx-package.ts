import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const packageFolder = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * The command that installs onnxruntime-node where npm left it out: on Linux x64 its install script fetches CUDA libraries
 * from nuget.org, and where that fails npm goes on without an optional package.
 */
export function installCommand(folder = packageFolder): string {
  const { optionalDependencies } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));
  const packages = dirname(resolve(folder));
  if (basename(packages) !== 'node_modules') return 'npm run setup';
  const project = dirname(packages);
  // Of a global installation, which has no manifest, npm would remove the other packages.
  if (!existsSync(join(project, 'package.json'))) return 'npm install --global --ignore-scripts tserini';
  const where = project === process.cwd() ? '' : ` --prefix "${project}"`;
  return `npm install --ignore-scripts${where} onnxruntime-node@${optionalDependencies['onnxruntime-node']}`;
}
