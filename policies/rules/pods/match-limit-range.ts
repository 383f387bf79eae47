import { at, listAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { bound, boundResources, effectiveAmount, type LimitItem, limitItems, type Side } from '../../kubernetes/pods/limit-range.ts';
import { podAmount } from '../../kubernetes/pods/pod-resources.ts';
import { isBytes, quantity } from '../../kubernetes/quantities.ts';
import type { Container, Manifest, Pod, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const limits = (item: string) => `
apiVersion: v1
kind: LimitRange
metadata: { name: limits, namespace: envoy-gateway-system }
spec: { limits: [${item}] }
`;

const proxies = (resources: string) => `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: envoy, namespace: envoy-gateway-system }
spec: { template: { spec: { containers: [{ name: envoy, resources: ${resources} }] } } }
`;

const defaults = '{ type: Container, default: { memory: 256Mi }, max: { memory: 8Gi } }';
const withLimit = '{ requests: { memory: 512Mi }, limits: { memory: 1Gi } }';

const claim = (storage: string) => `---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: traces, namespace: envoy-gateway-system }
spec: { resources: { requests: { storage: ${storage} } } }
`;

export default defineRule({
  id: 'match-limit-range',
  severity: 'error',
  manual: '2.1 (D11)',
  summary: 'Let the LimitRange of a namespace admit every pod and claim in it.',
  rationale:
    'A container that says nothing gets the limit of the LimitRange. When it requests more than that the API server refuses each of its ' +
    'pods, without a word at the object that they are made of: Envoy Gateway asks for 512Mi of memory and sets no limit.',
  remediation:
    'Give the container requests and limits of its own, where it is a chart in its values (generators/charts), where it is a proxy in ' +
    'generators/resources/envoy-proxy.ts; or raise the bound in generators/platform/namespaces.ts.',
  scope: 'object',
  kinds: ['LimitRange'],

  check(manifest, world) {
    const all = world.ofKind('LimitRange').filter(({ namespace }) => namespace === manifest.namespace);
    const pods = world.podsSelected(manifest.namespace, {});
    const problems = limitItems(manifest).flatMap((item) => {
      switch (item.type) {
        case 'Container':
          return pods.flatMap(({ containers }) =>
            containers.filter(({ role }) => role !== 'ephemeral').flatMap((container) => ofContainer(container, item, all)),
          );
        case 'Pod':
          return pods.flatMap((pod) => ofPod(pod, item, all));
        case 'PersistentVolumeClaim':
          return claimsIn(manifest.namespace, world).flatMap((candidate) => ofClaim(candidate, item));
        default:
          return [];
      }
    });
    // A workload whose pods play several roles is several pods here.
    const distinct = problems.filter(({ message }, index) => problems.findIndex((other) => other.message === message) === index);
    return distinct.map(({ message, path }) => ({ message: `${titleOf(manifest)} ${message}`, path }));
  },

  examples: {
    pass: [
      { name: 'requests and limits of its own', manifests: limits(defaults) + proxies(withLimit) },
      { name: 'nothing said: all of it is given', manifests: limits(defaults) + proxies('{}') },
      { name: 'a bound of a whole pod', manifests: limits('{ type: Pod, max: { memory: 1Gi } }') + proxies(withLimit) },
      { name: 'a disk within the bounds', manifests: limits('{ type: PersistentVolumeClaim, max: { storage: 50Gi } }') + claim('50Gi') },
    ],
    fail: [
      {
        name: 'a request above the limit that the namespace gives',
        from: 'requests and limits of its own',
        change: { 'Deployment/envoy > spec.template.spec.containers[0].resources.limits': undefined },
        problems: [
          {
            on: 'LimitRange/limits',
            message:
              'LimitRange "limits" gives the container "envoy" of Deployment "envoy" a limit of 256Mi of memory, but it requests 512Mi: no pod of it is admitted.',
            path: 'spec.limits[0].default.memory',
          },
        ],
      },
      {
        name: 'a limit above the largest',
        from: 'requests and limits of its own',
        change: { 'Deployment/envoy > spec.template.spec.containers[0].resources.limits.memory': '10Gi' },
        problems: [
          {
            on: 'LimitRange/limits',
            message:
              'LimitRange "limits" allows 8192Mi of memory for a container, but "envoy" of Deployment "envoy" has a limit of 10240Mi.',
            path: 'spec.limits[0].max.memory',
          },
        ],
      },
      {
        name: 'a request below the smallest',
        from: 'requests and limits of its own',
        change: { 'LimitRange/limits > spec.limits[0]': { type: 'Container', min: { memory: '1Gi' } } },
        problems: [
          {
            on: 'LimitRange/limits',
            message:
              'LimitRange "limits" asks for 1024Mi of memory for a container, but "envoy" of Deployment "envoy" has a request of 512Mi.',
            path: 'spec.limits[0].min.memory',
          },
        ],
      },
      {
        name: 'a limit too far above the request',
        from: 'requests and limits of its own',
        change: { 'LimitRange/limits > spec.limits[0]': { type: 'Container', maxLimitRequestRatio: { memory: '1.5' } } },
        problems: [
          {
            on: 'LimitRange/limits',
            message:
              'LimitRange "limits" allows 1.5 times as much memory for a limit as for a request, but "envoy" of Deployment "envoy" has 2 times.',
            path: 'spec.limits[0].maxLimitRequestRatio.memory',
          },
        ],
      },
      {
        name: 'a pod that is too large',
        from: 'a bound of a whole pod',
        change: { 'LimitRange/limits > spec.limits[0].max.memory': '512Mi' },
        problems: [
          {
            on: 'LimitRange/limits',
            message: 'LimitRange "limits" allows 512Mi of memory for a pod, but those of Deployment "envoy" have a limit of 1024Mi.',
            path: 'spec.limits[0].max.memory',
          },
        ],
      },
      {
        name: 'a disk that is too large',
        from: 'a disk within the bounds',
        change: { 'PersistentVolumeClaim/traces > spec.resources.requests.storage': '100Gi' },
        problems: [
          {
            on: 'LimitRange/limits',
            message: 'LimitRange "limits" allows 51200Mi of storage for a claim, but PersistentVolumeClaim "traces" asks for 102400Mi.',
            path: 'spec.limits[0].max.storage',
          },
        ],
      },
    ],
  },
});

/** What the LimitRange plug-in and the validation after it refuse (Kubernetes 1.35, `plugin/pkg/admission/limitranger`). */
function ofContainer(container: Container, item: LimitItem, all: readonly Manifest[]): readonly Problem[] {
  const subject = `"${container.name}" of ${titleOf(container.pod.manifest)}`;
  return boundResources(item).flatMap((resource): Problem[] => {
    const of = (side: Side) => effectiveAmount(container.fields, side, resource, all);
    const [request, limit] = [of('requests'), of('limits')];
    const given = at(container.fields, 'resources', 'limits', resource) === undefined;
    const [most, least, ratio] = [
      bound(item, 'max', resource),
      bound(item, 'min', resource),
      bound(item, 'maxLimitRequestRatio', resource),
    ];
    const show = (amount: number) => shown(resource, amount);
    const problems: Problem[] = [];
    if (given && request !== undefined && limit !== undefined && request > limit) {
      const field = at(item.fields, 'default', resource) === undefined ? 'max' : 'default';
      const message =
        `gives the container ${subject} a limit of ${show(limit)} of ${resource}, but it requests ${show(request)}: ` +
        'no pod of it is admitted.';
      problems.push({ message, path: `${item.path}.${field}.${resource}` });
    }
    if (most !== undefined && limit !== undefined && limit > most) {
      const message = `allows ${show(most)} of ${resource} for a container, but ${subject} has a limit of ${show(limit)}.`;
      problems.push({ message, path: `${item.path}.max.${resource}` });
    }
    if (least !== undefined && request !== undefined && request < least) {
      const message = `asks for ${show(least)} of ${resource} for a container, but ${subject} has a request of ${show(request)}.`;
      problems.push({ message, path: `${item.path}.min.${resource}` });
    }
    if (ratio !== undefined && request !== undefined && limit !== undefined && limit > request * ratio) {
      const times = Number((limit / request).toFixed(2));
      const message = `allows ${ratio} times as much ${resource} for a limit as for a request, but ${subject} has ${times} times.`;
      problems.push({ message, path: `${item.path}.maxLimitRequestRatio.${resource}` });
    }
    return problems;
  });
}

function ofPod(pod: Pod, item: LimitItem, all: readonly Manifest[]): readonly Problem[] {
  return boundResources(item).flatMap((resource): Problem[] => {
    const [request, limit] = [podAmount(pod, 'requests', resource, all), podAmount(pod, 'limits', resource, all)];
    const [most, least] = [bound(item, 'max', resource), bound(item, 'min', resource)];
    const subject = `those of ${titleOf(pod.manifest)}`;
    return [
      ...(most !== undefined && limit > most
        ? [
            {
              message: `allows ${shown(resource, most)} of ${resource} for a pod, but ${subject} have a limit of ${shown(resource, limit)}.`,
              path: `${item.path}.max.${resource}`,
            },
          ]
        : []),
      ...(least !== undefined && request < least
        ? [
            {
              message: `asks for ${shown(resource, least)} of ${resource} for a pod, but ${subject} have a request of ${shown(resource, request)}.`,
              path: `${item.path}.min.${resource}`,
            },
          ]
        : []),
    ];
  });
}

interface Candidate {
  readonly title: string;
  readonly claim: unknown;
}

function claimsIn(namespace: string, world: World): readonly Candidate[] {
  return [
    ...world.ofKind('PersistentVolumeClaim').map((manifest) => ({ manifest, claims: [manifest.fields as unknown] })),
    ...world.ofKind('StatefulSet').map((manifest) => ({ manifest, claims: listAt(manifest.fields, 'spec', 'volumeClaimTemplates') })),
  ]
    .filter(({ manifest }) => manifest.namespace === namespace)
    .flatMap(({ manifest, claims }) => claims.map((item) => ({ title: titleOf(manifest), claim: item })));
}

function ofClaim({ title, claim }: Candidate, item: LimitItem): readonly Problem[] {
  const resource = 'storage';
  const asked = quantity(at(claim, 'spec', 'resources', 'requests', resource)) ?? 0;
  const [most, least] = [bound(item, 'max', resource), bound(item, 'min', resource)];
  const show = (amount: number) => shown(resource, amount);
  if (most !== undefined && asked > most) {
    return [
      { message: `allows ${show(most)} of storage for a claim, but ${title} asks for ${show(asked)}.`, path: `${item.path}.max.storage` },
    ];
  }
  if (least !== undefined && asked < least) {
    return [
      {
        message: `asks for ${show(least)} of storage for a claim, but ${title} asks for ${show(asked)}.`,
        path: `${item.path}.min.storage`,
      },
    ];
  }
  return [];
}

/** Bytes in Mi, rounded up; everything else as a number of at most three decimals. */
function shown(resource: string, amount: number): string {
  return isBytes(resource) || resource === 'storage' ? `${Math.ceil(amount / 2 ** 20)}Mi` : String(Number(amount.toFixed(3)));
}
