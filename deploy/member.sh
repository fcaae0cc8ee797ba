#!/bin/sh
# Is this process a live member of its consumer group? For health checks and readiness probes.
#   member.sh GROUP [INSTANCE]      a worker's group instance id is GROUP-INSTANCE; the sink's is GROUP
# Exit code 0 when the group's coordinator counts it in, 1 otherwise.
set -eu
id=$1${2:+-$2}
python -m kafka.admin --bootstrap-servers "$RIGHTSTREAM_BOOTSTRAP" --format json \
    groups describe --group-id "$1" | grep -q "\"$id\""
