#!/bin/sh
# Makes the cluster of PostgreSQL where there is none, then the roles and databases of the services: before each start, so that a
# service that is new, or a password that is another, is there when the server answers.
set -eu

: "${PGDATA:?}" "${POSTGRES_BIN:?}" "${CONFIG:?}" "${PASSWORDS:?}" "${SOCKETS:?}"

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  # Beside, and then renamed: an end in the midst of it leaves no half cluster under the name.
  rm -rf "$PGDATA.new"
  "$POSTGRES_BIN/initdb" --pgdata="$PGDATA.new" --username=postgres --encoding=UTF8 --locale=C.UTF-8 --data-checksums \
    --auth-local=trust --auth-host=scram-sha-256
  mv "$PGDATA.new" "$PGDATA"
fi
# What a server that was ended at once left behind would be taken for one that runs.
rm -f "$PGDATA/postmaster.pid"

"$POSTGRES_BIN/pg_ctl" start --wait --pgdata="$PGDATA" \
  -o "-c listen_addresses='' -c ssl=off -c unix_socket_directories='$SOCKETS' -c hba_file='$CONFIG/pg_hba.conf'"
trap '"$POSTGRES_BIN/pg_ctl" stop --wait --mode=fast --pgdata="$PGDATA"' EXIT

while read -r role database; do
  [ -n "$role" ] || continue
  PASSWORD_FILE="$PASSWORDS/$role" "$POSTGRES_BIN/psql" --no-psqlrc --quiet --host="$SOCKETS" --username=postgres --dbname=postgres \
    --set=ON_ERROR_STOP=1 --set=role="$role" --set=database="$database" <<'SQL'
\set password `cat "$PASSWORD_FILE"`
select format('create role %I', :'role') where not exists (select from pg_roles where rolname = :'role') \gexec
select format('alter role %I login password %L', :'role', :'password') \gexec
select format('create database %I owner %I', :'database', :'role')
  where not exists (select from pg_database where datname = :'database') \gexec
SQL
  printf '%s owns %s\n' "$role" "$database"
done <"$CONFIG/databases"
