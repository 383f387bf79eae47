import { describe, expect, it } from 'vitest';
import { isImageName, parseImage } from '../../policies/kubernetes/images.ts';

const digest = 'sha256:0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0';

describe('parseImage', () => {
  it.each([
    ['redis', undefined, 'redis', undefined, undefined],
    ['redis:8', undefined, 'redis', '8', undefined],
    ['redis:', undefined, 'redis', '', undefined],
    ['bitnami/redis:8', undefined, 'bitnami/redis', '8', undefined],
    ['localhost/redis', 'localhost', 'redis', undefined, undefined],
    ['localhost:5000/redis', 'localhost:5000', 'redis', undefined, undefined],
    ['registry/redis', undefined, 'registry/redis', undefined, undefined],
    ['Registry/redis', 'Registry', 'redis', undefined, undefined],
    ['registry.example.com/erp/app', 'registry.example.com', 'erp/app', undefined, undefined],
    ['registry.example.com:5000/erp/app', 'registry.example.com:5000', 'erp/app', undefined, undefined],
    ['registry.example.com:5000/erp/app:1.0.0', 'registry.example.com:5000', 'erp/app', '1.0.0', undefined],
    [`registry.example.com:5000/erp/app@${digest}`, 'registry.example.com:5000', 'erp/app', undefined, digest],
    [`registry.example.com/erp/app:1.0.0@${digest}`, 'registry.example.com', 'erp/app', '1.0.0', digest],
    ['[::1]:5000/app:1', '[::1]:5000', 'app', '1', undefined],
    ['@sha256:0', undefined, '', undefined, 'sha256:0'],
    ['', undefined, '', undefined, undefined],
  ])('takes %j apart', (reference, registry, repository, tag, expected) => {
    expect(parseImage(reference)).toEqual({ registry, repository, tag, digest: expected });
  });
});

describe('isImageName', () => {
  it.each([
    'redis',
    'erp/app_1/b-2.c__d:1.0.0-rc.1_x',
    'registry.example.com:5000/erp/app',
    `registry.example.com/erp/app:1.0.0@${digest}`,
    '[::1]:5000/app:1',
  ])('accepts %j', (reference) => {
    expect(isImageName(reference)).toBe(true);
  });

  it.each([
    ' redis',
    'redis 8',
    'erp//app',
    'erp/App:1',
    'erp/app-:1',
    'registry.example.com/',
    'registry.example.com:port/app',
    'https://registry.example.com/app',
    'erp/app:1.0.0+5',
    `erp/app:${'1'.repeat(129)}`,
    '${IMAGE}',
  ])('refuses %j', (reference) => {
    expect(isImageName(reference)).toBe(false);
  });
});
