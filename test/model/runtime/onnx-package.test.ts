import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { installCommand } from '#tserini/model/runtime/onnx-package.js';
import { tempFolder } from '../../support/temp.ts';

it('names the command that installs ONNX Runtime in a project, globally, and in a clone', async () => {
  const project = await tempFolder();
  const folder = join(project, 'node_modules/tserini');
  await mkdir(folder, { recursive: true });
  expect(installCommand(folder)).toBe('npm install --global --ignore-scripts tserini');
  await writeFile(join(project, 'package.json'), '{}');
  const command = /^npm install --ignore-scripts --prefix "(.*)" onnxruntime-node@\d+\.\d+\.\d+$/;
  expect(command.exec(installCommand(folder))?.[1]).toBe(project);
  expect(installCommand()).toBe('npm run setup');
});
