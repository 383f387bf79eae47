import { beforeAll, describe, expect, it } from 'vitest';
import { asText, at, listAt, textAt } from '../../policies/kubernetes/fields.ts';
import type { Fields } from '../../policies/model.ts';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';
import { type Resource, resourcesOf } from '../../scripts/cluster/resources.ts';
import { restoreObjects } from '../../scripts/operations/restore.ts';
import { present } from '../support/mutations/mutation.ts';
import { type EnvironmentCluster, environmentCluster, environments } from './support/clusters.ts';
import { untilInForce } from './support/in-force.ts';
import { debugContainer, refusedRequests, type Scene } from './support/incident.ts';
import { askAs, jobFrom, type Request, requestsOf } from './support/requests.ts';
import { isReading, type Right, rightsIn, rightsOf } from './support/rights.ts';
import { eventually } from './support/workloads.ts';

const group = 'erp-break-glass';
const member = { groups: [group] };
const catalog = await loadCatalog(process.cwd());

/** What everybody may do who can log in. */
const everybody: readonly Right[] = [
  'create selfsubjectaccessreviews.authorization.k8s.io',
  'create selfsubjectrulesreviews.authorization.k8s.io',
  'create selfsubjectreviews.authentication.k8s.io',
];
const entering = ['pods/attach', 'pods/exec'];
/** What the Roles give, all of it (docs/decisions.md, "Break-glass is a group"), before the policies say of which objects. */
const inBoth: readonly Right[] = [
  'patch pods/ephemeralcontainers',
  ...entering.map((resource) => `create ${resource}`),
  'delete pods',
  'create jobs.batch',
  'delete jobs.batch',
  'patch externalsecrets.external-secrets.io',
];
const inInfra: readonly Right[] = [
  'postgresqls.acid.zalan.do',
  'networkpolicies.networking.k8s.io',
  'podmonitors.monitoring.coreos.com',
].flatMap((resource) => ['create', 'patch', 'delete'].map((verb) => `${verb} ${resource}`));

