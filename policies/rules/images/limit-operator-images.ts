import { operatorSources } from '../../cluster.ts';
import { isOfCompany } from '../../company/company.ts';
import { below, textAt } from '../../kubernetes/fields.ts';
import { parseImage } from '../../kubernetes/images.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const example = `
apiVersion: acid.zalan.do/v1
kind: postgresql
metadata: { name: postgres, namespace: erp-infra }
spec:
  dockerImage: ghcr.io/zalando/spilo-18:4.1-p2
  sidecars: [{ name: exporter, image: quay.io/prometheuscommunity/postgres-exporter:v0.20.1 }]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: reports, namespace: erp-prod }
spec:
  template:
    spec:
      containers:
        - name: reports
          image: registry.example.com/erp/reports:1.0.0
          args: [--renderer-image=registry.example.com/erp/renderer:1.0.0]
          env: [{ name: SANDBOX_IMAGE, value: "registry.example.com/erp/sandbox:1.0.0" }]
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: EnvoyProxy
metadata: { name: erp-gateway, namespace: erp-infra }
spec:
  provider:
    type: Kubernetes
    kubernetes: { envoyDeployment: { container: { image: "docker.io/envoyproxy/envoy:distroless-v1.39.0" } } }
`;

const from = 'images of the company, and of those who make the operator';
const failing = (name: string, on: string, path: string, value: string, image: string, what: string) => ({
  name,
  from,
  change: { [`${on} > ${path}`]: value },
  problems: [{ on, message: `${on.replace('/', ' "')}" names the image "${image}", which ${what}.`, path }],
});

export default defineRule({
  id: 'limit-operator-images',
  severity: 'error',
  manual: '2.4 (D37)',
  summary:
    'Let objects of operators, variables and arguments name only images of the company or of the makers of the operator, by version.',
  rationale:
    'An operator starts the image that its object names, with the rights of the database or of the edge, and nobody sees it in a pod of ' +
    'the repository.',
  remediation: 'Leave the image to the operator, or name one of the registry of the company with its version.',
  scope: 'object',
  kinds: '*',

  check(manifest, world) {
    return namedImages(manifest, world).flatMap(({ image, path }): readonly Problem[] => {
      const { registry, repository, tag, digest } = parseImage(image);
      const told = (what: string) => ({ message: `${titleOf(manifest)} names the image "${image}", which ${what}.`, path });
      const isKnown =
        registry !== undefined &&
        (isOfCompany({ registry, repository }, world.company) ||
          operatorSources.some((source) => `${registry}/${repository}`.startsWith(`${source}/`)));
      return [
        ...(isKnown ? [] : [told('is neither of the company nor of the makers of an operator')]),
        ...(tag === 'latest' || (tag === undefined && digest === undefined) ? [told('has no version')] : []),
      ];
    });
  },

  examples: {
    pass: [{ name: from, manifests: example }],
    fail: [
      failing(
        'a database of somebody else',
        'postgresql/postgres',
        'spec.dockerImage',
        'docker.io/somebody/spilo:17',
        'docker.io/somebody/spilo:17',
        'is neither of the company nor of the makers of an operator',
      ),
      failing(
        'a container beside the database',
        'postgresql/postgres',
        'spec.sidecars[0].image',
        'ghcr.io/zalando/tool',
        'ghcr.io/zalando/tool',
        'has no version',
      ),
      failing(
        'a proxy of somebody else',
        'EnvoyProxy/erp-gateway',
        'spec.provider.kubernetes.envoyDeployment.container.image',
        'envoyproxy/envoy:v1',
        'envoyproxy/envoy:v1',
        'is neither of the company nor of the makers of an operator',
      ),
      failing(
        'an argument',
        'Deployment/reports',
        'spec.template.spec.containers[0].args[0]',
        '--renderer-image=docker.io/somebody/renderer:1',
        'docker.io/somebody/renderer:1',
        'is neither of the company nor of the makers of an operator',
      ),
      failing(
        'a variable',
        'Deployment/reports',
        'spec.template.spec.containers[0].env[0].value',
        'registry.example.com/erp/sandbox:latest',
        'registry.example.com/erp/sandbox:latest',
        'has no version',
      ),
    ],
  },
});

interface Named {
  readonly image: string;
  readonly path: string;
}

/** Groups of Kubernetes itself, whose images are those of containers; Argo CD names images to replace, and has rules of its own. */
const plain =
  /^(|apps|batch|policy|autoscaling|networking\.k8s\.io|.*\.k8s\.io|gateway\.networking\.k8s\.io|argoproj\.io|.*sigstore\.dev|kustomize\..*|monitoring\.coreos\.com)$/;

function namedImages(manifest: Manifest, world: World): readonly Named[] {
  const slash = manifest.apiVersion.indexOf('/');
  const group = slash < 0 ? '' : manifest.apiVersion.slice(0, slash);
  const pod = world.podOf(manifest);
  if (pod !== undefined)
    return pod.containers.flatMap(({ fields, path }) => [...inVariables(fields['env'], path), ...inArguments(fields, path)]);
  if (plain.test(group) && !['Prometheus', 'Alertmanager', 'ThanosRuler', 'PrometheusAgent'].includes(manifest.kind)) return [];
  return inFields(manifest.fields['spec'], 'spec', 0);
}

const field = /^(image|.*Image|.*_image)$/;

/** Every field that is called an image and has the look of one, however deep: CRDs have no other name for it. */
function inFields(value: unknown, path: string, depth: number): readonly Named[] {
  if (depth > 20 || typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item, index) => inFields(item, `${path}[${index}]`, depth + 1));
  return Object.entries(value).flatMap(([key, item]) =>
    field.test(key) && typeof item === 'string' && item !== ''
      ? [{ image: item, path: below(path, key) }]
      : inFields(item, below(path, key), depth + 1),
  );
}

function inVariables(variables: unknown, path: string): readonly Named[] {
  return (Array.isArray(variables) ? variables : []).flatMap((variable, index) => {
    const [name, value] = [textAt(variable, 'name') ?? '', textAt(variable, 'value') ?? ''];
    return /(^|_)IMAGE$/.test(name) && looksLikeImage(value) ? [{ image: value, path: `${path}.env[${index}].value` }] : [];
  });
}

function inArguments(container: Manifest['fields'], path: string): readonly Named[] {
  return ['command', 'args'].flatMap((key) => {
    const words = container[key];
    return (Array.isArray(words) ? words : []).flatMap((word, index) => {
      const image = typeof word === 'string' ? /^--?[\w.-]*image=(\S+)$/.exec(word)?.[1] : undefined;
      return image !== undefined && looksLikeImage(image) ? [{ image, path: `${path}.${key}[${index}]` }] : [];
    });
  });
}

function looksLikeImage(text: string): boolean {
  return /^[\w.-]+(:\d+)?\/[\w./-]+/.test(text) && !text.includes('://');
}
