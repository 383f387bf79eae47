import type { FurtherStore } from './store.ts';

/** MySQL or MariaDB, also as RDS, Aurora, Cloud SQL. */
export const mysql = {
  title: { en: 'MySQL', zh: 'MySQL' },
  tls: { scheme: 'mysql', port: 3306 },
  plain: { scheme: 'mysql', port: 3306 },
  variables: {},
  authority: 'MYSQL_TLS_CA_FILE',
  secrets: { MYSQL_URL: '{scheme}://{snake}:{{ .MYSQL_PASSWORD | urlquery }}@{host}:{port}/{snake}' },
  keys: ['MYSQL_PASSWORD'],
  asks: { database: '{snake}', user: '{snake}', privileges: 'ALL PRIVILEGES ON {snake}.*', require: 'SSL' },
  // A user of MySQL has 32 characters (8.4 Reference Manual, "Account User Names and Passwords").
  longestService: 32,
  exporter: { en: 'mysqld_exporter, at 9104', zh: 'mysqld_exporter，端口 9104' },
} as const satisfies FurtherStore;
