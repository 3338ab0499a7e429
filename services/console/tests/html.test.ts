import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fill, html, isolated } from '../src/domain/html.ts';

describe('a template', () => {
  it('escapes what is put into it, in text and in attributes', () => {
    const value = `"><script>alert('x')</script>&amp;`;
    expect(String(html`<a title="${value}">${value}</a>`)).toBe(
      '<a title="&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp;">&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp;</a>',
    );
  });

  it('leaves markup of its own making alone, also in lists', () => {
    expect(String(html`<ul>${['a&b', 'c'].map((each) => html`<li>${each}</li>`)}</ul>`)).toBe(
      '<ul><li>a&amp;b</li><li>c</li></ul>',
    );
  });

  it('fills the places of a sentence once: what fills one has no places', () => {
    const places = { organisation: isolated('{time} <b>'), time: html`now` };
    expect(String(fill('<{organisation}> {time} {unknown}.', places))).toBe(
      '&lt;<bdi>{time} &lt;b&gt;</bdi>&gt; now .',
    );
  });

  it('lets no character out that could open an element or end an attribute', () => {
    const isSafe = (text: string): boolean => !/[<>"']|&(?!(?:amp|lt|gt|quot|#39);)/.test(text);
    const any = fc.string({
      unit: fc.oneof(fc.constantFrom(...`<>"'&;#`), fc.constantFrom('a', 'é', '\u2028')),
    });
    fc.assert(fc.property(any, (text) => isSafe(String(html`${text}`))));
    expect(isSafe('<')).toBe(false);
  });
});
