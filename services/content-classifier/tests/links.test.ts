import { describe, expect, it } from 'vitest';
import { codesOf, judge } from './support/judge.ts';

describe('a link that leads where it says', () => {
  it.each([
    ['the same host', 'party.example', 'https://party.example/vote'],
    ['a host below it', 'party.example', 'https://www.party.example/'],
    ['the other way round', 'https://go.party.example', 'https://party.example/x'],
    ['capital letters', 'PARTY.Example', 'https://party.example/'],
    ['words that name no host', 'Donate now', 'https://donate.party-fund.example/es'],
    ['a full stop at the end', 'party.example.', 'https://party.example/'],
    ['an e-mail address', 'hello@other.example', 'https://party.example/contact'],
    ['nothing shown', '', 'https://party.example/'],
    ['a call', 'Call us', 'tel:+34911234567'],
    ['a mail', 'Write to us', 'mailto:hello@party.example'],
  ])('%s', (...[, shown, targetUrl]) => {
    const judgement = judge({ links: [{ shown, targetUrl }] });
    expect(judgement).toMatchObject({ disposition: 'ALLOW', findings: [] });
  });
});

describe('a link that leads elsewhere than it shows', () => {
  it.each([
    [
      'another domain',
      'party.example',
      'https://evil.test/',
      'shows "party.example", but leads to "evil.test"',
    ],
    [
      'another domain behind a path',
      'https://party.example/vote',
      'https://evil.test/party.example',
      'leads to "evil.test"',
    ],
    [
      'the host as a label of another',
      'party.example',
      'https://party.example.evil.test/',
      'leads to "party.example.evil.test"',
    ],
    [
      'the host in a sentence',
      'Vote at party.example today',
      'https://evil.test/',
      'leads to "evil.test"',
    ],
    [
      'a site of the same hosting service',
      'one.github.io',
      'https://two.github.io/',
      'leads to "two.github.io"',
    ],
    ['what stands before the @', 'Vote', 'https://party.example@evil.test/', 'before the "@"'],
    ['an IP address', 'Vote', 'http://192.0.2.7/', 'bare address "192.0.2.7"'],
    ['an IP address as one number', 'Vote', 'http://3221225991/', 'bare address "192.0.2.7"'],
    ['an IPv6 address', 'Vote', 'http://[2001:db8::7]/', 'bare address "[2001:db8::7]"'],
    [
      'a Cyrillic letter in the host',
      'Vote',
      'https://pаrty.example/',
      'look like "party.example"',
    ],
    ['the same in punycode', 'Vote', 'https://xn--prty-53d.example/', 'look like "party.example"'],
    [
      'mixed alphabets in an unknown host',
      'Vote',
      'https://bаnk.test/',
      'mixes letters of several alphabets',
    ],
  ])('%s', (...[, shown, targetUrl, explanation]) => {
    const judgement = judge({ links: [{ shown, targetUrl }] });
    expect(judgement.disposition).toBe('REVIEW');
    expect(judgement.findings[0]).toMatchObject({
      code: 'LINK_MISMATCH',
      explanation: expect.stringContaining(explanation),
    });
  });

  it.each([
    ['1 for l and 0 for o', 'https://p0litica1.example/', 'political.example'],
    ['rn for m', 'https://rnedia.example/', 'media.example'],
  ])('ASCII look-alikes: %s', (...[, targetUrl, original]) => {
    const judgement = judge({ links: [{ shown: '', targetUrl }], organisationHosts: [original] });
    expect(judgement.findings[0]?.explanation).toContain(`look like "${original}"`);
  });
});

