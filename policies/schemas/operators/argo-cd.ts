import { at, fieldsAt, listAt, presentAt, textAt } from '../../kubernetes/fields.ts';
import { literally } from '../../kubernetes/names.ts';
import type { Manifest } from '../../model.ts';
import { isCron } from '../parts/cron.ts';
import { nearest, quoted, type SchemaProblem } from '../problem.ts';
import { isTimeZone } from '../time-zones.ts';
import { misspeltAnnotations } from './argo-annotation-keys.ts';
import { refused } from './refusal.ts';
import { goDuration } from './times.ts';

/** Sync options that Argo CD acts on (3.4, gitops-engine/pkg/sync/common/types.go and controller/sync.go). It compares them letter for letter. */
const syncOptions = [
  ...['SkipDryRunOnMissingResource', 'Validate', 'PruneLast', 'Replace', 'Force', 'ServerSideApply', 'ApplyOutOfSyncOnly'].flatMap(both),
  ...['ClientSideApplyMigration', 'CreateNamespace', 'RespectIgnoreDifferences', 'FailOnSharedResource', 'Prune', 'Delete'].flatMap(both),
  ...['Prune=confirm', 'Delete=confirm', 'PrunePropagationPolicy=background', 'PrunePropagationPolicy=foreground'],
  'PrunePropagationPolicy=orphan',
];

function both(name: string): readonly string[] {
  return [`${name}=true`, `${name}=false`];
}

const hooks = ['PreSync', 'Sync', 'PostSync', 'SyncFail', 'Skip', 'PreDelete', 'PostDelete'];
const deletePolicies = ['HookSucceeded', 'HookFailed', 'BeforeHookCreation'];
/** What it compares by, letter for letter (3.4.4, controller/state.go and util/argo/diff). */
const compareOptions = ['IgnoreExtraneous', 'IncludeMutationWebhook=true', 'ServerSideDiff=true', 'ServerSideDiff=false'];
const prefix = 'argocd.argoproj.io/';

/** What Argo CD reads from the annotations of any object; what it does not know it drops without a word. */
export function argoAnnotationProblems({ annotations }: Manifest): readonly SchemaProblem[] {
  const problems: SchemaProblem[] = [...misspeltAnnotations(annotations)];
  const wave = annotations[`${prefix}sync-wave`];
  if (wave !== undefined && !/^[+-]?\d{1,9}$/.test(wave)) {
    const message = `The sync wave is ${quoted(wave)}, which is no whole number: Argo CD takes 0.`;
    problems.push(refused(place('sync-wave'), message, 'Write a whole number in quotes, such as "-1".'));
  }
  problems.push(
    ...listed(annotations, 'sync-options', syncOptions, 'sync option'),
    ...listed(annotations, 'compare-options', compareOptions, 'option of comparing'),
    ...listed(annotations, 'hook', hooks, 'hook'),
    ...listed(annotations, 'hook-delete-policy', deletePolicies, 'policy of deleting hooks'),
  );
  return problems;
}

function listed(annotations: Manifest['annotations'], name: string, known: readonly string[], what: string): readonly SchemaProblem[] {
  const value = annotations[prefix + name];
  if (value === undefined) return [];
  return value
    .split(',')
    .map((text) => text.trim())
    .filter((text) => text !== '' && !known.includes(text))
    .map((text) => unknownWord(place(name), text, known, what));
}

function place(name: string): string {
  return `metadata.annotations["${prefix}${name}"]`;
}

function unknownWord(path: string, text: string, known: readonly string[], what: string): SchemaProblem {
  const meant = nearest(text.replace(/:\s*/, '='), known);
  const message = `Argo CD knows no ${what} ${quoted(text)}, and drops it without a word.`;
  return refused(path, message, meant === undefined ? `Write one of ${known.join(', ')}.` : `Write "${meant}".`);
}

