import { at, below, fieldsAt, textAt } from '../../kubernetes/fields.ts';
import { quantity } from '../../kubernetes/quantities.ts';
import type { Manifest } from '../../model.ts';
import { isCron } from '../parts/cron.ts';
import { quoted, type SchemaProblem } from '../problem.ts';
import { refused } from './refusal.ts';

/** The longest name of a cluster: that of a Service without "-repl" (postgres-operator 2.0.1, pkg/apis/acid.zalan.do/v1/const.go). */
const longestName = 58;
const serviceName = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;

/** What Zalando's operator refuses of a cluster, or what is refused of what it makes (2.0.1). */
export function postgresProblems({ fields, name }: Manifest): readonly SchemaProblem[] {
  const spec = fieldsAt(fields, 'spec');
  const problems: SchemaProblem[] = [];
  const schedule = textAt(spec, 'logicalBackupSchedule');
  if (schedule !== undefined && schedule !== '' && !isCron(schedule, { descriptors: true })) {
    const message = `Field "logicalBackupSchedule" is ${quoted(schedule)}, which is no schedule: the CronJob of the backup is refused, and there is none.`;
    problems.push(refused('spec.logicalBackupSchedule', message, 'Write five fields of cron, such as "0 1 * * *".'));
  }
  if (name.length > longestName || !serviceName.test(name)) {
    const what = name.length > longestName ? `has ${name.length} characters, more than ${longestName}` : 'is no name of a Service';
    problems.push(
      refused(
        'metadata.name',
        `${quoted(name)} ${what}: the operator makes no cluster of it.`,
        'Write lower-case letters, digits and "-", a letter first.',
      ),
    );
  }
  const clone = textAt(spec, 'clone', 'cluster') ?? '';
  if (clone !== '' && (textAt(spec, 'clone', 'timestamp') ?? '') === '' && !serviceName.test(clone)) {
    problems.push(
      refused(
        'spec.clone.cluster',
        `${quoted(clone)} is no name of a Service: the operator calls the cluster invalid.`,
        'Name the cluster that is cloned.',
      ),
    );
  }
  for (const [key, request] of Object.entries(fieldsAt(spec, 'resources', 'requests'))) {
    const limit = at(spec, 'resources', 'limits', key);
    const [least, most] = [quantity(request), quantity(limit)];
    if (least === undefined || most === undefined || least <= most) continue;
    const message = `The request of ${String(request)} ${key} is more than the limit of ${String(limit)}: no pod is made.`;
    problems.push(refused(below('spec.resources.requests', key), message, 'Lower the request, or raise the limit.'));
  }
  return problems;
}
