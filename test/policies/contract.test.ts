import path from 'node:path';
import { dump, load, loadAll } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { lint } from '../../policies/engine.ts';
import type { ExpectedProblem, KustomizationExample } from '../../policies/example.ts';
import { failingExamples } from '../../policies/examples/changed-example.ts';
import { manifestsOf } from '../../policies/manifest.ts';
import type {
  ContainerRule,
  Kustomization,
  KustomizationRule,
  Manifest,
  NamespaceRule,
  ObjectRule,
  PodRule,
  Problem,
  Rule,
} from '../../policies/model.ts';
import { loadRules } from '../../scripts/judging/lint/rules.ts';
import { manifestsIn } from '../support/manifests.ts';
import { workloads } from '../support/workloads.ts';

type Fields = Record<string, unknown>;

const rules = await loadRules('.');
const prefixes = /^(require|forbid|limit|match|unique)-/;

/** Where rules may lie, beside the folder of rules itself. */
const areas = ['access', 'argo-cd', 'availability', 'data', 'edge', 'images', 'kustomize', 'network', 'observability', 'pods', 'secrets'];

it('every rule lies in the folder of rules or in one of an area', () => {
  const folders = new Set(rules.map(({ file }) => path.relative('policies/rules', path.dirname(file)).split(path.sep).join('/')));
  expect([...folders].filter((folder) => folder !== '' && !areas.includes(folder))).toEqual([]);
});

describe.each(rules.map(({ name, value }) => ({ name, rule: value })))('$name', ({ name, rule }) => {
  it('has the id of its file, with a verb that tells what it does', () => {
    expect(rule.id).toBe(name);
    expect(rule.id).toMatch(prefixes);
  });

  it('says why and how in sentences, and names its source', () => {
    for (const sentence of [rule.summary, rule.rationale, rule.remediation]) expect(sentence).toMatch(/^[A-Z].{15,}[.]$/s);
    expect(rule.manual).toMatch(/\S/);
  });

  it('has examples that pass and examples that fail', () => {
    expect(rule.examples.pass.length).toBeGreaterThan(0);
    expect(rule.examples.fail.length).toBeGreaterThan(0);
    for (const example of rule.examples.fail) expect(example.problems.length).toBeGreaterThan(0);
  });
});

describe.each(of<ContainerRule>('every-container', 'serving-container'))('$id', (rule) => {
  const cases = [
    ...rule.examples.pass.map((example) => ({ ...example, title: `accepts: ${example.name}`, problems: [] as readonly ExpectedProblem[] })),
    ...failingExamples(rule.examples).map((example) => ({ ...example, title: `reports: ${example.name}` })),
  ];
  const roles = [
    { role: 'main container', list: 'containers', extra: {}, serves: true },
    { role: 'init container', list: 'initContainers', extra: {}, serves: false },
    { role: 'sidecar', list: 'initContainers', extra: { restartPolicy: 'Always' }, serves: true },
    { role: 'ephemeral container', list: 'ephemeralContainers', extra: {}, serves: false },
  ];
  const placed = cases.flatMap((example) =>
    workloads.flatMap((workload) => roles.map((role) => ({ ...example, workload, ...role, kind: workload.kind }))),
  );
  it.each(placed)('$title (as $role of a $kind)', ({ container, environment, problems, workload, list, extra, serves }) => {
    const spec: Fields = { containers: [] };
    spec[list] = [{ ...(load(container) as Fields), ...extra }];
    const applies = rule.scope === 'every-container' || (serves && workload.serving);
    const prefix = `${join(workload.templatePath, 'spec')}.${list}[0]`;
    expect(problemsOf(rule, [workload.wrap({ spec })], environment)).toEqual(
      applies ? problems.map(({ message, path }) => ({ message, path: join(prefix, path) })) : [],
    );
  });
});

describe.each(of<PodRule>('every-pod', 'serving-pod'))('$id', (rule) => {
  const cases = [
    ...rule.examples.pass.map((example) => ({ ...example, title: `accepts: ${example.name}`, problems: [] as readonly ExpectedProblem[] })),
    ...failingExamples(rule.examples).map((example) => ({ ...example, title: `reports: ${example.name}` })),
  ];
  const placed = cases.flatMap((example) => workloads.map((workload) => ({ ...example, workload, kind: workload.kind })));
  it.each(placed)('$title (in a $kind)', ({ template, beside, charts, environment, problems, workload }) => {
    const applies = rule.scope === 'every-pod' || workload.serving;
    const others = beside === undefined ? [] : (loadAll(beside) as Fields[]).map(inErpProd);
    expect(problemsOf(rule, [workload.wrap(load(template) as Fields), ...others], environment, rendered(charts))).toEqual(
      applies ? problems.map(({ message, path }) => ({ message, path: join(workload.templatePath, path) })) : [],
    );
  });
});

describe.each(of<ObjectRule | NamespaceRule>('object', 'namespace'))('$id', (rule) => {
  it.each([
    ...rule.examples.pass.map((example) => ({ ...example, title: `accepts: ${example.name}`, problems: [] as readonly ExpectedProblem[] })),
    ...failingExamples(rule.examples).map((example) => ({ ...example, title: `reports: ${example.name}` })),
  ])('$title', ({ manifests, charts, environment, problems }) => {
    const { findings } = lint(
      { environment: environment ?? 'production', manifests: manifestsIn(manifests), foreign: rendered(charts) },
      { rules: [rule], today: '2026-01-01' },
    );
    expect(findings.map(({ message, path, object }) => ({ on: `${object.kind}/${object.name}`, message, path }))).toEqual(
      problems.map(({ on, message, path }) => ({ on, message, path })),
    );
  });
});

