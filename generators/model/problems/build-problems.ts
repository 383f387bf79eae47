import type { Build } from '../service/service.ts';
import { at, type CatalogProblem, type Spot, unless } from './problem.ts';

const version = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$/;
/** A semantic version too (semver.org 2.0.0, clause 10). */
const withBuild = new RegExp(`${version.source.slice(0, -1)}\\+[0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*$`);
const digest = /^sha256:[0-9a-f]{64}$/;

/** What is wrong with a build by itself; the path is that of the build in its file. */
export function buildProblems(entry: Spot, build: Build, ...path: readonly (string | number)[]): CatalogProblem[] {
  return [
    ...unless(
      !withBuild.test(build.version),
      at(entry, ...path, 'version'),
      `The version "${build.version}" has build metadata, which no tag of an image can hold: it allows no "+".`,
      `Write ${build.version.split('+')[0]}; the digest says which build it is.`,
    ),
    ...unless(
      version.test(build.version) || withBuild.test(build.version),
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
