import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { applicationsOf } from '../../generators/applications.ts';
import { generate } from '../../generators/generate.ts';
import type { KubernetesObject } from '../../generators/model/object.ts';
import { pullRequestEnvironment } from '../../generators/pull-requests/environment.ts';
import { exampleCompany } from '../../policies/company/company.ts';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';
import { judgeTemplate, waived } from '../../scripts/pull-requests/judged.ts';
import { overridden, proveTemplates } from '../../scripts/pull-requests/proof.ts';
import { folderWith } from '../support/folder.ts';
import { declared, hostIn, withHost } from './support.ts';

const catalog = withHost(await loadCatalog(process.cwd()), 'dev', { pullRequests: declared });
const host = hostIn(catalog, 'dev');
const { objects } = pullRequestEnvironment(catalog, host);
const folder = 'base/pull-requests/dev';
const files = Object.fromEntries(
  generate(catalog)
    .files.filter((file) => file.path.startsWith(`${folder}/`))
    .map(({ path: name, text }) => [name, text]),
);
const ofHost = applicationsOf(catalog).flatMap(({ variants }) =>
  variants.filter(({ environment }) => environment === 'dev').flatMap((variant) => variant.objects),
);
type Deep = KubernetesObject & Readonly<Record<string, unknown>>;
const objectOf = (kind: string, name: string) => objects.find((object) => object.kind === kind && object.metadata.name === name) as Deep;
const judge = (own: readonly KubernetesObject[]) => judgeTemplate('dev', { folder, objects: own, host: ofHost }, exampleCompany);
const linesOf = async (own: readonly KubernetesObject[]) =>
  (await judge(own)).findings.map(({ rule, object: { kind, name } }) => `${rule} ${kind} ${name}`);
const override = {
  namespace: 'erp-dev-pr-services-42',
  images: ['registry.example.com/erp/sales-service'],
  tag: 'pr-0123456789012345678901234567890123456789',
};

/** The files of the template in a folder of their own, one of them changed. */
function treeWith(file = 'kustomization.yaml', change = (text: string) => text): string {
  const root = folderWith(files);
  const place = path.join(root, folder, file);
  writeFileSync(place, change(readFileSync(place, 'utf8')));
  return root;
}

