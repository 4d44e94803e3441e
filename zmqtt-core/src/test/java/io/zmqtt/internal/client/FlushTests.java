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

package io.zmqtt.internal.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.zmqtt.MqttClient;
import io.zmqtt.MqttTimeoutException;
import io.zmqtt.MqttVersion;
import io.zmqtt.PublishResult;
import io.zmqtt.QoS;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.PubAck;
import io.zmqtt.internal.packet.Publish;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * How a client waits until no message is pending.
 */
class FlushTests extends ScriptedTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	@ParameterizedTest
	@EnumSource
	void completesWhenTheLastMessageIsAcknowledged(MqttVersion version) {
		this.broker.manual(PacketType.PUBLISH);
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<PublishResult> one = client.publishAsync("t", "one", QoS.AT_LEAST_ONCE);
		CompletableFuture<PublishResult> two = client.publishAsync("t", "two", QoS.AT_LEAST_ONCE);
		CompletableFuture<Void> flush = client.flushAsync(LONG);
		CompletableFuture<Void> blocked = inBackground(() -> {
			client.flush(LONG);
			return null;
		});
		Publish first = connection.expectPublish("one");
		Publish second = connection.expectPublish("two");
		connection.send(new PubAck(first.packetId()));
		result(one);
		client.ping();
		assertThat(flush).isNotDone();
		assertThat(blocked).isNotDone();
		connection.send(new PubAck(second.packetId()));
		result(flush);
		result(blocked);
		assertThat(two).isDone();
	}

	@ParameterizedTest
	@EnumSource
	void completesAtOnceWhenNothingIsPending(MqttVersion version) {
		MqttClient client = client(version);
		client.flush(LONG);
		client.connect();
		client.flush(LONG);
		client.publish("t", "x", QoS.EXACTLY_ONCE);
		client.flush(Duration.ofSeconds(Long.MAX_VALUE));
		assertThat(client.flushAsync(LONG)).succeedsWithin(ScriptedBroker.TIMEOUT);
	}

	@ParameterizedTest
	@CsvSource({ "V3_1_1, false", "V5, false", "V5, true" })
	void timesOutAndLeavesTheMessagesPending(MqttVersion version, boolean completionExecutor) {
		this.broker.manual(PacketType.PUBLISH);
		MqttClient client = connected(version, (builder) -> {
			if (completionExecutor) {
				builder.completionExecutor((task) -> CompletableFuture.runAsync(task));
			}
		});
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<PublishResult> publish = client.publishAsync("t", "x", QoS.AT_LEAST_ONCE);
		Publish sent = connection.expectPublish("x");
		MqttTimeoutException timeout = failure(client.flushAsync(Duration.ofMillis(100)), MqttTimeoutException.class);
		assertThat(timeout).hasMessageContaining("flush").hasMessageContaining("1 ");
		assertThatExceptionOfType(MqttTimeoutException.class).isThrownBy(() -> client.flush(Duration.ofMillis(50)));
		assertThatExceptionOfType(MqttTimeoutException.class).isThrownBy(() -> client.flush(Duration.ZERO));
		assertThat(publish).isNotDone();
		connection.send(new PubAck(sent.packetId()));
		result(publish);
		client.flush(LONG);
	}

	@ParameterizedTest
	@EnumSource
	void spansAReconnect(MqttVersion version) {
		this.broker.manual(PacketType.PUBLISH);
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		client.publishAsync("t", "x", QoS.AT_LEAST_ONCE);
		connection.expectPublish("x");
		CompletableFuture<Void> flush = client.flushAsync(LONG);
		connection.reset();
		connection = this.broker.accept();
		Publish again = connection.expectPublish("x");
		assertThat(flush).isNotDone();
		connection.send(new PubAck(again.packetId()));
		result(flush);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void endsWithClose(boolean another) {
		if (another) {
			connected(MqttVersion.V5, (builder) -> builder.clientId("another"));
			this.broker.accept();
		}
		this.broker.manual(PacketType.PUBLISH);
		MqttClient client = connected(MqttVersion.V5);
		ScriptedConnection connection = this.broker.accept();
		client.publishAsync("t", "x", QoS.AT_LEAST_ONCE);
		connection.expectPublish("x");
		CompletableFuture<Void> flush = client.flushAsync(LONG);
		client.close();
		result(flush);
		assertThat(client.flushAsync(LONG)).succeedsWithin(ScriptedBroker.TIMEOUT);
		client.flush(LONG);
	}

	@Test
	void doesNotBlockTheNetworkThread() {
		this.broker.manual(PacketType.PUBLISH);
		MqttClient client = connected(MqttVersion.V5);
		CompletableFuture<Void> refused = client.publishAsync("t", "x", QoS.AT_LEAST_ONCE)
			.thenAccept((done) -> assertThatIllegalStateException().isThrownBy(() -> client.flush(LONG)));
		ScriptedConnection connection = this.broker.accept();
		connection.send(new PubAck(connection.expectPublish("x").packetId()));
		result(refused);
	}

}
