import { describe, expect, it } from 'vitest';
import { quantity } from '../../policies/kubernetes/quantities.ts';

describe('quantity', () => {
  it.each([
    ['1', '1000m', 1, 1.0, '1.0', '1e0', '1000000u', '1000000000n', '0.001k'],
    ['100m', '0.1', 0.1, '.1', '1e-1'],
    ['2200m', '2.2', '0.0022k', 2.2],
    ['1Gi', '1024Mi', '1048576Ki', '1073741824', 1073741824],
    ['1.5Gi', '1536Mi'],
    ['1G', '1000M', '1e9', '1E9', '1000000000'],
    ['1E', '1000P', '1e18'],
    ['-1', '-1000m', -1],
    ['0', '0Gi', 0, '0.0'],
  ])('reads equal amounts as equal numbers: %j, ...', (first, ...others) => {
    expect(others.map(quantity)).toEqual(others.map(() => quantity(first)));
    expect(quantity(first)).toBeTypeOf('number');
  });

  it.each([
    '',
    ' 1',
    '500 m',
    '2GB',
    '1gi',
    '1Gib',
    'm',
    '1e',
    '1.5.0',
    '0x10',
    '1_000',
    '1e999',
    '9'.repeat(400),
    Number.NaN,
    true,
    null,
    undefined,
    [],
    {},
  ])('takes %j for no quantity', (value) => {
    expect(quantity(value)).toBeUndefined();
  });
});