describe('the template of environments of pull requests', () => {
  it('is in one namespace, and of kinds that go with it: no disk, no load balancer, nothing of the cluster', () => {
    expect([...new Set(objects.map(({ kind, metadata }) => (kind === 'Namespace' ? metadata.name : metadata.namespace)))]).toEqual([
      'erp-dev-pr',
    ]);
    expect([...new Set(objects.map(({ kind }) => kind))].sort()).toEqual([
      'Certificate',
      'ConfigMap',
      'Deployment',
      'ExternalSecret',
      'Issuer',
      'LimitRange',
      'Namespace',
      'NetworkPolicy',
      'Password',
      'PodDisruptionBudget',
      'ResourceQuota',
      'Role',
      'RoleBinding',
      'SecretStore',
      'Service',
      'ServiceAccount',
      'StatefulSet',
    ]);
    const text = JSON.stringify(objects);
    expect(
      ['volumeClaimTemplates', 'persistentVolumeClaim', 'LoadBalancer', 'Delete=confirm', '.svc.cluster.local', '¤'].filter((part) =>
        text.includes(part),
      ),
    ).toEqual([]);
    expect(objectOf('ResourceQuota', 'quota')['spec']).toMatchObject({
      hard: { 'services.loadbalancers': '0', 'services.nodeports': '0' },
    });
  });

  it('runs every pod in the class that gives way to all others and takes the room of none', () => {
    const classes = objects.flatMap(({ kind, ...object }) =>
      kind === 'Deployment' || kind === 'StatefulSet'
        ? [(object as unknown as { spec: { template: { spec: { priorityClassName: string } } } }).spec.template.spec.priorityClassName]
        : [],
    );
    expect([classes.length, [...new Set(classes)]]).toEqual([8, ['erp-pull-request']]);
    const priorities = ofHost.filter(({ kind }) => kind === 'PriorityClass') as unknown as {
      metadata: { name: string };
      value: number;
      preemptionPolicy?: string;
    }[];
    const own = priorities.find(({ metadata }) => metadata.name === 'erp-pull-request');
    expect(own?.preemptionPolicy).toBe('Never');
    expect(priorities.filter(({ metadata }) => metadata.name !== 'erp-pull-request').every(({ value }) => value > (own?.value ?? 0))).toBe(
      true,
    );
  });

  it("reads nothing out of Vault: values are made in the namespace once, and the log-in of the registry is the host's to hand out", () => {
    const read = objects
      .filter(({ kind }) => kind === 'ExternalSecret')
      .map((object) => {
        const { secretStoreRef } = (object as Deep)['spec'] as { secretStoreRef?: { kind: string; name: string } };
        return secretStoreRef === undefined ? 'generators' : `${secretStoreRef.kind} ${secretStoreRef.name}`;
      });
    expect([...new Set(read)].sort()).toEqual(['ClusterSecretStore pull-requests-dev', 'SecretStore made-up', 'generators']);
    expect(objectOf('ExternalSecret', 'made-up')['spec']).toMatchObject({ refreshPolicy: 'CreatedOnce' });
    expect(objectOf('Role', 'made-up')['rules']).toEqual([
      {
        apiGroups: [''],
        resources: ['secrets'],
        resourceNames: ['made-up', 'authority', 'postgres-certificate', 'kafka-certificate', 'edge-certificate'],
        verbs: ['get'],
      },
    ]);
  });

  it('makes every value that a Secret is put together of, of the shape that is asked for', () => {
    const passwords = objects.filter(({ kind }) => kind === 'Password') as unknown as {
      spec: { secretKeys: string[]; encoding: string; length: number };
    }[];
    const made = new Set(passwords.flatMap(({ spec }) => spec.secretKeys));
    const wanted = objects
      .filter(({ kind }) => kind === 'ExternalSecret')
      .flatMap((object) => ((object as Deep)['spec'] as { data?: { remoteRef: { key: string; property: string } }[] }).data ?? [])
      .filter(({ remoteRef: { key } }) => key === 'made-up')
      .map(({ remoteRef: { property } }) => property);
    expect([...new Set(wanted)].sort()).toEqual([...made].sort());
    expect(passwords.map(({ spec: { encoding, length } }) => `${encoding} ${length}`)).toEqual(['raw 32', 'base64 32']);
    const secrets = objectOf('ExternalSecret', 'sales-service-secrets')['spec'] as {
      target: { template: { data: Record<string, string> } };
    };
    expect(secrets.target.template.data['DATABASE_URL']).toMatch(
      /^postgres:\/\/sales_user:\{\{ \.value\d \| urlquery \}\}@postgres-primary:5432\/sales_db\?sslmode=verify-full/,
    );
  });

  it('has certificates for the names by which its stores are called', () => {
    const names = (name: string) => (objectOf('Certificate', name)['spec'] as { dnsNames?: string[] }).dnsNames;
    expect([names('postgres-certificate'), names('kafka-certificate')]).toEqual([
      ['postgres-primary', 'postgres'],
      ['kafka-kafka-bootstrap', 'kafka-kafka-brokers', '*.kafka-kafka-brokers'],
    ]);
  });

  it('lets in nobody from outside', () => {
    const foreign = objects
      .filter(({ kind }) => kind === 'NetworkPolicy')
      .flatMap((object) => ((object as Deep)['spec'] as { ingress?: { from?: { namespaceSelector?: unknown }[] }[] }).ingress ?? [])
      .filter(({ from }) => from === undefined || from.some(({ namespaceSelector }) => namespaceSelector !== undefined));
    expect(foreign).toEqual([]);
  });

  it('is judged by all rules and schemas as its host but for those of the table, and needs each of these', async () => {
    const { findings, used } = await judge(objects);
    expect(findings).toEqual([]);
    expect(Object.keys(waived).filter((rule) => !used.has(rule))).toEqual([]);
  });

  it.each<[string, string, string, (object: Deep) => unknown]>([
    [
      'a namespace that lets privileged pods in',
      'Namespace',
      'erp-dev-pr',
      ({ metadata, ...rest }) => ({
        ...rest,
        metadata: { ...metadata, labels: { ...metadata.labels, 'pod-security.kubernetes.io/enforce': 'privileged' } },
      }),
    ],
    [
      'a Service that asks for a load balancer',
      'Service',
      'edge',
      (object) => ({ ...object, spec: { ...(object['spec'] as object), type: 'LoadBalancer' } }),
    ],
    [
      'a class of priority that nobody makes',
      'Deployment',
      'edge',
      (object) => JSON.parse(JSON.stringify(object).replace('erp-pull-request', 'erp-none')),
    ],
    [
      'a store that is not there',
      'ExternalSecret',
      'registry-credentials',
      (object) => JSON.parse(JSON.stringify(object).replace('pull-requests-dev', 'vault-of-dev')),
    ],
    [
      'a field that no schema has',
      'Certificate',
      'authority',
      (object) => ({ ...object, spec: { ...(object['spec'] as object), isCa: true } }),
    ],
  ])('is refused with %s', async (_, kind, name, change) => {
    const changed = objects.map((object) =>
      object.kind === kind && object.metadata.name === name ? (change(object as Deep) as KubernetesObject) : object,
    );
    expect((await linesOf(changed)).some((line) => line.endsWith(` ${kind} ${name}`))).toBe(true);
  });
});

