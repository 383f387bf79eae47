#!/usr/bin/env bash
# Generated from generators/templates/backup/restore.sh. Do not edit: change that file and run "npm run generate".
# Restores one dump into a new database, checks it, and prints how to switch over. Never touches a database that exists.
# Usage: restore.sh <database>_<YYYYMMDD>_<HHMMSS>.dump <new database>; RESTORE_OWNER names the role that owns it.
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "$0")/common.sh"

backup=${1:-}
target=${2:-}
if ! [[ $backup =~ ^([a-z_][a-z0-9_]*)_[0-9]{8}_[0-9]{6}\.dump$ ]]; then
  complain "\"$backup\" is no name of a dump, such as financial_db_20251221_020000.dump."
  exit 2
fi
database=${BASH_REMATCH[1]}
if ! [[ $target =~ ^[a-z_][a-z0-9_]{0,62}$ ]] || [ "$target" = "$database" ]; then
  complain "\"$target\" is no name for a new database."
  exit 2
fi
owner=${RESTORE_OWNER:-}
created=no

give_up() { # message
  complain "$1"
  if [ "$created" = yes ] && ! dropdb --if-exists "$target"; then complain "The database \"$target\" is left behind; drop it."; fi
  exit 1
}

# The rows of each table of an archive: tables and numbers, sorted.
rows_in_archive() {
  pg_restore --data-only --file=- | awk '
    table == "" && /^COPY .* FROM stdin;$/ { table = $0; sub(/^COPY /, "", table); sub(/ +(\(.*\) )?FROM stdin;$/, "", table); rows[table] += 0; next }
    table != "" && /^\\\.$/ { table = ""; next }
    table != "" { rows[table] += 1 }
    END { for (name in rows) print name " " rows[name] }
  ' | LC_ALL=C sort && cat >/dev/null
}

# The same, counted in the new database.
rows_in_database() {
  ask --dbname="$target" <<'SQL' | ask --dbname="$target" --field-separator=' ' | LC_ALL=C sort
select format('select %L, count(*) from only %I.%I;', format('%I.%I', nspname, relname), nspname, relname)
from pg_class join pg_namespace on pg_namespace.oid = relnamespace
where relkind = 'r' and nspname !~ '^pg_' and nspname <> 'information_schema';
SQL
}

fetch "$backup.sha256" >"$work/expected" || give_up "$backup has no checksum in the store: it is no finished backup."
expected=$(digest_in "$work/expected")
say "Checking $store/$backup"
fetch "$backup" | hashed "$work/first" | rows_in_archive >"$work/rows" || give_up "$backup cannot be read to its end."
[ "${expected:-none}" = "$(digest_in "$work/first")" ] || give_up "$backup does not have the checksum that was stored with it."

say "Restoring into the new database \"$target\""
createdb --template=template0 ${owner:+--owner="$owner"} "$target" || give_up "The database \"$target\" cannot be created."
created=yes
fetch "$backup" | hashed "$work/second" |
  { pg_restore --exit-on-error --single-transaction --no-owner ${owner:+--role="$owner"} --dbname="$target" && cat >/dev/null; } ||
  give_up "$backup could not be restored."
[ "$(digest_in "$work/second")" = "$expected" ] || give_up "$backup changed while it was read."

rows_in_database >"$work/counted" || give_up "The rows of \"$target\" cannot be counted."
# Tables that an extension fills by itself are in no archive.
missing=$(LC_ALL=C comm -23 "$work/rows" "$work/counted")
[ -z "$missing" ] || give_up "The restored tables do not have the rows of the archive: $missing"

say "Restored and checked: $(wc -l <"$work/rows") tables, $(awk '{ sum += $NF } END { print sum + 0 }' "$work/rows") rows"
[ -n "${RESTORE_QUIET:-}" ] || cat <<END

To switch over, as a superuser and connected to the database "postgres":

  alter database $database allow_connections false;
  select pg_terminate_backend(pid) from pg_stat_activity where datname = '$database';
  alter database $database rename to ${database}_replaced;
  alter database $target rename to $database;

Then restart the pods of the service, verify, and drop ${database}_replaced when nobody needs it any more.
END
