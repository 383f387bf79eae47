import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ServiceDefinition } from '../../../generators/model/service/service.ts';
import { serviceFields } from '../../../scripts/documents/services/fields.ts';
import fc from '../../support/random.ts';
import { company } from './company.ts';
import { acceptedOf, faultsOf } from './judged.ts';

/** How many companies more than in every run: `RANDOM_SERVICES=200 npx vitest run test/services/random`; others by `RANDOM_SEED`. */
const more = Number(process.env['RANDOM_SERVICES'] ?? '0');

/** What is drawn too wide on purpose, and what is left of it without the field that is refused. */
const meant = [
  /The liveness probe asks what the readiness probe asks/,
  /probes\.\w+\.(?:timeoutSeconds|periodSeconds|initialDelaySeconds) is \d+, above \d+/,
  /probes\.\w+\.path ".*" is no path of a page/,
  /(?:The service|The worker ".*") has (?:\d+ s to end|at most \d+|at least \d+|as many pods as \d+) in production/,
  /shutdown\.graceSeconds is \d+, above 7200/,
  /maxBodySize is 9Gi/,
  /resources\.requests\.(?:cpu|memory) is .*, below/,
  /starts one minute after the other, and may run for/,
  // Names and values are drawn at random, and some look like one.
  /holds .*, which everybody reads/,
  // What is left of a service may have one pod.
  /The service calls itself, and never has a second pod/,
  /The process is killed after \d+ s, before it has drained/,
];

/** Fields of services, of their settings, and of workers and jobs, that a draw has anywhere. */
function fieldsOf(services: readonly ServiceDefinition[]): readonly string[] {
  return services.flatMap((service) => {
    const others = (['workers', 'jobs'] as const).flatMap((field) => Object.values(service[field] ?? {}).map((own) => ({ field, own })));
    const settings = [service, ...others.map(({ own }) => own)].flatMap((own) => [own.settings, ...Object.values(own.environments ?? {})]);
    return [
      ...Object.keys(service),
      ...settings.flatMap((own) => Object.keys(own ?? {}).map((name) => `settings.${name}`)),
      ...others.flatMap(({ field, own }) => Object.keys(own).map((name) => `${field}.${name}`)),
    ];
  });
}

describe('services of any combination of fields', () => {
  it('draw every field that docs/services.md lists, and every one of a worker and of a job', () => {
    const drawn = new Set(fc.sample(company, { numRuns: 60 }).flatMap(fieldsOf));
    const root = path.resolve(import.meta.dirname, '../../..');
    const listed = [
      ...serviceFields(root).map(({ name }) => name),
      ...['args', 'ports', 'volumes', 'settings', 'environments'].map((name) => `workers.${name}`),
      ...['args', 'minutes', 'retries', 'volumes', 'settings', 'environments', 'at', 'schedule', 'timeZone'].map((name) => `jobs.${name}`),
    ];
    expect(listed.filter((name) => !drawn.has(name))).toEqual([]);
  });

  it('are refused for nothing but what is drawn too wide, at the field that is too wide', () => {
    const refused = new Set<RegExp>();
    fc.assert(
      fc.property(company, (services) => {
        const mistakes: string[] = [];
        expect(acceptedOf(services, (mistake) => mistakes.push(mistake)).map(({ name }) => name)).toEqual(services.map(({ name }) => name));
        expect(mistakes.filter((mistake) => !meant.some((one) => one.test(mistake)))).toEqual([]);
        for (const one of meant) if (mistakes.some((mistake) => one.test(mistake))) refused.add(one);
      }),
      // As below.
      { numRuns: 25 + 10 * more, endOnFailure: true },
    );
    expect(refused.size).toBeGreaterThan(3);
  });

  it('are built as they are meant, valid, and pass every rule, without what the catalog refuses', { timeout: 3_600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(company, async (services) => {
        expect(await faultsOf(acceptedOf(services, () => undefined))).toEqual([]);
      }),
      // A smaller company costs as much to look at: the findings say which service it is.
      { numRuns: 3 + more, endOnFailure: true },
    );
  });
});
