import { describe, expect, it } from 'vitest';
import type { EnvironmentDefinition } from '../../generators/model/environment/environment.ts';
import { type Instance, instancesOf } from '../../generators/model/instance.ts';
import { ruleAdmission } from '../../generators/platform/access/rule-admission.ts';
import { admissionRules } from '../../policies/admission.ts';
import { exampleCompany } from '../../policies/company/company.ts';
import { listAt, textAt } from '../../policies/kubernetes/fields.ts';
import { manifestsOf } from '../../policies/manifest.ts';
import type { Fields, Manifest } from '../../policies/model.ts';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';
import { admissionText } from '../../scripts/documents/admission.ts';
import { loadRules } from '../../scripts/judging/lint/rules.ts';
import { validatorFor } from '../../scripts/judging/validate/validation.ts';
import { present } from '../support/mutations/mutation.ts';
import fc from '../support/random.ts';
import { workloads } from '../support/workloads.ts';
import { completed } from './support/completed.ts';
import { isAbout, unmet } from './support/evaluate.ts';
import { isExcused } from './support/excused.ts';
import { leftOut } from './support/left-out.ts';
import { exampleObjects } from './support/objects.ts';
import { otherObject, podTemplate, workloadOf } from './support/random.ts';
import { brokenRules, judgedKinds, rulesAbout } from './support/verdicts.ts';

const catalog = await loadCatalog(process.cwd());
const rules = (await loadRules(process.cwd())).map(({ value }) => value);
const judged = ['dev', 'production'];

/** What the policies of an environment and its rules say of one object, where they do not say the same. */
function difference(object: Fields, environment: string): string | undefined {
  const kind = textAt(object, 'kind') ?? '';
  const own = present(aboutKind.get(`${environment} ${kind}`));
  const byRules = brokenRules(own.rules, object, environment).filter((rule) => !isExcused(rule, object));
  const byPolicies = own.policies
    .flatMap((policy) => unmet(policy, object))
    .map((message) => message.slice(0, message.indexOf(':')))
    .filter((rule) => !isExcused(rule, object))
    .sort();
  return byRules.join() === byPolicies.join() ? undefined : `rules: ${byRules}; policies: ${byPolicies}; ${JSON.stringify(object)}`;
}

const aboutKind = new Map(
  judged.flatMap((name) => {
    const environment = present(catalog.environments.find(({ value }) => value.name === name)).value;
    const policies = ruleAdmission(environment, exampleCompany, admissionRules(rules), [])
      .map((object) => object as unknown as Fields)
      .filter(({ kind }) => kind === 'ValidatingAdmissionPolicy');
    return judgedKinds.map((kind) => [
      `${name} ${kind}`,
      { rules: rulesAbout(rules, kind, name), policies: policies.filter((policy) => isAbout(policy, kind)) },
    ]);
  }),
);

const examples = exampleObjects(rules).map((object) => completed(object, 'erp-prod'));
const validate = await validatorFor(examples.flatMap((object) => manifestsIn(object)));

/** What has fields of the wrong type the API server refuses before it asks any policy. */
function hasTypes(object: Fields): boolean {
  return manifestsIn(object).every((manifest) => validate(manifest).every(({ severity }) => severity !== 'error'));
}

function manifestsIn(object: Fields): readonly Manifest[] {
  return manifestsOf(object, { file: '', document: 0 }).flatMap((item) => ('fields' in item ? [item] : []));
}

it('every rule that one object decides is judged by the API server too, or says why not', () => {
  // A check that takes the world asks for other objects.
  const alone = rules.filter((rule) => rule.scope !== 'kustomization' && rule.admission === undefined && rule.check.length < 2);
  expect(alone.map(({ id }) => id).sort()).toEqual(leftOut.flatMap((group) => group.rules).sort());
  expect(rules.filter(({ admission }) => admission !== undefined).length).toBeGreaterThanOrEqual(36);
});

it('policies/admission.json holds what the rules say', () => {
  expect(catalog.admission).toEqual(JSON.parse(admissionText(rules)));
});

