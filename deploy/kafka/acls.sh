#!/bin/sh
# Grants one principal what its role needs on the topics of Rightstream, and nothing else.
# Granting twice changes nothing. Run it where kafka-acls.sh is, as a super user:
#
#   acls.sh BOOTSTRAP platform   User:dsp-1        reports usage
#   acls.sh BOOTSTRAP registry   User:registry-a   sends registrations
#   acls.sh BOOTSTRAP market     User:exchange-a   sends trades
#   acls.sh BOOTSTRAP reporter   User:watch-a      sends infringement signals
#   acls.sh BOOTSTRAP operator   User:operator     admits platforms, moves the clock
#   acls.sh BOOTSTRAP replayer   User:operator     runs `rightstream rejected`
#   acls.sh BOOTSTRAP subscriber User:settlement   reads results; its groups are named settlement-...
#   acls.sh BOOTSTRAP intake|matching|rights|warehouse|evidence|topics|schemas|metrics PRINCIPAL
#
# KAFKA_ACLS   the tool, default /opt/kafka/bin/kafka-acls.sh
# KAFKA_ADMIN  file with the administrator's client settings, if the listener asks for them
set -eu

[ $# -eq 3 ] || { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2; }
bootstrap=$1 role=$2 principal=$3
case $principal in
    User:?*) ;;
    *) echo "acls.sh: the principal must be User:NAME, not $principal" >&2; exit 2 ;;
esac

add() {
    "${KAFKA_ACLS:-/opt/kafka/bin/kafka-acls.sh}" --bootstrap-server "$bootstrap" \
        ${KAFKA_ADMIN:+--command-config "$KAFKA_ADMIN"} \
        --add --allow-principal "$principal" "$@"
}

topics() { # OPERATION TOPIC...
    operation=$1
    shift
    for topic in "$@"; do
        set -- "$@" --topic "$topic"
        shift
    done
    add --operation "$operation" "$@"
}

writes() { topics Write "$@"; }
reads() { topics Read "$@"; }
group() { add --operation Read --group "$1"; }

case $role in
    platform) writes ipr.usage ;;
    registry) writes ipr.registrations ;;
    market) writes ipr.trades ;;
    reporter) writes ipr.signals ;;
    operator) writes ipr.control ;;
    subscriber)
        # Not ipr.rejected: it holds what senders sent, byte for byte.
        reads ipr.ownership ipr.trade-states ipr.accruals ipr.cases ipr.anomalies ipr.tree-heads
        add --operation Read --group "${principal#User:}-" --resource-pattern-type prefixed
        ;;
    intake)
        # Of the receipts what it accepted before: see RIGHTSTREAM_REFUSED_IN_A_ROW.
        reads ipr.registrations ipr.trades ipr.usage ipr.signals ipr.control ipr.receipts
        writes ipr.references ipr.facts ipr.receipts ipr.rejected ipr.platform-allocations
        group rightstream-intake
        ;;
    replayer)
        reads ipr.rejected ipr.receipts ipr.registrations ipr.trades ipr.usage ipr.signals ipr.control
        writes ipr.registrations ipr.trades ipr.usage ipr.signals ipr.control
        ;;
    matching)
        reads ipr.references rightstream-matching-state-changelog
        writes ipr.facts ipr.accruals ipr.cases ipr.anomalies rightstream-matching-state-changelog
        group rightstream-matching
        ;;
    rights)
        reads ipr.facts rightstream-rights-state-changelog
        writes ipr.references ipr.ownership ipr.trade-states ipr.accruals ipr.cases ipr.anomalies \
            rightstream-rights-state-changelog
        group rightstream-rights
        ;;
    warehouse)
        reads ipr.ownership ipr.trade-states ipr.accruals ipr.cases ipr.anomalies ipr.receipts ipr.rejected \
            ipr.platform-allocations ipr.tree-heads ipr.evidence
        group rightstream-warehouse
        ;;
    evidence)
        # Of the inputs only how far they reach, where they have holes, and how far intake is.
        reads ipr.receipts ipr.tree-heads ipr.registrations ipr.trades
        writes ipr.evidence ipr.tree-heads
        group rightstream-evidence
        add --operation Describe --group rightstream-intake
        ;;
    topics)
        for prefix in ipr. rightstream-; do
            add --operation Create --operation Describe --operation DescribeConfigs \
                --topic "$prefix" --resource-pattern-type prefixed
        done
        ;;
    schemas)
        # The schema registry itself keeps its schemas in a topic, and elects a leader by a group.
        add --operation Create --operation Describe --operation DescribeConfigs --operation Read \
            --operation Write --topic _schemas
        group schema-registry
        ;;
    metrics)
        add --operation Describe --operation DescribeConfigs --topic '*'
        add --operation Describe --group '*'
        add --operation Describe --operation DescribeConfigs --cluster
        ;;
    *) echo "acls.sh: no role $role" >&2; exit 2 ;;
esac
