"""What nothing lost and nothing twice rests on, each with the test that fails without it."""

from .mutation import Mutation

_TRAPS = "tests/streams/traps"
_ACK = f"{_TRAPS}/test_acknowledgement.py"
_ORDER = f"{_TRAPS}/test_state_order.py"
_RECOVERY = f"{_TRAPS}/test_recovery.py"
_LOST = f"{_TRAPS}/test_lost_state.py"
_READING = f"{_TRAPS}/test_reading.py"
_STOPPING = f"{_TRAPS}/test_stopping.py"
_WAREHOUSE = f"{_TRAPS}/test_slow_warehouse.py"
_APP = f"{_TRAPS}/test_app_settings.py"
_COMMITS = "tests/streams/test_ordered_commits.py"
_MEMBER = "tests/streams/test_membership.py"
_HELD = "tests/streams/test_lease.py"
_TAKEOVER = "tests/streams/test_takeover.py"
_ROWS = "tests/sinks/test_one_of_each_row.py"
_MONEY = "tests/processors/test_conservation.py"
_CRASHES = "tests/processors/test_crash_and_restore.py"

_DRIVE = "streams/durable_batch.py"
_STORE = "streams/state_store.py"
_AGENT = "streams/agents/partition_agent.py"
_CONSUMER = "streams/ordered_commits.py"
_LEASE = "streams/lease.py"
_SINK = "sinks/writer.py"

ACKNOWLEDGING = (
    Mutation(
        "acknowledging in order", _DRIVE,
        "for event, held in done:", "for event, held in reversed(done):",
        (f"{_ACK}::test_nothing_is_acknowledged_before_it_is_durable",),
    ),
    Mutation(
        "no acknowledgement before all is durable", _DRIVE,
        "await (await agent.cut()).settle()", "await agent.cut()",
        (f"{_ACK}::test_nothing_is_acknowledged_before_it_is_durable",),
    ),
    Mutation(
        "acknowledging by ourselves, not by Faust", _DRIVE,
        "stream.enable_acks = False", "stream.enable_acks = True",
        (f"{_ACK}::test_nothing_is_acknowledged_before_it_is_durable",),
    ),
    Mutation(
        "a crash instead of a skipped message", _DRIVE,
        "_crash_without_acknowledging(len(taken), end)", "raise",
        (f"{_ACK}::test_an_agent_whose_body_raises_ends_the_process_and_acknowledges_nothing",),
    ),
    Mutation(
        "a crash when the broker refuses outputs", _DRIVE,
        "_crash_without_acknowledging(len(done) + len(taken), end)", "raise",
        (f"{_ACK}::test_outputs_the_broker_refuses_end_the_process",),
    ),
    Mutation(
        "no acknowledgement for a partition that went away", _DRIVE,
        "if agent.still_holds(event, held):", "if True:",
        (f"{_ACK}::test_events_of_a_partition_that_went_away_are_not_acknowledged",),
    ),
    Mutation(
        "no more than two batches in hand", _DRIVE,
        "elif limits.reached(len(taken) // 2, taken_bytes // 2):", "elif False:",
        (f"{_ACK}::test_what_is_taken_in_while_the_head_is_in_flight_waits_behind_it",),
    ),
    Mutation(
        "a batch bounded by bytes", _DRIVE,
        "or size_bytes >= self.size_bytes", "",
        (f"{_ACK}::test_a_batch_is_cut_by_bytes_too",),
    ),
    Mutation(
        "commits that follow acknowledgements", _CONSUMER,
        "def _new_offset(", "def _unused_new_offset(",
        (f"{_COMMITS}::test_the_highest_acknowledged_offset_is_committed",),
    ),
    Mutation(
        "refusal of exactly_once", "schemas/settings.py",
        'if value != "at_least_once":', "if False:",
        (f"{_STOPPING}::test_exactly_once_is_refused_with_the_reason",),
    ),
    Mutation(
        "forgetting commits that were refused", _CONSUMER,
        "if not ours or not await self._commit(ours):",
        "if not ours or await self._commit(ours) is None:",
        (f"{_COMMITS}::test_offsets_the_broker_refused_do_not_count_as_committed",),
    ),
    Mutation(
        "writing under a lease", "streams/membership.py",
        "        await lease.held()\n", "", (f"{_MEMBER}::test_a_produce_waits_for_the_lease",),
    ),
    Mutation(
        "a lease that heartbeats prolong", "streams/membership.py",
        "                lease.heard(asked_at)", "                pass",
        (f"{_MEMBER}::test_answers_that_say_we_are_a_member_are_told",),
    ),
    Mutation(
        "a lease that ends with the session", _LEASE,
        "self.clock() - self._heard_of >= self._session", "False",
        (f"{_HELD}::test_it_holds_for_a_session_after_the_question_that_was_answered",),
    ),
    Mutation(
        "an end for a worker that stood still", _LEASE,
        "if silent >= self._session:", "if False:",
        (f"{_HELD}::test_only_a_gap_as_long_as_the_session_ends_it",),
    ),
    Mutation(
        "an end for a worker the group went on without", _LEASE,
        "if former is not None and generation not in (former, former + 1):", "if False:",
        (f"{_HELD}::test_a_worker_the_group_went_on_without_ends",),
    ),
    Mutation(
        "outputs on all replicas", "streams/app.py",
        "producer_acks=-1,", "producer_acks=1,", (f"{_APP}::test_a_worker_is_set_to_lose_nothing",),
    ),
)  # fmt: skip

