import type { EchoServer } from './grpc/echo-process.ts';
import type { GovernedWorld } from './grpc/governed-world.ts';

/** What one part of the benchmark found: ratios of figures taken side by side, and the figures themselves. */
export interface SuiteResult {
  /** Medians over the rounds of the ratio within each round. */
  ratios: Record<string, number>;
  absolute: Record<string, number | Record<string, number>>;
}

/** What a suite is given. The worlds are started at first use and shared by all suites. */
export interface SuiteContext {
  rounds: number;
  /** Length of one load. */
  seconds: number;
  /** Where every service writes a CPU profile; undefined = nowhere. */
  profileDir: string | undefined;
  /** Progress, for people. */
  note(text: string): void;
  governed(): Promise<GovernedWorld>;
  echo(): Promise<EchoServer>;
}

/** One part of the benchmark, in a file of its own. */
export interface Suite {
  /** As `--only` takes it. */
  name: string;
  /** What it compares, in one line. */
  about: string;
  run(context: SuiteContext): Promise<SuiteResult>;
}