/** What Argo CD refuses in an Application, or drops (3.4, util/argo/argo.go, controller/sync.go). */
export function applicationProblems({ fields }: Manifest): readonly SchemaProblem[] {
  return specProblems(at(fields, 'spec'), 'spec');
}

function specProblems(spec: unknown, path: string): readonly SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  const [source, sources, hydrator] = [presentAt(spec, 'source'), listAt(spec, 'sources'), presentAt(spec, 'sourceHydrator')];
  const given = [source !== undefined, sources.length > 0, hydrator !== undefined].filter(Boolean).length;
  if (given === 0) {
    problems.push({
      rule: 'schema-missing-field',
      path,
      message: `Field "source" or "sources" is missing from "${path.split('.').at(-1)}".`,
      remediation: 'Set one of "source" or "sources".',
    });
  }
  if (given > 1) {
    problems.push(
      refused(path, 'The Application has "source" and "sources": Argo CD takes one of them and drops the other.', 'Keep one of them.'),
    );
  }
  const all =
    sources.length > 0 ? sources.map((item, index) => [item, `${path}.sources[${index}]`] as const) : [[source, `${path}.source`] as const];
  for (const [item, place] of all) if (item !== undefined) problems.push(...sourceProblems(item, place, sources.length > 0));
  const [name, server] = [textAt(spec, 'destination', 'name') ?? '', textAt(spec, 'destination', 'server') ?? ''];
  if (name !== '' && server !== '') {
    problems.push(refused(`${path}.destination`, 'The destination has "name" and "server": Argo CD refuses it.', 'Keep one of them.'));
  } else if (name === '' && server === '') {
    problems.push(
      refused(`${path}.destination`, 'The destination has neither "name" nor "server": Argo CD refuses it.', 'Set one of them.'),
    );
  }
  listAt(spec, 'syncPolicy', 'syncOptions').forEach((option, index) => {
    if (typeof option === 'string' && !syncOptions.includes(option)) {
      problems.push(unknownWord(`${path}.syncPolicy.syncOptions[${index}]`, option, syncOptions, 'sync option'));
    }
  });
  problems.push(...retryProblems(at(spec, 'syncPolicy', 'retry'), `${path}.syncPolicy.retry`));
  listAt(spec, 'ignoreDifferences').forEach((entry, index) => {
    const own = `${path}.ignoreDifferences[${index}]`;
    listAt(entry, 'jsonPointers').forEach((pointer, position) => {
      if (typeof pointer !== 'string' || pointer.startsWith('/')) return;
      const message = `The pointer ${quoted(pointer)} does not start with "/": Argo CD ignores no difference by it.`;
      problems.push(refused(`${own}.jsonPointers[${position}]`, message, `Write "/${pointer.replaceAll('.', '/')}".`));
    });
    const isEmpty = ['jsonPointers', 'jqPathExpressions', 'managedFieldsManagers'].every((key) => listAt(entry, key).length === 0);
    if (isEmpty)
      problems.push(refused(own, 'The entry names no field: it ignores nothing.', 'Name fields by jsonPointers or jqPathExpressions.'));
  });
  return problems;
}

