import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      '{packages,services}/*/tests/**/*.test.ts',
      '{e2e,bench,chaos,detection,scripts,sim}/tests/**/*.test.ts',
    ],
    globalSetup: ['./packages/dev-env/src/testing/test-servers.ts'],
    // Tests with real servers keep several processes busy each: more at a time only makes them slow.
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // A rejected promise that nobody awaits must fail the run, and a test without a claim must not pass.
    dangerouslyIgnoreUnhandledErrors: false,
    expect: { requireAssertions: true },
  },
});
