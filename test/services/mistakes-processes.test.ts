import { describe, expect, it } from 'vitest';
import { type Mistake, mistakesWith } from './mistakes.ts';

const jobs = { close: { args: ['close'], minutes: 5, schedule: '0 1 * * *', timeZone: 'UTC' } };

describe('a mistake in the processes, ports, routes and calls of a service', () => {
  it.each<Mistake>([
    [
      'nothing that runs',
      { main: 'none', route: undefined },
      ['main'],
      'Nothing of the service runs: it has neither a main process, nor workers, nor jobs.',
      'Remove main, or add workers or jobs.',
    ],
    [
      'a worker and a job of one name',
      { workers: { mail: { args: ['m'] } }, jobs: { mail: jobs.close } },
      ['jobs', 'mail'],
      '"mail" is the name of a worker and of a job.',
      'Change one of them.',
    ],
    [
      'a worker with capitals',
      { workers: { Mail: { args: ['m'] } } },
      ['workers', 'Mail'],
      'The name "Mail" of a worker or job is no DNS label, or too long: "orders-Mail" may have 45 characters.',
      'Use lower-case letters, digits and hyphens, starting with a letter.',
    ],
    [
      'a job whose name is too long',
      { jobs: { ['j'.repeat(40)]: jobs.close } },
      ['jobs', 'jjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjj'],
      'The name "jjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjj" of a worker or job is no DNS label, or too long: "orders-jjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjj" may have 45 characters.',
      'Use lower-case letters, digits and hyphens, starting with a letter.',
    ],
    [
      'ports without a process',
      { main: 'none', route: undefined, jobs, ports: { http: { number: 8000, protocol: 'http' } } },
      ['ports'],
      'The service has ports, but no process that answers at them (main: none).',
      'Remove the ports, or main.',
    ],
    [
      'a port with capitals',
      { ports: { Http: { number: 8000, protocol: 'http' } } },
      ['ports', 'Http'],
      '"Http" is no name for a port.',
      'Use at most 15 lower-case letters, digits and single hyphens, with a letter among them.',
    ],
    [
      'a port below 1024',
      { ports: { http: { number: 80, protocol: 'http' } } },
      ['ports', 'http', 'number'],
      'The port "http" is 80: a process without rights listens from 1024 to 65535.',
      'Choose a number from 1024 on; the Service gives HTTP port 80.',
    ],
    [
      'the port of the metrics',
      { ports: { http: { number: 9091, protocol: 'http' } } },
      ['ports', 'http', 'number'],
      'The port "http" (9091) is in the way of the metrics, which every process shows at 9091 as "metrics".',
      'Choose another name and number; metrics need no word in the file.',
    ],
    [
      'the name of the metrics',
      { ports: { http: { number: 8000, protocol: 'http' }, metrics: { number: 8001, protocol: 'http' } } },
      ['ports', 'metrics', 'number'],
      'The port "metrics" (8001) is in the way of the metrics, which every process shows at 9091 as "metrics".',
      'Choose another name and number; metrics need no word in the file.',
    ],
    [
      'two ports of one number',
      { ports: { http: { number: 8000, protocol: 'http' }, api: { number: 8000, protocol: 'tcp' } } },
      ['ports', 'api', 'number'],
      'The ports "http" and "api" have the same number 8000.',
      'Give each a number of its own.',
    ],
    [
      'a route to a port that is not there',
      { route: { path: '/orders', port: 'web' } },
      ['route'],
      'The route "/orders" leads to the http port "web", which the service does not have.',
      'Name one of its http ports: http.',
    ],
    [
      'a route without an http port',
      { ports: { grpc: { number: 50051, protocol: 'grpc' } } },
      ['route'],
      'The route "/orders" leads to an http port, which the service does not have.',
      'Name one of its http ports: there is none, so add one to ports.',
    ],
    [
      'a route of the whole host of the API',
      { route: '/' },
      ['route'],
      'The route "/" takes the whole host of the API.',
      'Write it as /name, or give the route a host of its own.',
    ],
    [
      'a host that is a whole name',
      { route: { host: 'shop.example.com', path: '/' } },
      ['route'],
      'The host "shop.example.com" is no DNS label of at most 30 characters.',
      'Write its first label only, such as shop: the domain is the environment’s.',
    ],
    [
      'a schedule that nobody can read',
      { jobs: { close: { ...jobs.close, schedule: '0 25 * * *' } } },
      ['jobs', 'close', 'schedule'],
      'The schedule of the job "close" cannot be read: Invalid value for hour: 25',
      'Write five fields and a time zone such as Asia/Shanghai.',
    ],
    [
      'a time zone that is none',
      { jobs: { close: { ...jobs.close, timeZone: 'Asia/Peking' } } },
      ['jobs', 'close', 'schedule'],
      "The schedule of the job \"close\" cannot be read: Failed to convert date to timezone 'Asia/Peking'. This may happen with invalid timezone names or dates. Original error: toTZ: Invalid timezone 'Asia/Peking' or date. Please provide a valid IANA timezone (e.g., 'America/New_York', 'Europe/Stockholm'). Original error: Invalid time zone specified: Asia/Peking",
      'Write five fields and a time zone such as Asia/Shanghai.',
    ],
    [
      'runs around a rollout of nothing',
      { main: 'none', route: undefined, jobs: { migrate: { args: ['m'], minutes: 5, at: 'before-rollout' } } },
      ['jobs'],
      'All jobs of the service follow a rollout, and nothing is rolled out: Argo CD never sees a difference.',
      'Add a process or a scheduled job.',
    ],
    [
      'a call with several ports that could be meant',
      { calls: [{ to: 'payments:web', optional: true }] },
      ['calls', 0],
      'The service calls "payments:web", but it has no such port.',
      'Write payments:http or payments:grpc or payments:lpd.',
    ],
    [
      'a call of a service that answers nobody',
      { calls: ['silent'] },
      ['calls', 0],
      'The service calls "silent", which answers nobody.',
      'Give "silent" a port, or remove the call.',
    ],
    [
      'a call that is said twice',
      { calls: ['payments', 'payments:grpc'] },
      ['calls', 1],
      'The service calls "payments:grpc" twice.',
      'Remove one of them.',
    ],
    [
      'a call that is said again as optional',
      { calls: ['payments:lpd', { to: 'payments:lpd', optional: true }] },
      ['calls', 1],
      'The service calls "payments:lpd" twice.',
      'Remove one of them.',
    ],
  ])('is told with its place and its remedy: %s', (_, change, path, message, fix) => {
    expect(mistakesWith(change)).toEqual([{ path, message, fix }]);
  });
});