describe.each(of<KustomizationRule>('kustomization'))('$id', (rule) => {
  it.each([
    ...rule.examples.pass.map((example) => ({ ...example, title: `accepts: ${example.name}`, problems: [] as readonly ExpectedProblem[] })),
    ...failingExamples(rule.examples).map((example) => ({ ...example, title: `reports: ${example.name}` })),
  ])('$title', (example) => {
    expect(rule.check(kustomizationOf(example))).toEqual(example.problems);
  });
});

describe.each(of<ObjectRule | NamespaceRule>('object', 'namespace'))('$id, where a chart renders all of an example', (rule) => {
  it.each(failingExamples(rule.examples).map((example) => ({ ...example, title: example.name })))(
    '$title',
    ({ manifests, charts, environment, problems }) => {
      const foreign = [...rendered(manifests), ...rendered(charts)].map(ofThree);
      const { findings } = lint(
        { environment: environment ?? 'production', manifests: [], foreign },
        { rules: [rule], today: '2026-01-01' },
      );
      // Of pods that are not ours a message tells the namespace.
      const bare = (message: string) => message.replaceAll(/ of namespace "[^"]*"/g, '');
      expect(findings.map(({ message, object }) => ({ on: `${object.kind}/${object.name}`, message: bare(message) }))).toEqual(
        rule.foreign === true ? problems.map(({ on, message }) => ({ on, message: bare(message) })) : [],
      );
    },
  );
});

describe.each(of<PodRule | ContainerRule>('every-pod', 'serving-pod', 'every-container', 'serving-container'))(
  '$id, where a chart renders the pods',
  (rule) => {
    it.each(failingExamples(rule.examples).map((example) => ({ example, title: example.name })))('$title', ({ example }) => {
      const template = 'template' in example ? load(example.template) : { spec: { containers: [load(example.container)] } };
      const [deployment] = workloads.filter(({ kind }) => kind === 'Deployment');
      const foreign = rendered(dump(deployment?.wrap(template as Fields)));
      const others = 'beside' in example && example.beside !== undefined ? (loadAll(example.beside) as Fields[]).map(inErpProd) : [];
      const manifests = others.flatMap((fields, document) => manifestsOf(fields, { file: '', document })) as Manifest[];
      const { findings } = lint(
        { environment: example.environment ?? 'production', manifests, foreign, reports: ({ origin }) => origin !== undefined },
        { rules: [rule], today: '2026-01-01' },
      );
      const isAsked = rule.foreign === true && !('own' in example && example.own === true);
      expect(findings.length).toBe(isAsked ? example.problems.length : 0);
    });
  },
);

/** Of what charts run, rules about replicas judge only what has some. */
function ofThree(manifest: Manifest): Manifest {
  const spec = manifest.fields['spec'] as Fields | undefined;
  if (!['Deployment', 'StatefulSet'].includes(manifest.kind) || spec?.['replicas'] !== undefined) return manifest;
  return { ...manifest, fields: { ...manifest.fields, spec: { ...spec, replicas: 3 } } };
}

/** What a chart renders: the objects of an example, with an origin. */
function rendered(text = ''): readonly Manifest[] {
  const origin = { by: 'chart', application: 'example', chart: 'example', version: '1.0.0' } as const;
  return manifestsIn(text).map((manifest) => ({ ...manifest, origin }));
}

function of<R extends Rule>(...scopes: readonly Rule['scope'][]): R[] {
  return rules.map(({ value }) => value).filter((rule) => scopes.includes(rule.scope)) as R[];
}

/** The problems of the first object, by the engine's own choice of subjects. */
function problemsOf(rule: Rule, objects: readonly Fields[], environment = 'production', foreign: readonly Manifest[] = []): Problem[] {
  const manifests = objects.flatMap((fields, document) => manifestsOf(fields, { file: '', document })) as Manifest[];
  const { findings } = lint(
    { environment, manifests, foreign, reports: (manifest) => manifest === manifests[0] },
    { rules: [rule], today: '2026-01-01' },
  );
  return findings.map(({ message, path }) => ({ message, path }));
}

function inErpProd(fields: Fields): Fields {
  const metadata = fields['metadata'] as Fields;
  return { ...fields, metadata: { namespace: 'erp-prod', ...metadata } };
}

function join(prefix: string, path: string): string {
  if (prefix === '' || path === '') return prefix + path;
  return path.startsWith('[') ? `${prefix}${path}` : `${prefix}.${path}`;
}

function kustomizationOf(example: KustomizationExample): Kustomization {
  const fields = load(example.kustomization) as Fields;
  const entries = (fields['patches'] ?? []) as { path?: string; patch?: string; target?: Fields }[];
  return {
    file: 'overlays/production/financial-service/kustomization.yaml',
    fields,
    resources: manifestsIn(example.resources, 'base/financial-service/deployment.yaml'),
    patches: entries.flatMap((entry, index) =>
      loadAll(entry.patch ?? example.patches?.[entry.path ?? ''] ?? '').map((content, document) => ({
        file: entry.path ?? 'kustomization.yaml',
        document,
        path: `patches[${index}]`,
        target: entry.target,
        content,
      })),
    ),
  };
}
