import path from 'node:path';
import { expect } from 'vitest';
import { runKubeconform } from '../../scripts/judging/validate/kubeconform.ts';
import { folderWith } from '../support/folder.ts';
import { manifestsIn } from '../support/manifests.ts';
import { itNeeds, programPath } from '../support/programs.ts';

itNeeds('kubeconform')('the real kubeconform judges beside our own schemas, and its verdicts become findings', async () => {
  process.env['PATH'] = `${path.dirname(programPath('kubeconform') ?? '')}${path.delimiter}${process.env['PATH']}`;
  const schemas = folderWith({
    'configmap-v1.json': JSON.stringify({
      type: 'object',
      properties: { apiVersion: {}, kind: {}, metadata: {}, data: { type: 'object', additionalProperties: { type: 'string' } } },
      additionalProperties: false,
    }),
  });
  const manifests = manifestsIn(`
apiVersion: v1
kind: ConfigMap
metadata: { name: good, namespace: erp-dev }
data: { a: "1" }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: bad, namespace: erp-dev }
data: { a: 1 }
---
apiVersion: example.com/v1
kind: Other
metadata: { name: other }
`);
  const { ran, note, findings } = await runKubeconform(manifests, () => 'dev', `${schemas}/{{ .ResourceKind }}{{ .KindSuffix }}.json`);
  expect({ ran, note }).toEqual({ ran: true, note: 'kubeconform judged 2 objects; 1 without a schema were left to the embedded schemas.' });
  expect(findings.map(({ object, path }) => `${object.kind}/${object.name} ${path}`)).toEqual(['ConfigMap/bad data.a']);
});
