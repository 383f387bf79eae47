import type { Build } from '../service/service.ts';
import { at, type CatalogProblem, type Spot, unless } from './problem.ts';

const version = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$/;
const digest = /^sha256:[0-9a-f]{64}$/;

/** What is wrong with a build by itself; the path is that of the build in its file. */
export function buildProblems(entry: Spot, build: Build, ...path: readonly (string | number)[]): CatalogProblem[] {
  return [
    ...unless(
      version.test(build.version),
      at(entry, ...path, 'version'),
      `The version "${build.version}" is no semantic version.`,
      'Write three numbers, such as 1.4.2, without a "v".',
    ),
    ...unless(
      digest.test(build.digest),
      at(entry, ...path, 'digest'),
      `The digest "${build.digest}" is no sha256 digest.`,
      'Write "sha256:" and the 64 hexadecimal digits that the registry gave the image.',
    ),
  ];
}
