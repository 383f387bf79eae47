import { describe, expect, it } from 'vitest';
import { isCron } from '../../policies/schemas/parts/cron.ts';

describe('a schedule', () => {
  it.each([
    '0 2 * * *',
    '*/15 0-6,22 1 jan-mar mon',
    '5/10 * * * ?',
    '*-5 * * * *',
    '1,,2 * * * *',
    ' 0  2 * * * ',
    'TZ=Europe/Berlin 0 2 * * *',
    'CRON_TZ=UTC 0 2 * * *',
  ])('is read as robfig/cron reads it: "%s"', (text) => {
    expect(isCron(text)).toBe(true);
  });

  it.each([
    '',
    '0 2 * *',
    '0 2 * * * *',
    '60 * * * *',
    '0 24 * * *',
    '* * 0 * *',
    '* * * 13 *',
    '* * * * 7',
    '5-1 * * * *',
    '*/0 * * * *',
    '1/2/3 * * * *',
    '1-2-3 * * * *',
    'a * * * *',
    '* * constructor * *',
    'TZ=Nowhere/City 0 2 * * *',
    'TZ=UTC',
  ])('is none: "%s"', (text) => {
    expect(isCron(text)).toBe(false);
  });

  it.each([
    ['@daily', true],
    ['@every 1h30m', true],
    ['@every', false],
    ['@fortnightly', false],
  ])('"%s" is one where descriptors are taken, and nowhere else', (text, isOne) => {
    expect([isCron(text, { descriptors: true }), isCron(text)]).toEqual([isOne, false]);
  });
});
