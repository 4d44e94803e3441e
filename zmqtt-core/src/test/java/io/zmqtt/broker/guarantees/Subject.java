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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;

import io.zmqtt.CleanStart;
import io.zmqtt.ClientState;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientBuilder;
import io.zmqtt.MqttClientListener;
import io.zmqtt.MqttClientV311;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttException;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttPublishException;
import io.zmqtt.MqttSubscription;
import io.zmqtt.MqttTimeoutException;
import io.zmqtt.MqttVersion;
import io.zmqtt.PublishResult;
import io.zmqtt.QoS;
import io.zmqtt.ReconnectPolicy;
import io.zmqtt.SubscribeResult;
import io.zmqtt.SubscriptionSpec;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * The client that something happens to, in this process or in one that will be killed.
 */
final class Subject implements AutoCloseable {

	static final String MESSAGE = "message";

	static final String BLOCKER = "blocker";

	private final CountDownLatch gate = new CountDownLatch(1);

	private final Settings settings;

	private final BiConsumer<String, String> notes;

	private final MqttClient client;

	private @Nullable MqttSubscription subscription;

	private @Nullable CompletableFuture<PublishResult> published;

	Subject(Settings settings, BiConsumer<String, String> notes) {
		this.settings = settings;
		this.notes = notes;
		this.client = client(settings);
		this.client.addListener(new MqttClientListener() {

			@Override
			public void onSubscriptionsRestored(SubscribeResult result) {
				note("restored");
			}

		});
	}

	private static MqttClient client(Settings settings) {
		MqttClientV311.Builder v311 = MqttClient.builder("localhost");
		MqttClientBuilder<?> builder = (settings.version == MqttVersion.V5) ? v311.v5() : v311;
		builder.port(settings.port)
			.clientId(settings.id)
			// Artemis can send messages ahead of its CONNACK, which is refused
			.retryFirstConnect(true)
			.reconnect(ReconnectPolicy.defaults().withDelays(Duration.ofMillis(20), Duration.ofMillis(100)));
		if (settings.kept && builder instanceof MqttClientV5.Builder v5) {
			v5.sessionExpiryInterval(Duration.ofMinutes(5));
		}
		else if (settings.kept) {
			builder.cleanStart(CleanStart.NEVER);
		}
		return builder.build();
	}

	/**
	 * Connect as an application that begins its work.
	 */
	void start() {
		this.client.connect();
		if (this.settings.receiving) {
			subscribe();
		}
		note("ready");
	}

	/**
	 * Connect as an application that was started again: its subscriptions are in place
	 * first.
	 */
	void startAgain() {
		this.gate.countDown();
		if (this.settings.receiving) {
			subscribe();
		}
		this.client.connect();
	}

	private void subscribe() {
		SubscriptionSpec spec = SubscriptionSpec.of(this.settings.topic)
			.withQos(this.settings.qos)
			.withAckMode(this.settings.style.ackMode());
		if (this.settings.style.isHandler()) {
			this.subscription = this.client.subscribe(spec, this::work);
			return;
		}
		MqttSubscription messages = this.client.subscribe(spec);
		this.subscription = messages;
		Thread thread = new Thread(() -> messages.forEach(this::work), "application");
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * What the application does with a message.
	 */
	private void work(MqttMessage message) {
		String text = message.text();
		note("begun " + text);
		if (text.equals(this.settings.waitsFor)) {
			try {
				this.gate.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return;
			}
		}
		message.ack();
		note("finished " + text);
	}

	/**
	 * Publish the message.
	 */
	void publish() {
		CompletableFuture<PublishResult> future = this.client.publishAsync(this.settings.topic, MESSAGE,
				this.settings.qos);
		this.published = future;
		future.whenComplete((result, failure) -> {
			if (failure == null) {
				note("published");
			}
		});
	}

	/**
	 * Publish something else, and wait until it is done.
	 */
	void publish(String text) {
		this.client.publish(this.settings.topic, text, this.settings.qos);
	}

	void awaitBuffered() {
		Awaitility.await().until(() -> {
			MqttSubscription current = this.subscription;
			return current != null && current.buffered() == 1;
		});
		note("buffered");
	}

	void awaitState(ClientState state) {
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(this.client::state, state::equals);
	}

	/**
	 * Let the work go on that waits.
	 */
	void goOn() {
		this.gate.countDown();
	}

	/**
	 * Wait for what the publisher is told.
	 */
	Outcome.Seen seen() {
		CompletableFuture<PublishResult> future = this.published;
		if (future == null) {
			return Outcome.Seen.NOTHING;
		}
		try {
			future.get(20, TimeUnit.SECONDS);
			return Outcome.Seen.SUCCESS;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted", ex);
		}
		catch (TimeoutException ex) {
			throw new AssertionError("The publish of " + this.settings + " does not end", ex);
		}
		catch (ExecutionException ex) {
			return isUnknown(ex.getCause()) ? Outcome.Seen.UNKNOWN : Outcome.Seen.FAILED;
		}
	}

	private static boolean isUnknown(Throwable failure) {
		if (failure instanceof MqttPublishException refused) {
			return refused.outcomeUnknown();
		}
		if (failure instanceof MqttTimeoutException timeout) {
			return timeout.outcomeUnknown();
		}
		if (failure instanceof MqttException) {
			return false;
		}
		throw new AssertionError("An unexpected failure", failure);
	}

	private void note(String what) {
		this.notes.accept(this.settings.id, what);
	}

	@Override
	public void close() {
		goOn();
		this.client.close();
	}

	/**
	 * What a subject is and does, as one line of text for another process.
	 *
	 * @param waitsFor the message with which the application does not get done by itself,
	 * or an empty text
	 */
	record Settings(String id, String topic, MqttVersion version, boolean kept, int port, boolean receiving, QoS qos,
			Style style, String waitsFor, boolean publishes) {

		static Settings parse(String line) {
			String[] parts = line.split(";", -1);
			return new Settings(parts[0], parts[1], MqttVersion.valueOf(parts[2]), Boolean.parseBoolean(parts[3]),
					Integer.parseInt(parts[4]), Boolean.parseBoolean(parts[5]), QoS.valueOf(parts[6]),
					Style.valueOf(parts[7]), parts[8], Boolean.parseBoolean(parts[9]));
		}

		String line() {
			return String.join(";", this.id, this.topic, this.version.name(), Boolean.toString(this.kept),
					Integer.toString(this.port), Boolean.toString(this.receiving), this.qos.name(), this.style.name(),
					this.waitsFor, Boolean.toString(this.publishes));
		}

	}

}