STATE = (
    Mutation(
        "outputs before state", _AGENT,
        "        await all_durable(self.outputs)\n        writer", "        writer",
        (f"{_ORDER}::test_outputs_come_first_then_the_count_then_facts_then_the_mark",),
    ),
    Mutation(
        "the count before the facts", _AGENT,
        "_TURN = {COUNT_KEY: 0, MARK_KEY: 2}", "_TURN = {MARK_KEY: 2}",
        (f"{_ORDER}::test_outputs_come_first_then_the_count_then_facts_then_the_mark",),
    ),
    Mutation(
        "the mark after the facts", _AGENT,
        "_TURN = {COUNT_KEY: 0, MARK_KEY: 2}", "_TURN = {COUNT_KEY: 0, MARK_KEY: 0}",
        (f"{_ORDER}::test_outputs_come_first_then_the_count_then_facts_then_the_mark",),
    ),
    Mutation(
        "no state of a partition that went away", _AGENT,
        "            if writer.store.holds(held)\n", "",
        (f"{_ORDER}::test_state_of_a_partition_that_went_away_is_not_written",),
    ),
    Mutation(
        "no changelog left to Faust", _AGENT,
        "    app.takeover = Takeover(store, reader, keeper, on_broker)\n",
        "    app.Table('state', key_type=bytes, value_type=bytes)\n",
        (f"{_RECOVERY}::test_a_worker_leaves_no_changelog_to_faust",),
    ),
    Mutation(
        "no input before the takeover is complete", "streams/table_recovery.py",
        "await self._wait(app.takeover.complete(app.consumer))",
        "self.add_future(app.takeover.complete(app.consumer))",
        (f"{_RECOVERY}::test_no_input_flows_before_the_takeover_is_complete",),
    ),
    Mutation(
        "a takeover that the next generation breaks off", "streams/table_recovery.py",
        "await self._wait(app.takeover.complete(app.consumer))",
        "await app.takeover.complete(app.consumer)",
        (f"{_RECOVERY}::test_the_next_generation_breaks_a_takeover_off",),
    ),
    Mutation(
        "another state for a partition that comes back", _STORE,
        "        self._held = {\n", "        self._held |= {\n",
        (
            f"{_TAKEOVER}"
            "::test_a_partition_that_went_away_in_the_middle_is_read_from_the_beginning_again",
        ),
    ),
    Mutation(
        "reading to the end as it was when the partition was dealt", "streams/takeover.py",
        "        while unread:\n", "        for _ in range(2):\n",
        (f"{_TAKEOVER}::test_all_of_each_changelog_is_read_before_anything_is_folded",),
    ),
    Mutation(
        "an end for a changelog that became shorter", "streams/takeover.py",
        "if one.read_to > end:", "if False:",
        (f"{_TAKEOVER}::test_a_changelog_shorter_than_what_we_know_ends_the_worker",),
    ),
    Mutation(
        "folding only into state that was restored", _STORE,
        "return held if held is not None and held.is_whole else None", "return held",
        (f"{_ORDER}::test_nor_before_its_changelog_is_read",),
    ),
    Mutation(
        "knowing which state is live", _STORE,
        "            self._held.get(partition.number) is partition\n",
        "            partition.number in self._held\n",
        ("tests/streams/test_state_store.py::test_a_partition_that_comes_back_is_another_one",),
    ),
    Mutation(
        "a count that only grows", _STORE,
        'elif key != COUNT_KEY or value > self.entries.get(COUNT_KEY, b""):', "else:",
        (
            "tests/streams/test_state_store.py"
            "::test_a_late_count_of_the_last_holder_does_not_take_the_count_back",
        ),
    ),
    Mutation(
        "no fact of another holder in a state in use", _STORE,
        "            if key not in self.entries:\n", "            if False:\n",
        (f"{_TAKEOVER}::test_a_fact_of_another_holder_ends_the_worker_at_the_next_deal",),
    ),
    Mutation(
        "an offset for every message of a shipment", "streams/batched_producer.py",
        "done.offset + self.messages - 1", "done.offset",
        (f"{_ORDER}::test_a_shipment_knows_the_offset_of_its_last_message",),
    ),
    Mutation(
        "an end to recovery that meets a strange entry", "streams/takeover.py",
        "except (ValueError, struct.error) as fault:", "except ZeroDivisionError as fault:",
        (f"{_TAKEOVER}::test_an_entry_that_is_no_state_ends_the_worker",),
    ),
    Mutation(
        "an end to recovery that stands still", "streams/recovery_watch.py",
        "elif now - self._since > self._stall:", "elif False:",
        (f"{_RECOVERY}::test_a_recovery_that_stands_still_ends_the_process",),
    ),
    Mutation(
        "a mark that never goes back", "streams/state_mark.py",
        "StateMark(max(reached, self.reached), self.start, self.told_until)",
        "StateMark(reached, self.start, self.told_until)",
        (f"{_ORDER}::test_a_mark_never_goes_back",),
    ),
    Mutation(
        "refusal of lost state", "streams/lost_state.py",
        "if not self._read_again:", "if False:",
        (f"{_LOST}::test_an_emptied_changelog_is_refused_with_what_to_do",),
    ),
    Mutation(
        "noticing a changelog without its end", "streams/lost_state.py",
        "if mark.reached < committed:", "if False:",
        (f"{_LOST}::test_what_is_missing_is_told_from_the_mark_and_the_commit",),
    ),
    Mutation(
        "noticing a changelog without its beginning", "streams/lost_state.py",
        "if changelog_start > (mark.start if mark else 0):", "if False:",
        (f"{_LOST}::test_what_is_missing_is_told_from_the_mark_and_the_commit",),
    ),
    Mutation(
        "versions above those of lost state", "streams/lost_state.py",
        "count_bytes(max(restored_count(one.entries), time.time_ns() // 1_000))",
        "count_bytes(restored_count(one.entries))",
        (f"{_LOST}::test_state_is_built_again_under_versions_above_all_there_were",),
    ),
    Mutation(
        "facts of unfinished batches told one by one", "processors/rights/partition.py",
        "if self._perhaps_sent > 0 and self._out.knowledge > known:", "if False:",
        (f"{_CRASHES}::test_a_row_sent_before_a_crash_and_reverted_after_it_is_sent_again",),
    ),
    Mutation(
        "knowing how many facts may have been told", "streams/agents/rights.py",
        "perhaps_sent = 2 * settings.batch_messages + again", "perhaps_sent = 0",
        (f"{_APP}::test_a_rights_worker_expects_rows_of_the_batches_that_may_have_been_sent",),
    ),
)  # fmt: skip

