import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig, type TestUserConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The files that take longest, longest first. */
const longest = [
  'test/docs/commands.test.ts',
  'test/e2e/guide.test.ts',
  'test/fuzz/fuzz.test.ts',
  'test/e2e/reproduce-nfcorpus.test.ts',
  'test/java-interop/text.test.ts',
];

/**
 * Files that need a process of their own: they measure it, start its JVM with options of their own, or start it in a folder
 * of their own, as Java resolves relative paths against the working folder that it started in. Those of the folders spend
 * their time in other processes.
 */
const alone = [
  'test/cli/config-file.test.ts',
  'test/cli/search-lucene.test.ts',
  'test/cli/search-text.test.ts',
  'test/lucene/jvm/startup-archive.test.ts',
  'test/lucene/search/memory.test.ts',
  'test/{docs,e2e,examples,fuzz,java-interop}/**/*.test.ts',
];
/** What scripts/test.mjs runs apart. */
const apart = ['test/{cluster,faults,release}/**/*.test.ts'];
const browser = 'test/browser/**';

/** Begins with the files that take longest, so that none of them runs alone at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId, project }: TestSpecification) => {
      const found = longest.findIndex((name) => moduleId.endsWith(name));
      if (found >= 0) return found;
      return longest.length + (project.name === 'shared' ? 1 : 0);
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}

/** What holds for every file. */
export const common = {
  pool: 'forks',
  // Node loads the built code itself, as it does for a user.
  server: { deps: { external: [/\/dist\//] } },
  setupFiles: ['test/support/environment.ts', 'test/support/warnings.ts'],
  // Much longer than nearly all take, for a machine that is busy otherwise.
  testTimeout: 120_000,
  hookTimeout: 240_000,
} satisfies TestUserConfig;

const project = (name: string, include: string[], exclude: string[], isolate: boolean) => ({
  test: { ...common, name, include, exclude: [...configDefaults.exclude, browser, ...exclude], isolate },
});

// The start of a process, of what it imports and of its JVM takes longer than most files do, so most share processes.
export default defineConfig({
  test: {
    // Vitest leaves one core to itself, though its main process mostly waits.
    maxWorkers: availableParallelism(),
    sequence: { sequencer: LongestFirst },
    projects: [
      project('shared', ['test/**/*.test.ts'], [...alone, ...apart], false),
      project('alone', alone, [], true),
      project('apart', apart, [], true),
    ],
  },
});
