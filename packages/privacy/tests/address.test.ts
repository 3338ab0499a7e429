import { Channel } from '@hustings/contracts/registry';
import fc from 'fast-check';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { describe, expect, it } from 'vitest';
import { createVault, normaliseAddress, numberCountries } from '../src/index.ts';

const { CHANNEL_SMS: SMS, CHANNEL_TELEGRAM: TELEGRAM, CHANNEL_WHATSAPP: WHATSAPP } = Channel;

describe('an address becomes one canonical form', () => {
  it.for([
    ['E.164 as it stands', SMS, '+34612345678', undefined, '+34612345678'],
    ['spaces, brackets, dots and dashes', SMS, '+34 (612) 345.67-8', undefined, '+34612345678'],
    ['00 for plus', SMS, '0034 612 345 678', undefined, '+34612345678'],
    ['a tel: link', WHATSAPP, 'tel:+34612345678', undefined, '+34612345678'],
    [
      'zero-width and direction marks',
      SMS,
      '\u202a+34\u200b612345678\u202c',
      undefined,
      '+34612345678',
    ],
    ['full-width digits', SMS, '＋３４６１２３４５６７８', undefined, '+34612345678'],
    ['Arabic-Indic digits', SMS, '+٣٤٦١٢٣٤٥٦٧٨', undefined, '+34612345678'],
    ['a national number with its country', SMS, '612 34 56 78', 'es', '+34612345678'],
    ['a trunk zero in brackets', SMS, '+44 (0)20 7946 0018', undefined, '+442079460018'],
    ['a trunk zero without brackets', SMS, '+4402079460018', undefined, '+442079460018'],
    ['a German trunk zero', SMS, '+4901711234567', undefined, '+491711234567'],
    ['the zero that Italian numbers keep', SMS, '+39 06 1234 5678', undefined, '+390612345678'],
    ['a Mexican number with its former 1', WHATSAPP, '+5215512345678', undefined, '+525512345678'],
    ['a Telegram name, whatever its case', TELEGRAM, '@Vecina_Norte', undefined, '@vecina_norte'],
    ['a Telegram chat id', TELEGRAM, '123456789', undefined, 'tg:123456789'],
    ['a number on Telegram', TELEGRAM, '+34 612345678', undefined, '+34612345678'],
  ] as const)('%s', ([, channel, text, country, canonical]) => {
    expect(normaliseAddress(channel, text, country)).toEqual({ ok: true, value: canonical });
  });

  it.for([
    ['nothing', SMS, '', undefined, 'ADDRESS_EMPTY'],
    ['invisible characters only', SMS, ' \u200b ', undefined, 'ADDRESS_EMPTY'],
    ['a word', SMS, 'hello', undefined, 'ADDRESS_NOT_A_NUMBER'],
    ['a number in a sentence', SMS, 'call +34612345678 now', undefined, 'ADDRESS_NOT_A_NUMBER'],
    ['two numbers', SMS, '+34612345678 +34612345679', undefined, 'ADDRESS_NOT_A_NUMBER'],
    ['a national number without country', SMS, '612345678', undefined, 'ADDRESS_NOT_A_NUMBER'],
    ['a name outside Telegram', WHATSAPP, '@vecina_norte', undefined, 'ADDRESS_NOT_A_NUMBER'],
    ['too few digits', SMS, '+34 612', undefined, 'ADDRESS_IMPOSSIBLE'],
    ['a digit too many', SMS, '+346123456789', undefined, 'ADDRESS_IMPOSSIBLE'],
    ['an extension', SMS, '+34612345678 ext. 5', undefined, 'ADDRESS_HAS_EXTENSION'],
    ['a country that is none', SMS, '612345678', 'XX', 'COUNTRY_UNKNOWN'],
    [
      'more text than any number has',
      SMS,
      `+34${' '.repeat(70)}612345678`,
      undefined,
      'ADDRESS_TOO_LONG',
    ],
  ] as const)('%s is refused', ([, channel, text, country, fault]) => {
    expect(normaliseAddress(channel, text, country)).toEqual({ ok: false, error: fault });
  });

  it('makes one pseudonym of many spellings', () => {
    const vault = createVault('07'.repeat(32));
    const separator = fc.constantFrom('', ' ', '-', '.', '\u00a0', '\u200b', ' (', ') ', '\u2011');
    const digits = fc.string({
      unit: fc.constantFrom(...'0123456789'),
      minLength: 8,
      maxLength: 8,
    });
    const spelling = fc.tuple(digits, fc.array(separator, { minLength: 8, maxLength: 8 }));
    fc.assert(
      fc.property(
        spelling,
        fc.constantFrom('+34', '0034', '＋34', 'tel:+34'),
        ([rest, gaps], prefix) => {
          const spelt = `${prefix} 6${[...rest].map((digit, i) => digit + gaps[i]).join('')}`;
          const seen = normaliseAddress(SMS, balance(spelt));
          const plain = normaliseAddress(SMS, `+346${rest}`);
          const pseudonym = (address: string) => vault.organisationPseudonym('org-1', address);
          expect(seen.ok && pseudonym(seen.value)).toBe(plain.ok && pseudonym(plain.value));
          expect(plain.ok).toBe(true);
        },
      ),
    );
  });

  it('takes the fast way only where the library would say the same', () => {
    const codes = ['1', '30', '31', '33', '34', '351', '44', '48', '49', '52', '54', '55', '39'];
    const national = fc.string({
      unit: fc.constantFrom(...'0123456789'),
      minLength: 5,
      maxLength: 12,
    });
    fc.assert(
      fc.property(fc.constantFrom(...codes), national, (code, rest) => {
        const text = `+${code}${rest}`;
        const parsed = parsePhoneNumberFromString(text, { extract: false });
        const result = normaliseAddress(SMS, text);
        if (result.ok && !text.startsWith('+521')) {
          expect(result.value).toBe(parsed?.number);
          expect(parsed?.isPossible()).toBe(true);
        } else if (!result.ok) {
          expect(parsed?.isPossible() ?? false).toBe(false);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it('is idempotent: a canonical address stays as it is', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('+34', '+44', '+1', '+52', '+521', '+49', '+54'),
        fc.nat(10 ** 10),
        (code, n) => {
          const once = normaliseAddress(SMS, `${code}${n}`);
          fc.pre(once.ok);
          expect(once.ok && normaliseAddress(SMS, once.value)).toEqual(once);
        },
      ),
    );
  });
});

/** Brackets in pairs, as people write them: a stray one is no number. */
function balance(text: string): string {
  return text.replaceAll(/[()]/g, '');
}

describe('the countries of a number', () => {
  it.each([
    ['+34600000001', ['ES']],
    ['+351912345678', ['PT']],
    ['+12125550100', ['US']],
    ['+14165550100', ['CA']],
    ['+18095550100', ['DO']],
    ['+447400123456', ['GB']],
    ['+447781123456', ['GG']],
    ['+77012345678', ['KZ']],
    ['+79161234567', ['RU']],
    ['@somebody', []],
    ['tg:12345678', []],
    ['+870773111632', []],
  ])('%s: %o', (address, countries) => {
    expect(numberCountries(address)).toEqual(countries);
    expect(numberCountries(address)).toEqual(countries);
  });

  it('are all of a shared code when the number does not tell', () => {
    const found = numberCountries('+19995550100');
    expect(found).toEqual(expect.arrayContaining(['US', 'CA', 'JM']));
  });
});
