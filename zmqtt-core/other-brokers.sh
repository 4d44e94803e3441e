#!/usr/bin/env bash
#
# Runs the suite of broker tests against ejabberd and RabbitMQ, which are not in the build: on Debian,
#   apt-get install --no-install-recommends ejabberd rabbitmq-server
# Each is started on free ports with a directory of its own. Arguments are passed to Maven.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

missing=()
[ -x /usr/sbin/ejabberdctl ] || missing+=(ejabberd)
[ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] || missing+=(rabbitmq-server)
if [ ${#missing[@]} -gt 0 ]; then
  printf 'other-brokers.sh: install %s\n' "${missing[*]}" >&2
  exit 1
fi

exec ./mvnw -B -pl zmqtt-core -am test '-Dtest=EjabberdSuite,RabbitMqSuite' -Dsurefire.failIfNoSpecifiedTests=false "$@"
