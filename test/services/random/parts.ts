import type { Build, Resources } from '../../../generators/model/service/service.ts';
import fc from '../../support/random.ts';

/** Texts that a parser of YAML, a template or a shell would like to read otherwise. */
const odd = [
  'yes',
  'null',
  '~',
  '0x1F',
  '1e3',
  '007',
  ' leading and trailing ',
  '- a\n- b\n',
  'a: b',
  '# no comment',
  '{{ .Values.x }}',
  '$(POD_NAME)',
  '${HOME}',
  '"quoted" and \'single\'',
  'tab\there',
  'line one\r\nline two',
  '报表 🧾',
  '---\n...\n',
  '!!binary aGk=',
  '&anchor *alias',
  '%d %s %%',
  'a\\nb',
];

/** Any text that stands in a field of Kubernetes: printable, of every language. */
export const text = fc
  .oneof(fc.constantFrom(...odd), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }), fc.stringMatching(/^[a-z]{1,8}$/))
  // The catalog refuses the line breaks that only YAML knows.
  .filter((drawn) => !/[\u0085\u2028\u2029]/.test(drawn));

/** A variable that the platform does not set. */
export const variable = fc.stringMatching(/^[A-Z][A-Z0-9]{0,6}(_[A-Z0-9]{1,5})?$/).map((name) => `X${name}`);

/** A DNS label. */
export const name = (longest: number) =>
  fc.stringMatching(/^[a-z]([a-z0-9-]{0,6}[a-z0-9])?$/).map((label) => label.slice(0, longest).replace(/-+$/, ''));

export const args = fc.array(text, { minLength: 1, maxLength: 4 });

export const build: fc.Arbitrary<Build> = fc.record({
  version: fc.constantFrom('1.0.0', '0.0.1', '10.20.30', '2.0.0-rc.1', '1.0.0-alpha-7.2'),
  digest: fc.constantFrom(...['0', 'a', '7'].map((digit) => `sha256:${digit.repeat(64)}`)),
});

/** Requests that do not exceed their limits, in every way to write them. */
export const resources: fc.Arbitrary<Resources> = fc.constantFrom<Resources>(
  {
    requests: { cpu: '50m', memory: '64Mi', ephemeralStorage: '64Mi' },
    limits: { cpu: '500m', memory: '256Mi', ephemeralStorage: '600Mi' },
  },
  {
    requests: { cpu: '0.25', memory: '131072Ki', ephemeralStorage: '64Mi' },
    limits: { cpu: '1', memory: '1Gi', ephemeralStorage: '2Gi' },
  },
  {
    requests: { cpu: '100m', memory: '128Mi', ephemeralStorage: '512Mi' },
    limits: { cpu: '100m', memory: '128Mi', ephemeralStorage: '512Mi' },
  },
);

/** A map of at most so many entries. */
export function some<T>(keys: fc.Arbitrary<string>, values: fc.Arbitrary<T>, maxKeys: number): fc.Arbitrary<Record<string, T>> {
  return fc.dictionary(keys, values, { maxKeys, noNullPrototype: true });
}

/** One of several, in any order, each once. */
export function few<T>(...values: readonly T[]): fc.Arbitrary<readonly T[]> {
  return fc.subarray([...values]).chain((chosen) => fc.shuffledSubarray(chosen, { minLength: chosen.length, maxLength: chosen.length }));
}
