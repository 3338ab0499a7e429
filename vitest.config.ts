import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const INCLUDE = [
  '{packages,services}/*/tests/**/*.test.ts',
  '{e2e,bench,chaos,detection,scripts,sim}/tests/**/*.test.ts',
];
/** Tests that start servers or whole fleets, or play for long. */
const HEAVY = ['**/*.int.test.ts', '**/*.e2e.test.ts', '**/*.sim.test.ts'];

/** The longest kinds first, so that no worker plays a whole fleet alone at the end. */
class LongestKindsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => rankOf(one.moduleId) - rankOf(other.moduleId));
  }
}

function rankOf(file: string): number {
  return ['.e2e.test.ts', '.sim.test.ts', '.int.test.ts', '.test.ts'].findIndex((end) =>
    file.endsWith(end),
  );
}

export default defineConfig({
  test: {
    globalSetup: ['./packages/dev-env/src/testing/test-servers.ts'],
    // Tests with real servers keep several processes busy each: more at a time only makes them slow.
    maxWorkers: 2,
    sequence: { sequencer: LongestKindsFirst },
    // Bounds against standing still, not claims about speed: other work may leave a test a fifth of the machine.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A rejected promise that nobody awaits must fail the run, and a test without a claim must not pass.
    dangerouslyIgnoreUnhandledErrors: false,
    expect: { requireAssertions: true },
    projects: [
      { extends: true, test: { name: 'servers', include: HEAVY, isolate: true } },
      {
        extends: true,
        // Pure functions share their modules: half of their time went into loading them anew for each file.
        test: {
          name: 'pure',
          include: INCLUDE,
          exclude: [...HEAVY, '**/node_modules/**'],
          isolate: false,
        },
      },
    ],
  },
});
