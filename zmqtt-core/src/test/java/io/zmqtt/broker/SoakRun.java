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

package io.zmqtt.broker;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToIntFunction;

import io.zmqtt.MqttVersion;
import io.zmqtt.QoS;
import io.zmqtt.test.Mosquitto;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Twenty clients publish and receive: at QoS 1 and 2 over connections that are cut at any
 * byte, and at QoS 1 through a broker that is restarted with persistence. Nothing may be
 * lost, nothing of QoS 2 may arrive twice, and the heap has to stay flat. Run by
 * {@code zmqtt-core/soak.sh}, ten minutes long unless the system property
 * {@code soak.seconds} says otherwise.
 */
class SoakRun {

	private static final int CUT = 14;

	private static final int RESTARTED = 6;

	private static final int MOST_BYTES = 60_000;

	private static final long STEP_NANOS = 5_000_000;

	private static final Duration RESTART_EVERY = Duration.ofSeconds(8);

	private static final long MEGABYTE = 1024 * 1024;

	private static final long MOST_GROWTH = 8 * MEGABYTE;

	private final List<SoakClient> cut = new ArrayList<>();

	private final List<SoakClient> restarted = new ArrayList<>();

	private final List<Long> heap = new ArrayList<>();

	@Test
	void keepsEveryPromise() {
		Mosquitto.assumeAvailable();
		Duration duration = Duration.ofSeconds(Integer.getInteger("soak.seconds", 600));
		long seed = Long.getLong("soak.seed", System.nanoTime());
		say("%d s, seed %d", duration.toSeconds(), seed);
		try (Mosquitto living = broker();
				Mosquitto dying = broker();
				CuttingRelay relay = new CuttingRelay(living.host(), living.port(), MOST_BYTES, seed)) {
			start(living.host(), relay.port(), CUT, this.cut, "cut/");
			start(dying.host(), dying.port(), RESTARTED, this.restarted, "restarted/");
			int restarts = publish(duration, relay, dying);
			relay.gentle();
			settle();
			report(relay, restarts);
		}
		finally {
			all().forEach(SoakClient::close);
		}
		check();
	}

	private static Mosquitto broker() {
		return Mosquitto.builder().persistence().lines("max_queued_messages 0", "autosave_interval 0").start();
	}

	private static void start(String host, int port, int count, List<SoakClient> clients, String prefix) {
		for (int i = 0; i < count; i++) {
			QoS qos = (prefix.startsWith("cut") && i % 4 < 2) ? QoS.EXACTLY_ONCE : QoS.AT_LEAST_ONCE;
			clients
				.add(new SoakClient(host, port, (i % 2 == 0) ? MqttVersion.V5 : MqttVersion.V3_1_1, prefix + i, qos));
		}
		clients.forEach(SoakClient::connect);
		for (int i = 0; i < count; i++) {
			clients.get(i).receiveFrom(clients.get((i + 1) % count));
		}
	}

	private List<SoakClient> all() {
		List<SoakClient> all = new ArrayList<>(this.cut);
		all.addAll(this.restarted);
		return all;
	}

	private int publish(Duration duration, CuttingRelay relay, Mosquitto dying) {
		List<SoakClient> clients = all();
		long start = System.nanoTime();
		long sampleEvery = Math.max(Duration.ofSeconds(1).toNanos(), duration.toNanos() / 30);
		long nextSample = start + sampleEvery;
		long nextRestart = start + RESTART_EVERY.toNanos();
		int restarts = 0;
		while (System.nanoTime() - start < duration.toNanos()) {
			clients.forEach(SoakClient::publish);
			long now = System.nanoTime();
			if (now >= nextRestart) {
				// stopped in good order, which is when Mosquitto writes its state
				dying.restart();
				restarts++;
				nextRestart = System.nanoTime() + RESTART_EVERY.toNanos();
			}
			if (now >= nextSample) {
				sample(Duration.ofNanos(now - start), relay, restarts);
				nextSample = now + sampleEvery;
			}
			LockSupport.parkNanos(STEP_NANOS);
		}
		return restarts;
	}

	private void sample(Duration elapsed, CuttingRelay relay, int restarts) {
		System.gc();
		long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
		this.heap.add(used);
		say("%4d s: %d sent, %d arrived, %d cuts, %d restarts, heap %.1f MiB", elapsed.toSeconds(),
				sum(all(), SoakClient::sent), sum(all(), SoakClient::arrived), relay.cuts(), restarts,
				(double) used / MEGABYTE);
	}

	private void settle() {
		Awaitility.await()
			.atMost(Duration.ofMinutes(1))
			.pollInterval(Duration.ofMillis(200))
			.until(() -> all().stream().allMatch(SoakClient::isAnswered));
		long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
		Awaitility.await()
			.atMost(Duration.ofMinutes(1))
			.pollInterval(Duration.ofMillis(200))
			.until(() -> sum(all(), SoakClient::lost) == 0 || System.nanoTime() - deadline > 0);
	}

	private void report(CuttingRelay relay, int restarts) {
		for (QoS qos : List.of(QoS.AT_LEAST_ONCE, QoS.EXACTLY_ONCE)) {
			report("QoS " + qos.value() + ", " + relay.cuts() + " cuts",
					this.cut.stream().filter((client) -> client.qos() == qos).toList());
		}
		report("QoS 1, " + restarts + " restarts", this.restarted);
	}

	private static void report(String title, List<SoakClient> clients) {
		say("%-20s %d clients, %d sent, %d arrived, %d lost, %d duplicates, %d failed", title + ":", clients.size(),
				sum(clients, SoakClient::sent), sum(clients, SoakClient::arrived), sum(clients, SoakClient::lost),
				sum(clients, SoakClient::duplicates), sum(clients, SoakClient::failures));
		clients.stream()
			.map(SoakClient::lastFailure)
			.filter((failure) -> failure != null)
			.limit(1)
			.forEach((failure) -> say("    %s", failure));
	}

	private void check() {
		assertThat(sum(all(), SoakClient::lost)).as("lost").isZero();
		assertThat(sum(all(), SoakClient::failures)).as("failed").isZero();
		assertThat(this.cut.stream().filter((client) -> client.qos() == QoS.EXACTLY_ONCE).toList())
			.allSatisfy((client) -> assertThat(client.duplicates()).as("duplicates at QoS 2").isZero());
		assertThat(all()).allSatisfy((client) -> assertThat(client.arrived()).isPositive());
		int third = this.heap.size() / 3;
		if (third > 0) {
			double middle = average(this.heap.subList(third, 2 * third));
			double last = average(this.heap.subList(2 * third, this.heap.size()));
			say("heap after collection: %.1f MiB in the second third, %.1f MiB in the last", middle / MEGABYTE,
					last / MEGABYTE);
			assertThat(last - middle).as("growth of the heap").isLessThan(MOST_GROWTH);
		}
	}

	private static double average(List<Long> values) {
		return values.stream().mapToLong(Long::longValue).average().orElse(0);
	}

	private static int sum(List<SoakClient> clients, ToIntFunction<SoakClient> figure) {
		return clients.stream().mapToInt(figure).sum();
	}

	private static void say(String format, Object... arguments) {
		System.out.println("soak: " + String.format(format, arguments));
	}

}
