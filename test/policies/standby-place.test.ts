import { describe, expect, it } from 'vitest';
import { lint } from '../../policies/engine.ts';
import { manifestsOf } from '../../policies/manifest.ts';
import { loadRules } from '../../scripts/judging/lint/rules.ts';
import { renderEnvironments } from '../../scripts/kustomize/kustomize.ts';
import { chartsOf } from '../support/chart-facts.ts';
import { copyOf, present, remove, set, type Tree } from '../support/mutations/mutation.ts';
import { asleep, changes, roleLabel } from '../support/sleeping-place.ts';

/** Rules ask a place that waits for other things than one that serves, by the label of its namespaces. */
const rules = (await loadRules('.')).map(({ value }) => value);
const environments = await renderEnvironments(process.cwd());
const production = present(environments.find(({ name }) => name === 'production')).manifests.map(({ fields }) => fields);

/** What the judge says of these objects, as rule and object. */
function told(objects: readonly Tree[]): readonly string[] {
  const manifests = objects.flatMap((object, document) =>
    manifestsOf(object, { file: 'place.yaml', document }).flatMap((item) => ('fields' in item ? [item] : [])),
  );
  const { findings } = lint({ environment: 'production', manifests, foreign: chartsOf('production') }, { rules, today: '2026-01-01' });
  return findings.map(({ rule, object: { kind, name } }) => `${rule} ${kind}/${name}`).sort();
}

const serving = (): Tree[] => production.map((fields) => copyOf(fields) as Tree);
const sleeping = (): Tree[] => [...asleep(serving())];

const services = ['financial-service', 'material-service', 'sales-service'];
const ofServices = (rule: string, kind: string) => services.map((name) => `${rule} ${kind}/${name}`);
const ofJobs = ['CronJob/postgres-archive-check', 'CronJob/postgres-backup'].map((job) => `require-standby-asleep ${job}`);
const database = 'postgresql/postgres';

/** What is told where a kind of object is as in a place that waits, and the place serves; and the other way round. */
const verdicts: Readonly<
  Record<string, { readonly sleepsWhereItServes: readonly string[]; readonly awakeWhereItWaits: readonly string[] }>
> = {
  Namespace: {
    sleepsWhereItServes: [
      `match-standby ${database}`,
      ...ofJobs,
      ...ofServices('require-standby-asleep', 'Deployment'),
      ...ofServices('require-standby-asleep', 'ScaledObject'),
    ],
    awakeWhereItWaits: [
      ...ofServices('forbid-paused-workload', 'ScaledObject'),
      ...ofServices('forbid-replicas-with-autoscaler', 'Deployment'),
      `match-standby ${database}`,
      'require-archive-check ConfigMap/postgres-pod-env',
      `require-backup ${database}`,
      `require-durable-postgres ${database}`,
      `require-durable-postgres ${database}`,
    ],
  },
  Deployment: {
    sleepsWhereItServes: ofServices('forbid-replicas-with-autoscaler', 'Deployment'),
    awakeWhereItWaits: ofServices('require-standby-asleep', 'Deployment'),
  },
  ScaledObject: {
    sleepsWhereItServes: ofServices('forbid-paused-workload', 'ScaledObject'),
    awakeWhereItWaits: ofServices('require-standby-asleep', 'ScaledObject'),
  },
  CronJob: {
    sleepsWhereItServes: ['require-archive-check ConfigMap/postgres-pod-env', `require-backup ${database}`],
    awakeWhereItWaits: ofJobs,
  },
  postgresql: {
    sleepsWhereItServes: [`match-standby ${database}`, `require-durable-postgres ${database}`, `require-durable-postgres ${database}`],
    awakeWhereItWaits: [`match-standby ${database}`],
  },
  // What Spilo is told of an archive that it does not follow, it does not read.
  ConfigMap: { sleepsWhereItServes: [], awakeWhereItWaits: [`match-standby ${database}`, `match-standby ${database}`] },
};

describe('production as it would be drawn for a place that waits', () => {
  it('is clean', () => {
    expect(told(sleeping())).toEqual([]);
  });

  it('is clean where no autoscaler decides how many pods there are', () => {
    expect(told(sleeping().filter(({ kind }) => kind !== 'ScaledObject'))).toEqual([]);
  });
});

describe('what is relaxed is so under the label of the namespaces, and nowhere else', () => {
  const kinds = Object.entries(verdicts);

  it('is said of every kind that is otherwise in a place that waits', () => {
    expect(Object.keys(verdicts).sort()).toEqual(Object.keys(changes).sort());
  });

  it.each(kinds)('%s that sleeps, in a place that serves', (kind, { sleepsWhereItServes }) => {
    const objects = serving();
    for (const object of objects) if (object['kind'] === kind) changes[kind]?.(object);
    expect(told(objects)).toEqual(sleepsWhereItServes);
  });

  it.each(kinds)('%s that is awake, in a place that waits', (kind, { awakeWhereItWaits }) => {
    const objects = serving();
    for (const object of objects) if (object['kind'] !== kind) changes[String(object['kind'])]?.(object);
    expect(told(objects)).toEqual(awakeWhereItWaits);
  });

  it('not by the label of one namespace for another: each object is judged by its own', () => {
    const objects = sleeping();
    for (const object of objects) if (object['kind'] === 'Namespace' && isOfServices(object)) remove(roleLabel)(object);
    expect(told(objects).filter((line) => !line.startsWith('require-namespace-labels'))).toEqual([
      ...ofServices('forbid-paused-workload', 'ScaledObject'),
      ...ofServices('forbid-replicas-with-autoscaler', 'Deployment'),
    ]);
  });

  it('not by a label of another value', () => {
    const objects = sleeping();
    for (const object of objects) if (object['kind'] === 'Namespace') set(roleLabel, 'asleep')(object);
    const found = told(objects);
    expect(found).toEqual(expect.arrayContaining([...(verdicts['Namespace']?.awakeWhereItWaits ?? [])]));
    expect(found.filter((line) => line.startsWith('require-namespace-labels')).length).toBeGreaterThan(5);
  });
});

function isOfServices(object: Tree): boolean {
  return (object['metadata'] as { readonly name: string }).name === 'erp-prod';
}
