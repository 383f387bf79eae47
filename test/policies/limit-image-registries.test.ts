import { describe, expect, it } from 'vitest';
import rule from '../../policies/rules/images/limit-image-registries.ts';
import { problemsInContainer } from '../support/problems.ts';

describe('limit-image-registries', () => {
  it.each(['registry.example.com/app', 'registry.example.com/erp/deep/app:1.0.0', 'registry.example.com/app@sha256:0'])(
    'accepts %s',
    (image) => {
      expect(problemsInContainer(rule, JSON.stringify({ name: 'app', image }))).toEqual([]);
    },
  );

  it.each([
    ['app:1', 'names no registry and so comes from Docker Hub'],
    ['erp/app:1', 'names no registry and so comes from Docker Hub'],
    // Without a slash after it, this is a repository of Docker Hub with a tag.
    ['registry.example.com:5000', 'names no registry and so comes from Docker Hub'],
    ['registry.example.com', 'names no registry and so comes from Docker Hub'],
    ['docker.io/library/app:1', 'comes from the registry "docker.io"'],
    ['localhost/app:1', 'comes from the registry "localhost"'],
    ['localhost:5000/app', 'comes from the registry "localhost:5000"'],
    ['registry.example.com:443/app', 'comes from the registry "registry.example.com:443"'],
    ['evil.io/registry.example.com/app', 'comes from the registry "evil.io"'],
    ['my-registry.example.com/app', 'comes from the registry "my-registry.example.com"'],
    ['registry.example.com.evil.io/app', 'comes from the registry "registry.example.com.evil.io"'],
    ['Registry/app', 'comes from the registry "Registry"'],
  ])('reports %s: %s', (image, fault) => {
    expect(problemsInContainer(rule, JSON.stringify({ name: 'app', image }))).toEqual([
      { message: `Container "app" uses "${image}", which ${fault}.`, path: 'image' },
    ]);
  });
});
