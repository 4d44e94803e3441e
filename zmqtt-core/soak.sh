#!/usr/bin/env bash
#
# Twenty clients against Mosquitto over cut connections and restarts: soak.sh [seconds, at most 800] [arguments for Maven]

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

seconds=600
if [[ ${1:-} =~ ^[0-9]+$ ]]; then
  seconds=$1
  shift
fi

ZMQTT_REQUIRE=mosquitto exec ./mvnw -B -pl zmqtt-core -am test -Dtest=SoakRun -Dsurefire.failIfNoSpecifiedTests=false \
  "-Dsoak.seconds=$seconds" -Djunit.jupiter.execution.timeout.mode=disabled "$@"
