import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, fieldsAt, listAt, textAt } from '../../policies/kubernetes/fields.ts';
import type { Fields } from '../../policies/model.ts';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';
import { pathOf, type Resource, resourcesOf } from '../../scripts/cluster/resources.ts';
import { loadRules } from '../../scripts/judging/lint/rules.ts';
import { completed } from '../admission/support/completed.ts';
import { isExcused } from '../admission/support/excused.ts';
import { exampleObjects } from '../admission/support/objects.ts';
import { otherObject, podTemplate, workloadOf } from '../admission/support/random.ts';
import { brokenRules, judgedKinds, rulesAbout } from '../admission/support/verdicts.ts';
import { present } from '../support/mutations/mutation.ts';
import fc from '../support/random.ts';
import { workloads } from '../support/workloads.ts';
import { type EnvironmentCluster, environmentCluster, environments } from './support/clusters.ts';
import { podsOf } from './support/pods.ts';
import { isOfRules, ruleCopies } from './support/rule-copies.ts';
import { eventually } from './support/workloads.ts';

const rules = (await loadRules(process.cwd())).map(({ value }) => value);
const catalog = await loadCatalog(process.cwd());
const action = (name: string) =>
  catalog.environments.find(({ value }) => value.name === name)?.value.admission === 'deny' ? 'refuse' : 'warn of';
/** A namespace that no limit, quota or Pod Security Standard guards: what is told there is told by the policies alone. */
const namespace = 'erp-differential';
const seed = Number(process.env['RANDOM_SEED'] ?? '1');
const patience = 600;

/** Random objects of every kind that is judged, a few hundred each. */
const random: readonly Fields[] = [
  ...workloads
    .filter(({ kind }) => judgedKinds.includes(kind))
    .flatMap(({ wrap }) => fc.sample(podTemplate, { numRuns: 300, seed }).map((template) => workloadOf(wrap, template))),
  ...fc.sample(otherObject, { numRuns: 600, seed }),
];