function sourceProblems(source: unknown, path: string, isOfSeveral: boolean): readonly SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  const [repository, folder, chart, ref] = ['repoURL', 'path', 'chart', 'ref'].map((key) => textAt(source, key) ?? '');
  if (repository === '') problems.push(refused(`${path}.repoURL`, 'The source names no repository: Argo CD refuses it.', 'Set "repoURL".'));
  if (folder === '' && chart === '' && !(isOfSeveral && ref !== '')) {
    problems.push(refused(path, 'The source has neither "path" nor "chart": Argo CD refuses it.', 'Set one of them.'));
  }
  if (folder !== '' && chart !== '')
    problems.push(refused(path, 'The source has "path" and "chart": Argo CD drops the path.', 'Keep one of them.'));
  if (chart !== '' && (textAt(source, 'targetRevision') ?? '') === '') {
    problems.push(
      refused(`${path}.targetRevision`, 'The source has a chart and no version of it: Argo CD refuses it.', 'Set "targetRevision".'),
    );
  }
  if (folder?.startsWith('/'))
    problems.push(refused(`${path}.path`, 'The path is absolute: Argo CD refuses it.', 'Write it without the first "/".'));
  if (!isOfSeveral && ref !== '') problems.push(refused(`${path}.ref`, '"ref" has a meaning only in "sources".', 'Remove it.'));
  const tools = ['helm', 'kustomize', 'directory', 'plugin'].filter((tool) => presentAt(source, tool) !== undefined);
  if (tools.length > 1) {
    problems.push(
      refused(path, `The source has ${tools.map((tool) => `"${tool}"`).join(' and ')}: Argo CD takes one tool.`, 'Keep one of them.'),
    );
  }
  return problems;
}

function retryProblems(retry: unknown, path: string): readonly SchemaProblem[] {
  return ['duration', 'maxDuration'].flatMap((key) => {
    const value = textAt(retry, 'backoff', key);
    if (value === undefined || value === '' || /^\d+$/.test(value) || goDuration(value) !== undefined) return [];
    const message = `Field "${key}" is ${quoted(value)}, which is no duration: the sync fails when it is tried again.`;
    return [refused(`${path}.backoff.${key}`, message, 'Write a duration such as 30s or 5m.')];
  });
}

/** The template of an ApplicationSet makes Applications; what is filled in later is not judged. */
export function applicationSetProblems({ fields }: Manifest): readonly SchemaProblem[] {
  const problems = specProblems(at(fields, 'spec', 'template', 'spec'), 'spec.template.spec');
  const generators = listAt(fields, 'spec', 'generators');
  const empty = generators.flatMap((generator, index) =>
    Object.keys(fieldsAt(generator)).some((key) => key !== 'selector')
      ? []
      : [
          refused(
            `spec.generators[${index}]`,
            'The generator is of no sort: it makes no Application.',
            'Say which: list, git, clusters, ...',
          ),
        ],
  );
  // Placeholders may stand wherever a text does.
  return [...problems.filter(({ path, message }) => !message.includes('{{') && path !== ''), ...empty];
}

const actions = ['get', 'create', 'update', 'delete', 'sync', 'override', '*'];
const resources = ['applications', 'applicationsets', 'repositories', 'exec', 'logs', 'clusters'];

/** What makes Argo CD call a project invalid, with all its Applications (3.4, app_project_types.go and types.go). */
export function projectProblems({ fields, name }: Manifest): readonly SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  const seenRoles = new Set<string>();
  listAt(fields, 'spec', 'roles').forEach((role, index) => {
    const own = `spec.roles[${index}]`;
    const roleName = textAt(role, 'name') ?? '';
    if (seenRoles.has(roleName))
      problems.push(refused(`${own}.name`, `The role ${quoted(roleName)} is there twice.`, 'Remove one of the two.'));
    seenRoles.add(roleName);
    if (!/^[a-zA-Z0-9]([-_a-zA-Z0-9]*[a-zA-Z0-9])?$/.test(roleName)) {
      problems.push(refused(`${own}.name`, `${quoted(roleName)} is no name of a role for Argo CD.`, 'Write letters, digits, "-" and "_".'));
    }
    const policies = listAt(role, 'policies');
    policies.forEach((policy, position) => {
      if (typeof policy !== 'string') return;
      const fault = policies.indexOf(policy) < position ? 'it is there twice' : policyFault(policy, name, roleName);
      const message = `Argo CD refuses the project for the policy ${quoted(policy)}: ${fault}.`;
      if (fault !== undefined)
        problems.push(
          refused(
            `${own}.policies[${position}]`,
            message,
            'Write "p, proj:<project>:<role>, <resource>, <action>, <project>/<object>, allow".',
          ),
        );
    });
  });
  problems.push(...listAt(fields, 'spec', 'syncWindows').flatMap((window, index) => windowProblems(window, `spec.syncWindows[${index}]`)));
  const seen = new Set<string>();
  listAt(fields, 'spec', 'destinations').forEach((destination, index) => {
    const key = `${textAt(destination, 'server') || (textAt(destination, 'name') ?? '')}/${textAt(destination, 'namespace') ?? ''}`;
    if (seen.has(key))
      problems.push(
        refused(
          `spec.destinations[${index}]`,
          `The destination ${quoted(key)} is there twice: Argo CD refuses the project.`,
          'Remove one of the two.',
        ),
      );
    seen.add(key);
    for (const part of ['name', 'server', 'namespace']) {
      if (textAt(destination, part) === '!*')
        problems.push(refused(`spec.destinations[${index}].${part}`, '"!*" is refused by Argo CD.', 'Remove it.'));
    }
  });
  const repositories = listAt(fields, 'spec', 'sourceRepos');
  repositories.forEach((repository, index) => {
    if (repositories.indexOf(repository) < index)
      problems.push(
        refused(
          `spec.sourceRepos[${index}]`,
          `The repository ${quoted(String(repository))} is there twice: Argo CD refuses the project.`,
          'Remove one of the two.',
        ),
      );
  });
  return problems;
}

