import { clusterObjects } from '../cluster.ts';
import type { Manifest } from '../model.ts';
import { at, textAt, texts } from './fields.ts';

/** What comes with every cluster, as objects of the world. */
export const clusterManifests: readonly Manifest[] = clusterObjects.map(({ source, fields }) => ({
  fields,
  apiVersion: textAt(fields, 'apiVersion') ?? '',
  kind: textAt(fields, 'kind') ?? '',
  name: textAt(fields, 'metadata', 'name') ?? '',
  namespace: textAt(fields, 'metadata', 'namespace') ?? '',
  labels: texts(at(fields, 'metadata', 'labels')),
  annotations: {},
  file: '',
  document: 0,
  origin: { by: 'cluster', source },
}));