describe.each(environments.map(({ name }) => name))('a member of erp-break-glass in %s', (name) => {
  const environment = present(catalog.environments.find(({ value }) => value.name === name)).value;
  const { app, infra } = environment.namespaces;
  let cluster: EnvironmentCluster;
  let resources: readonly Resource[];
  let scene: Scene;

  beforeAll(async () => {
    cluster = await environmentCluster(name);
    resources = await resourcesOf(cluster.client);
    scene = await sceneOf(cluster, { resources, app, infra });
    // One request for each policy.
    const probes = new Map(
      refusedRequests(scene)
        .toReversed()
        .map(({ policy, request }) => [policy, request]),
    );
    await untilInForce(
      cluster.client,
      [...probes].map(([policy, request]) => ({ policy: `erp-break-glass-${policy}`, request })),
      member,
    );
  });

  it('has the rights that the Roles give, in two namespaces, and no others anywhere', async () => {
    const all = rightsOf(resources);
    const { body } = await cluster.client.ask('GET', '/api/v1/namespaces');
    const namespaces = listAt(body, 'items').flatMap((item) => asText(textAt(item, 'metadata', 'name')) ?? []);
    for (const namespace of namespaces) {
      const own = (await rightsIn(cluster.client, group, namespace, all)).filter((right) => !everybody.includes(right));
      const isOwn = namespace === app || namespace === infra;
      const reads = isOwn ? entering.map((resource) => `get ${resource}`) : [];
      const writes = [...(isOwn ? inBoth : []), ...(namespace === infra ? inInfra : [])];
      expect([namespace, own.filter(isReading)]).toEqual([namespace, reads]);
      expect([namespace, own.filter((right) => !isReading(right)).sort()]).toEqual([namespace, [...writes].sort()]);
    }
  });

  it('is limited by policies that are bound, refuse, and compare fields that their kinds have', async () => {
    const policies = cluster.manifests.filter(({ kind }) => kind === 'ValidatingAdmissionPolicy').map((policy) => policy.name);
    const names = ['copies', 'ephemeral-containers', 'external-secrets', 'jobs', 'restores'].map((suffix) => `erp-break-glass-${suffix}`);
    expect(policies.filter((policy) => policy.startsWith('erp-break-glass')).sort()).toEqual(names);
    const states = await eventually(
      () => Promise.all(names.map((policy) => stateOf(policy))),
      (all) => all.every(({ isChecked }) => isChecked),
      600,
    );
    expect(states).toEqual(names.map((policy) => ({ policy, isChecked: true, warnings: [], isBound: true })));
  });

  it('starts the debug pod and what the backup brings, and removes it', async () => {
    const incident = jobFrom(scene.cronJob, 'break-glass-incident');
    expect(await told(scene.ask.create(incident), { ...member, dryRun: false })).toBe(201);
    expect(await told(scene.ask.remove(incident), { ...member, dryRun: false })).toBe(200);
    const own = cluster.manifests.filter(({ kind, fields }) => kind === 'CronJob' && accountOf(fields) === 'postgres-backup');
    if (environment.backup.mode !== 'none') expect(own.length).toBeGreaterThanOrEqual(2);
    for (const { fields, name: title } of own) {
      expect([title, await told(scene.ask.create(jobFrom(fields, `${title}-again`)), member)]).toEqual([title, 201]);
    }
  });

  it('enters a pod by a container beside, and deletes the pod', async () => {
    expect(await told(scene.ask.debug(scene.pod, debugContainer(scene.pod)), member)).toBe(200);
    expect(await told(scene.ask.remove(scene.pod), member)).toBe(200);
  });

  it('has Vault read again', async () => {
    const found = cluster.manifests.filter(({ kind, namespace }) => kind === 'ExternalSecret' && [app, infra].includes(namespace));
    expect(new Set(found.map(({ namespace }) => namespace))).toEqual(new Set([app, infra]));
    for (const { fields, name: title } of found) {
      const request = scene.ask.patch(fields, { metadata: { annotations: { 'force-sync': '1780000000' } } });
      expect([title, await told(request, member)]).toEqual([title, 200]);
    }
  });

  it.runIf(environment.backup.mode !== 'none')('restores a dump', async () => {
    const [job] = restored({ kind: 'dump', backup: 'financial_db_20261123_020000.dump' });
    expect(await told(scene.ask.create(present(job)), member)).toBe(201);
  });

  it.runIf(environment.backup.mode === 'continuous')('makes a copy as of a moment, mends it and deletes it', async () => {
    const copies = restored({ kind: 'moment', time: '2026-11-23T01:30:00+08:00', uid: '00000000-0000-4000-8000-000000000000' });
    expect(new Set(copies.map((copy) => copy['kind']))).toEqual(new Set(['postgresql', 'NetworkPolicy', 'PodMonitor']));
    const real = { ...member, dryRun: false };
    const annotated = { metadata: { annotations: { 'example.com/mended': 'true' } } };
    const unmarked = { metadata: { annotations: { 'erp.example.com/restores': null } } };
    for (const copy of copies) {
      const title = `${copy['kind']} ${textAt(copy, 'metadata', 'name')}`;
      expect([title, await told(scene.ask.create(copy), real)]).toEqual([title, 201]);
      expect([title, await told(scene.ask.patch(copy, annotated), real)]).toEqual([title, 200]);
      expect([title, await told(scene.ask.patch(copy, unmarked), member)]).toEqual([title, expect.stringContaining('npm run restore')]);
      expect([title, await told(scene.ask.remove(copy), real)]).toEqual([title, 200]);
    }
  });

  it('is refused everything else by the words of the policy', async () => {
    const cases = refusedRequests(scene);
    expect(cases.length).toBeGreaterThan(40);
    const wrong: string[] = [];
    for (const { title, policy, message, request } of cases) {
      const { status, body } = await askAs(cluster.client, request, member);
      const text = textAt(body, 'message') ?? '';
      const isRefused = status === 403 && text.includes(`'erp-break-glass-${policy}'`) && text.includes(message);
      // Of several policies that refuse, the API server names one.
      if (!isRefused && !isOfRules(status, text)) wrong.push(`${title}: ${status} ${text}`);
    }
    expect(wrong).toEqual([]);
  });

  it('alone: the same requests are let through for who has the rights without the group', async () => {
    const wrong: string[] = [];
    for (const { title, request } of refusedRequests(scene)) {
      const { status, body } = await askAs(cluster.client, request, { groups: ['system:masters'] });
      const text = textAt(body, 'message') ?? '';
      // Who is no member either may not do what the rules forbid everybody.
      if (status !== 200 && status !== 201 && !isOfRules(status, text)) wrong.push(`${title}: ${status} ${text}`);
    }
    expect(wrong).toEqual([]);
  });

  it('alone: an administrator who is a member, too, is limited as well', async () => {
    const [first] = refusedRequests(scene);
    expect(await told(present(first).request, { groups: ['system:masters', group] })).toContain('denied request');
  });

  /** Whether the policies of the rules refuse it, which hold for everybody where the environment denies. */
  function isOfRules(status: number, text: string): boolean {
    return environment.admission === 'deny' && status === 403 && /'erp-(?:[a-z]+-)?rules-/.test(text);
  }

  /** The status of what was let through, the words of what was not. */
  async function told(request: Request, asker: Parameters<typeof askAs>[2]): Promise<number | string> {
    const { status, body } = await askAs(cluster.client, request, asker);
    return status === 200 || status === 201 ? status : `${status} ${textAt(body, 'message')}`;
  }

  function restored(source: Parameters<typeof restoreObjects>[0]['source']): readonly Fields[] {
    return restoreObjects(
      { environment: name, service: 'financial-service', source },
      catalog,
      cluster.manifests,
      new Date('2026-11-24T00:00:00Z'),
    );
  }

  async function stateOf(policy: string) {
    const root = '/apis/admissionregistration.k8s.io/v1';
    const { body } = await cluster.client.ask('GET', `${root}/validatingadmissionpolicies/${policy}`);
    const { body: bindings } = await cluster.client.ask('GET', `${root}/validatingadmissionpolicybindings`);
    const bound = listAt(bindings, 'items').filter((binding) => textAt(binding, 'spec', 'policyName') === policy);
    return {
      policy,
      // The controller compares the expressions with the schemas of the kinds.
      isChecked: at(body, 'status', 'observedGeneration') !== undefined,
      warnings: listAt(body, 'status', 'typeChecking', 'expressionWarnings'),
      isBound: bound.length === 1 && bound.every((binding) => listAt(binding, 'spec', 'validationActions').includes('Deny')),
    };
  }
});

