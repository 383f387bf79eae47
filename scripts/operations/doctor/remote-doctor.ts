import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { PlatformDefinition } from '../../../generators/model/platform/platform.ts';
import { loadCatalog } from '../../catalog/catalog.ts';
import { errorText, UserError } from '../../terminal/errors.ts';
import { fieldOf, listOf, textOf } from '../answers.ts';
import type { Verdict } from './cluster-look.ts';
import { type GitHost, gitHost, type Unanswered } from './git-host.ts';
import { passingBy, type Ruleset, weaker } from './ruleset.ts';

/** One thing that the Git host must enforce, and what was found. */
export type RemoteDiagnosis = { readonly name: string; readonly path: string } & Verdict;

/** Which repository to look at. */
export interface RemoteTarget {
  /** Owner and name; absent: the one that `origin` names. */
  readonly repository: string | undefined;
  /** Whether services are developed there, instead of manifests. */
  readonly isService: boolean;
}

const page = 'docs/repository-rules.md';
const good = (text: string): Verdict => ({ good: true, text });
const bad = (text: string, fix: string): Verdict => ({ good: false, text, fix: `${fix} (${page})` });
const unread = ({ status, said }: Unanswered): Verdict =>
  bad(
    `nobody knows, since GitHub does not show it: ${status} ${said}`,
    'Ask with a token that may read the administration of the repository',
  );

/**
 * Compares what GitHub enforces with `.github/rulesets`, and looks for ways round it. It only reads; what it may not read counts as
 * open.
 * @throws UserError when there is no such repository, or GitHub does not answer
 */
export async function diagnoseRemote(root: string, { repository, isService }: RemoteTarget): Promise<readonly RemoteDiagnosis[]> {
  const host = await gitHost(root, repository);
  const at = `/repos/${host.repository}`;
  const settings = await host.ask(at);
  if (!('body' in settings)) {
    throw new UserError({
      what: `GitHub shows no repository ${host.repository}: ${settings.status} ${settings.said}.`,
      where: at,
      how: 'Give --repository <owner>/<name>, and a token that may read it.',
    });
  }
  if (isService) return [...(await tags(root, host)), ...(await releaseEnvironment(host)), await workflowToken(host)];
  const { platform } = await loadCatalog(root);
  const branch = textOf(settings.body, 'default_branch');
  return [
    defaultBranch(at, branch, platform.value),
    ...(await mainBranch(root, host, branch)),
    await owners(host),
    await workflowToken(host),
    await fourEyes(host, platform.value),
  ];
}

function defaultBranch(at: string, branch: string, { git }: PlatformDefinition): RemoteDiagnosis {
  const look = { name: 'branch', path: at };
  if (branch === git.revision) return { ...look, ...good(`${branch}, which Argo CD follows`) };
  return {
    ...look,
    ...bad(`the default branch is ${branch}, and Argo CD follows ${git.revision}: the ruleset protects another one`, 'Make them one'),
  };
}

async function mainBranch(root: string, host: GitHost, branch: string): Promise<readonly RemoteDiagnosis[]> {
  const wanted = await readRuleset(root, 'main');
  return [await activeRules(host, branch, wanted), await bypasses(host, wanted)];
}

async function activeRules(host: GitHost, branch: string, wanted: Ruleset): Promise<RemoteDiagnosis> {
  const look = { name: 'rules', path: `/repos/${host.repository}/rules/branches/${encodeURIComponent(branch)}` };
  const found = await host.ask(`${look.path}?per_page=100`);
  if (!('body' in found)) return { ...look, ...unread(found) };
  const open = weaker(wanted.rules, listOf(found.body) as Ruleset['rules']);
  if (open.length > 0) return { ...look, ...bad(`${branch}: ${open.join('; ')}`, 'Import .github/rulesets/main.json anew') };
  return { ...look, ...good(`${branch} is held by all ${wanted.rules.length} rules of .github/rulesets/main.json`) };
}

/** Whoever may pass any of the rulesets by. */
async function bypasses(host: GitHost, wanted: Ruleset): Promise<RemoteDiagnosis> {
  const list = `/repos/${host.repository}/rulesets`;
  const look = { name: 'bypass', path: list };
  const found = await activeRulesets(host, wanted.target);
  if ('status' in found) return { ...look, ...unread(found) };
  const open = found.flatMap((ruleset) => passingBy(wanted, ruleset));
  if (open.length > 0) return { ...look, ...bad(open.join('; '), `Take them out of the ruleset; "${wanted.name}" names who may`) };
  return { ...look, ...good(`nobody else passes the ${wanted.target} rules by`) };
}

