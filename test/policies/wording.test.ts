import { describe, expect, it } from 'vitest';
import { quotedList, settingOf, shown } from '../../policies/wording.ts';

describe('shown', () => {
  it.each([
    [undefined, 'nothing'],
    [null, 'nothing'],
    ['', '""'],
    ['say "hi"', '"say \\"hi\\""'],
    [0, '0'],
    [false, 'false'],
    [[1], 'a list'],
    [{ a: 1 }, 'a mapping'],
  ])('shows %j as %s', (value, text) => {
    expect(shown(value)).toBe(text);
  });
});

describe('settingOf', () => {
  it('tells a field that is not set from one that is set to something else', () => {
    expect(settingOf('The pod', 'hostPID', undefined)).toBe('The pod does not set hostPID.');
    expect(settingOf('The pod', 'hostPID', null)).toBe('The pod does not set hostPID.');
    expect(settingOf('The pod', 'hostPID', 'yes')).toBe('The pod sets hostPID to "yes".');
  });
});

describe('quotedList', () => {
  it('quotes each name', () => {
    expect(quotedList(['a', 'b'])).toBe('"a", "b"');
  });
});
