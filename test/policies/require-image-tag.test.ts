import { describe, expect, it } from 'vitest';
import rule from '../../policies/rules/images/require-image-tag.ts';
import { problemsInContainer } from '../support/problems.ts';

const digest = 'sha256:0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0';

describe('require-image-tag', () => {
  it.each([
    'registry.example.com/erp/app:1.0.0',
    'registry.example.com:5000/erp/app:1.0.0',
    `registry.example.com:5000/erp/app@${digest}`,
    `app:1.0.0@${digest}`,
    'app:latest-1.0.0',
    'latest/latest:1',
  ])('accepts %s', (image) => {
    expect(problemsInContainer(rule, JSON.stringify({ name: 'app', image }))).toEqual([]);
  });

  it.each([
    ['app', 'no tag'],
    ['app:', 'no tag'],
    ['registry.example.com/erp/app', 'no tag'],
    ['registry.example.com:5000/erp/app', 'no tag'],
    ['latest/app', 'no tag'],
    ['app@', 'no tag'],
    ['app:latest', 'the tag "latest"'],
    ['registry.example.com:5000/erp/app:latest', 'the tag "latest"'],
    [`app:latest@${digest}`, 'the tag "latest"'],
  ])('reports %s: %s', (image, fault) => {
    expect(problemsInContainer(rule, JSON.stringify({ name: 'app', image }))).toEqual([
      { message: `Container "app" uses "${image}", which has ${fault}.`, path: 'image' },
    ]);
  });

  it.each([undefined, null, '', '  ', 5, [], {}])('leaves the image %j to require-image', (image) => {
    expect(problemsInContainer(rule, JSON.stringify({ name: 'app', image }))).toEqual([]);
  });
});
