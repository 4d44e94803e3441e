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

package io.zmqtt.broker.guarantees;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientV5;
import io.zmqtt.QoS;
import io.zmqtt.ReconnectPolicy;
import io.zmqtt.SubscriptionSpec;

/**
 * All scenarios of one event at once.
 */
final class Batch {

	private final Notes notes = new Notes();

	private final List<Trial> trials = new ArrayList<>();

	private final Event event;

	private final Broker broker;

	private final ExecutorService threads;

	private Batch(Event event, Broker broker, ExecutorService threads) {
		this.event = event;
		this.broker = broker;
		this.threads = threads;
	}

	static Map<Scenario, Outcome> run(Event event, Broker broker) throws Exception {
		ExecutorService threads = Executors.newCachedThreadPool((task) -> {
			Thread thread = new Thread(task, "batch");
			thread.setDaemon(true);
			return thread;
		});
		try {
			return new Batch(event, broker, threads).run();
		}
		finally {
			threads.shutdownNow();
		}
	}

	private Map<Scenario, Outcome> run() throws Exception {
		String prefix = "g" + UUID.randomUUID().toString().substring(0, 8);
		for (Scenario scenario : Scenario.all(this.event)) {
			this.trials.add(
					new Trial(prefix + "-" + this.trials.size(), this.event, scenario, this.broker.port(), this.notes));
		}
		try (MqttClient helper = client(prefix + "-helper", false);
				MqttClient live = witness(prefix + "-live", Trial.LIVE);
				MqttClient stored = witness(prefix + "-stored", Trial.STORED)) {
			helper.connect();
			stored.disconnect();
			if (this.event == Event.PROCESS_KILLED) {
				killProcess(helper);
			}
			else {
				forEach(Trial::start);
				forEach((trial) -> trial.reach(helper));
				this.trials.forEach(Trial::cut);
				if (this.event != Event.LINK_LOST) {
					this.broker.killAndRestart();
					helper.connect();
					live.connect();
				}
			}
			stored.connect();
			forEach((trial) -> trial.outage(helper));
			forEach(Trial::recover);
			Map<Scenario, Outcome> found = new ConcurrentHashMap<>();
			forEach((trial) -> found.put(trial.scenario(), trial.outcome(helper)));
			Map<Scenario, Outcome> ordered = new LinkedHashMap<>();
			this.trials.forEach((trial) -> ordered.put(trial.scenario(), found.get(trial.scenario())));
			return ordered;
		}
		finally {
			forEach(Trial::close);
		}
	}

	private void killProcess(MqttClient helper) throws Exception {
		List<String> settings = this.trials.stream().map((trial) -> trial.settings().line()).toList();
		try (OtherJvm jvm = OtherJvm.start(SubjectProcess.class, List.of(), settings, this::note)) {
			forEach((trial) -> trial.reach(helper));
			jvm.kill();
		}
		this.trials.forEach(Trial::cut);
	}

	private void note(String line) {
		int separator = line.indexOf(';');
		if (separator > 0) {
			this.notes.add(line.substring(0, separator), line.substring(separator + 1));
		}
	}

	/**
	 * Return a client that counts what subscribers get.
	 */
	private MqttClient witness(String id, String topics) {
		MqttClient witness = client(id, true);
		witness.connect();
		witness.subscribe(SubscriptionSpec.of(topics + "+").withQos(QoS.EXACTLY_ONCE),
				(message) -> this.notes.add(message.topic().substring(topics.length()), "witnessed " + message.text()));
		return witness;
	}

	private MqttClient client(String id, boolean kept) {
		MqttClientV5.Builder builder = MqttClient.builder("localhost")
			.port(this.broker.port())
			.clientId(id)
			.reconnect(ReconnectPolicy.defaults().withDelays(Duration.ofMillis(20), Duration.ofMillis(100)))
			.retryFirstConnect(true)
			.v5();
		return (kept ? builder.sessionExpiryInterval(Duration.ofMinutes(5)) : builder).build();
	}

	private void forEach(Step step) throws Exception {
		List<Callable<Void>> tasks = new ArrayList<>();
		for (Trial trial : this.trials) {
			tasks.add(() -> {
				step.take(trial);
				return null;
			});
		}
		for (Future<Void> future : this.threads.invokeAll(tasks)) {
			try {
				future.get();
			}
			catch (ExecutionException ex) {
				throw new AssertionError(this.event + ": " + ex.getCause().getMessage(), ex.getCause());
			}
		}
	}

	private interface Step {

		void take(Trial trial) throws Exception;

	}

}
