import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, listAt, textAt } from '../../policies/kubernetes/fields.ts';
import type { Fields } from '../../policies/model.ts';
import type { PullRequest } from '../../scripts/cluster/argo-cd/git-host.ts';
import { stepsFor } from '../../scripts/cluster/argo-cd/steps.ts';
import { applicationAt, type Environments, type Listed, listed, names, startEnvironments } from './support/pull-requests.ts';

const asked = stepsFor((process.env['ARGO_CD_ONLY'] ?? '').split(',').filter((name) => name !== ''));
const isAsked = asked.some(({ name }) => name === 'pull-requests');

/** A day, in UTC, so many days from now, as a label names it. */
const until = (days: number) => `environment-until-${dayIn(days)}`;
const dayIn = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const commitOf = (text: string) => createHash('sha1').update(text).digest('hex');

/** A pull request with what matters said. */
const pull = (number: number, over: Partial<PullRequest> = {}): PullRequest => ({
  number,
  title: 'Invoices in two currencies',
  branch: 'invoices',
  commit: commitOf(`${number}`),
  labels: [],
  ...over,
});
const many = (from: number, count: number) => Array.from({ length: count }, (_, index) => pull(from - index, { branch: `other-${index}` }));

describe.skipIf(!isAsked)('environments of pull requests in Argo CD', () => {
  let argo: Environments;
  const nameOf = (repository: Listed, number: number) => `pr-dev-${repository}-${number}`;
  const shows = (repository: Listed, open: readonly PullRequest[]) => {
    argo.hosts[repository].state.open = open;
  };
  const hasMade = async (repository: Listed, numbers: readonly number[], seconds = 60) => {
    const wanted = numbers.map((number) => nameOf(repository, number)).sort();
    await argo.until(`${repository} has ${wanted.join(', ') || 'none'}`, seconds, async () => {
      return JSON.stringify(await argo.made(repository)) === JSON.stringify(wanted);
    });
  };
  /** Until the Git host was asked twice more: what was to happen by its last answer has happened. */
  const looksTwice = async (repository: Listed) => {
    const before = argo.hosts[repository].state.asked.length;
    await argo.until(`${repository} is asked again`, 60, async () => argo.hosts[repository].state.asked.length >= before + 4);
  };
  const application = async (repository: Listed, number: number) =>
    (await argo.home.ask('GET', applicationAt(nameOf(repository, number)))).body as Fields;
  const namespaceIn = (repository: Listed, number: number) => `erp-dev-pr-${repository}-${number}`;
  const statusOf = async (namespace: string) => (await argo.dev.ask('GET', `/api/v1/namespaces/${namespace}`)).status;

  /** Until neither the Applications nor their namespaces are there. */
  const areGone = (repository: Listed, numbers: readonly number[]) =>
    argo.until(`nothing is left of ${repository}`, 240, async () => {
      const left = await Promise.all(
        numbers.flatMap((number) => [
          statusOf(namespaceIn(repository, number)),
          argo.home.ask('GET', applicationAt(nameOf(repository, number))).then(({ status }) => status),
        ]),
      );
      return left.every((status) => status === 404);
    });

  beforeAll(async () => {
    argo = await startEnvironments(process.env['ARGO_CD_CRDS'] ?? '', process.env['ARGO_CD_REDIS'] ?? 'redis-server');
  });
  afterAll(async () => {
    await argo?.stop();
  });

  it.each(names)('are none without a label, with a day that is over, too far ahead, or none: %s', async (repository) => {
    shows(repository, [
      pull(1),
      pull(2, { labels: ['bug', until(-1)] }),
      pull(3, { labels: [until(15)] }),
      pull(4, { labels: ['environment-until-tomorrow', 'environment-until-2026-1-1', `x${until(3)}`, `${until(3)}x`] }),
    ]);
    await looksTwice(repository);
    expect(await argo.made(repository)).toEqual([]);
    expect(await argo.said(repository, 'ErrorOccurred')).toBeUndefined();
  });

  it.each(names)('are one for each pull request with a day that is to come, the latest that counts: %s', async (repository) => {
    shows(repository, [
      pull(2, { labels: ['bug', until(-1)] }),
      pull(41, { labels: [until(0)] }),
      pull(42, { labels: ['bug', until(-3), until(2), until(1), until(30), 'size/L'] }),
      pull(43, { labels: [until(14)], fork: 'stranger/services' }),
    ]);
    // A fork is listed like any other: its label decides (docs/pull-requests.md).
    await hasMade(repository, [41, 42, 43]);
    const { spec, metadata } = (await application(repository, 42)) as { readonly spec: Fields; readonly metadata: Fields };
    const page = { github: 'pull', gitlab: '-/merge_requests', gitea: 'pulls' }[listed[repository].software];
    expect(spec).toMatchObject({
      project: 'erp-dev-pull-requests',
      source: {
        path: 'base/pull-requests/dev',
        kustomize: {
          namespace: namespaceIn(repository, 42),
          images: ['financial-service', 'sales-service'].map(
            (name) => `registry.example.com/erp/${name}=registry.example.com/erp/pull-requests/${name}:pr-${commitOf('42')}`,
          ),
        },
      },
      destination: { name: 'erp-dev', namespace: namespaceIn(repository, 42) },
      info: [
        { name: 'Pull request', value: `${listed[repository].page}/${page}/42` },
        { name: 'Until', value: dayIn(2) },
      ],
    });
    expect(metadata['finalizers']).toEqual(['resources-finalizer.argocd.argoproj.io']);
  });

  it.each(names)('run the next commit of theirs: %s', async (repository) => {
    const commit = commitOf('next');
    shows(
      repository,
      argo.hosts[repository].state.open.map((one) => (one.number === 41 ? { ...one, commit } : one)),
    );
    await argo.until(`${repository} runs the next commit`, 60, async () =>
      listAt(await application(repository, 41), 'spec', 'source', 'kustomize', 'images').every((image) =>
        String(image).endsWith(`:pr-${commit}`),
      ),
    );
  });

  it.each(names)('end with the label, with the pull request and with the day, and with them all that they made: %s', async (repository) => {
    await argo.until(`${repository} has its namespaces`, 240, async () => {
      const found = await Promise.all([41, 42, 43].map((number) => statusOf(namespaceIn(repository, number))));
      return found.every((status) => status === 200);
    });
    // 41 loses its label, 42 is closed, the day of 43 is over.
    shows(repository, [pull(41), pull(43, { labels: [until(-1)] })]);
    await hasMade(repository, []);
    await areGone(repository, [41, 42, 43]);
  });

  it('end when the clock passes the day, though nobody touches the pull request', async () => {
    shows('hub', [pull(50, { labels: [until(1)] }), pull(51, { labels: [until(9)] })]);
    await hasMade('hub', [50, 51]);
    // The same ApplicationSet, which takes it to be two days later.
    const later = JSON.parse(JSON.stringify(argo.sets.hub).replaceAll('(now)', '(now | dateModify \\"48h\\")')) as Fields;
    expect(later).not.toEqual(argo.sets.hub);
    await argo.replace('hub', later);
    await hasMade('hub', [51]);
    await argo.replace('hub', argo.sets.hub);
    shows('hub', []);
    await hasMade('hub', []);
  });

  const hostile = [
    '{{ .Values }} {{ fail "x" }} {{ printf "%s" .number }}',
    '"}]\n- until: "2099-01-01"\n',
    `environment-until-${dayIn(1)}\n`,
    `environment-until-${dayIn(1)}"}, {"until": "${dayIn(2)}`,
    "'; $(touch /tmp/x) `id` && ${HOME}",
    `environment-until-${'x'.repeat(232)}`,
    '\u0000\u001b[31m\u202e 发票',
  ];
  it.each(names)('take nothing out of titles, branches and labels but the day: %s', async (repository) => {
    shows(repository, [
      ...hostile.map((text, index) => pull(60 + index, { title: text, branch: text, labels: [text] })),
      pull(80, { title: hostile.join(' '), branch: hostile.join('/'), labels: [...hostile, until(1)] }),
    ]);
    await hasMade(repository, [80]);
    await looksTwice(repository);
    expect(await argo.made(repository)).toEqual([nameOf(repository, 80)]);
    expect(await argo.said(repository, 'ErrorOccurred')).toBeUndefined();
    const { spec } = (await application(repository, 80)) as { readonly spec: Fields };
    expect(at(spec, 'info')).toContainEqual({ name: 'Until', value: dayIn(1) });
    expect(at(spec, 'source', 'kustomize', 'namespace')).toBe(namespaceIn(repository, 80));
    // Nothing of theirs is in what is made.
    expect(JSON.stringify(spec)).not.toMatch(/Values|2099|touch|xxxx|\u202e/);
  });

  it.each(names)('stay when the host is gone, breaks, or knows the repository no more: %s', async (repository) => {
    for (const fault of ['gone', 500, 404] as const) {
      argo.hosts[repository].state.fault = fault;
      await argo.look(repository);
      await argo.until(`${repository} says that it cannot list (${fault})`, 60, async () => {
        return (await argo.said(repository, 'ErrorOccurred')) !== undefined;
      });
      expect([fault, await argo.made(repository)]).toEqual([fault, [nameOf(repository, 80)]]);
      argo.hosts[repository].state.fault = undefined;
      await argo.look(repository);
      await argo.until(`${repository} lists again after ${fault}`, 60, async () => {
        return (await argo.said(repository, 'ErrorOccurred')) === undefined;
      });
    }
    expect(await argo.made(repository)).toEqual([nameOf(repository, 80)]);
  });

  it.each(names.filter((name) => listed[name].software !== 'gitea'))('are found behind a hundred others: %s', async (repository) => {
    shows(repository, [...many(400, 130), pull(80, { labels: [until(1)] }), pull(7, { labels: [until(1)] })]);
    await hasMade(repository, [7, 80]);
  });

  it('are found on Gitea among its newest thirty only, since Argo CD reads one page there (docs/pull-requests.md)', async () => {
    shows('tea', [...many(400, 29), pull(80, { labels: [until(1)] }), pull(7, { labels: [until(1)] })]);
    await hasMade('tea', [80]);
    shows('tea', [...many(400, 30), pull(80, { labels: [until(1)] })]);
    await hasMade('tea', []);
  });

  it('are all there still when only one of the hosts has lost them', async () => {
    expect(await argo.made()).toEqual(
      ['hub', 'lab', 'own'].flatMap((name) => [7, 80].map((number) => nameOf(name as Listed, number))).sort(),
    );
  });

  it('come up: what is in the cluster is of the namespace, and runs the images of the commit; and all of it goes', async () => {
    const namespace = namespaceIn('hub', 42);
    for (const name of names) shows(name, []);
    shows('hub', [pull(42, { labels: [until(2)] })]);
    await hasMade('hub', [42]);
    await argo.until('the Application of hub is up', 420, async () => {
      const found = await application('hub', 42);
      return (
        textAt(found, 'status', 'sync', 'status') === 'Synced' &&
        textAt(found, 'status', 'health', 'status') === 'Healthy' &&
        textAt(found, 'status', 'operationState', 'phase') === 'Succeeded'
      );
    });
    const found = await application('hub', 42);
    expect(listAt(found, 'status', 'conditions')).toEqual([]);
    const outside = listAt(found, 'status', 'resources').filter((resource) => textAt(resource, 'namespace') !== namespace);
    expect(outside.map((resource) => [textAt(resource, 'kind'), textAt(resource, 'name')])).toEqual([['Namespace', namespace]]);
    const { body } = await argo.dev.ask('GET', `/apis/apps/v1/namespaces/${namespace}/deployments`);
    const images = listAt(body, 'items').flatMap((item) =>
      listAt(item, 'spec', 'template', 'spec', 'containers').map((container) => textAt(container, 'image') ?? ''),
    );
    expect(images.filter((image) => image.includes('/pull-requests/')).sort()).toEqual(
      ['financial-service', 'sales-service'].map((name) => `registry.example.com/erp/pull-requests/${name}:pr-${commitOf('42')}`),
    );
    const store = await argo.dev.ask('GET', `/apis/external-secrets.io/v1/namespaces/${namespace}/secretstores/made-up`);
    expect(textAt(store.body, 'spec', 'provider', 'kubernetes', 'remoteNamespace')).toBe(namespace);
    shows('hub', []);
    await areGone('hub', [42]);
  });
});
