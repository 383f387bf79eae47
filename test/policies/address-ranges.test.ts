import { describe, expect, it } from 'vitest';
import { addressRange, addressText, without } from '../../policies/kubernetes/network/address-ranges.ts';
import { present } from '../support/mutations/mutation.ts';
import fc from '../support/random.ts';

const bitsOf = (groups: readonly number[], width: number) => groups.map((group) => group.toString(2).padStart(width, '0')).join('');
const groups = fc.array(fc.oneof(fc.constant(0), fc.nat(0xffff)), { minLength: 8, maxLength: 8 });

describe('addresses', () => {
  it.each([
    [[10, 0, 0, 255], 8, '10.0.0.255'],
    [[0, 0, 0, 0, 0, 0, 0, 0], 16, '::'],
    [[0, 0, 0, 0, 0, 0, 0, 1], 16, '::1'],
    [[0x2001, 0xdb8, 0, 1, 0, 0, 1, 0], 16, '2001:db8:0:1::1:0'],
    // What ends in a zero is no run of them.
    [[0, 0xcf0, 0, 0, 0, 0, 0, 0x5e06], 16, '0:cf0::5e06'],
  ])('of groups %j, of %i bits each, are written %s', (parts, width, text) => {
    expect(addressText(bitsOf(parts, width))).toBe(text);
  });

  it('are read again as they were written', () => {
    fc.assert(
      fc.property(groups, (parts) => {
        const bits = bitsOf(parts, 16);
        expect(addressRange(addressText(bits))?.prefix).toBe(bits);
      }),
    );
  });
});

describe('what is left of a range', () => {
  it('is called by texts that mean it', () => {
    fc.assert(
      fc.property(groups, fc.integer({ min: 1, max: 127 }), (parts, length) => {
        const address = addressText(bitsOf(parts, 16));
        const rest = without(present(addressRange(`${address}/${length}`)), [present(addressRange(address))]);
        expect(rest.map(({ text }) => addressRange(text)?.prefix)).toEqual(rest.map(({ prefix }) => prefix));
        expect(rest.length).toBe(128 - length);
      }),
    );
  });
});
