import { at, below, fieldsAt, listAt, presentAt, textAt } from '../../kubernetes/fields.ts';
import type { Fields, Manifest } from '../../model.ts';
import { quoted, type SchemaProblem } from '../problem.ts';
import { externalSecretsFunctions } from '../tables/template-functions.ts';
import { templateFault } from './go-template.ts';
import { refused } from './refusal.ts';
import { goDuration } from './times.ts';

// External Secrets 2.9.0: apis/externalsecrets/v1/externalsecret_validator.go, runtime/template/v2.

/** What the webhook of External Secrets refuses, and templates that it cannot read. */
export function externalSecretProblems({ fields }: Manifest): readonly SchemaProblem[] {
  return [...specProblems(at(fields, 'spec'), 'spec'), ...durationProblems(fields, 'refreshInterval')];
}

/** An ExternalSecret that is made in several namespaces. */
export function clusterExternalSecretProblems({ fields }: Manifest): readonly SchemaProblem[] {
  const path = 'spec.externalSecretSpec';
  const own = specProblems(at(fields, 'spec', 'externalSecretSpec'), path);
  return [...own, ...durationProblems(fields, 'refreshTime'), ...durationProblems(fields, 'externalSecretSpec', 'refreshInterval')];
}

/** Templates of what is pushed. */
export function pushSecretProblems({ fields }: Manifest): readonly SchemaProblem[] {
  return [...templateProblems(at(fields, 'spec', 'template'), 'spec.template'), ...durationProblems(fields, 'refreshInterval')];
}

/** A duration of Go, which the definition of the kind takes for any text: the operator can then read no object of the kind (metav1.Duration). */
function durationProblems(fields: Fields, ...keys: readonly string[]): readonly SchemaProblem[] {
  const text = textAt(fields, 'spec', ...keys);
  if (text === undefined || goDuration(text) !== undefined) return [];
  const message = `Field "${keys.at(-1)}" is ${quoted(text)}, which is no duration of Go: External Secrets cannot read the object.`;
  return [refused(['spec', ...keys].join('.'), message, 'Write hours and minutes, such as 1h or 90m; there are no days.')];
}

function specProblems(spec: unknown, path: string): readonly SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  const add = (place: string, message: string, remediation: string) =>
    problems.push(refused(`${path}${place}`, `${message}: External Secrets refuses it.`, remediation));
  const [data, from] = [listAt(spec, 'data'), listAt(spec, 'dataFrom')];
  if (data.length === 0 && from.length === 0) add('', 'Neither "data" nor "dataFrom" says what is fetched', 'Set one of them.');
  const [creation, deletion] = [textAt(spec, 'target', 'creationPolicy') ?? 'Owner', textAt(spec, 'target', 'deletionPolicy') ?? 'Retain'];
  if (deletion === 'Delete' && ['Merge', 'None', 'CreateOrMerge'].includes(creation)) {
    add(
      '.target.deletionPolicy',
      `A Secret of the policy ${creation} is not its own to delete`,
      'Write creationPolicy: Owner, or deletionPolicy: Retain.',
    );
  }
  if (deletion === 'Merge' && creation === 'None')
    add('.target.deletionPolicy', 'There is no Secret to merge with', 'Write another creationPolicy.');
  from.forEach((entry, index) => {
    const place = `.dataFrom[${index}]`;
    const ways = [presentAt(entry, 'extract'), presentAt(entry, 'find'), presentAt(entry, 'sourceRef', 'generatorRef')].filter(
      (way) => way !== undefined,
    );
    if (ways.length > 1) add(place, 'The entry has more than one of "extract", "find" and a generator', 'Keep one of them.');
    if (ways.length === 0 && presentAt(entry, 'sourceRef') === undefined)
      add(place, 'The entry has neither "extract" nor "find"', 'Set one of them.');
    listAt(entry, 'rewrite').forEach((rewrite, position) => {
      const text = textAt(rewrite, 'transform', 'template');
      if (text !== undefined) problems.push(...unreadable(text, `${path}${place}.rewrite[${position}].transform.template`));
    });
  });
  const keys = data.map((entry) => textAt(entry, 'secretKey'));
  keys.forEach((key, index) => {
    if (key !== undefined && keys.indexOf(key) < index)
      add(`.data[${index}].secretKey`, `The key ${quoted(key)} is there twice`, 'Remove one of the two.');
  });
  const template = at(spec, 'target', 'template');
  const type = textAt(template, 'type');
  if (type === 'bootstrap.kubernetes.io/token') add('.target.template.type', 'A Secret of this type is not made', 'Write another type.');
  return [...problems, ...templateProblems(template, `${path}.target.template`)];
}

function templateProblems(template: unknown, path: string): readonly SchemaProblem[] {
  const texts: (readonly [unknown, string])[] = [
    ...Object.entries(fieldsAt(template, 'data')).map(([key, text]) => [text, below(`${path}.data`, key)] as const),
    ...(['labels', 'annotations'] as const).flatMap((part) =>
      Object.entries(fieldsAt(template, 'metadata', part)).map(([key, text]) => [text, below(`${path}.metadata.${part}`, key)] as const),
    ),
    ...listAt(template, 'templateFrom').map((entry, index) => [at(entry, 'literal'), `${path}.templateFrom[${index}].literal`] as const),
  ];
  return texts.flatMap(([text, place]) => (typeof text === 'string' ? unreadable(text, place) : []));
}

function unreadable(text: string, path: string): readonly SchemaProblem[] {
  const fault = templateFault(text, externalSecretsFunctions);
  if (fault === undefined) return [];
  return [
    refused(
      path,
      `The template cannot be read: ${fault}. The Secret is not made.`,
      'Correct the template (Go, with the functions of sprig).',
    ),
  ];
}