function policyFault(policy: string, project: string, role: string): string | undefined {
  const parts = policy.split(',').map((part) => part.trim());
  const [p, subject = '', resource = '', action = '', object = '', effect = ''] = parts;
  if (parts.length !== 6 || p !== 'p') return 'it does not have six parts that begin with "p"';
  if (subject !== `proj:${project}:${role}`) return `it is about "${subject}", not "proj:${project}:${role}"`;
  if (!resources.includes(resource)) return `"${resource}" is none of ${resources.join(', ')}`;
  if (!actions.includes(action) && !/(?:action|update|delete)\/.*/.test(action)) {
    const meant = nearest(action, actions);
    return `there is no action "${action}"${meant === undefined ? '' : `; "${meant}" is near`}`;
  }
  if (!new RegExp(`^${literally(project)}(/[*\\w.-]+)?/[*\\w.-]+$`).test(object))
    return `it is about objects of "${object}", not of "${project}/"`;
  return effect === 'allow' || effect === 'deny' ? undefined : `"${effect}" is neither "allow" nor "deny"`;
}

function windowProblems(window: unknown, path: string): readonly SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  const [kind, schedule, length] = ['kind', 'schedule', 'duration'].map((key) => textAt(window, key) ?? '');
  const wrong = (key: string, value: string, what: string, remediation: string) =>
    problems.push(
      refused(`${path}.${key}`, `Field "${key}" is ${quoted(value)}, which is ${what}: Argo CD refuses the project.`, remediation),
    );
  if (kind !== 'allow' && kind !== 'deny') wrong('kind', kind ?? '', 'neither "allow" nor "deny"', 'Write allow or deny.');
  if (!isCron(schedule ?? '')) wrong('schedule', schedule ?? '', 'no schedule', 'Write five fields of cron, such as "0 22 * * *".');
  if (goDuration(length ?? '') === undefined) wrong('duration', length ?? '', 'no duration', 'Write a duration such as 8h.');
  const zone = textAt(window, 'timeZone') ?? '';
  // Go calls the zone of the machine "Local".
  if (!['', 'Local', 'UTC'].includes(zone) && !isTimeZone(zone))
    wrong('timeZone', zone, 'no time zone', 'Write a name of the time zone database, such as Europe/Berlin.');
  if (['applications', 'namespaces', 'clusters'].every((key) => listAt(window, key).length === 0)) {
    problems.push(
      refused(path, 'The window is about no application, namespace or cluster: Argo CD refuses the project.', 'Name one of them, or "*".'),
    );
  }
  return problems;
}
