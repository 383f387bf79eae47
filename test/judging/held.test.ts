import { describe, expect, it } from 'vitest';
import { type Declared, type Held, heldIn, keyOf, lostBetween } from '../../scripts/judging/held.ts';
import fc from '../support/random.ts';

const none: Declared = { ends: new Set(), renamed: [] };
const topic = (name: string, holder: string, environment = 'dev'): Held => ({ environment, what: 'topic', name, holder });
const application = (name: string): Held => ({ environment: 'dev', what: 'Application', name, holder: name });

describe('what is held', () => {
  it.each([
    ['KafkaTopic', { spec: { topicName: 'orders.placed' } }, ['topic orders.placed']],
    ['KafkaTopic', {}, ['topic x']],
    ['postgresql', { spec: { databases: { orders_db: 'orders_user' } } }, ['store postgresql/x', 'database orders_db']],
    ['KafkaNodePool', {}, ['store KafkaNodePool/x']],
    ['StatefulSet', { spec: { volumeClaimTemplates: [{ metadata: { name: 'data' } }] } }, ['volume data-x']],
    ['StatefulSet', { spec: {} }, []],
    ['PersistentVolumeClaim', {}, ['volume x']],
    ['Namespace', {}, ['namespace x']],
    ['Deployment', {}, []],
  ])('by a %s %j is %j', (kind, fields, names) => {
    expect(heldIn('dev', 'app', [{ kind, name: 'x', fields }]).map(({ what, name }) => `${what} ${name}`)).toEqual(names);
  });
});

describe('what does not keep its place', () => {
  it.each<[string, readonly Held[], readonly Held[], Declared, readonly string[]]>([
    ['is what is gone', [topic('t', 'a-data')], [], none, ['dev/topic t']],
    ['is not what is gone as declared', [topic('t', 'a-data')], [], { ...none, ends: new Set(['dev/topic t']) }, []],
    [
      'is what is gone where another environment declares it',
      [topic('t', 'a')],
      [],
      { ...none, ends: new Set(['test/topic t']) },
      ['dev/topic t'],
    ],
    ['is what somebody else has', [topic('t', 'a-data')], [topic('t', 'b-data')], none, ['dev/topic t to b-data']],
    ['is what has gone to another environment', [topic('t', 'a')], [topic('t', 'a', 'test')], none, ['dev/topic t']],
    [
      'is not what the same service has under another name',
      [topic('t', 'a-data'), application('a-dev')],
      [topic('t', 'b-data'), application('b-dev')],
      { ...none, renamed: [{ name: 'b', formerly: ['a'] }] },
      [],
    ],
    [
      'is the Application of a name that a service had, where none of its new name is there',
      [application('a-dev')],
      [application('b-test')],
      { ...none, renamed: [{ name: 'b', formerly: ['a'] }] },
      ['dev/Application a-dev'],
    ],
  ])('%s', (_, before, after, declared, lost) => {
    expect(lostBetween(before, after, declared).map((item) => `${keyOf(item)}${item.to === undefined ? '' : ` to ${item.to}`}`)).toEqual(
      lost,
    );
  });

  const held = fc.record({
    environment: fc.constantFrom('dev', 'test'),
    what: fc.constantFrom<Held['what']>('topic', 'database', 'volume', 'store', 'namespace', 'Application'),
    name: fc.constantFrom('a', 'b', 'c'),
    holder: fc.constantFrom('one', 'two', 'two-data'),
  });
  const state = fc.uniqueArray(held, { selector: keyOf });

  it('is nothing when nothing changes, or only more comes', () => {
    fc.assert(fc.property(state, state, (before, more) => lostBetween(before, [...before, ...more], none).length === 0));
  });

  it('is everything that is neither there with its holder nor declared', () => {
    fc.assert(
      fc.property(state, state, fc.subarray(['dev/topic a', 'dev/database b', 'test/volume c']), (before, after, ends) => {
        const expected = before
          .filter((item) => !ends.includes(keyOf(item)))
          .filter((item) => !after.some((other) => keyOf(other) === keyOf(item) && other.holder === item.holder));
        const lost = lostBetween(before, after, { ends: new Set(ends), renamed: [] });
        expect(lost.map(keyOf).toSorted()).toEqual(expected.map(keyOf).toSorted());
      }),
    );
  });
});
