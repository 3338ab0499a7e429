import { describe, expect, it } from 'vitest';
import { machineTimeOf, sharesBetween } from '../src/process-cpu.ts';

describe('the time of the machine', () => {
  it('is read from the first line of /proc/stat, guests left out', () => {
    const time = machineTimeOf('cpu  100 20 30 400 50 6 7 80 9 10');
    expect(time).toEqual({ idle: 450, stolen: 80, all: 693 });
  });

  it('is told in shares of what has passed', () => {
    const before = { idle: 100, stolen: 10, all: 200 };
    const after = { idle: 130, stolen: 30, all: 300 };
    expect(sharesBetween(before, after)).toEqual({ idle: 0.3, stolen: 0.2 });
  });
});