READING = (
    Mutation(
        "following what is read", _DRIVE,
        "            unbroken.follow(event)\n", "",
        (f"{_ACK}::test_a_hole_in_what_is_read_ends_the_process",),
    ),
    Mutation(
        "reading without a hole", "streams/unbroken.py",
        "if offset > expected and not", "if False and not",
        (f"{_READING}::test_a_message_passed_over_is_not_stood_for",),
    ),
    Mutation(
        "reading from the commit after a rebalance", "streams/unbroken.py",
        "following if generation == message.generation_id else 0", "following",
        (f"{_READING}::test_after_a_rebalance_reading_must_start_at_the_commit_again",),
    ),
    Mutation(
        "no flow while offsets are sought", _CONSUMER,
        "        self.stop_flow()\n", "",
        (f"{_READING}::test_nothing_passes_while_commits_are_looked_up",),
    ),
    Mutation(
        "going back durably", _CONSUMER,
        "        await self._commit({place: offset})\n", "",
        (f"{_READING}::test_going_back_is_committed_before_it_is_done",),
    ),
    Mutation(
        "a queue bounded by bytes", _CONSUMER,
        "while self.flow_active and queued_bytes(self.app.topics) > QUEUED_BYTES:", "while False:",
        (f"{_READING}::test_no_message_is_given_while_too_many_bytes_wait",),
    ),
    Mutation(
        "the watchdog of a shutdown", "streams/worker.py",
        "        self._watch()\n        super()._on_sigterm()", "        super()._on_sigterm()",
        (f"{_STOPPING}::test_a_shutdown_that_hangs_is_ended[sigterm-0]",),
    ),
    Mutation(
        "the watchdog of a crash", "streams/worker.py",
        "            self._watch(CRASH_EXIT_CODE)", "            pass",
        (f"{_STOPPING}::test_a_shutdown_that_hangs_is_ended[crash-70]",),
    ),
    Mutation(
        "no start without topics", "streams/worker.py",
        "        require_topics(settings.bootstrap, settings.partitions, settings.names)\n",
        "        pass\n",
        (f"{_STOPPING}::test_a_worker_without_its_topics_says_so_and_ends",),
    ),
)  # fmt: skip

