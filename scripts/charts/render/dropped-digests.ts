import { asFields } from '../../../policies/kubernetes/fields.ts';
import type { Fields } from '../../../policies/model.ts';
import type { ChartFacts } from '../facts/facts.ts';

/** A digest that values state and that no rendered image has. */
export interface DroppedDigest {
  /** Path in the values. */
  readonly path: string;
  readonly repository: string;
  readonly digest: string;
}

const digestKeys = ['digest', 'sha', 'sha256'];
const repositoryKeys = ['repository', 'image', 'name'];

/**
 * Digests that the values or the chart's defaults state for an image, and that got lost on the way: the chart renders that image,
 * by its tag. What "a digest can be had" means without asking a registry (docs/charts.md).
 */
export function droppedDigests(values: Fields, { byDigest, byTag }: ChartFacts['images']): readonly DroppedDigest[] {
  const stated = statedDigests(values, '');
  const repositories = byTag.map((image) => image.replace(/:[^:/]*$/, ''));
  return stated.filter(
    ({ repository, digest }) =>
      !byDigest.some((image) => image.endsWith(`sha256:${digest}`)) &&
      repositories.some((rendered) => rendered === repository || rendered.endsWith(`/${repository}`)),
  );
}

function statedDigests(value: unknown, path: string): readonly DroppedDigest[] {
  if (typeof value === 'string') {
    const [, repository = '', digest] = /^([\w./:-]+?)(?::[\w.-]+)?@sha256:([0-9a-f]{64})$/.exec(value) ?? [];
    return digest === undefined ? [] : [{ path, repository, digest }];
  }
  if (Array.isArray(value)) return value.flatMap((item, index) => statedDigests(item, `${path}[${index}]`));
  const fields = asFields(value);
  if (fields === undefined) return [];
  const text = (keys: readonly string[]) => keys.map((key) => fields[key]).find((part) => typeof part === 'string' && part !== '');
  const digest = /^(?:sha256:)?([0-9a-f]{64})$/.exec(String(text(digestKeys)))?.[1];
  const repository = text(repositoryKeys);
  const own = digest === undefined || typeof repository !== 'string' ? [] : [{ path, repository, digest }];
  return [...own, ...Object.entries(fields).flatMap(([key, part]) => statedDigests(part, path === '' ? key : `${path}.${key}`))];
}
