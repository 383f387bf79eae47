import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { instancesOf } from '../../generators/model/instance.ts';
import { problemsIn } from '../../generators/model/problems/problems.ts';
import { servicesFolder } from '../../generators/model/service/files/contents.ts';
import { serviceObjects } from '../../generators/resources/service-objects.ts';
import { contentIn, readContents } from '../../scripts/catalog/contents.ts';
import { catalog, service, smallEnvironment } from '../support/catalog.ts';
import { folderWith } from '../support/folder.ts';

function folderOf(files: Readonly<Record<string, string | Buffer>>): string {
  const root = folderWith({});
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(root, servicesFolder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return root;
}

describe('what lies in folders beside the service files', () => {
  it('is read in the order of its paths: as text where every program leaves it as it is, and else in base64', () => {
    const root = folderOf({
      'orders.ts': 'no content',
      'orders/z.txt': 'schön\n',
      'orders/a/rules.bin': Buffer.from([0, 255]),
      'orders/latin.txt': Buffer.from([0xe4]),
      'orders/escape.txt': 'a\u001b[31m',
      'orders/mark.txt': '\ufeffx',
      'orders/.well-known': 'x',
      'orders/rules.js': 'export {}',
      'orders/rules.txt~': 'left by an editor',
    });
    const at = (name: string) => `${servicesFolder}/orders/${name}`;
    expect(readContents(root)).toEqual({
      entries: [
        { file: at('.well-known'), size: 1, text: 'x' },
        { file: at('a/rules.bin'), size: 2, base64: 'AP8=' },
        { file: at('escape.txt'), size: 6, base64: Buffer.from('a\u001b[31m').toString('base64') },
        { file: at('latin.txt'), size: 1, base64: '5A==' },
        { file: at('mark.txt'), size: 4, base64: Buffer.from('\ufeffx').toString('base64') },
        { file: at('rules.js'), size: 9, text: 'export {}' },
        { file: at('z.txt'), size: 7, text: 'schön\n' },
      ],
      problems: [],
    });
  });

  it('is no link, to a file or to a folder, and nothing that would be compiled', () => {
    const root = folderOf({ 'orders/a.txt': 'x', 'orders/b.ts': 'x' });
    symlinkSync('/etc/passwd', path.join(root, servicesFolder, 'orders/users'));
    symlinkSync('/etc', path.join(root, servicesFolder, 'orders/etc'));
    expect(readContents(root).problems.map(({ file, message }) => `${path.basename(file)}: ${message}`)).toEqual([
      'b.ts: This is no service file, and as content it would be compiled as code of this repository.',
      'etc: This is a link, and only files are read.',
      'users: This is a link, and only files are read.',
    ]);
  });

  it('is not read where it is larger than any ConfigMap', () => {
    const root = folderOf({ 'orders/large.bin': Buffer.alloc(2 ** 20 + 1) });
    expect(readContents(root).entries).toEqual([{ file: `${servicesFolder}/orders/large.bin`, size: 2 ** 20 + 1 }]);
  });
});

describe('a file that a service takes in', () => {
  const beside = (name: string, bytes: Buffer | string = 'x') => contentIn(`${servicesFolder}/${name}`, Buffer.from(bytes));
  const problems = (from: string, contents = [beside('orders/rules.txt')], own = from) => {
    const files = { '/etc/rules': { from: own as './x' } };
    return problemsIn({ ...catalog([service('orders', { files })], [smallEnvironment('dev')]), contents }).map(
      ({ file, path: at = [], message, fix }) => `${path.basename(file)} ${at.join('.')}: ${message} ${fix}`,
    );
  };
  const place = 'orders.ts files./etc/rules.from:';
  const unread =
    "rules.txt : No service names this file. Name it in the service that reads it, files: { '/path': { from: './orders/rules.txt' } }, or remove it.";

  it('lies in a folder beside the file of the service', () => {
    expect(problems('./orders/rules.txt')).toEqual([]);
  });

  it.each([
    ['./orders/rule.txt', `${place} There is no file "./orders/rule.txt" beside this one. Did you mean "./orders/rules.txt"?`],
    [
      './../../../etc/passwd',
      `${place} "./../../../etc/passwd" leads out of the folder of the service files. Put the file into a folder beside this one, and write its path from here: ./orders/passwd.`,
    ],
    [
      '/etc/passwd',
      `${place} "/etc/passwd" leads out of the folder of the service files. Put the file into a folder beside this one, and write its path from here: ./orders/passwd.`,
    ],
    [
      './rules.txt',
      `${place} "./rules.txt" lies among the service files, where nothing else is read. Put the file into a folder beside this one, and write its path from here: ./orders/rules.txt.`,
    ],
    [
      'orders//rules.txt',
      `${place} "orders//rules.txt" is no path of a file in a folder beside this one. Put the file into a folder beside this one, and write its path from here: ./orders/rules.txt.`,
    ],
  ])('is not at %s, which is told with what would be', (from, message) => {
    expect(problems(from)).toEqual([message, unread]);
  });

  it('is named by some service', () => {
    expect(problems('./orders/a', [beside('orders/a'), beside('orders/rules.txt')])).toEqual([unread]);
  });

  it('has the line ends that Git gives a fresh checkout', () => {
    expect(problems('./orders/a', [beside('orders/a', 'one\r\ntwo\r\n')])).toEqual([
      'a : Its lines end with CR LF, which Git stores as LF: a fresh checkout would give another content. Save it with line ends of LF.',
    ]);
  });

  it('counts with all others of the service', () => {
    expect(problems('./orders/a', [beside('orders/a', Buffer.alloc(900 * 1024))])).toEqual([
      'orders.ts files: The files together have 900Ki: more than the 900Ki that a ConfigMap holds with certainty. Put them into the image, or into an image of their own: volumes with image.',
    ]);
  });
});

describe('what is drawn of files', () => {
  const drawn = (bytes: Buffer | string) => {
    const files = { '/etc/rules': { from: './orders/rules' }, '/etc/more': 'text' } as const;
    const contents = [contentIn(`${servicesFolder}/orders/rules`, Buffer.from(bytes))];
    const [instance] = instancesOf({ ...catalog([service('orders', { files })], [smallEnvironment('dev')]), contents });
    const objects = instance === undefined ? [] : serviceObjects(instance);
    const map = objects.find(({ metadata }) => metadata.name.startsWith('orders-files')) as { metadata: { name: string }; data?: object };
    const { data, binaryData, metadata } = map as typeof map & { readonly binaryData?: object };
    return {
      name: metadata.name,
      data,
      binaryData,
      mounted: JSON.stringify(objects).includes(`{"name":"files","configMap":{"name":"${metadata.name}"}}`),
    };
  };

  it('is one ConfigMap, to whose name kustomize adds the hash of its texts', () => {
    expect(drawn('allow')).toEqual({
      name: 'orders-files',
      data: { 'etc-rules': 'allow', 'etc-more': 'text' },
      binaryData: undefined,
      mounted: true,
    });
  });

  it('has another name with each other content, where something in it is no text, so that a change rolls the pods', () => {
    const [one, other] = [drawn(Buffer.from([0, 1])), drawn(Buffer.from([0, 2]))];
    expect(one).toEqual({
      name: expect.stringMatching(/^orders-files-[0-9a-f]{10}$/) as string,
      data: { 'etc-more': 'text' },
      binaryData: { 'etc-rules': 'AAE=' },
      mounted: true,
    });
    expect(other.name).not.toBe(one.name);
  });
});
