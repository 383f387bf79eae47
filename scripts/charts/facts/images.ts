import { textAt } from '../../../policies/kubernetes/fields.ts';
import type { Fields } from '../../../policies/model.ts';
import type { ChartFacts } from './facts.ts';

/** The images of the containers of all objects, whichever kind holds them, each once, sorted. */
export function imagesOf(objects: readonly Fields[]): ChartFacts['images'] {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const image = textAt(value, 'image') ?? '';
    if (image !== '') found.add(image);
    for (const part of Object.values(value)) visit(part);
  };
  visit(objects);
  const images = [...found].sort();
  return { byDigest: images.filter((image) => image.includes('@')), byTag: images.filter((image) => !image.includes('@')) };
}
