#!/bin/sh
# Builds what is needed and runs the measurements; see README.md for the options.
set -eu
home=$(cd "$(dirname "$0")" && pwd)
cd "$home/.."
./mvnw -q -pl zmqtt-benchmarks,zmqtt-benchmarks/peer-hivemq -am -Pbenchmarks -DskipTests package
exec java -cp "$home/target/classes" io.zmqtt.benchmarks.Benchmarks "$home" "$@"
