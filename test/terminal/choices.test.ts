import { expect, it } from 'vitest';
import { choices } from '../../scripts/terminal/choices.ts';

const many = Array.from({ length: 1000 }, (_, index) => `service-${String(index + 1).padStart(4, '0')}`);

it.each<[string, readonly string[], string]>([
  ['there is nothing', [], 'There is none.'],
  ['there are some', ['dev', 'test', 'staging'], 'Did you mean "test"? There are dev, test, staging.'],
  [
    'there are very many',
    many,
    'Did you mean "service-0001"? Of 1000 the nearest are service-0001, service-0002, service-0003, service-0004, service-0005, ' +
      'service-0006, service-0007, service-0008, service-0009, service-0010, service-0011, service-0020.',
  ],
])('what may have been meant is said in a line or two where %s', (_, known, text) => {
  expect(choices(known === many ? 'service-00001' : 'tset', known)).toBe(text);
});
