import { pairsOf } from '../../scripts/preview/diff/pairs.ts';
import { changedObjects, objectImpacts } from '../../scripts/preview/impacts/classify.ts';
import type { Impact } from '../../scripts/preview/impacts/impact.ts';
import { say } from '../../scripts/preview/impacts/sentence.ts';
import type { Preview } from '../../scripts/preview/run.ts';
import { shapesOf } from '../../scripts/preview/shapes.ts';
import { manifestsIn } from './manifests.ts';

/** A preview of objects whose names and values are hostile, in as many environments as given. */
export function previewWith(names: readonly string[], value: string, environments: readonly string[]): Preview {
  const object = (name: string, text: string) =>
    JSON.stringify({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace: 'erp', labels: { value: text } },
      spec: {
        selector: { a: text },
        replicas: text.length,
        template: { spec: { containers: [{ name, image: `a:${text}`, args: [text] }] } },
      },
    });
  const changed = environments.flatMap((environment) =>
    names.flatMap((name, index) => {
      const pair = pairsOf(
        { environment, application: `application-${index}` },
        manifestsIn(object(name, 'old')),
        manifestsIn(object(name, value)),
      );
      return changedObjects(pair);
    }),
  );
  const finding = {
    rule: value,
    severity: 'error',
    message: value,
    remediation: value,
    manual: '',
    environment: value,
    object: { apiVersion: 'v1', kind: value, namespace: '', name: value, document: 0 },
    path: '',
    file: value,
    line: 0,
  } as const;
  const amounts = { cores: 1, memory: 2 ** 30, storage: 0 };
  return {
    ref: value,
    start: value,
    risk: 'high',
    changed,
    impacts: objectImpacts(changed),
    shapes: shapesOf(changed, new Map(), () => 0),
    capacity: environments.map((environment) => ({ environment, least: amounts, most: amounts })),
    findings: { added: names.map(() => finding), gone: names.map(() => finding), same: 1, notes: names.map((name) => say`note ${name}`) },
    exemptions: names.map((name) => ({ environment: value, object: name, rule: value, change: 'added', text: value })),
    exceptions: names.map((name) => ({ environment: value, object: name, change: 'new', text: value })),
    problems: names.map((name) => ({ side: 'after', environment: value, message: value, file: name })),
    otherFiles: names,
  };
}

/** Flows with those names and that value at their ends. */
export function flowsWith(names: readonly string[], value: string, environment: string): readonly Impact[] {
  return names.map((name, index) => ({
    class: 'network',
    environment,
    application: '',
    object: name,
    text: say`opened: ${name} to ${value}`,
    flow: { from: name, to: value, port: value },
    ...(index % 2 === 1 && { harmless: true as const }),
  }));
}

const markup = [
  '<img src=x onerror="globalThis.hit = true">',
  '</code></details><script>globalThis.hit = true</script>',
  '"><svg onload=globalThis.hit=true>',
  "javascript:globalThis.hit=true//'",
  '</style><base href="https://evil.example/">',
  '</title><iframe src="https://evil.example/"></iframe>',
];
const broken = previewWith(markup, markup.join('\n'), ['production', markup[0] ?? '']);

/** A preview of which every name and value would be a program, a picture or a frame, if it became markup. */
export const hostilePreview: Preview = { ...broken, impacts: [...broken.impacts, ...flowsWith(markup, markup[1] ?? '', 'production')] };