describe.each(environments.map(({ name }) => name))('the policies of the rules in %s', (name) => {
  let cluster: EnvironmentCluster;
  let resources: readonly Resource[];
  const own = () => cluster.manifests.filter(({ kind }) => kind === 'ValidatingAdmissionPolicy').filter(isOfRules);

  beforeAll(async () => {
    cluster = await environmentCluster(name);
    resources = await resourcesOf(cluster.client);
    await write({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    for (const account of ['default', 'example', 'other', 'financial-service', 'reporter']) {
      await write({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: account, namespace } });
    }
    for (const copy of ruleCopies(cluster.manifests, namespace)) await write(copy);
    // Compiled beside serving: in force when each of them has told something.
    const wanted = own()
      .map((policy) => policy.name)
      .sort();
    const telling = [...random.slice(-100), ...exampleObjects(rules)].map((object) => completed(object, namespace));
    const told = new Set<string>();
    await eventually(
      async () => {
        for (const object of telling) {
          if (told.size === wanted.length) break;
          for (const { policy } of (await verdict(object))?.told ?? []) told.add(policy);
        }
        return told.size;
      },
      (count) => count === wanted.length,
      patience,
    );
    expect([...told].sort()).toEqual(wanted);
  });
  afterAll(async () => {
    for (const copy of ruleCopies(cluster.manifests, namespace)) await remove(copy);
    await remove({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  });

  it('are taken, and compare fields that their kinds have', async () => {
    expect(own().length).toBeGreaterThanOrEqual(10);
    for (const policy of own()) {
      const path = `/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies/${policy.name}`;
      const status = await eventually(
        async () => at((await cluster.client.ask('GET', path)).body, 'status'),
        (value) => at(value, 'observedGeneration') !== undefined,
        patience,
      );
      expect([policy.name, listAt(status, 'typeChecking', 'expressionWarnings')]).toEqual([policy.name, []]);
      expect([policy.name, at(status, 'observedGeneration')]).toEqual([policy.name, 1]);
    }
  });

  it('say what the rules say of every example that the API server takes', async () => {
    await compare(
      exampleObjects(rules).map((object) => completed(object, namespace)),
      800,
    );
  });

  it('say what the rules say of random objects', async () => {
    await compare(
      random.map((object) => completed(object, namespace)),
      1200,
    );
  });

  it('take every object of the environment, and every pod that its controllers make', async () => {
    const objects = cluster.manifests.map(({ fields }) => fields);
    const judged = [
      ...cluster.manifests.filter(({ kind, namespace: place }) => judgedKinds.includes(kind) && place !== '').map(({ fields }) => fields),
      ...podsOf(name, objects).map(({ pod }) => pod),
    ];
    expect(judged.length).toBeGreaterThan(30);
    const refused: string[] = [];
    for (const object of judged) {
      // The policies are asked before the name is found taken.
      const { status, body, warnings } = await cluster.client.ask('POST', pathTo(object), { query: { dryRun: 'All' }, body: object });
      const told = warnings.filter((warning) => warning.includes('ValidatingAdmissionPolicy'));
      if (![201, 409].includes(status) || told.length > 0) refused.push(`${status} ${textAt(body, 'message')} ${told}`);
    }
    expect(refused).toEqual([]);
  });

  it(`${action(name)} what a person brings past the repository`, async () => {
    const { app } = present(catalog.environments.find(({ value }) => value.name === name)).value.namespaces;
    const [pod] = fc
      .sample(podTemplate, { numRuns: 1, seed })
      .map((template) => workloadOf(present(workloads.find(({ kind }) => kind === 'Pod')).wrap, template));
    const spec = { ...fieldsAt(pod, 'spec'), serviceAccountName: 'default', automountServiceAccountToken: false };
    const object = { ...present(pod), metadata: { ...fieldsAt(pod, 'metadata'), namespace: app }, spec };
    const { status, body, warnings } = await cluster.client.ask('POST', pathTo(object), { query: { dryRun: 'All' }, body: object });
    const words = action(name) === 'refuse' ? [status, textAt(body, 'message') ?? ''] : [status, warnings.join()];
    expect(words).toEqual([action(name) === 'refuse' ? 403 : 201, expect.stringMatching(/'erp-(?:[a-z]+-)?rules-pods'/)]);
  });

  /** Compares verdict by verdict, and asks for as many verdicts. */
  async function compare(objects: readonly Fields[], least: number): Promise<void> {
    const wrong: string[] = [];
    let judged = 0;
    const queue = [...objects];
    const worker = async () => {
      for (let object = queue.shift(); object !== undefined; object = queue.shift()) {
        const answer = await verdict(object);
        if (answer === undefined) continue;
        judged += 1;
        const about = rulesAbout(rules, textAt(object, 'kind') ?? '', name);
        const counts = (rule: string) => !isExcused(rule, object as Fields, 'cluster');
        const byRules = brokenRules(about, object, name).filter(counts).join();
        const byServer = answer.told
          .map(({ rule }) => rule)
          .filter(counts)
          .sort()
          .join();
        if (byRules !== byServer) wrong.push(`rules: ${byRules}; server: ${byServer}; ${JSON.stringify(object)}`);
      }
    };
    await Promise.all(Array.from({ length: 4 }, worker));
    expect(wrong).toEqual([]);
    expect(judged).toBeGreaterThanOrEqual(least);
  }

  /** What the copies tell of an object that is created, for a trial; undefined where the API server itself does not take it. */
  async function verdict(object: Fields) {
    // Some example is of a version, or a group, that nothing serves.
    if (!resources.some(({ apiVersion, kind }) => apiVersion === object['apiVersion'] && kind === object['kind'])) return undefined;
    const { status, body, warnings } = await cluster.client.ask('POST', pathTo(object), { query: { dryRun: 'All' }, body: object });
    if (status !== 201) {
      if (status === 422 || status === 400 || (status === 403 && !(textAt(body, 'message') ?? '').includes('ValidatingAdmissionPolicy')))
        return undefined;
      throw new Error(`${status} ${textAt(body, 'message')}: ${JSON.stringify(object)}`);
    }
    const told = warnings.flatMap((warning) => {
      const [, policy, rule] =
        /^Validation failed for ValidatingAdmissionPolicy 'copy-of-([^']+)' with binding '[^']+': (.*)$/.exec(warning) ?? [];
      return policy === undefined || rule === undefined ? [] : [{ policy, rule }];
    });
    return { told };
  }

  function pathTo(object: Fields, named = false): string {
    const resource = present(resources.find(({ apiVersion, kind }) => apiVersion === object['apiVersion'] && kind === object['kind']));
    return pathOf(resource, textAt(object, 'metadata', 'namespace') ?? '', named ? textAt(object, 'metadata', 'name') : undefined);
  }

  async function write(object: Fields): Promise<void> {
    const { status, body } = await cluster.client.ask('POST', pathTo(object), { body: object });
    if (status !== 201 && status !== 409) throw new Error(`${status} ${textAt(body, 'message')}`);
  }

  async function remove(object: Fields): Promise<void> {
    await cluster.client.ask('DELETE', pathTo(object, true));
  }
});
