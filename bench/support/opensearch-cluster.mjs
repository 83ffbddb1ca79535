// The tests' OpenSearch cluster, for plain Node, which reads no TypeScript.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const root = join(import.meta.dirname, '../..');
// At the depth of the tests and inside the package, whose name they import.
const folder = join(root, 'build/programs');

function compile(name) {
  const source = readFileSync(join(root, 'test/support', `${name}.ts`), 'utf8');
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      rewriteRelativeImportExtensions: true,
    },
  });
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.js`);
  writeFileSync(path, outputText);
  return path;
}

const [jars, cluster] = ['opensearch-jars', 'opensearch-cluster'].map(compile);

export const { opensearchClassPath, needsOpensearch } = await import(jars);
export const { OpenSearchCluster } = await import(cluster);
