import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const PURE = [
  '{packages,services}/*/tests/**/*.test.ts',
  '{e2e,bench,chaos,detection,scripts,sim}/tests/**/*.test.ts',
];
/** Tests that start whole fleets, or play for long. */
const FLEETS = ['**/*.e2e.test.ts', '**/*.sim.test.ts'];
/** Tests that start a server or two. */
const SERVERS = ['**/*.int.test.ts'];
/** These wait for clocks and leases, and would hold up the end: they begin first. A name that is missing costs time only. */
const LONGEST = [
  'silence-cancels',
  'redis-cluster',
  'promises-hold',
  'governors-share',
  'mass-action',
];

/** The longest first, so that no worker plays alone at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => rankOf(one.moduleId) - rankOf(other.moduleId));
  }
}

function rankOf(file: string): number {
  const rank = LONGEST.findIndex((name) => file.includes(name));
  return rank === -1 ? LONGEST.length : rank;
}

export default defineConfig({
  test: {
    setupFiles: ['./vitest.setup.ts'],
    globalSetup: ['./packages/dev-env/src/testing/test-servers.ts'],
    sequence: { sequencer: LongestFirst },
    // Bounds against standing still, not claims about speed: other work may leave a test a fifth of the machine.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A rejected promise that nobody awaits must fail the run, and a test without a claim must not pass.
    dangerouslyIgnoreUnhandledErrors: false,
    expect: { requireAssertions: true },
    // Kinds run one after the other, each with as many workers as keep two cores busy and no busier.
    projects: [
      {
        extends: true,
        // A fleet is ten processes: a third one at a time makes all of them slow.
        test: { name: 'fleets', include: FLEETS, maxWorkers: 2, sequence: { groupOrder: 1 } },
      },
      {
        extends: true,
        // Half of their time is waiting: for a lease, a restart, a provider that is slow on purpose. They share their modules
        // as pure ones do: loading them anew for each file took a fifth of the time.
        test: {
          name: 'servers',
          include: SERVERS,
          isolate: false,
          maxWorkers: 3,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        // Pure functions share their modules: half of their time went into loading them anew for each file.
        test: {
          name: 'pure',
          include: PURE,
          exclude: [...FLEETS, ...SERVERS, '**/node_modules/**'],
          isolate: false,
          maxWorkers: 2,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