describe('the proof of the template', () => {
  it('holds what kustomize builds against the catalog, as it lies there and as Argo CD changes it for a pull request', async () => {
    const [proven, ...others] = await proveTemplates(treeWith(), catalog);
    expect([proven?.problems, proven?.objects.length, others]).toEqual([[], objects.length, []]);
  });

  it('builds images of the pull request for its services, and those of the host for the others, in its own namespace', async () => {
    const built = await overridden(treeWith(), folder, override);
    const images = built
      .filter(({ kind, metadata }) => kind === 'Deployment' && metadata.name.endsWith('-service'))
      .map(
        (object) =>
          (object as unknown as { spec: { template: { spec: { containers: { image: string }[] } } } }).spec.template.spec.containers[0]
            ?.image,
      );
    expect(images.map((image) => image?.replace(/@sha256:.*/, '@'))).toEqual([
      'registry.example.com/erp/financial-service:1.0.0@',
      'registry.example.com/erp/material-service:1.0.0@',
      `registry.example.com/erp/pull-requests/sales-service:${override.tag}`,
    ]);
    expect(JSON.stringify(built).replaceAll(override.namespace, '').includes('erp-dev-pr')).toBe(false);
  });

  it.each([
    [
      'a replacement that is missing',
      'kustomization.yaml',
      (text: string) => text.replace(/replacements:[\s\S]*$/, ''),
      /SecretStore .*remoteNamespace is "erp-dev-pr"/,
    ],
    [
      'an image that is pinned otherwise',
      'kustomization.yaml',
      (text: string) => text.replace('newTag: 1.0.0', 'newTag: 1.0.1'),
      /Deployment .*image is/,
    ],
    [
      'an object that is edited by hand',
      'namespace.yaml',
      (text: string) => text.replace('team: erp-platform', 'team: nobody'),
      /Namespace erp-dev-pr: metadata\.labels\.team is "nobody"/,
    ],
    ['a file that is no object any more', 'namespace.yaml', () => 'nonsense', /does not build/],
  ])('is red for %s', async (_, file, change, message) => {
    const [proven] = await proveTemplates(treeWith(file, change), catalog);
    expect(proven?.problems.join('\n')).toMatch(message);
  });
});
