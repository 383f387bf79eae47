import { statSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:tls';
import { describe, expect, it } from 'vitest';
import type { LocalWants } from '../../generators/local/local.ts';
import { isFit, makeAuthority, makeServer, serialNumber } from '../../scripts/local/certificates.ts';
import { keptIn, placeholders } from '../../scripts/local/made.ts';
import { UserError } from '../../scripts/terminal/errors.ts';
import { folderWith } from '../support/folder.ts';

const now = new Date('2026-11-29T12:00:00Z');
const wants: LocalWants = {
  values: [{ key: 'a#PASSWORD' }, { key: 'a#KEY', shape: { base64Bytes: 32 } }, { key: 'a#SECRET', shape: { atLeast: 100 } }],
  hosts: { postgres: ['postgres.test'], kafka: ['kafka.test', '*.kafka.test'], edge: ['api.test'] },
};

describe('what a machine makes up', () => {
  it('has the shape that is asked for, and is the same the next time', () => {
    const folder = folderWith({});
    const first = keptIn(folder, wants, now);
    const lengths = [
      first.values('a#PASSWORD').length,
      Buffer.from(first.values('a#KEY'), 'base64').length,
      first.values('a#SECRET').length,
    ];
    expect(lengths).toEqual([48, 32, 100]);
    const second = keptIn(folder, wants, now);
    expect(wants.values.map(({ key }) => second.values(key))).toEqual(wants.values.map(({ key }) => first.values(key)));
    expect(second.servers).toEqual(first.servers);
    expect(second.values('a#PASSWORD')).not.toBe(keptIn(folderWith({}), wants, now).values('a#PASSWORD'));
  });

  it('keeps the values of services that are not there today', () => {
    const folder = folderWith({});
    const first = keptIn(folder, wants, now).values('a#PASSWORD');
    keptIn(folder, { ...wants, values: [{ key: 'b#PASSWORD' }] }, now);
    expect(keptIn(folder, wants, now).values('a#PASSWORD')).toBe(first);
  });

  it('is for the eyes of its owner', () => {
    const folder = folderWith({});
    keptIn(folder, wants, now);
    expect((statSync(`${folder}/secrets.json`).mode & 0o777).toString(8)).toBe('600');
  });

  it.each([
    ['is no JSON', '{'],
    ['lacks its authority', '{"values":{},"servers":{}}'],
  ])('is told to be damaged when the file %s', (_, text) => {
    const folder = folderWith({ 'secrets.json': text });
    expect(() => keptIn(folder, wants, now)).toThrow(UserError);
  });

  it('is nothing that could be used where it is only shown', () => {
    expect([placeholders(wants).values('a#KEY'), placeholders(wants).authority]).toEqual([
      'made-by-ops-local-up',
      'made by "ops local up"\n',
    ]);
  });
});

describe('certificates', () => {
  const authority = makeAuthority(now);
  const server = makeServer(authority, ['api.test', '*.kafka.test'], now);
  const year = 365 * 24 * 3600 * 1000;

  it.each<[string, boolean, () => boolean]>([
    ['names, authority and time are right', true, () => isFit(server, authority, ['*.kafka.test', 'api.test'], now)],
    ['a name is new', false, () => isFit(server, authority, ['*.kafka.test', 'api.test', 'b.test'], now)],
    [
      'its end is near',
      false,
      () => isFit(server, authority, ['*.kafka.test', 'api.test'], new Date(now.getTime() + year + 5 * 24 * 3600 * 1000)),
    ],
    ['the authority is another', false, () => isFit(server, makeAuthority(now), ['*.kafka.test', 'api.test'], now)],
  ])('are fit: %s: %s', (_, fit, ask) => {
    expect(ask()).toBe(fit);
  });

  it.each<[string, string | undefined]>([
    ['api.test', undefined],
    ['kafka-0.kafka.test', undefined],
    ['other.test', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('let a client that trusts the authority talk to %s: %s', async (servername, error) => {
    const fresh = makeServer(makeAuthorityToday(), ['api.test', '*.kafka.test'], new Date());
    const listening = createServer({ cert: fresh.certificate, key: fresh.key }, (socket) => socket.end()).listen(0, '127.0.0.1');
    await new Promise((resolve) => listening.once('listening', resolve));
    const { port } = listening.address() as { port: number };
    const code = await new Promise((resolve) => {
      const socket = connect({ port, host: '127.0.0.1', servername, ca: todays.certificate }, () => resolve(undefined));
      socket.on('error', (problem: NodeJS.ErrnoException) => resolve(problem.code));
    });
    listening.close();
    expect(code).toBe(error);
  });
});

describe('a serial number', () => {
  it.each([
    ['begins with zeros', [0, 0, 1, 2], '40000102'],
    ['begins with a sign', [255, 0, 1, 2], '7f000102'],
    ['begins with neither', [65, 0, 1, 2], '41000102'],
  ])('neither pads nor is below zero where chance %s', (_, bytes, number) => {
    expect(serialNumber(Uint8Array.from(bytes))).toBe(number);
  });
});

const todays = makeAuthority(new Date());
function makeAuthorityToday() {
  return todays;
}

it('a damaged file stays as it is', () => {
  const folder = folderWith({});
  writeFileSync(`${folder}/secrets.json`, 'x');
  expect(() => keptIn(folder, wants, now)).toThrow('What was made up for the laptop cannot be read.');
});