interface FoundRuleset {
  readonly name: string;
  readonly bypass_actors?: unknown;
  readonly rules: Ruleset['rules'];
  readonly include: readonly string[];
}

async function activeRulesets(host: GitHost, target: Ruleset['target']): Promise<readonly FoundRuleset[] | Unanswered> {
  const list = await host.ask(`/repos/${host.repository}/rulesets?per_page=100&targets=${target}`);
  if (!('body' in list)) return list;
  const found: FoundRuleset[] = [];
  for (const entry of listOf(list.body)) {
    if (textOf(entry, 'enforcement') !== 'active' || textOf(entry, 'target') !== target) continue;
    const whole = await host.ask(`/repos/${host.repository}/rulesets/${String(fieldOf(entry, 'id'))}`);
    if (!('body' in whole)) return whole;
    found.push({
      name: textOf(entry, 'name'),
      bypass_actors: fieldOf(whole.body, 'bypass_actors'),
      rules: listOf(whole.body, 'rules') as Ruleset['rules'],
      include: listOf(whole.body, 'conditions', 'ref_name', 'include').map(String),
    });
  }
  return found;
}

/** Tags by which services are released. */
async function tags(root: string, host: GitHost): Promise<readonly RemoteDiagnosis[]> {
  const wanted = await readRuleset(root, 'service-tags');
  const look = { name: 'tags', path: `/repos/${host.repository}/rulesets` };
  const found = await activeRulesets(host, 'tag');
  if ('status' in found) return [{ ...look, ...unread(found) }];
  const covering = found.filter(({ include }) =>
    [...wanted.conditions.ref_name.include, '~ALL'].some((pattern) => include.includes(pattern)),
  );
  const open = [
    ...weaker(
      wanted.rules,
      covering.flatMap(({ rules }) => rules),
    ),
    ...covering.flatMap((ruleset) => passingBy(wanted, ruleset)),
  ];
  return [
    {
      ...look,
      ...(open.length === 0
        ? good('tags v* are made by maintainers only, and never moved')
        : bad(open.join('; '), 'Import .github/rulesets/service-tags.json anew')),
    },
  ];
}

/** Name of the environment of GitHub that keeps what a release needs. */
const environment = 'release';
/** What only jobs of that environment may have. */
const keys = ['GITOPS_APP_PRIVATE_KEY', 'REGISTRY_PASSWORD'];

async function releaseEnvironment(host: GitHost): Promise<readonly RemoteDiagnosis[]> {
  return [await environmentRule(host), await repositorySecrets(host)];
}

async function environmentRule(host: GitHost): Promise<RemoteDiagnosis> {
  const look = { name: 'keys', path: `/repos/${host.repository}/environments/${environment}` };
  const fix = `Give the environment "${environment}" one rule: tags v*`;
  const found = await host.ask(look.path);
  if (!('body' in found)) return { ...look, ...absent(found, fix) };
  const policies = await host.ask(`${look.path}/deployment-branch-policies?per_page=100`);
  if (!('body' in policies)) return { ...look, ...unread(policies) };
  return { ...look, ...environmentVerdict(found.body, listOf(policies.body, 'branch_policies'), fix) };
}

async function repositorySecrets(host: GitHost): Promise<RemoteDiagnosis> {
  const look = { name: 'secrets', path: `/repos/${host.repository}/actions/secrets` };
  const found = await host.ask(`${look.path}?per_page=100`);
  if (!('body' in found)) return { ...look, ...unread(found) };
  return { ...look, ...secretsVerdict(listOf(found.body, 'secrets').map((secret) => textOf(secret, 'name'))) };
}

function absent(answer: Unanswered, fix: string): Verdict {
  return answer.status === 404 ? bad(`there is no environment "${environment}", or it is not shown`, fix) : unread(answer);
}

function environmentVerdict(found: unknown, policies: readonly unknown[], fix: string): Verdict {
  if (fieldOf(found, 'deployment_branch_policy', 'custom_branch_policies') !== true) return bad('any branch may take its keys', fix);
  const others = policies.filter((policy) => textOf(policy, 'type') !== 'tag' || !textOf(policy, 'name').startsWith('v'));
  if (others.length > 0 || policies.length === 0) {
    return bad(
      `${others.map((policy) => `${textOf(policy, 'type') || 'branch'} ${textOf(policy, 'name')}`).join(', ') || 'nobody'} may take its keys`,
      fix,
    );
  }
  return good('only tags v* may take its keys');
}

function secretsVerdict(names: readonly string[]): Verdict {
  const found = keys.filter((key) => names.includes(key));
  if (found.length === 0) return good(`${keys.join(' and ')} are no secrets of the whole repository`);
  return bad(
    `every workflow of every branch may read ${found.join(' and ')}`,
    `Move them to the environment "${environment}", and delete them here`,
  );
}

