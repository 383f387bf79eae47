import { deliveryExample } from '../../examples/delivery.ts';
import { type DeliveryFacts, deliveryFactsOf } from '../../kubernetes/argo-cd/delivery-facts.ts';
import { at, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { quantity } from '../../kubernetes/quantities.ts';
import type { Manifest, Problem } from '../../model.ts';
import { defineRule } from '../../model.ts';
import { shown } from '../../wording.ts';

const values = 'spec.source.helm.valuesObject';
const mebibyte = 2 ** 20;

/** What a controller of Argo CD 3.4.7 compares at a time where nobody says it (cmd/argocd-application-controller). */
const defaultProcessors = 20;
/** Its own page has 1,000 Applications compared by 50 (docs/operator-manual/high_availability.md); more than 100 wait for processors of the machine. */
const perProcessor = 20;
const mostProcessors = 100;
/** What a container without a word about it may write (LimitRange of every namespace here). */
const defaultScratch = 256 * mebibyte;
/** Disk of the clone for one Application: its files, by the block, and its part of Git's own (docs/scale.md). */
const perApplication = mebibyte / 8;
/** Memory of one kustomize or helm, and of the server beside them (docs/scale.md). */
const perBuild = 96 * mebibyte;
const serverItself = 512 * mebibyte;

const argoCd = (said: string) => `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: argo-cd, namespace: argocd }
spec: { source: { chart: argo-cd, helm: { valuesObject: ${said} } } }
`;
const many = deliveryExample.trimEnd().replace('  folders:', '  applications: 4000\n  folders:');
const large =
  '{ configs: { params: { controller.status.processors: "100", controller.sharding.algorithm: round-robin, reposerver.parallelism.limit: "16" } }, ' +
  'controller: { replicas: 2 }, repoServer: { resources: { limits: { memory: 2Gi, ephemeral-storage: 1Gi } } } }';

export default defineRule({
  id: 'match-argo-size',
  severity: 'error',
  manual: '1.1 (D3)',
  summary: 'Have as much of Argo CD as there are Applications: controllers, comparisons and builds at a time, and room for the clone.',
  rationale:
    'An Argo CD that is too small says nothing: a commit is seen minutes later, a repo-server is evicted whenever it has cloned, or killed ' +
    'when everything is drawn again at once. A controller has whole clusters, so one more than there are clusters does nothing.',
  remediation: 'Change generators/model/environment/argo-size.ts, which counts it from the catalog (docs/scale.md).',
  scope: 'object',
  kinds: ['Application'],

  check(manifest, world) {
    const facts = deliveryFactsOf(world);
    if (facts === undefined || textAt(manifest.fields, 'spec', 'source', 'chart') !== 'argo-cd') return [];
    return [...controllerProblems(manifest, facts), ...serverProblems(manifest, facts)];
  },

  examples: {
    pass: [
      { name: 'a small one', manifests: `${deliveryExample}---${argoCd('{ controller: { replicas: 1 } }')}` },
      { name: 'one for 4,000 Applications in two clusters', manifests: `${many}\n---${argoCd(large)}` },
    ],
    fail: [
      {
        name: 'more controllers than clusters',
        from: 'one for 4,000 Applications in two clusters',
        change: { 'Application/argo-cd > spec.source.helm.valuesObject.controller.replicas': 3 },
        problems: [
          {
            on: 'Application/argo-cd',
            message: 'Application "argo-cd" has 3 controllers for 2 clusters, and each has whole clusters.',
            path: `${values}.controller.replicas`,
          },
        ],
      },
      {
        name: 'clusters that fall to controllers by chance, and few comparisons',
        from: 'one for 4,000 Applications in two clusters',
        change: {
          'Application/argo-cd > spec.source.helm.valuesObject.configs.params': {
            'controller.status.processors': '50',
            'controller.sharding.algorithm': 'legacy',
            'reposerver.parallelism.limit': '16',
          },
        },
        problems: [
          {
            on: 'Application/argo-cd',
            message:
              'Application "argo-cd" gives clusters to its controllers by "legacy", which may leave one without any, expected "round-robin".',
            path: `${values}.configs.params["controller.sharding.algorithm"]`,
          },
          {
            on: 'Application/argo-cd',
            message: 'Application "argo-cd" compares 50 Applications at a time in each controller, expected 100 for the 2000 that one has.',
            path: `${values}.configs.params["controller.status.processors"]`,
          },
        ],
      },
      {
        name: 'a clone without room, and builds without a limit',
        from: 'one for 4,000 Applications in two clusters',
        change: {
          'Application/argo-cd > spec.source.helm.valuesObject.configs.params["reposerver.parallelism.limit"]': '200',
          'Application/argo-cd > spec.source.helm.valuesObject.repoServer.resources.limits["ephemeral-storage"]': '256Mi',
        },
        problems: [
          {
            on: 'Application/argo-cd',
            message: 'Application "argo-cd" lets a repo-server of 2048Mi build "200" at a time, expected at most 16.',
            path: `${values}.configs.params["reposerver.parallelism.limit"]`,
          },
          {
            on: 'Application/argo-cd',
            message: 'Application "argo-cd" gives a repo-server 256Mi of disk, and a clone for 4000 Applications takes about 500Mi.',
            path: `${values}.repoServer.resources.limits["ephemeral-storage"]`,
          },
        ],
      },
    ],
  },
});

function controllerProblems(manifest: Manifest, { applications, environments }: DeliveryFacts): readonly Problem[] {
  const title = titleOf(manifest);
  const { replicas, processors, param } = sizeOf(manifest);
  const clusters = new Set(environments.flatMap((environment) => environment.clusters)).size;
  const algorithm = param('controller.sharding.algorithm');
  const own = Math.ceil(applications / replicas);
  const expected = Math.min(mostProcessors, Math.ceil(own / perProcessor));
  return [
    ...(replicas <= Math.max(1, clusters)
      ? []
      : [
          {
            message: `${title} has ${replicas} controllers for ${clusters} clusters, and each has whole clusters.`,
            path: `${values}.controller.replicas`,
          },
        ]),
    ...(replicas === 1 || algorithm === 'round-robin'
      ? []
      : [
          {
            message: `${title} gives clusters to its controllers by ${shown(algorithm ?? 'legacy')}, which may leave one without any, expected "round-robin".`,
            path: `${values}.configs.params["controller.sharding.algorithm"]`,
          },
        ]),
    ...(expected <= processors
      ? []
      : [
          {
            message: `${title} compares ${processors} Applications at a time in each controller, expected ${expected} for the ${own} that one has.`,
            path: `${values}.configs.params["controller.status.processors"]`,
          },
        ]),
  ];
}

function serverProblems(manifest: Manifest, { applications }: DeliveryFacts): readonly Problem[] {
  const title = titleOf(manifest);
  const { replicas, processors, param } = sizeOf(manifest);
  const limits = (key: string) => quantity(at(manifest.fields, ...values.split('.'), 'repoServer', 'resources', 'limits', key));
  const memory = limits('memory') ?? defaultScratch;
  const most = Math.floor((memory - serverItself) / perBuild);
  const said = param('reposerver.parallelism.limit');
  const builds = Number(said ?? 0);
  const asked = replicas * processors;
  const isBounded = Number.isInteger(builds) && builds > 0 && builds <= most;
  const [scratch, needed] = [limits('ephemeral-storage') ?? defaultScratch, applications * perApplication];
  return [
    ...(isBounded || (said === undefined && asked <= Math.max(most, defaultProcessors))
      ? []
      : [
          {
            message: `${title} lets a repo-server of ${Math.round(memory / mebibyte)}Mi build ${said === undefined ? String(asked) : shown(said)} at a time, expected at most ${most}.`,
            path: `${values}.configs.params["reposerver.parallelism.limit"]`,
          },
        ]),
    ...(needed <= scratch
      ? []
      : [
          {
            message: `${title} gives a repo-server ${Math.round(scratch / mebibyte)}Mi of disk, and a clone for ${applications} Applications takes about ${Math.ceil(needed / mebibyte)}Mi.`,
            path: `${values}.repoServer.resources.limits["ephemeral-storage"]`,
          },
        ]),
  ];
}

function sizeOf(manifest: Manifest) {
  const written = at(manifest.fields, ...values.split('.'));
  const param = (key: string) => textAt(written, 'configs', 'params', key);
  const replicas = quantity(at(written, 'controller', 'replicas')) ?? 1;
  return { param, replicas: Math.max(1, replicas), processors: Number(param('controller.status.processors') ?? defaultProcessors) };
}
