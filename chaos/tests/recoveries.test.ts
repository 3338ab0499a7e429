import { expect, it } from 'vitest';
import { maxRecoverySeconds, recoveriesOf } from '../src/check/recoveries.ts';
import { Story } from './support/histories.ts';

function fault(story: Story, name: string, times: { begin: number; end: number }): Story {
  const value = (phase: string) => ({ phase, measuredFrom: name === 'kill' ? 'begin' : 'end' });
  story.add(times.begin, 'fault', { key: name, value: value('begin') });
  return story.add(times.end, 'fault', { key: name, value: value('end') });
}

function unaryOf(story: Story) {
  return recoveriesOf(story.operations)
    .filter(({ kind }) => kind === 'unary')
    .map(({ fault: name, answerSeconds, handOffSeconds }) => [name, answerSeconds, handOffSeconds]);
}

it('counts from the begin of a kill to what was asked for afterwards', () => {
  const story = new Story().ask(900, 'before').answer(1100, 'before').arrive(1200, 'before');
  fault(story, 'kill', { begin: 1000, end: 1500 });
  story.ask(1400, 'after').answer(3000, 'after').arrive(3250, 'after');
  expect(unaryOf(story)).toEqual([['kill', 2, 2.25]]);
});

it('counts from the end of what held the system back', () => {
  const story = fault(new Story(), 'late', { begin: 1000, end: 5000 });
  story.ask(4900, 'during').answer(5100, 'during').arrive(5200, 'during');
  story.ask(5300, 'after').answer(5400, 'after').arrive(5500, 'after');
  expect(unaryOf(story)).toEqual([['late', 0.4, 0.5]]);
});

it('takes a repetition for a request, and only an accepted answer for an answer', () => {
  const story = fault(new Story(), 'kill', { begin: 1000, end: 1001 });
  story.ask(500, 'x').ask(1500, 'x').answer(1600, 'x');
  story.ask(1100, 'y').answer(1200, 'y', { outcome: 'REFUSED' });
  expect(unaryOf(story)).toEqual([['kill', 0.6, null]]);
});

it('says that there was no recovery before the next fault', () => {
  const story = fault(new Story(), 'kill', { begin: 1000, end: 1001 });
  fault(story, 'late', { begin: 2000, end: 3000 });
  story.ask(3100, 'x').answer(3200, 'x').arrive(3300, 'x');
  expect(unaryOf(story)).toEqual([
    ['kill', null, null],
    ['late', 0.2, 0.3],
  ]);
  expect(maxRecoverySeconds(recoveriesOf(story.operations))).toBe(0.3);
});
