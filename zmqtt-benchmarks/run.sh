#!/bin/sh
# Builds what is needed and runs the measurements; see README.md for the options.
set -eu
home=$(cd "$(dirname "$0")" && pwd)
cd "$home/.."
modules=zmqtt-benchmarks
for peer in hivemq paho vertx zmqtt-spring spring-integration; do
  modules=$modules,zmqtt-benchmarks/peer-$peer
done
./mvnw -q -pl "$modules" -am -Pbenchmarks -DskipTests package
exec java -cp "$home/target/classes" io.zmqtt.benchmarks.Benchmarks "$home" "$@"
