import { asFields, at, fieldsAt, listAt, numberAt, textAt } from '../../kubernetes/fields.ts';
import { podOf } from '../../kubernetes/pods/workloads.ts';
import { quantity } from '../../kubernetes/quantities.ts';
import type { Container, Manifest, Pod } from '../../model.ts';
import { invalid, quoted, type SchemaProblem } from '../problem.ts';
import { labelNameProblems, metadataProblems } from './names.ts';

/** What the API server asks of a pod template beyond the types of its fields. */
export function podProblems(manifest: Manifest): readonly SchemaProblem[] {
  const pod = podOf(manifest);
  if (pod === undefined) return [];
  const main = pod.containers.filter(({ role }) => role === 'main');
  return [
    ...(manifest.kind === 'Pod' ? [] : metadataProblems(pod.template, pod.metadataPath)),
    ...(main.length === 0 && Array.isArray(pod.spec['containers'])
      ? [invalid(`${pod.path}.containers`, 'The pod has no container.', 'List at least one container.')]
      : []),
    ...duplicates(
      pod.containers.map(({ name, path }) => ({ name, path: `${path}.name` })),
      'container',
    ),
    ...volumeProblems(pod),
    ...restartPolicyProblems(pod),
    ...hostNetworkProblems(pod),
    ...pod.containers.flatMap((container) => [
      ...labelNameProblems(container.fields['name'], `${container.path}.name`),
      ...(typeof container.fields['image'] === 'string' && container.fields['image'].trim() === ''
        ? [invalid(`${container.path}.image`, 'Field "image" is empty.', 'Name an image.')]
        : []),
      ...environmentProblems(container),
      ...portProblems(container),
      ...mountProblems(container),
      ...resourceProblems(container),
      ...['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((probe) => probeProblems(container, probe)),
      ...['postStart', 'preStop'].flatMap((hook) => {
        const path = `${container.path}.lifecycle.${hook}`;
        return oneHandler(at(container.fields, 'lifecycle', hook), path, ['exec', 'httpGet', 'sleep', 'tcpSocket']);
      }),
    ]),
  ];
}

interface Named {
  readonly name: string;
  readonly path: string;
}

/** The second and later uses of a name. */
function duplicates(items: readonly Named[], what: string, remediation = `Give each ${what} a name of its own.`): readonly SchemaProblem[] {
  const seen = new Set<string>();
  return items.flatMap(({ name, path }) => {
    if (name === '' || !seen.has(name)) {
      seen.add(name);
      return [];
    }
    return [invalid(path, `The ${what} ${quoted(name)} is there twice.`, remediation)];
  });
}

function namesIn(list: readonly unknown[], path: string, key = 'name'): readonly Named[] {
  return list.map((item, index) => ({ name: textAt(item, key) ?? '', path: `${path}[${index}].${key}` }));
}

function volumeProblems({ spec, path }: Pod): readonly SchemaProblem[] {
  const volumes = listAt(spec, 'volumes');
  const own = `${path}.volumes`;
  return [
    ...duplicates(namesIn(volumes, own), 'volume'),
    ...volumes.flatMap((volume, index) => {
      const fields = asFields(volume);
      if (fields === undefined) return [];
      const sources = Object.keys(fields).filter((key) => key !== 'name' && fields[key] !== null);
      const subject = `The volume ${quoted(textAt(volume, 'name') ?? '')}`;
      return [
        ...labelNameProblems(fields['name'], `${own}[${index}].name`),
        // Without a source a volume is an emptyDir, which nobody means.
        ...(sources.length === 1
          ? []
          : [
              invalid(
                `${own}[${index}]`,
                sources.length === 0 ? `${subject} has no source.` : `${subject} has ${sources.length} sources: ${sources.join(', ')}.`,
                'Give the volume exactly one source.',
              ),
            ]),
      ];
    }),
  ];
}

function restartPolicyProblems({ manifest, spec, path }: Pod): readonly SchemaProblem[] {
  const policy = spec['restartPolicy'];
  const own = `${path}.restartPolicy`;
  if (['Job', 'CronJob'].includes(manifest.kind)) {
    if (policy === 'OnFailure' || policy === 'Never') return [];
    const found = policy === undefined || policy === null ? 'not set, which means "Always"' : quoted(String(policy));
    return [invalid(own, `Field "restartPolicy" of a ${manifest.kind} is ${found}.`, 'Write OnFailure or Never.')];
  }
  const always = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController'].includes(manifest.kind);
  if (!always || typeof policy !== 'string' || policy === 'Always') return [];
  return [invalid(own, `Field "restartPolicy" of a ${manifest.kind} is ${quoted(policy)}, not "Always".`, 'Remove the field.')];
}

function hostNetworkProblems({ spec, containers }: Pod): readonly SchemaProblem[] {
  if (spec['hostNetwork'] !== true) return [];
  return containers.flatMap(({ fields, path }) =>
    listAt(fields, 'ports').flatMap((port, index) => {
      const containerPort = numberAt(port, 'containerPort');
      const hostPort = numberAt(port, 'hostPort');
      if (hostPort === undefined || hostPort === containerPort) return [];
      const message = `The port ${containerPort} of a pod in the host's network has the host port ${hostPort}.`;
      return [invalid(`${path}.ports[${index}].hostPort`, message, 'Write the same port, or remove hostPort.')];
    }),
  );
}

function environmentProblems({ fields, path }: Container): readonly SchemaProblem[] {
  const variables = listAt(fields, 'env');
  const own = `${path}.env`;
  return [
    ...duplicates(namesIn(variables, own), 'variable'),
    ...variables.flatMap((variable, index) => {
      const name = textAt(variable, 'name');
      const source = asFields(at(variable, 'valueFrom'));
      const value = at(variable, 'value');
      const here = `${own}[${index}]`;
      if (name !== undefined && (name === '' || name.includes('=') || [...name].some((char) => char < ' ' || char > '~'))) {
        return [invalid(`${here}.name`, `The variable ${quoted(name)} has no valid name.`, 'Write letters, digits and "_".')];
      }
      if (source === undefined) return [];
      if (value !== undefined && value !== null && value !== '') {
        return [invalid(here, `The variable ${quoted(name ?? '')} has value and valueFrom.`, 'Keep one of the two.')];
      }
      return oneHandler(source, `${here}.valueFrom`, ['configMapKeyRef', 'fieldRef', 'fileKeyRef', 'resourceFieldRef', 'secretKeyRef']);
    }),
    ...listAt(fields, 'envFrom').flatMap((entry, index) => {
      const { prefix: _, ...sources } = asFields(entry) ?? {};
      return asFields(entry) === undefined ? [] : oneHandler(sources, `${path}.envFrom[${index}]`, ['configMapRef', 'secretRef']);
    }),
  ];
}

function portProblems({ fields, path }: Container): readonly SchemaProblem[] {
  const ports = listAt(fields, 'ports');
  const own = `${path}.ports`;
  const numbers = ports.map((port, index) => ({
    name: numberAt(port, 'containerPort') === undefined ? '' : `${numberAt(port, 'containerPort')}/${textAt(port, 'protocol') ?? 'TCP'}`,
    path: `${own}[${index}].containerPort`,
  }));
  return [
    ...duplicates(namesIn(ports, own), 'port name', 'Give each port a name of its own.'),
    ...duplicates(numbers, 'port', 'Write each port once.'),
    ...ports.flatMap((port, index) => portNameProblems(at(port, 'name'), `${own}[${index}].name`)),
  ];
}

/** The name of a port: at most 15 lower-case letters, digits and hyphens, one of them a letter (RFC 6335). */
export function portNameProblems(name: unknown, path: string): readonly SchemaProblem[] {
  if (typeof name !== 'string') return [];
  if (/^(?=.{1,15}$)(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) return [];
  const remediation = 'Write at most 15 lower-case letters, digits and single "-", at least one of them a letter.';
  return [invalid(path, `${quoted(name)} is no valid name of a port.`, remediation)];
}

function mountProblems({ pod, fields, path }: Container): readonly SchemaProblem[] {
  const mounts = listAt(fields, 'volumeMounts');
  const known = new Set([
    ...namesIn(listAt(pod.spec, 'volumes'), '').map(({ name }) => name),
    ...listAt(pod.manifest.fields, 'spec', 'volumeClaimTemplates').map((claim) => textAt(claim, 'metadata', 'name') ?? ''),
  ]);
  const own = `${path}.volumeMounts`;
  return [
    ...duplicates(namesIn(mounts, own, 'mountPath'), 'mount path', 'Mount one volume there.'),
    ...namesIn(mounts, own).flatMap(({ name, path: here }) =>
      name === '' || known.has(name)
        ? []
        : [
            invalid(
              here,
              `The pod has no volume ${quoted(name)}, which is mounted.`,
              `Declare the volume ${quoted(name)}, or mount another one.`,
            ),
          ],
    ),
  ];
}

function resourceProblems({ fields, path }: Container): readonly SchemaProblem[] {
  const limits = fieldsAt(fields, 'resources', 'limits');
  return Object.entries(fieldsAt(fields, 'resources', 'requests')).flatMap(([name, request]) => {
    const asked = quantity(request);
    const limit = Object.hasOwn(limits, name) ? quantity(limits[name]) : undefined;
    if (asked === undefined || limit === undefined || asked <= limit) return [];
    const message = `The request of ${String(request)} ${name} is more than the limit of ${String(limits[name])}.`;
    const key = /^[A-Za-z_][\w-]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
    return [invalid(`${path}.resources.requests${key}`, message, 'Ask for no more than the limit.')];
  });
}

function probeProblems({ fields, path }: Container, name: string): readonly SchemaProblem[] {
  const probe = asFields(fields[name]);
  if (probe === undefined) return [];
  const own = `${path}.${name}`;
  const threshold = probe['successThreshold'];
  return [
    ...oneHandler(probe, own, ['exec', 'grpc', 'httpGet', 'tcpSocket']),
    ...(name !== 'readinessProbe' && typeof threshold === 'number' && threshold > 1
      ? [invalid(`${own}.successThreshold`, `Field "successThreshold" of a ${name} is ${threshold}, not 1.`, 'Remove the field.')]
      : []),
  ];
}

/** Exactly one of some blocks must be set. */
function oneHandler(value: unknown, path: string, handlers: readonly string[]): readonly SchemaProblem[] {
  const fields = asFields(value);
  if (fields === undefined) return [];
  const found = handlers.filter((handler) => fields[handler] !== undefined && fields[handler] !== null);
  if (found.length === 1) return [];
  // A misspelt block is reported as an unknown field.
  if (found.length === 0 && Object.keys(fields).some((key) => !handlers.includes(key) && asFields(fields[key]) !== undefined)) return [];
  const name = /[^.]*$/.exec(path)?.[0] ?? path;
  const message =
    found.length === 0 ? `Field "${name}" says nothing to do.` : `Field "${name}" has ${found.join(' and ')}, which exclude each other.`;
  return [invalid(path, message, `Set exactly one of ${handlers.join(', ')}.`)];
}
