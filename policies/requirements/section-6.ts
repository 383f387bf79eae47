import type { Requirement } from './model/requirement.ts';

const requirements: readonly Requirement[] = [
  { id: 'R104', section: '6', requirement: 'CronJob postgres-backup in erp-infra runs every night at 02:00.', open: 'backup' },
  { id: 'R105', section: '6', requirement: 'It keeps 7 successful and 3 failed runs, and restarts on failure.', open: 'backup' },
  { id: 'R106', section: '6', requirement: 'It uses the client tools of PostgreSQL 16.', open: 'backup' },
  { id: 'R107', section: '6', requirement: 'It writes s3://erp-backups/postgres/financial_db_<YYYYMMDD_HHMMSS>.sql.gz.', open: 'backup' },
  { id: 'R108', section: '6', requirement: 'It has a scratch volume, and removes local data after the upload.', open: 'backup' },
  { id: 'R109', section: '6', requirement: 'Backups older than 30 days are deleted by themselves.', open: 'backup' },
  { id: 'R110', section: '6', requirement: 'Credentials of the database and of AWS come from Secrets.', open: 'backup' },
  { id: 'R111', section: '6', requirement: 'A restore fetches a chosen backup, unpacks it and loads it.', open: 'backup' },
];

export default requirements;