describe('a text that shows another host than its links lead to', () => {
  const links = [{ shown: 'Vote', targetUrl: 'https://party.example/' }];

  it.each([
    ['a URL', 'Go to https://evil.test/vote', 0.8],
    ['a host with a path', 'Go to evil.test/vote now', 0.8],
    ['a bare host, perhaps a missing space', 'Gracias por tu voto.es importante', 0.5],
  ])('%s', (...[, text, score]) => {
    expect(judge({ text, links }).findings).toContainEqual(
      expect.objectContaining({ code: 'LINK_MISMATCH', score }),
    );
  });

  it('is no mismatch when it is where a link leads, or what one shows', () => {
    expect(judge({ text: 'Go to party.example', links }).findings).toEqual([]);
    const shown = [{ shown: 'other.example', targetUrl: 'https://evil.test/' }];
    const mismatches = judge({ text: 'Go to other.example', links: shown }).findings.filter(
      (finding) => finding.code === 'LINK_MISMATCH',
    );
    expect(mismatches).toHaveLength(1);
  });

  it('without declared links its hosts are checked for themselves', () => {
    expect(judge({ text: 'https://party.example/x and hello@evil.test' }).findings).toEqual([]);
    expect(codesOf(judge({ text: 'https://party.example@evil.test/' }))).toEqual([
      'LINK_MISMATCH',
      'LINK_UNDECLARED_HOST',
    ]);
  });

  it.each(['3.5 millones', 'S.A. de C.V.', 'v1.2.3', 'a...b', '10.30h', 'e.g. this', 'fin.Hola'])(
    '%s is no host',
    (text) => {
      expect(judge({ text, links }).findings).toEqual([]);
    },
  );
});

describe('hosts that the organisation did not declare', () => {
  it.each([
    ['its own', 'https://party.example/', []],
    ['below its own', 'https://a.b.party.example/', []],
    ['ends like its own', 'https://notparty.example/', ['LINK_UNDECLARED_HOST']],
    ['above its own', 'https://party-fund.example/', ['LINK_UNDECLARED_HOST']],
    ['a shortener', 'https://bit.ly/3H2Yyax', ['LINK_SHORTENER', 'LINK_UNDECLARED_HOST']],
    ['below a shortener', 'https://www.bit.ly/3H2Yyax', ['LINK_SHORTENER', 'LINK_UNDECLARED_HOST']],
  ])('%s', (...[, targetUrl, codes]) => {
    expect(codesOf(judge({ links: [{ shown: '', targetUrl }] }))).toEqual(codes);
  });

  it('are compared in any spelling that the URL standard takes', () => {
    const judgement = judge({
      organisationHosts: [' Party.EXAMPLE. ', 'españa.example', 'not a host'],
      text: 'https://party.example/ https://españa.example/ https://xn--espaa-rta.example/',
    });
    expect(judgement.findings).toEqual([]);
  });
});

describe('a target that nobody can follow safely', () => {
  it.each([
    ['a script', 'javascript:alert(1)', 'LINK_DANGEROUS_SCHEME'],
    ['a script with a line break in its scheme', 'java\nscript:alert(1)', 'LINK_DANGEROUS_SCHEME'],
    ['a script behind spaces', '  JavaScript:alert(1)', 'LINK_DANGEROUS_SCHEME'],
    ['a page in the link', 'data:text/html,<b>x</b>', 'LINK_DANGEROUS_SCHEME'],
    ['a file', 'file:///etc/passwd', 'LINK_DANGEROUS_SCHEME'],
    ['no scheme', 'party.example/vote', 'LINK_UNPARSEABLE'],
    ['no host', 'https://', 'LINK_UNPARSEABLE'],
    ['spaces in the host', 'https://party example/', 'LINK_UNPARSEABLE'],
    ['nothing', '', 'LINK_UNPARSEABLE'],
  ])('%s is blocked', (...[, targetUrl, code]) => {
    const judgement = judge({ links: [{ shown: 'Vote', targetUrl }] });
    expect(judgement).toMatchObject({ disposition: 'BLOCK', findings: [{ code, score: 1 }] });
  });

  it('an app’s own scheme is reviewed', () => {
    const judgement = judge({
      links: [{ shown: 'Open', targetUrl: 'intent://party/#Intent;end' }],
    });
    expect(judgement.disposition).toBe('REVIEW');
    expect(codesOf(judgement)).toEqual(['LINK_UNUSUAL_SCHEME']);
  });
});
