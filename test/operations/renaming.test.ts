import { expect, it } from 'vitest';
import type { ServiceDefinition } from '../../generators/model/service/service.ts';
import { copied, renamedFile } from '../../scripts/operations/changes/renaming-parts.ts';
import { definitionOf } from '../../scripts/repository/literal/definitions.ts';
import { readLiteral } from '../../scripts/repository/literal/read.ts';
import { present } from '../support/mutations/mutation.ts';

const file = 'generators/catalog/services/task-desk.ts';
const text = `import { defineService } from '../../model/service.ts';

export default defineService({
  name: 'task-desk',
  formerly: ['old-desk'],
  title: { en: 'Tasks', zh: '任务' },
  uses: ['kafka'],
  ports: { http: { number: 3000, protocol: 'http' } },
  workers: { sockets: { args: ['sockets'], ports: { http: { number: 3001, protocol: 'http' } } } },
  // Its pods tell each other.
  calls: ['task-desk.sockets:http', 'financial-service', { to: 'task-desk:http', optional: true }],
  exempt: [
    { rule: 'a', on: 'Deployment/task-desk-sockets', because: 'x', owner: '@a/b', until: '2027-01-01' },
    { rule: 'b', on: 'KafkaUser/old-desk', because: 'x', owner: '@a/b', until: '2027-01-01' },
    { rule: 'c', because: 'x', owner: '@a/b', until: '2027-01-01' },
    { rule: 'd', on: 'Service/task-desk', because: 'x', owner: '@a/b', until: '2027-01-01' },
  ],
  identity: { cloudRole: { production: 'arn:aws:iam::123456789012:role/desk' } },
});
`;

function read(own: string): ServiceDefinition {
  const { value, problems } = readLiteral(own, present(definitionOf(file)));
  expect(problems).toEqual([]);
  return value as ServiceDefinition;
}

it('the file of a service under its new name says so wherever it names itself, and nothing else is another', () => {
  const service = read(text);
  const after = renamedFile(file, text, service, 'work-desk');
  expect(read(after)).toEqual({
    ...service,
    name: 'work-desk',
    formerly: ['old-desk', 'task-desk'],
    image: 'task-desk',
    calls: ['work-desk.sockets:http', 'financial-service', { to: 'work-desk:http', optional: true }],
    exempt: [
      { ...service.exempt?.[0], on: 'Deployment/work-desk-sockets' },
      service.exempt?.[1],
      service.exempt?.[2],
      { ...service.exempt?.[3], on: 'Service/work-desk' },
    ],
  });
  expect(after).toContain('// Its pods tell each other.');
});

it('of a first new name, what the data layer has keeps the old one', () => {
  const plain = text.replace("  formerly: ['old-desk'],\n", '').replace('KafkaUser/old-desk', 'KafkaUser/task-desk');
  const after = read(renamedFile(file, plain, read(plain), 'work-desk'));
  expect(after.formerly).toEqual(['task-desk']);
  expect(after.exempt?.map(({ on }) => on)).toEqual([
    'Deployment/work-desk-sockets',
    'KafkaUser/task-desk',
    undefined,
    'Service/work-desk',
  ]);
});

it('what knows a service by its name has to know the new one before the merge', () => {
  expect(copied(read(text), 'work-desk')).toEqual([
    'Before the merge: copy what Vault has for task-desk to the path of work-desk, in every environment.',
    'Before the merge: let the ServiceAccount work-desk take on the cloud roles of task-desk, too, in production.',
  ]);
  expect(copied({ ...read(text), secrets: {}, identity: { leaderElection: true } }, 'work-desk')).toEqual([]);
});
