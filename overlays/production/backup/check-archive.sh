#!/usr/bin/env bash
# Generated from generators/templates/backup/check-archive.sh. Do not edit: change that file and run "npm run generate".
# Looks for the newest base backup of the archive of the write-ahead log. Exit code 1 when there is none, or none that is young
# enough: without one the log restores nothing.
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "$0")/common.sh"

archive=${BACKUP_ARCHIVE:?names the folder of the archive of the cluster, such as s3://<bucket>/spilo/postgres}
hours=${ARCHIVE_MAX_AGE_HOURS:-26}
oldest=$(date -u -d "-$hours hours" '+%Y-%m-%d %H:%M:%S') || exit 1

# Names of the folders in a folder; fails when the store does not answer. An empty folder is no error of the store.
folders_in() { # folder with a slash at its end
  local listing
  listing=$("$aws" s3 ls "$1") || { [ $? -eq 1 ] && [ -z "$listing" ]; } || return
  awk '$1 == "PRE" { print $2 }' <<<"$listing"
}

# WAL-G writes this file when a base backup is whole.
finished_in() { # folder with a slash at its end
  local listing
  listing=$("$aws" s3 ls "$1") || { [ $? -eq 1 ] && [ -z "$listing" ]; } || return
  awk '$NF ~ /_backup_stop_sentinel\.json$/ { print $1, $2, $NF }' <<<"$listing"
}

# The store tells its times in the zone of whoever asks.
export TZ=UTC
found=()
# Each cluster of that name has a folder of its own, and in it one for each version of PostgreSQL.
clusters=$(folders_in "$archive/") || { complain "$archive cannot be listed."; exit 1; }
for cluster in $clusters; do
  versions=$(folders_in "$archive/${cluster}wal/") || { complain "$archive/${cluster}wal cannot be listed."; exit 1; }
  for version in $versions; do
    folder=$archive/${cluster}wal/${version}basebackups_005/
    backups=$(finished_in "$folder") || { complain "$folder cannot be listed."; exit 1; }
    [ -z "$backups" ] || found+=("$(LC_ALL=C sort <<<"$backups" | tail -n 1) in $folder")
  done
done

newest=$(printf '%s\n' "${found[@]}" | LC_ALL=C sort | tail -n 1)
if [ -z "$newest" ]; then
  complain "$archive has no base backup."
  exit 1
fi
if [[ ${newest:0:19} < $oldest ]]; then
  complain "The newest base backup is older than $hours hours: $newest"
  exit 1
fi
say "The newest base backup is $newest"