function accountOf(cronJob: Fields): string | undefined {
  return textAt(cronJob, 'spec', 'jobTemplate', 'spec', 'template', 'spec', 'serviceAccountName');
}

async function sceneOf(
  { client, manifests }: EnvironmentCluster,
  { resources, app, infra }: { readonly resources: readonly Resource[]; readonly app: string; readonly infra: string },
): Promise<Scene> {
  const find = (kind: string, namespace: string, name?: string) =>
    present(manifests.find((item) => item.kind === kind && item.namespace === namespace && (name === undefined || item.name === name)))
      .fields;
  // The controllers make the pods of the services a little later.
  const pods = await eventually(
    async () => listAt((await client.ask('GET', `/api/v1/namespaces/${app}/pods`)).body, 'items'),
    (found) => found.length > 0,
    600,
  );
  const [pod] = pods;
  return {
    ask: requestsOf(resources),
    cronJob: find('CronJob', app, 'break-glass'),
    pod: { ...(present(pod) as Fields), apiVersion: 'v1', kind: 'Pod' },
    live: {
      postgresql: find('postgresql', infra, 'postgres'),
      networkPolicy: find('NetworkPolicy', infra),
      podMonitor: find('PodMonitor', infra),
    },
    externalSecret: find('ExternalSecret', app),
  };
}
