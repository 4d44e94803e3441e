/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.zmqtt.broker.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import io.zmqtt.test.ArtemisCluster;
import io.zmqtt.test.ArtemisNode;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A cluster of two brokers loses one node and then the other, while clients of both
 * publish, share a subscription, and one subscribes alone.
 */
class ClusterTests {

	private static final Logger logger = LoggerFactory.getLogger(ClusterTests.class);

	/**
	 * How many messages a node has at least that nobody has received when it goes.
	 */
	private static final int STRANDED = 100;

	private final Ledger ledger = new Ledger();

	private final List<Consumer> consumers = new ArrayList<>();

	/**
	 * Those of the consumers that share a subscription.
	 */
	private final List<Consumer> workers = new ArrayList<>();

	private final List<Publisher> publishers = new ArrayList<>();

	private ArtemisCluster cluster;

	private ArtemisNode first;

	private ArtemisNode second;

	@BeforeEach
	void start(@TempDir Path directory) {
		this.cluster = ArtemisCluster.start(directory);
		this.first = this.cluster.nodes().get(0);
		this.second = this.cluster.nodes().get(1);
		await().until(this.cluster::isWhole);
		List<ArtemisNode> nodes = this.cluster.nodes();
		// a node that has left in good order is forgotten, and what it had subscriptions
		// for: what is published before its clients have come over needs a queue here
		nodes.forEach((node) -> subscribeAndLeave(node, "alone", Consumer.ALONE));
		this.consumers.add(new Consumer("alone", nodes, Consumer.ALONE, this.ledger));
		for (int i = 0; i < 4; i++) {
			List<ArtemisNode> order = (i % 2 == 0) ? nodes : List.of(this.second, this.first);
			this.workers.add(new Consumer("worker-" + i, order, Consumer.SHARED, this.ledger));
			this.publishers.add(new Publisher("publisher-" + i, order, this.ledger));
		}
		this.consumers.addAll(this.workers);
		this.consumers.forEach(Consumer::start);
		this.publishers.forEach(Publisher::start);
	}

	private void subscribeAndLeave(ArtemisNode node, String clientId, String filter) {
		try (Consumer consumer = new Consumer(clientId, List.of(node), filter, this.ledger)) {
			consumer.start();
		}
	}

	@AfterEach
	void stop() {
		this.publishers.forEach(Publisher::close);
		this.consumers.forEach(Consumer::close);
		if (this.cluster != null) {
			this.cluster.close();
		}
	}

	@ParameterizedTest
	@EnumSource
	void losesNoAcknowledgedMessage(Outage outage) {
		awaitProgress();
		assertThat(clients()).filteredOn((client) -> client.isOn(this.second)).hasSize(4);
		List<Duration> ofOne = loseAndRestart(this.second, this.first, outage);
		assertThat(ofOne).hasSize(4);
		assertThat(clients()).allMatch((client) -> client.isOn(this.first));
		List<Duration> ofAll = loseAndRestart(this.first, this.second, outage);
		assertThat(ofAll).hasSize(9);
		awaitProgress();
		this.publishers.forEach(Publisher::rest);
		await().untilAsserted(() -> {
			assertThat(this.ledger.missing(Consumer.SHARED)).as("for the group. %s", queues()).isEmpty();
			assertThat(this.ledger.missing(Consumer.ALONE)).as("for the one alone. %s", queues()).isEmpty();
		});
		assertThat(this.ledger.failures()).isEmpty();
		logger.info("{}: clients are back after {}, {} when all of them have to go", outage, describe(ofOne),
				describe(ofAll));
		logger.info("{}: {} messages acknowledged, none lost, {} received again", outage, this.ledger.acknowledged(),
				this.ledger.repeats());
	}

	/**
	 * Take down a node that holds messages, and bring it back.
	 * @return how long its clients took until they could work on the other node
	 */
	private List<Duration> loseAndRestart(ArtemisNode node, ArtemisNode other, Outage outage) {
		List<Consumer> holding = this.workers.stream().filter((worker) -> worker.isOn(node)).toList();
		holding.forEach((worker) -> worker.hold(true));
		await().until(() -> node.messages(Consumer.SHARED_QUEUE) >= STRANDED);
		List<ClusterClient> affected = clients().filter((client) -> client.isOn(node)).toList();
		long start = System.nanoTime();
		outage.happen(node);
		List<Duration> times = affected.stream().map((client) -> failOver(client, other, start)).toList();
		assertThat(times).allSatisfy((time) -> assertThat(time).isLessThan(ClusterClient.DEADLINE));
		holding.forEach((worker) -> worker.hold(false));
		awaitProgress();
		Set<String> stranded = whatIsMissingOnceAllIsDelivered(other);
		if (outage == Outage.CRASH) {
			// a node that stops in good order may have had the time to hand them over
			assertThat(stranded).isNotEmpty();
		}
		node.start();
		await().until(this.cluster::isWhole);
		await().untilAsserted(
				() -> assertThat(this.ledger.missing(Consumer.SHARED)).as("what lay on %s. %s", node, queues())
					.noneMatch(stranded::contains));
		awaitProgress();
		assertThat(clients()).allSatisfy((client) -> assertThat(client.failure()).isNull());
		return times;
	}

	private String queues() {
		return this.cluster.nodes().stream().map(ArtemisNode::queues).toList().toString();
	}

	private static Duration failOver(ClusterClient client, ArtemisNode other, long start) {
		await().until(() -> client.isOn(other) && client.workingSince() - start > 0);
		return Duration.ofNanos(client.workingSince() - start);
	}

	/**
	 * What remains lies on the node that is down.
	 */
	private Set<String> whatIsMissingOnceAllIsDelivered(ArtemisNode node) {
		this.publishers.forEach(Publisher::rest);
		await().until(() -> node.messages(Consumer.SHARED_QUEUE) == 0);
		Set<String> missing = this.ledger.missing(Consumer.SHARED);
		this.publishers.forEach(Publisher::resume);
		return missing;
	}

	/**
	 * Wait until each publisher and each consumer has got a good deal further.
	 */
	private void awaitProgress() {
		long[] goals = LongStream
			.concat(this.publishers.stream().mapToLong(Publisher::acknowledged),
					this.consumers.stream().mapToLong(Consumer::received))
			.map((count) -> count + 50)
			.toArray();
		await().untilAsserted(() -> {
			for (int i = 0; i < this.publishers.size(); i++) {
				assertThat(this.publishers.get(i).acknowledged()).isGreaterThan(goals[i]);
			}
			for (int i = 0; i < this.consumers.size(); i++) {
				assertThat(this.consumers.get(i).received()).isGreaterThan(goals[this.publishers.size() + i]);
			}
		});
	}

	private Stream<ClusterClient> clients() {
		return Stream.concat(this.consumers.stream(), this.publishers.stream());
	}

	private static String describe(List<Duration> times) {
		return times.stream().sorted().map((time) -> time.toMillis() + " ms").toList().toString();
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(15)).pollInterval(Duration.ofMillis(10));
	}

	/**
	 * How a node goes.
	 */
	enum Outage {

		CRASH {

			@Override
			void happen(ArtemisNode node) {
				node.crash();
			}

		},

		STOP {

			@Override
			void happen(ArtemisNode node) {
				node.stop();
			}

		};

		abstract void happen(ArtemisNode node);

	}

}
