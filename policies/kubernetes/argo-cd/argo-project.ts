import type { Manifest, Problem } from '../../model.ts';
import { duration } from '../durations.ts';
import { asText, listAt, textAt } from '../fields.ts';
import { literally } from '../names.ts';
import { projectRoles } from './argo-cd.ts';

/**
 * Where the facts of this file were read: Argo CD v3.4.4 (`AppProject.ValidateProject`, `validatePolicy`, `isValidAction`,
 * `rbac.ProjectScoped`), and found equal in v3.4.7 and v3.5.1. By the versions of the chart argo-cd, what they install by themselves.
 */
export const readInCharts: Readonly<Record<string, string>> = { '10.1.1': 'v3.4.4' };

/** Versions in which they were read: what values may say instead of the chart's own (`global.image.tag`). */
export const readInVersions: readonly string[] = ['v3.4.4', 'v3.4.7', 'v3.5.1'];

/** Resources that a role of a project may be about. */
const projectScoped: readonly string[] = ['applications', 'applicationsets', 'logs', 'exec', 'clusters', 'repositories'];

/** All actions there are. One that is not here has no effect, and makes the project invalid. */
const actions: readonly string[] = ['get', 'create', 'update', 'delete', 'sync', 'override', '*'];
const actionPatterns: readonly RegExp[] = [/action\/.*/, /update\/.*/, /delete\/.*/];

/** What Argo CD's own validator refuses of an AppProject, all of it (it stops at the first). */
export function projectProblems(manifest: Manifest): readonly Problem[] {
  const { fields, name } = manifest;
  const keyOf = (entry: unknown) => `${textAt(entry, 'server') ?? textAt(entry, 'name') ?? ''}/${textAt(entry, 'namespace') ?? ''}`;
  const roles = projectRoles(manifest);
  return [
    ...repeated(listAt(fields, 'spec', 'destinations').map(keyOf), 'spec.destinations', 'destination'),
    ...repeated(textsAt(fields, 'sourceRepos'), 'spec.sourceRepos', 'repository'),
    ...repeated(textsAt(fields, 'sourceNamespaces'), 'spec.sourceNamespaces', 'source namespace'),
    ...repeated(
      roles.map((role) => role.name),
      'spec.roles',
      'role',
    ),
    ...roles.flatMap(({ name: role, path, groups, policies }) => [
      ...(/^[a-zA-Z0-9]([-_a-zA-Z0-9]*[a-zA-Z0-9])?$/.test(role)
        ? []
        : [{ message: `the role name "${role}" is not valid`, path: `${path}.name` }]),
      ...repeated(groups, `${path}.groups`, 'group'),
      ...groups
        .filter((group) => group.trim() === '' || /["\n\r\t,]/.test(group))
        .map((group) => ({ message: `the group "${group}" is not valid`, path: `${path}.groups` })),
      ...repeated(
        policies.map(({ text }) => text),
        `${path}.policies`,
        'policy',
      ),
      ...policies.flatMap((policy) =>
        policyProblems(policy.text, `proj:${name}:${role}`, name).map((message) => ({ message, path: policy.path })),
      ),
    ]),
    ...windowProblems(manifest),
  ];
}

/** What is wrong with one line of a role, such as `p, proj:erp-dev:dev, applications, sync, erp-dev/*, allow`. */
function policyProblems(text: string, subject: string, project: string): readonly string[] {
  const parts = text.split(',').map((part) => part.trim());
  const [kind, given = '', resource = '', action = '', object = '', effect = ''] = parts;
  if (parts.length !== 6 || kind !== 'p') return [`the policy "${text}" is not of the form "p, subject, resource, action, object, effect"`];
  return [
    ...(given === subject ? [] : [`the policy "${text}" is about "${given}", expected "${subject}"`]),
    ...(projectScoped.includes(resource) ? [] : [`there is no resource "${resource}" in a project`]),
    ...(actions.includes(action) || actionPatterns.some((pattern) => pattern.test(action)) ? [] : [`there is no action "${action}"`]),
    ...(new RegExp(`^${literally(project)}(/[*\\w.-]+)?/[*\\w.-]+$`).test(object)
      ? []
      : [`the object "${object}" is none of "${project}/*"`]),
    ...(effect === 'allow' || effect === 'deny' ? [] : [`the effect "${effect}" is neither allow nor deny`]),
  ];
}

function windowProblems({ fields }: Manifest): readonly Problem[] {
  const windows = listAt(fields, 'spec', 'syncWindows');
  const targets = ['applications', 'namespaces', 'clusters'];
  // What makes two windows the same: not whether people may sync, and not the description.
  const identity = (window: unknown) =>
    JSON.stringify([
      ...['kind', 'schedule', 'duration', 'timeZone'].map((key) => textAt(window, key) ?? ''),
      ...targets.map((key) => listAt(window, key)),
    ]);
  return [
    ...windows.flatMap((window, index) => {
      const path = `spec.syncWindows[${index}]`;
      const [kind, schedule, length] = ['kind', 'schedule', 'duration'].map((key) => textAt(window, key) ?? '');
      return [
        ...(kind === 'allow' || kind === 'deny' ? [] : [{ message: `the kind "${kind}" of a window is neither allow nor deny`, path }]),
        ...(schedule?.trim().split(/\s+/).length === 5 ? [] : [{ message: `the schedule "${schedule}" has not five fields`, path }]),
        ...(duration(length) !== undefined ? [] : [{ message: `"${length}" is no duration`, path }]),
        ...((textAt(window, 'description') ?? '').length <= 255
          ? []
          : [{ message: 'the description is longer than 255 characters', path }]),
        ...(targets.some((key) => listAt(window, key).length > 0) ? [] : [{ message: 'the window is about nothing', path }]),
      ];
    }),
    ...repeated(windows.map(identity), 'spec.syncWindows', 'window'),
  ];
}

function textsAt(fields: Manifest['fields'], key: string): readonly string[] {
  return listAt(fields, 'spec', key).flatMap((value) => asText(value) ?? []);
}

function repeated(values: readonly string[], path: string, what: string): readonly Problem[] {
  return values.flatMap((value, index) =>
    values.indexOf(value) === index ? [] : [{ message: `the ${what} ${JSON.stringify(value)} is there twice`, path: `${path}[${index}]` }],
  );
}
