import { realpathSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { at, textAt } from '../policies/kubernetes/fields.ts';
import { groupOf } from '../policies/kubernetes/objects.ts';
import type { Manifest } from '../policies/model.ts';
import { loadFactsHeads } from '../scripts/charts/facts/facts.ts';
import { manifestsIn } from '../scripts/kustomize/kustomizations.ts';
import { renderEnvironments } from '../scripts/kustomize/kustomize.ts';
import { argoFiles } from '../scripts/repository/argo-files.ts';
import { createSources } from '../scripts/repository/sources.ts';

const builtIn = new Set([
  '',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apps',
  'autoscaling',
  'batch',
  'networking.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'scheduling.k8s.io',
  'storage.k8s.io',
]);

const root = realpathSync(process.cwd());
const sources = createSources(root);
const rendered = await renderEnvironments(root, { sources });
const waveOf = (application: Manifest) => Number(application.annotations['argocd.argoproj.io/sync-wave']);
const facts = loadFactsHeads(root);
const told = argoFiles(sources).flatMap((file) => manifestsIn(sources, file));

const environments = rendered.map(({ name, manifests, applicationOf }) => {
  const applications = told.filter(({ kind, labels }) => kind === 'Application' && labels['environment'] === name);
  const charts = applications.filter(({ fields }) => textAt(fields, 'spec', 'source', 'chart') !== undefined);
  const wave = (application: string) =>
    waveOf(applications.find(({ labels }) => labels['erp.example.com/application'] === application) ?? fail(application));
  /** The earliest wave in which the definitions of a group are there; never: Infinity. */
  const broughtIn = (group: string) =>
    Math.min(
      ...facts
        .filter(
          ({ facts: { environment, definitions } }) => environment === name && definitions.some((definition) => definition.group === group),
        )
        .map(({ facts: { application } }) => wave(application)),
      Number.POSITIVE_INFINITY,
    );
  const uses = [
    ...manifests.map((manifest) => {
      const application = applicationOf.get(manifest)?.name ?? '';
      const options = manifest.annotations['argocd.argoproj.io/sync-options'] ?? '';
      const waits = options.includes('SkipDryRunOnMissingResource=true');
      return { application, wave: wave(application), group: groupOf(manifest.apiVersion), waits };
    }),
    ...charts
      .filter(({ fields }) =>
        JSON.stringify(at(fields, 'spec', 'source', 'helm', 'valuesObject')).match(/"service[mM]onitor":\{"enabled":true/),
      )
      .map((chart) => ({ application: chart.name, wave: waveOf(chart), group: 'monitoring.coreos.com', waits: false })),
  ].filter(({ group }) => !builtIn.has(group));
  return { name, applications, charts, broughtIn, uses, wave };
});

describe.each(environments)('the waves of $name', ({ applications, broughtIn, charts, uses, wave }) => {
  it('have what defines a kind before what uses it', () => {
    expect(uses.length).toBeGreaterThan(30);
    // What syncs with its chart is tried again until the chart has brought the kind.
    const late = uses.filter(({ group, wave: own, waits }) => (waits ? broughtIn(group) > own : broughtIn(group) >= own));
    expect(late).toEqual([]);
  });

  it('have namespaces and disks before every chart, and stores before the services that use them', () => {
    for (const chart of charts) expect(waveOf(chart)).toBeGreaterThan(wave('namespaces'));
    const order = ['namespaces', 'operators', 'cert-manager', 'secrets', 'data-layer', 'financial-service-data', 'financial-service'];
    const waves = order.map(wave);
    expect(waves).toEqual(waves.toSorted((a, b) => a - b));
    expect(new Set(waves).size).toBe(order.length);
  });

  it('are set on every Application', () => {
    for (const application of applications) expect(waveOf(application)).not.toBeNaN();
  });
});

it('waits for the Applications of a lower wave, since Argo CD is told how healthy an Application is', () => {
  const argo = told.find(({ kind, name }) => kind === 'Application' && name === 'argo-cd');
  const lua = textAt(
    argo?.fields,
    'spec',
    'source',
    'helm',
    'valuesObject',
    'configs',
    'cm',
    'resource.customizations.health.argoproj.io_Application',
  );
  expect(lua).toMatch(/obj\.status\.health\.status/);
  expect(lua).toMatch(/return hs\n$/);
});

function fail(application: string): never {
  throw new Error(`No Application syncs "${application}".`);
}

/** What says at once that it failed when its Secret is missing: Argo CD calls that Degraded, and the root starts its waves again. */
const impatient = new Set(['Issuer', 'Kafka', 'KafkaUser', 'postgresql']);

it.each(rendered)(
  'in $name what reads a Secret of its own Application comes a step after what makes it',
  ({ manifests, applicationOf }) => {
    const step = ({ annotations }: Manifest) => Number(annotations['argocd.argoproj.io/sync-wave'] ?? 0);
    const makers = manifests.filter(({ kind }) => kind === 'ExternalSecret' || kind === 'Certificate');
    const pairs = manifests
      .filter(({ kind }) => impatient.has(kind))
      .flatMap((reader) => {
        const text = JSON.stringify(reader.fields['spec']);
        return makers
          .filter((maker) => applicationOf.get(maker) === applicationOf.get(reader) && maker.namespace === reader.namespace)
          .filter((maker) => {
            const secret = textAt(maker.fields, 'spec', 'secretName') ?? textAt(maker.fields, 'spec', 'target', 'name') ?? maker.name;
            return ['name', 'secretName'].some((field) => text.includes(`"${field}":"${secret}"`));
          })
          .map((maker) => ({
            what: `${reader.kind} ${reader.name} after ${maker.kind} ${maker.name}`,
            isAfter: step(maker) < step(reader),
          }));
      });
    expect(pairs.length).toBeGreaterThan(4);
    expect(pairs.filter(({ isAfter }) => !isAfter)).toEqual([]);
  },
);

it.each(rendered)(
  'in $name a Secret is filled a step after its store of the same Application was made, and that not before its account',
  ({ manifests, applicationOf }) => {
    const step = ({ annotations }: Manifest) => Number(annotations['argocd.argoproj.io/sync-wave'] ?? 0);
    const together = (one: Manifest, other: Manifest) => applicationOf.get(one) === applicationOf.get(other);
    const stores = manifests.filter(({ kind }) => kind === 'SecretStore' || kind === 'ClusterSecretStore');
    const filled = manifests
      .filter(({ kind }) => kind === 'ExternalSecret')
      .flatMap((secret) => {
        const [kind, name] = ['kind', 'name'].map((field) => textAt(secret.fields, 'spec', 'secretStoreRef', field));
        return stores
          .filter((store) => store.kind === kind && store.name === name && together(store, secret))
          .filter((store) => kind === 'ClusterSecretStore' || store.namespace === secret.namespace)
          .map((store) => ({ what: `${secret.namespace}/${secret.name} after ${store.name}`, isAfter: step(store) < step(secret) }));
      });
    const accounts = stores.flatMap((store) => {
      const name = /"serviceAccountRef":\{"name":"([^"]+)"/.exec(JSON.stringify(store.fields))?.[1];
      return manifests
        .filter((account) => account.kind === 'ServiceAccount' && account.name === name && account.namespace === store.namespace)
        .filter((account) => together(account, store))
        .map((account) => ({ what: `${store.namespace}/${store.name} not before ${account.name}`, isAfter: step(account) <= step(store) }));
    });
    expect([filled.length, accounts.length].every((count) => count > 5)).toBe(true);
    expect([...filled, ...accounts].filter(({ isAfter }) => !isAfter)).toEqual([]);
  },
);
