import { execFile } from 'node:child_process';
import type { Catalog } from '../../../generators/model/catalog.ts';
import { anySignerOf, provenance } from '../../../generators/model/platform/signing.ts';
import type { Build } from '../../../generators/model/service/service.ts';
import { limiter } from '../../kustomize/groups.ts';
import { UserError } from '../../terminal/errors.ts';
import { onPath } from '../../terminal/on-path.ts';
import { serviceOf } from '../lookup.ts';
import type { Refusal } from './gates.ts';

/** A build that a command is about to write down. */
export interface Written extends Build {
  readonly service: string;
}

/** What cosign said about builds. */
export interface Verdict {
  /** By service. */
  readonly refusals: ReadonlyMap<string, Refusal>;
  /** What a person must know about what was asked, and what was not. */
  readonly notes: readonly string[];
}

/** So many images at a time: each is two questions to the registry. */
const atOnce = 4;
/** After this a registry that does not answer is given up, in milliseconds. */
const patience = 300_000;

/**
 * Asks cosign of each build, by its digest, what the clusters ask of its pods: that the release workflow of the image signed it and attested how
 * it was built. Where there is no cosign on PATH nothing is asked, and the notes say so.
 * @throws UserError when cosign could not find out
 */
export async function askSigners(catalog: Catalog, builds: readonly Written[]): Promise<Verdict> {
  if (builds.length === 0) return { refusals: new Map(), notes: [] };
  const program = onPath('cosign', process.env['PATH'] ?? '');
  if (program === undefined) {
    const names = builds.map(({ service, version }) => `${service} ${version}`).join(', ');
    return { refusals: new Map(), notes: [`Not verified: cosign is not on PATH. Who signed ${names} only the cluster will ask.`] };
  }
  const limit = limiter(atOnce);
  const answers = await Promise.all(
    builds.map(async (build) => [build.service, await limit(() => refusalOf(program, catalog, build))] as const),
  );
  const refusals = new Map(answers.flatMap(([service, refusal]) => (refusal === undefined ? [] : [[service, refusal] as const])));
  const verified = builds.filter(({ service }) => !refusals.has(service)).map(({ service, version }) => `${service} ${version}`);
  return { refusals, notes: verified.length === 0 ? [] : [`Verified with cosign, signature and provenance: ${verified.join(', ')}.`] };
}

async function refusalOf(program: string, catalog: Catalog, { service, version, digest }: Written): Promise<Refusal | undefined> {
  const { imageRepository, signing } = catalog.platform.value;
  const image = serviceOf(catalog, service).image ?? service;
  const { issuer, subject } = anySignerOf(signing, image);
  const reference = `${imageRepository}/${image}@${digest}`;
  const signer = ['--certificate-oidc-issuer', issuer, '--certificate-identity-regexp', subject];
  const asked = [
    { what: 'is not signed', args: ['verify', ...signer, reference] },
    { what: 'has no provenance', args: ['verify-attestation', ...signer, '--type', provenance, reference] },
  ];
  for (const { what, args } of asked) {
    const answer = await run(program, args);
    if (answer === 'yes') continue;
    if (!isRefusal(answer)) {
      throw new UserError({
        what: `cosign could not find out who signed ${service} ${version}: ${answer.said}`,
        where: reference,
        how: 'Log in to the registry (cosign login), or mend the way to it and to the keys of Sigstore; then run the command again.',
      });
    }
    return {
      gate: 'signature',
      message: `${service} ${version} ${what} by its release workflow: ${answer.said}`,
      fix: `Release it anew: only ${subject} of ${issuer} may sign ${reference}.`,
    };
  }
  return undefined;
}

interface No {
  readonly code: number | undefined;
  /** Its last line. */
  readonly said: string;
}

/** Exit codes of cosign 2 that mean an image without a signature that counts (cmd/cosign/errors); of attestations it has only words. */
const wrong: readonly (number | undefined)[] = [10, 12, 13];
const words =
  /no (matching )?(signatures|attestations)|none of the (expected|attestations) |invalid signature|certificate identity|bad signature/i;

function isRefusal({ code, said }: No): boolean {
  return wrong.includes(code) || words.test(said);
}

function run(program: string, args: readonly string[]): Promise<'yes' | No> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: patience, maxBuffer: 64 * 2 ** 20 }, (error, _, stderr) => {
      if (error === null) return resolve('yes');
      const said = stderr
        .split('\n')
        .filter((line) => line.trim() !== '')
        // What follows is only the same again, for main.go.
        .filter((line) => !line.startsWith('main.go:'))
        .at(-1);
      resolve({
        code: typeof error.code === 'number' ? error.code : undefined,
        said: said?.replace(/^Error: /, '').trim() ?? error.message,
      });
    });
  });
}