describe('the policies of an environment', () => {
  const production = present(catalog.environments.find(({ value }) => value.name === 'production')).value;
  const instances = instancesOf(catalog).filter(({ environment }) => environment.name === 'production');
  const drawn = (environment: EnvironmentDefinition, own: readonly Instance[]) =>
    ruleAdmission(environment, exampleCompany, admissionRules(rules), own).map((object) => object as unknown as Fields);
  const deployment = (name: string): Fields => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, labels: { app: name } },
    spec: { template: { metadata: { labels: { app: name } }, spec: { hostNetwork: true, containers: [{ name, image: 'nginx' }] } } },
  });
  const told = (policies: readonly Fields[], object: Fields) =>
    policies
      .filter((policy) => policy['kind'] === 'ValidatingAdmissionPolicy' && isAbout(policy, textAt(object, 'kind') ?? ''))
      .flatMap((policy) => unmet(policy, object))
      .map((message) => message.slice(0, message.indexOf(':')));

  it.each([
    ['deny', 'Deny'],
    ['warn', 'Warn'],
  ] as const)('%s as the environment says', (admission, action) => {
    const bindings = drawn({ ...production, admission }, []).filter(({ kind }) => kind === 'ValidatingAdmissionPolicyBinding');
    expect(new Set(bindings.map((binding) => JSON.stringify(listAt(binding, 'spec', 'validationActions'))))).toEqual(
      new Set([JSON.stringify([action, 'Audit'])]),
    );
  });

  it.each([
    { title: 'of all that is of a service', on: undefined, others: 'web-shop', spared: 'sales-service' },
    { title: 'of one object', on: 'Deployment/sales-service' as const, others: 'sales-service-worker', spared: 'sales-service' },
  ])('leave alone what is exempt by the catalog: $title', ({ on, others, spared }) => {
    const exemption = { rule: 'forbid-host-namespaces', because: 'It must.', owner: 'sales', until: '2027-01-01', ...(on && { on }) };
    const exempt = instances.map((instance) =>
      instance.service.name === 'sales-service' ? { ...instance, service: { ...instance.service, exempt: [exemption] } } : instance,
    );
    const policies = drawn(production, exempt);
    expect(told(policies, deployment(spared))).not.toContain('forbid-host-namespaces');
    expect(told(policies, deployment(spared))).toContain('limit-image-registries');
    expect(told(policies, deployment(others))).toContain('forbid-host-namespaces');
    expect(told(drawn(production, instances), deployment(spared))).toContain('forbid-host-namespaces');
  });

  it('judge a container that is added to a pod, but for its root file system', () => {
    const container = { name: 'debugger', image: 'nginx', securityContext: { privileged: true } };
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: { containers: [], ephemeralContainers: [container] } };
    const rulesTold = told(drawn(production, []), pod);
    expect(rulesTold).toEqual(expect.arrayContaining(['forbid-privileged-container', 'limit-image-registries', 'require-image-digest']));
    expect(rulesTold).not.toContain('require-read-only-root-filesystem');
  });
});

describe.each(judged)('the policies of the API server in %s', (environment) => {
  it('say the same as the rules of all examples', () => {
    const objects = examples.filter((object) => hasTypes(object));
    expect(objects.length).toBeGreaterThan(1500);
    expect(objects.flatMap((object) => difference(object, environment) ?? [])).toEqual([]);
  });

  it.each(workloads.filter(({ kind }) => judgedKinds.includes(kind)))('say the same as the rules of any $kind', ({ wrap }) => {
    fc.assert(
      fc.property(podTemplate, (template) => {
        expect(difference(workloadOf(wrap, template), environment)).toBeUndefined();
      }),
      { numRuns: 400 },
    );
  });

  it('say the same as the rules of any Service, Role and RoleBinding', () => {
    fc.assert(
      fc.property(otherObject, (object) => {
        expect(difference(object, environment)).toBeUndefined();
      }),
      { numRuns: 1000 },
    );
  });
});
