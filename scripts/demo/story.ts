import { createHash } from 'node:crypto';
import { instantOf } from '../../generators/model/time.ts';
import type { Cast } from './cast.ts';

/** One command of the demo. */
export interface Scene {
  /** When, as milliseconds since 1970. */
  readonly at: number;
  /** Why somebody does it, in a sentence. */
  readonly why: string;
  /** As a person types it. */
  readonly command: string;
  /** How it ends: 0, 1 for findings, 3 where a gate refuses. */
  readonly ends: 0 | 1 | 3;
  /** Minutes after which what it made is merged; absent: it makes no branch. */
  readonly merged?: number;
}

const minute = 60_000;
const hour = 60 * minute;

/**
 * A month of operations.
 * @param begin the morning of its first day, as milliseconds since 1970
 */
export function story({ service, newcomer, path, feature, repair }: Cast, begin: number): readonly Scene[] {
  const [first, second, third, last] = path;
  const day = (days: number, hours = 0) => begin + (days * 24 + hours) * hour;
  const date = (time: number) => instantOf(time).slice(0, 10);
  // Each version goes on an hour after it may.
  const inSecond = day(0, 2 + first.soakHours);
  const inThird = inSecond + (1 + second.soakHours) * hour;
  const inLast = inThird + (1 + third.soakHours) * hour;
  const after = (days: number, hours = 0) => inLast + (days * 24 + hours) * hour;
  const deployed = `overlays/${last.name}/${service}/kustomization.yaml`;
  return [
    { at: day(0), why: 'The board first: what runs where, and what may go on.', command: './erp status', ends: 0 },
    {
      at: day(0),
      why: 'A new service is one file, and until it has a release nothing of it runs.',
      command: `./erp new service ${newcomer} --like web`,
      ends: 0,
    },
    {
      at: day(0),
      why: 'It is reviewed like any other change.',
      command: `git add --all && git commit --quiet --message "${newcomer}" && git show --stat --format=%s | tail -1`,
      ends: 0,
    },
    {
      at: day(0, 1),
      why: `Its pipeline brings the first image to ${first.name}: base, overlay, Application, network flows and quota follow from the file.`,
      command: `./erp deliver ${newcomer} --env ${first.name} --version 0.1.0 --digest ${digestOf('0.1.0')}`,
      ends: 0,
      merged: 10,
    },
    {
      at: day(0, 1),
      why: `So does that of ${service}, with a feature.`,
      command: `./erp deliver ${service} --env ${first.name} --version ${feature} --digest ${digestOf(feature)}`,
      ends: 0,
      merged: 10,
    },
    ...(first.soakHours > 0
      ? [
          {
            at: day(0, 1) + 20 * minute,
            why: 'Somebody is in a hurry. A gate knows how long the version has been there.',
            command: promotion(service, first.name, second.name),
            ends: 3 as const,
          },
        ]
      : []),
    { at: inSecond, why: 'It has been there long enough now.', command: promotion(service, first.name, second.name), ends: 0, merged: 10 },
    { at: inThird, why: 'The next environment.', command: promotion(service, second.name, third.name), ends: 0, merged: 10 },
    {
      at: inLast - hour,
      why: 'Meanwhile somebody takes the digest out of a generated file, so that the tag decides what runs.',
      command: `grep -v digest: ${deployed} > changed && mv changed ${deployed}`,
      ends: 0,
    },
    { at: inLast - hour, why: 'The judge reads what kustomize builds of it.', command: `./erp lint:policies --env ${last.name}`, ends: 1 },
    { at: inLast - hour, why: 'Nobody edits these by hand; they come back.', command: './erp generate', ends: 0 },
    { at: inLast, why: `The feature goes to ${last.name}.`, command: promotion(service, third.name, last.name), ends: 0, merged: 10 },
    {
      at: after(1),
      why: 'It was a bad one. A rollback is a commit too, and holds what it brings back.',
      command: `./erp rollback ${service} --env ${last.name} --reason "5xx since ${feature}"`,
      ends: 0,
      merged: 5,
    },
    {
      at: after(1, 1),
      why: 'So nobody brings it again by mistake.',
      command: promotion(service, third.name, last.name),
      ends: 3,
    },
    {
      at: after(2),
      why: 'A campaign needs more pods, for a week.',
      command: `./erp scale ${service} --env ${last.name} --min 10 --until 7d --reason "campaign"`,
      ends: 0,
      merged: 10,
    },
    {
      at: after(2, 1),
      why: 'Auditors come: nothing may change for four days. The gates and Argo CD have it from one file.',
      command: `./erp freeze --env ${last.name} --from ${date(after(3))} --to ${date(after(7))} --name audit --reason "audit"`,
      ends: 0,
      merged: 10,
    },
    {
      at: after(4),
      why: 'It holds for everybody.',
      command: `./erp scale ${service} --env ${last.name} --min 12 --until 1d --reason "more still"`,
      ends: 3,
    },
    {
      at: after(4, 1),
      why: 'But for an incident, with its number and a second approver. It thaws the environment for some hours, no longer.',
      command: `./erp emergency ${service} --env ${last.name} --version ${repair} --digest ${digestOf(repair)} --incident INC-7 --reason "postings are lost"`,
      ends: 0,
      merged: 30,
    },
    {
      at: after(7, 1),
      why: 'The freeze is over. What is over leaves with one commit; a workflow opens it each day.',
      command: './erp tidy',
      ends: 0,
      merged: 10,
    },
    {
      at: after(7, 2),
      why: 'An emergency passed the lower environments by: they get it now.',
      command: `./erp deliver ${service} --env ${first.name} --version ${repair} --digest ${digestOf(repair)}`,
      ends: 0,
      merged: 10,
    },
    {
      at: after(7, 3),
      why: `A load test in ${third.name} wants no surprise.`,
      command: `./erp hold ${service} --env ${third.name} --until 2d --reason "load test"`,
      ends: 0,
      merged: 10,
    },
    { at: after(7, 5), why: 'The board again: all of it can be seen, and each step is a commit.', command: './erp status', ends: 0 },
  ];
}

/** A promotion, as a person types it. */
export function promotion(service: string, from: string, to: string): string {
  return `./erp promote ${service} --from ${from} --to ${to}`;
}

/** The digest of a version, of which there is no image. */
export function digestOf(version: string): string {
  return `sha256:${createHash('sha256').update(`demo ${version}`).digest('hex')}`;
}
