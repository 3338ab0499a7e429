import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parsePolicy } from '../src/index.ts';

const EXAMPLE = new URL('../../../examples/policies/default.json', import.meta.url);
const ROWS = { organisation: 100, staff: 10, service: 10, allPolitical: 0 };

const BUSTED: { fault: string; privacy: unknown; message: RegExp }[] = [
  {
    fault: 'texts that go before a review could read them',
    privacy: { retention: { inboundTextsMs: 6 * 86_400_000 } },
    message: /^privacy\.retention\.inboundTextsMs: must be 7 days or more/,
  },
  {
    fault: 'texts that are kept for ever',
    privacy: { retention: { messageContentMs: 3_661 * 86_400_000 } },
    message: /^privacy\.retention\.messageContentMs: must be 3660 days or less/,
  },
  {
    fault: 'days that were meant as milliseconds',
    privacy: { retention: { inboundTextsMs: 90.5 * 86_400_000 } },
    message: /^privacy\.retention\.inboundTextsMs: must be whole days/,
  },
  {
    fault: 'a rule of retention that this system cannot apply',
    privacy: { retention: { optOutProofMs: 90 * 86_400_000 } },
    message: /^privacy\.retention: .*optOutProofMs/,
  },
  {
    fault: 'imports counted over longer than is remembered',
    privacy: { imports: { windowMs: 32 * 86_400_000, rowsUnseen: ROWS } },
    message: /^privacy\.imports\.windowMs: must be 31 days or less/,
  },
  {
    fault: 'imports with a window that is no whole second',
    privacy: { imports: { windowMs: 1_500, rowsUnseen: ROWS } },
    message: /^privacy\.imports\.windowMs: must be whole seconds/,
  },
  {
    fault: 'imports without a number for one kind of caller',
    privacy: { imports: { windowMs: 1_000, rowsUnseen: { ...ROWS, allPolitical: undefined } } },
    message: /^privacy\.imports\.rowsUnseen\.allPolitical: /,
  },
  {
    fault: 'imports of more rows than one may bring',
    privacy: { imports: { windowMs: 1_000, rowsUnseen: { ...ROWS, staff: 10_000_001 } } },
    message: /^privacy\.imports\.rowsUnseen\.staff: /,
  },
];

function faultsOf(privacy: unknown): string[] {
  const parsed = parsePolicy({ ...JSON.parse(readFileSync(EXAMPLE, 'utf8')), privacy });
  return parsed.ok ? [] : parsed.error.map(({ path, message }) => `${path}: ${message}`);
}

describe('the section on privacy of a policy document', () => {
  test.each([
    [
      'says how long texts are kept and how many opt-outs come unseen',
      {
        imports: { windowMs: 86_400_000, rowsUnseen: ROWS },
        retention: { inboundTextsMs: 30 * 86_400_000, messageContentMs: 396 * 86_400_000 },
      },
    ],
    ['may say only one of them', { retention: { inboundTextsMs: 7 * 86_400_000 } }],
    ['may be empty', {}],
    ['may be absent', undefined],
  ])('%s', (_, privacy) => {
    expect(faultsOf(privacy)).toEqual([]);
  });

  test.each(BUSTED)('is refused for $fault', ({ privacy, message }) => {
    const faults = faultsOf(privacy);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(message);
  });
});
