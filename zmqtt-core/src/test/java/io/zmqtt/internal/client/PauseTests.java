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

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

import io.zmqtt.MqttClient;
import io.zmqtt.MqttSubscription;
import io.zmqtt.MqttVersion;
import io.zmqtt.OverflowPolicy;
import io.zmqtt.QoS;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.internal.packet.PubAck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Subscriptions whose handler is paused.
 */
class PauseTests extends ScriptedTests {

	private static final SubscriptionSpec SPEC = SubscriptionSpec.of("a", QoS.AT_LEAST_ONCE);

	private final List<String> handled = new CopyOnWriteArrayList<>();

	private static void send(ScriptedConnection connection, int first, int last) {
		for (int id = first; id <= last; id++) {
			connection.send(publish("a", "m" + id, QoS.AT_LEAST_ONCE, id));
		}
	}

	private static void acknowledged(ScriptedConnection connection, Integer... ids) {
		eventually(
				() -> assertThat(connection.received(PubAck.class)).extracting(PubAck::packetId).containsExactly(ids));
	}

	@ParameterizedTest
	@EnumSource
	void messagesWaitUntilTheHandlerIsResumed(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SPEC, (message) -> this.handled.add(message.text()));
		send(connection, 1, 1);
		acknowledged(connection, 1);
		assertThat(subscription.isPaused()).isFalse();
		subscription.pause();
		subscription.pause();
		assertThat(subscription.isPaused()).isTrue();
		send(connection, 2, 4);
		eventually(() -> assertThat(subscription.buffered()).isEqualTo(3));
		assertThat(this.handled).containsExactly("m1");
		acknowledged(connection, 1);
		subscription.resume();
		subscription.resume();
		assertThat(subscription.isPaused()).isFalse();
		acknowledged(connection, 1, 2, 3, 4);
		assertThat(this.handled).containsExactly("m1", "m2", "m3", "m4");
	}

	@Test
	void handlerMayPauseItsOwnSubscription() {
		MqttClient client = connected(MqttVersion.V3_1_1);
		ScriptedConnection connection = this.broker.accept();
		Semaphore subscribed = new Semaphore(0);
		MqttSubscription[] subscription = new MqttSubscription[1];
		subscription[0] = client.subscribe(SPEC, (message) -> {
			subscribed.acquire();
			this.handled.add(message.text());
			subscription[0].pause();
		});
		subscribed.release(10);
		send(connection, 1, 3);
		acknowledged(connection, 1);
		eventually(() -> assertThat(subscription[0].buffered()).isEqualTo(2));
		subscription[0].resume();
		acknowledged(connection, 1, 2);
		assertThat(this.handled).containsExactly("m1", "m2");
	}

	@ParameterizedTest
	@EnumSource
	void whatWaitsIsRunOutWhenTheSubscriptionEnds(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SPEC, (message) -> this.handled.add(message.text()));
		subscription.pause();
		send(connection, 1, 3);
		eventually(() -> assertThat(subscription.buffered()).isEqualTo(3));
		subscription.close();
		acknowledged(connection, 1, 2, 3);
		assertThat(this.handled).containsExactly("m1", "m2", "m3");
		subscription.pause();
		assertThat(subscription.isPaused()).isFalse();
	}

	@Test
	void aFullBufferIsTreatedAsThatOfASlowHandler() {
		MqttClient client = connected(MqttVersion.V3_1_1);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription dropping = client.subscribe(
				SubscriptionSpec.of("a").withBufferSize(2).withOverflow(OverflowPolicy.DROP_OLDEST),
				(message) -> this.handled.add(message.text()));
		dropping.pause();
		for (int i = 1; i <= 5; i++) {
			connection.send(publish("a", "m" + i, QoS.AT_MOST_ONCE, 0));
		}
		Semaphore last = new Semaphore(0);
		client.subscribe("b", (message) -> last.release());
		connection.send(publish("b", "", QoS.AT_MOST_ONCE, 0));
		eventually(() -> assertThat(last.availablePermits()).isOne());
		assertThat(dropping.buffered()).isEqualTo(2);
		dropping.resume();
		eventually(() -> assertThat(this.handled).containsExactly("m4", "m5"));
	}

	@Test
	void losesNothingOfQosZeroWhenTheBufferIsFull() {
		MqttClient client = connected(MqttVersion.V3_1_1);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SubscriptionSpec.of("a").withBufferSize(2),
				(message) -> this.handled.add(message.text()));
		subscription.pause();
		for (int i = 1; i <= 20; i++) {
			connection.send(publish("a", "m" + i, QoS.AT_MOST_ONCE, 0));
		}
		eventually(() -> assertThat(subscription.buffered()).isGreaterThanOrEqualTo(2));
		assertThat(this.handled).isEmpty();
		subscription.resume();
		eventually(() -> assertThat(this.handled).hasSize(20));
	}

	@Test
	void onlyHandlersArePaused() {
		MqttClient client = connected(MqttVersion.V3_1_1);
		MqttSubscription subscription = client.subscribe(SPEC);
		assertThatIllegalStateException().isThrownBy(subscription::pause).withMessageContaining("no handler");
		assertThatIllegalStateException().isThrownBy(subscription::resume);
		assertThat(subscription.isPaused()).isFalse();
	}

}