/** Names in CODEOWNERS that nobody bears ask nobody. */
async function owners(host: GitHost): Promise<RemoteDiagnosis> {
  const look = { name: 'owners', path: `/repos/${host.repository}/codeowners/errors` };
  const found = await host.ask(look.path);
  if (!('body' in found)) return { ...look, ...unread(found) };
  const errors = listOf(found.body, 'errors').map((error) => textOf(error, 'message').split('\n')[0] ?? '');
  if (errors.length === 0) return { ...look, ...good('every owner of CODEOWNERS may approve') };
  return {
    ...look,
    ...bad([...new Set(errors)].join('; '), 'Give the team write access to the repository, or correct generators/catalog/platform.ts'),
  };
}

async function workflowToken(host: GitHost): Promise<RemoteDiagnosis> {
  const look = { name: 'token', path: `/repos/${host.repository}/actions/permissions/workflow` };
  const found = await host.ask(look.path);
  if (!('body' in found)) return { ...look, ...unread(found) };
  const open = [
    ...(textOf(found.body, 'default_workflow_permissions') === 'read'
      ? []
      : ['the token of workflows may write unless a workflow says less']),
    ...(fieldOf(found.body, 'can_approve_pull_request_reviews') === false ? [] : ['workflows may approve pull requests']),
  ];
  if (open.length === 0) return { ...look, ...good('the token of workflows reads, and approves nothing') };
  return { ...look, ...bad(open.join('; '), 'Settings, Actions, General: read permissions only, and no approvals by Actions') };
}

/** An emergency takes an approval of each of two teams: whoever is in both would be both. */
async function fourEyes(host: GitHost, { incidentOwner, groups }: PlatformDefinition): Promise<RemoteDiagnosis> {
  const teams = [...new Set([incidentOwner, ...Object.values(groups).map(({ codeOwner }) => codeOwner)])].filter((team) =>
    team.includes('/'),
  );
  const look = { name: 'two people', path: membersOf(incidentOwner) };
  const members = new Map<string, ReadonlySet<string>>();
  for (const team of teams) {
    const found = await host.ask(`${membersOf(team)}?per_page=100`);
    if (!('body' in found)) return { ...look, path: membersOf(team), ...unread(found) };
    members.set(team, new Set(listOf(found.body).map((member) => textOf(member, 'login'))));
  }
  const second = members.get(incidentOwner) ?? new Set();
  const both = teams
    .filter((team) => team !== incidentOwner)
    .flatMap((team) =>
      [...(members.get(team) ?? [])].filter((name) => second.has(name)).map((name) => `${name} is in ${team} and in ${incidentOwner}`),
    );
  if (second.size === 0) return { ...look, ...bad(`nobody is in ${incidentOwner}: no emergency can be approved`, 'Put people into it') };
  if (both.length === 0) return { ...look, ...good(`nobody of ${incidentOwner} is in another team that approves`) };
  return { ...look, ...bad(both.join('; '), 'Leave each in one of the two') };
}

/** `@erp/sre` is the team `sre` of the organization `erp`. */
function membersOf(team: string): string {
  const [organization = '', slug = ''] = team.replace(/^@/, '').split('/');
  return `/orgs/${organization}/teams/${slug}/members`;
}

async function readRuleset(root: string, name: string): Promise<Ruleset> {
  const file = `.github/rulesets/${name}.json`;
  try {
    return JSON.parse(await readFile(path.join(root, file), 'utf8')) as Ruleset;
  } catch (cause) {
    throw new UserError(
      { what: `The ruleset cannot be read: ${(cause as Error).message}`, where: file, how: 'Restore the file from Git.' },
      { cause },
    );
  }
}

/** The diagnoses for people: one line where all is well, else what, where it is seen and how to put it right. */
export function remoteText(diagnoses: readonly RemoteDiagnosis[]): string {
  const lines = diagnoses.map((diagnosis) =>
    diagnosis.good
      ? `ok     ${diagnosis.name.padEnd(10)} ${diagnosis.text}\n`
      : errorText({ what: `${diagnosis.name}: ${diagnosis.text}.`, where: `gh api ${diagnosis.path}`, how: `${diagnosis.fix}.` }),
  );
  const open = diagnoses.filter((diagnosis) => !diagnosis.good).length;
  const sum = open === 0 ? 'GitHub enforces what the gates stand on' : `${open} of ${diagnoses.length} things are open`;
  return `${lines.join('')}${sum}. The App's rights and who may approve its installation: ${page}.\n`;
}