WAREHOUSE = (
    Mutation(
        "commit after insert", _SINK,
        "        batch_rows = 0\n",
        "        batch_rows = 0\n        self._consumer.commit({place: OffsetAndMetadata(last + 1, "
        "'', -1) for place, (_, last) in self._offsets.items()})\n",
        (f"{_WAREHOUSE}::test_rows_are_inserted_before_their_offsets_are_committed",),
    ),
    Mutation(
        "the same token for the same batch", _SINK,
        'sha256(f"{collector.table}|1|{span}".encode()).hexdigest()', "str(time.monotonic_ns())",
        (f"{_WAREHOUSE}::test_a_batch_that_is_read_again_has_the_same_token",),
    ),
    Mutation(
        "waiting for a warehouse that is away", _SINK,
        "                if self._stopping.is_set():\n                    raise\n",
        "                raise\n",
        (f"{_WAREHOUSE}::test_a_warehouse_that_is_away_is_waited_for_with_the_same_token",),
    ),
    Mutation(
        "a place in the group while an insert hangs", _SINK,
        "self._keep_place(inserting.done)", "inserting.wait(10)",
        (f"{_WAREHOUSE}::test_while_an_insert_hangs_the_sink_polls_and_takes_nothing_in",),
    ),
    Mutation(
        "taking nothing in while an insert hangs", _SINK,
        "            self._consumer.pause(*self._consumer.assignment())\n", "",
        (f"{_WAREHOUSE}::test_a_warehouse_that_is_away_is_waited_for_with_the_same_token",),
    ),
    Mutation(
        "keeping what a rebalance brings meanwhile", _SINK,
        "self._held_back.setdefault(partition, []).extend(records)", "pass",
        (f"{_WAREHOUSE}::test_records_that_come_in_a_rebalance_meanwhile_are_not_lost",),
    ),
    Mutation(
        "a sink's batch bounded by bytes", _SINK,
        "self._batch_bytes >= self._limits.size_bytes", "False",
        (f"{_WAREHOUSE}::test_a_batch_is_inserted_when_it_has_many_bytes",),
    ),
    Mutation(
        "the insert's token", "sinks/chdb_warehouse.py",
        "insert_deduplication_token='{token}', ", "",
        (f"{_ROWS}::test_an_insert_sent_again_with_its_token_changes_nothing",),
    ),
    Mutation(
        "a warehouse that remembers tokens", "sinks/migrate.py",
        "SETTINGS non_replicated_deduplication_window = 10000", "",
        (f"{_ROWS}::test_an_insert_sent_again_with_its_token_changes_nothing",),
    ),
    Mutation(
        "the version of a row", "sinks/migrations/001_core.sql",
        "ReplacingMergeTree(version) ORDER BY (case_id, work)",
        "ReplacingMergeTree ORDER BY (case_id, work)",
        (f"{_ROWS}::test_of_two_rows_with_one_key_the_higher_version_is_seen",),
    ),
    Mutation(
        "FINAL in views", "sinks/migrations/002_views.sql",
        "FROM case_rows FINAL", "FROM case_rows",
        (f"{_ROWS}::test_of_two_rows_with_one_key_the_higher_version_is_seen",),
    ),
    Mutation(
        "FINAL in the view of accruals", "sinks/migrations/002_views.sql",
        "FROM accrual_lines FINAL\nARRAY JOIN", "FROM accrual_lines\nARRAY JOIN",
        (f"{_ROWS}::test_every_view_reads_one_row_a_key",),
    ),
    Mutation(
        "conservation when pricing", "processors/pricing/price.py",
        "    priced.assert_conserved()\n", "",
        (f"{_MONEY}::test_pricing_that_loses_a_unit_stops_before_anything_is_sent",),
    ),
    Mutation(
        "the assertion of conservation", "processors/pricing/priced_lines.py",
        "if int(self.royalty_e8.sum()) != int(self.amount_e8.sum()):", "if False:",
        (f"{_MONEY}::test_rows_whose_accounts_hold_more_or_less_than_their_royalty_are_refused",),
    ),
    Mutation(
        "the proof of lines", "sinks/summary.py",
        "return self.received - (", "return 0 * (",
        (f"{_MONEY}::test_the_proof_of_lines_tells_each_line_that_is_missing_or_twice",),
    ),
    Mutation(
        "the proof of money", "sinks/summary.py",
        "return self.royalties_e8 - sum(self.accounts_e8.values())", "return 0",
        (f"{_MONEY}::test_the_proof_of_money_tells_each_unit_that_is_missing_or_twice",),
    ),
)  # fmt: skip

MUTATIONS = (*ACKNOWLEDGING, *STATE, *READING, *WAREHOUSE)
