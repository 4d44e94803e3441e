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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;

import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttSubscription;
import io.zmqtt.QoS;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.internal.packet.Packet;
import io.zmqtt.internal.packet.PacketType;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.annotations.AfterMethod;

/**
 * The Technology Compatibility Kit of Reactive Streams for the publisher of a
 * subscription, over a real connection. A stream of n messages ends because its
 * subscription is closed once the broker has got the acknowledgement of the last one.
 * <p>
 * All required rules run. The kit skips:
 * <ul>
 * <li>{@code optional_spec111_multicast_*} and
 * {@code optional_spec111_maySupportMultiSubscribe}, since there is one subscriber at a
 * time: each message goes to one taker;</li>
 * <li>{@code optional_spec111_registeredSubscribersMustReceiveOnNextOrOnCompleteSignals},
 * for the same reason;</li>
 * <li>the {@code untested_*} rules, which a kit cannot test.</li>
 * </ul>
 */
public class MessagePublisherTckTests extends FlowPublisherVerification<MqttMessage> {

	/** How many messages the broker sends ahead of acknowledgements. */
	private static final int WINDOW = 16;

	private final List<AutoCloseable> opened = new CopyOnWriteArrayList<>();

	public MessagePublisherTckTests() {
		super(new TestEnvironment(2000, 50));
	}

	@AfterMethod(alwaysRun = true)
	public void closeAll() throws Exception {
		for (AutoCloseable closeable : this.opened) {
			closeable.close();
		}
		this.opened.clear();
	}

	@Override
	public Flow.Publisher<MqttMessage> createFlowPublisher(long elements) {
		ScriptedBroker broker = ScriptedBroker.start();
		MqttSubscription subscription = subscribe(broker);
		if (elements == 0) {
			subscription.close();
		}
		else {
			new Sender(broker.accept(), subscription, elements).start(broker);
		}
		return subscription.publisher();
	}

	@Override
	public Flow.Publisher<MqttMessage> createFailedFlowPublisher() {
		ScriptedBroker broker = ScriptedBroker.start();
		MqttSubscription subscription = subscribe(broker);
		this.opened.forEach((closeable) -> {
			if (closeable instanceof MqttClient client) {
				client.disconnect();
			}
		});
		return subscription.publisher();
	}

	private MqttSubscription subscribe(ScriptedBroker broker) {
		MqttClientV5 client = MqttClient.builder(broker.host())
			.v5()
			.port(broker.port())
			.clientId("tck")
			.closeTimeout(Duration.ofSeconds(2))
			.build();
		this.opened.add(client);
		this.opened.add(broker);
		client.connect();
		return client.subscribe(SubscriptionSpec.of("tck", QoS.AT_LEAST_ONCE));
	}

	/**
	 * Sends messages as others are acknowledged, and ends the subscription after the last
	 * acknowledgement. After the start everything happens in the thread that reads the
	 * connection.
	 */
	private static final class Sender {

		private final ScriptedConnection connection;

		private final MqttSubscription subscription;

		private final long elements;

		private final CompletableFuture<Void> started = new CompletableFuture<>();

		private long sent;

		private long acknowledged;

		Sender(ScriptedConnection connection, MqttSubscription subscription, long elements) {
			this.connection = connection;
			this.subscription = subscription;
			this.elements = elements;
		}

		void start(ScriptedBroker broker) {
			broker.answer(PacketType.PUBACK, this::acknowledged);
			while (this.sent < Math.min(WINDOW, this.elements)) {
				send();
			}
			this.started.complete(null);
		}

		private void send() {
			int id = (int) (this.sent++ % 0xFFFF) + 1;
			this.connection.send(ScriptedTests.publish("tck", "message", QoS.AT_LEAST_ONCE, id));
		}

		private @Nullable Packet acknowledged(Packet packet) {
			this.started.join();
			if (++this.acknowledged == this.elements) {
				this.subscription.unsubscribeAsync();
			}
			else if (this.sent < this.elements) {
				send();
			}
			return null;
		}

	}

}
