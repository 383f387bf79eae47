#!/bin/bash
# Makes the log of Kafka where there is none, then users, topics and rights: before each start, by a server that only this pod can reach.
set -euo pipefail

: "${KAFKA_BIN:?}" "${CONFIG:?}" "${PASSWORDS:?}" "${ADMIN:?}"
scratch=$(mktemp -d)

"$KAFKA_BIN/kafka-storage.sh" format --ignore-formatted --cluster-id "$(cat "$CONFIG/cluster-id")" --config "$CONFIG/server.properties"

"$KAFKA_BIN/kafka-server-start.sh" "$CONFIG/server.properties" >"$scratch/log" 2>&1 &
server=$!
finish() {
  status=$?
  [ "$status" = 0 ] || tail -n 40 "$scratch/log" >&2
  kill "$server" 2>/dev/null || true
  wait "$server" || true
  rm -rf "$scratch"
  exit "$status"
}
trap finish EXIT

until "$KAFKA_BIN/kafka-topics.sh" --bootstrap-server "$ADMIN" --list >/dev/null 2>&1; do
  kill -0 "$server" || exit 1
  sleep 1
done

while read -r user; do
  [ -n "$user" ] || continue
  # In a file: arguments are for all to see. There no brackets are taken off, as they are of arguments (4.3.1).
  printf 'SCRAM-SHA-512=password=%s\n' "$(cat "$PASSWORDS/$user")" >"$scratch/user"
  "$KAFKA_BIN/kafka-configs.sh" --bootstrap-server "$ADMIN" --alter --entity-type users --entity-name "$user" --add-config-file "$scratch/user"
done <"$CONFIG/users"

while read -r topic partitions settings; do
  [ -n "$topic" ] || continue
  arguments=()
  for setting in $settings; do arguments+=(--config "$setting"); done
  "$KAFKA_BIN/kafka-topics.sh" --bootstrap-server "$ADMIN" --create --if-not-exists --topic "$topic" --partitions "$partitions" \
    --replication-factor 1 "${arguments[@]}"
done <"$CONFIG/topics"

while read -r user type name operations; do
  [ -n "$user" ] || continue
  arguments=()
  for operation in $operations; do arguments+=(--operation "$operation"); done
  "$KAFKA_BIN/kafka-acls.sh" --bootstrap-server "$ADMIN" --add --force --allow-principal "User:$user" "--$type" "$name" "${arguments[@]}"
done <"$CONFIG/rights"
