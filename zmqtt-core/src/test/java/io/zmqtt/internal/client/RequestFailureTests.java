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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.zmqtt.ClientState;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttConnectException;
import io.zmqtt.MqttDisconnectedException;
import io.zmqtt.MqttException;
import io.zmqtt.MqttInterruptedException;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttPublishException;
import io.zmqtt.MqttQueueFullException;
import io.zmqtt.MqttSubscribeException;
import io.zmqtt.MqttTimeoutException;
import io.zmqtt.MqttUnsupportedException;
import io.zmqtt.PublishProperties;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.ReconnectPolicy;
import io.zmqtt.RequestOptions;
import io.zmqtt.conformance.Behaviour;
import io.zmqtt.conformance.Semantics;
import io.zmqtt.internal.packet.AckProperties;
import io.zmqtt.internal.packet.ConnAck;
import io.zmqtt.internal.packet.ConnAckProperties;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.PubAck;
import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.packet.SubAck;
import io.zmqtt.internal.packet.Subscribe;
import io.zmqtt.internal.packet.Unsubscribe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * That every request ends, and what is left of it.
 */
class RequestFailureTests extends RequestScripts {

	private static final RequestOptions SHORT = RequestOptions.defaults().withTimeout(Duration.ofMillis(300));

	private static void assertNoneIsOpen(MqttClientV5 client) {
		Requests requests = ((DefaultMqttClient) client).core().requests();
		eventually(() -> assertThat(requests.isAwaiting()).isFalse());
	}

	// Deadlines

	@ParameterizedTest
	@EnumSource
	@Behaviour("U10")
	@Semantics("4.2")
	void requestWithoutReplyTimesOut(QoS qos) {
		MqttClientV5 client = requester(DEFAULTS);
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<MqttMessage> future = inBackground(
				() -> client.request("service", "question", SHORT.withQos(qos)));
		Publish request = connection.expectPublish("question");
		assertThat(request.properties().application().messageExpiryInterval()).hasValue(1);
		MqttTimeoutException failure = failure(future, MqttTimeoutException.class);
		assertThat(failure.operation()).isEqualTo("request");
		assertThat(failure.outcomeUnknown()).isTrue();
		assertThat(failure).hasMessageContaining("'service'");
		connection.send(replyTo(request, "too late"));
		eventually(() -> assertThat(lateReplies(client)).isEqualTo(1));
		assertThat(connection.received(Unsubscribe.class)).isEmpty();
	}

	@Test
	void timeoutOfTheClientHoldsForRequestsWithoutOne() {
		MqttClientV5 client = requester((builder) -> builder.requestTimeout(Duration.ofMillis(200)));
		assertThatExceptionOfType(MqttTimeoutException.class).isThrownBy(() -> client.request("service", "question"))
			.withMessageContaining("200 ms");
	}

	/**
	 * The broker does not answer the SUBSCRIBE: nothing is published, and the next
	 * request asks again.
	 */
	@Test
	void requestWithoutReplyTopicTimesOutUnsent() {
		this.broker.manual(PacketType.SUBSCRIBE);
		MqttClientV5 client = requester(DEFAULTS);
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<MqttMessage> future = client.requestAsync("service", "question", SHORT);
		expectSubscribe(connection, REPLY_TOPIC);
		assertThat(failure(future, MqttTimeoutException.class).outcomeUnknown()).isFalse();
		assertThat(connection.expect(Unsubscribe.class).topicFilters()).containsExactly(REPLY_TOPIC);
		this.broker.automatic(PacketType.SUBSCRIBE);
		future = client.requestAsync("service", "again");
		expectSubscribe(connection, REPLY_TOPIC);
		connection.send(replyTo(connection.expectPublish("again"), "answer"));
		assertThat(result(future).text()).isEqualTo("answer");
		assertThat(connection.received(Publish.class)).hasSize(1);
	}

	/**
	 * The window of the broker is full: the request is never written.
	 */
	@Test
	void requestThatIsNotWrittenInTimeNeverIs() {
		this.broker.answer(PacketType.CONNECT, (packet) -> connAck(false, 1, null));
		MqttClientV5 client = requester(DEFAULTS);
		ScriptedConnection connection = this.broker.accept();
		client.publishAsync("other", "first", QoS.AT_LEAST_ONCE);
		Publish first = connection.expectPublish("first");
		CompletableFuture<MqttMessage> future = client.requestAsync("service", "question", SHORT);
		assertThat(failure(future, MqttTimeoutException.class).outcomeUnknown()).isFalse();
		acknowledge(connection, first);
		client.publishAsync("other", "last", QoS.AT_LEAST_ONCE);
		connection.expectPublish("last");
		assertThat(connection.received(Publish.class)).hasSize(2);
	}

	@Test
	void requestWithoutConnectionTimesOutUnsent() {
		MqttClientV5 client = v5(DEFAULTS);
		CompletableFuture<MqttMessage> future = client.requestAsync("service", "question", SHORT);
		assertThat(failure(future, MqttTimeoutException.class).outcomeUnknown()).isFalse();
		assertThatExceptionOfType(MqttTimeoutException.class)
			.isThrownBy(() -> client.request("service", "question", SHORT));
		assertNoneIsOpen(client);
	}

	@Test
	void requestOfQosZeroWithoutConnectionFailsAtOnce() {
		MqttClientV5 client = v5(DEFAULTS);
		RequestOptions options = RequestOptions.defaults().withQos(QoS.AT_MOST_ONCE);
		failure(client.requestAsync("service", "question", options), MqttDisconnectedException.class);
		assertThatExceptionOfType(MqttDisconnectedException.class)
			.isThrownBy(() -> client.request("service", "question", options));
	}

	// The limit

	@Test
	@Semantics("4.6")
	void requestsAboveTheLimitFailOrWait() {
		MqttClientV5 client = requester((builder) -> builder.maxPendingRequests(2));
		ScriptedConnection connection = this.broker.accept();
		client.requestAsync("service", "1");
		CompletableFuture<MqttMessage> second = client.requestAsync("service", "2");
		Publish first = connection.expectPublish("1");
		connection.expectPublish("2");
		failure(client.requestAsync("service", "too many"), MqttQueueFullException.class);
		assertThatExceptionOfType(MqttTimeoutException.class)
			.isThrownBy(() -> client.request("service", "too many", SHORT))
			.satisfies((failure) -> assertThat(failure.outcomeUnknown()).isFalse())
			.withMessageContaining("2 requests are pending");
		CompletableFuture<MqttMessage> third = inBackground(() -> client.request("service", "3"));
		connection.expectNothing(A_WHILE);
		connection.send(replyTo(first, "answer"));
		connection.send(replyTo(connection.expectPublish("3"), "answer 3"));
		assertThat(result(third).text()).isEqualTo("answer 3");
		// one that is given up leaves its place
		second.cancel(false);
		eventually(() -> assertThat(client.requestAsync("service", "4").isDone()).isFalse());
		connection.expectPublish("4");
	}

	/**
	 * A request counts as a pending publish, too, until it is acknowledged.
	 */
	@Test
	void requestsObeyTheLimitOfPendingBytes() {
		MqttClientV5 client = requester((builder) -> builder.maxPendingBytes(1000));
		ScriptedConnection connection = this.broker.accept();
		client.requestAsync("service", new byte[900]);
		Publish first = connection.expect(Publish.class);
		failure(client.requestAsync("service", new byte[900]), MqttQueueFullException.class);
		assertThatExceptionOfType(MqttTimeoutException.class)
			.isThrownBy(() -> client.request("service", new byte[900], SHORT));
		CompletableFuture<MqttMessage> second = inBackground(() -> client.request("service", new byte[900]));
		acknowledge(connection, first);
		connection.send(replyTo(connection.expect(Publish.class), "answer"));
		assertThat(result(second).text()).isEqualTo("answer");
	}

	// Refusals

	@ParameterizedTest
	@EnumSource(names = { "NOT_AUTHORIZED", "QUOTA_EXCEEDED", "NO_MATCHING_SUBSCRIBERS" })
	void refusedRequestFails(ReasonCode reasonCode) {
		MqttClientV5 client = requester(DEFAULTS);
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<MqttMessage> future = client.requestAsync("service", "question");
		Publish request = connection.expectPublish("question");
		connection.send(new PubAck(request.packetId(), reasonCode, new AckProperties("not today", List.of())));
		MqttPublishException failure = failure(future, MqttPublishException.class);
		assertThat(failure.reasonCode()).contains(reasonCode);
		assertThat(failure.reasonString()).contains("not today");
		assertThat(failure.outcomeUnknown()).isFalse();
	}

	@Test
	void requestThatNeedsNoSubscriberWaitsOn() {
		MqttClientV5 client = requester(DEFAULTS);
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<MqttMessage> future = client.requestAsync("service", "question",
				RequestOptions.defaults().withRequireSubscribers(false));
		Publish request = connection.expectPublish("question");
		connection.send(new PubAck(request.packetId(), ReasonCode.NO_MATCHING_SUBSCRIBERS, AckProperties.NONE))
			.send(replyTo(request, "answer of a rule"));
		assertThat(result(future).text()).isEqualTo("answer of a rule");
	}

	@Test
	void requestAboveTheLimitsOfTheServerFails() {
		this.broker.answer(PacketType.CONNECT,
				(packet) -> new ConnAck(false, ReasonCode.SUCCESS, new ConnAckProperties(null, null, QoS.AT_LEAST_ONCE,
						null, null, null, null, null, List.of(), null, null, null, null, null, null, null, null)));
		MqttClientV5 client = requester(DEFAULTS);
		failure(client.requestAsync("service", "question", RequestOptions.defaults().withQos(QoS.EXACTLY_ONCE)),
				MqttUnsupportedException.class);
		assertNoneIsOpen(client);
	}

	/**
	 * What cannot be known before the reply topic is known fails later, alone.
	 */
	@Test
	void requestWithTooManyPropertiesFailsAlone() {
		MqttClientV5 client = requester((builder) -> builder.maxPendingBytes(1L << 30));
		ScriptedConnection connection = this.broker.accept();
		PublishProperties.Builder properties = PublishProperties.builder();
		String value = "x".repeat(65_000);
		for (int i = 0; i < 4200; i++) {
			properties.userProperty("n", value);
		}
		failure(client.requestAsync("service", new byte[0],
				RequestOptions.defaults().withProperties(properties.build())), IllegalArgumentException.class);
		CompletableFuture<MqttMessage> future = client.requestAsync("service", "question");
		connection.send(replyTo(connection.expectPublish("question"), "answer"));
		assertThat(result(future).text()).isEqualTo("answer");
	}

	@Test
	void refusedReplyTopicFailsAllWhoWaitAndIsAskedForAgain() {
		this.broker.manual(PacketType.SUBSCRIBE);
		MqttClientV5 client = requester(DEFAULTS);
		ScriptedConnection connection = this.broker.accept();
		List<CompletableFuture<MqttMessage>> futures = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			futures.add(client.requestAsync("service", "question " + i));
		}
		// all of them have come to the network thread
		client.ping();
		Subscribe subscribe = expectSubscribe(connection, REPLY_TOPIC);
		connection.send(new SubAck(subscribe.packetId(), List.of(ReasonCode.NOT_AUTHORIZED)));
		for (CompletableFuture<MqttMessage> future : futures) {
			assertThat(failure(future, MqttSubscribeException.class).failures())
				.isEqualTo(Map.of(REPLY_TOPIC, ReasonCode.NOT_AUTHORIZED));
		}
		assertNoneIsOpen(client);
		CompletableFuture<MqttMessage> future = client.requestAsync("service", "again");
		connection.send(ScriptedBroker.grant(expectSubscribe(connection, REPLY_TOPIC)));
		connection.send(replyTo(connection.expectPublish("again"), "answer"));
		assertThat(result(future).text()).isEqualTo("answer");
		assertThat(connection.received(Publish.class)).hasSize(1);
	}

	// Given up

	@Test
	void cancelledRequestIsForgotten() {
		MqttClientV5 client = requester(DEFAULTS);
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<MqttMessage> cancelled = client.requestAsync("service", "1");
		CompletableFuture<MqttMessage> late = client.requestAsync("service", "2").orTimeout(300, TimeUnit.MILLISECONDS);
		Publish first = connection.expectPublish("1");
		Publish second = connection.expectPublish("2");
		cancelled.cancel(false);
		failure(late, TimeoutException.class);
		assertNoneIsOpen(client);
		connection.send(replyTo(first, "answer")).send(replyTo(second, "answer"));
		eventually(() -> assertThat(lateReplies(client)).isEqualTo(2));
	}

	@Test
	void interruptedRequestIsForgotten() throws InterruptedException {
		MqttClientV5 client = requester(DEFAULTS);
		CompletableFuture<MqttException> failure = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				client.request("service", "question");
			}
			catch (MqttException ex) {
				failure.complete(ex);
			}
		});
		thread.start();
		this.broker.accept().expectPublish("question");
		thread.interrupt();
		assertThat(result(failure)).isInstanceOf(MqttInterruptedException.class);
		thread.join();
		assertNoneIsOpen(client);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void disconnectAndCloseEndRequests(boolean close) {
		MqttClientV5 client = requester((builder) -> builder.maxPendingRequests(2));
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<MqttMessage> blocking = inBackground(() -> client.request("service", "1"));
		connection.expectPublish("1");
		CompletableFuture<MqttMessage> async = client.requestAsync("service", "2");
		CompletableFuture<MqttMessage> waiting = inBackground(
				() -> client.request("service", "3", RequestOptions.defaults().withQos(QoS.AT_MOST_ONCE)));
		if (close) {
			client.close();
		}
		else {
			client.disconnect();
		}
		failure(blocking, MqttDisconnectedException.class);
		failure(async, MqttDisconnectedException.class);
		assertThat(failure(waiting, RuntimeException.class)).isInstanceOfAny(IllegalStateException.class,
				MqttDisconnectedException.class);
		assertNoneIsOpen(client);
	}

	@Test
	void requestsWorkAgainAfterDisconnectAndConnect() {
		MqttClientV5 client = requester(DEFAULTS);
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<MqttMessage> future = client.requestAsync("service", "1");
		connection.send(replyTo(connection.expectPublish("1"), "answer 1"));
		assertThat(result(future).text()).isEqualTo("answer 1");
		client.disconnect();
		future = client.requestAsync("service", "2");
		client.connect();
		connection = this.broker.accept();
		expectSubscribe(connection, REPLY_TOPIC);
		connection.send(replyTo(connection.expectPublish("2"), "answer 2"));
		assertThat(result(future).text()).isEqualTo("answer 2");
	}

	@Test
	void failedClientEndsRequests() {
		MqttClientV5 client = requester((builder) -> builder.reconnect(ReconnectPolicy.disabled()));
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<MqttMessage> sent = client.requestAsync("service", "question");
		connection.expectPublish("question");
		connection.reset();
		failure(sent, MqttDisconnectedException.class);
		eventually(client, ClientState.FAILED);
		failure(client.requestAsync("service", "question"), MqttDisconnectedException.class);
		assertThatExceptionOfType(MqttDisconnectedException.class)
			.isThrownBy(() -> client.request("service", "question"));
	}

	@Test
	@Semantics("4.2")
	void requestsDuringCloseAllEnd() {
		this.broker.automatic(PacketType.PUBLISH);
		for (int round = 0; round < 20; round++) {
			MqttClientV5 client = v5((builder) -> builder.maxPendingRequests(3));
			client.connect();
			List<CompletableFuture<Void>> ends = new ArrayList<>();
			for (int thread = 0; thread < 3; thread++) {
				boolean blocking = thread == 0;
				ends.add(inBackground(() -> {
					for (boolean closed = false; !closed;) {
						closed = isRefused(blocking ? inBackground(() -> client.request("t", "x"))
								: client.requestAsync("t", "x"));
					}
					return null;
				}));
			}
			eventually(() -> assertThat(((DefaultMqttClient) client).core().requests().isAwaiting()).isTrue());
			client.close();
			ends.forEach((end) -> assertThat(end).succeedsWithin(Duration.ofSeconds(5)));
		}
	}

	private static boolean isRefused(CompletableFuture<?> future) {
		RuntimeException failure = failure(future, RuntimeException.class);
		assertThat(failure).isInstanceOfAny(IllegalStateException.class, MqttDisconnectedException.class,
				MqttQueueFullException.class);
		return failure instanceof IllegalStateException;
	}

	// Reconnects

	/**
	 * The connection is lost before or after the request was acknowledged, with the
	 * session kept or not.
	 */
	@ParameterizedTest
	@CsvSource({ "false, false", "false, true", "true, false", "true, true" })
	void pendingRequestSurvivesAReconnect(boolean acknowledged, boolean sessionPresent) {
		MqttClientV5 client = requester((builder) -> builder.sessionExpiryInterval(Duration.ofMinutes(5)));
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<MqttMessage> future = client.requestAsync("service", "question");
		Publish request = connection.expectPublish("question");
		if (acknowledged) {
			acknowledge(connection, request);
			client.ping();
		}
		this.broker.sessionPresent(sessionPresent);
		connection.reset();
		ScriptedConnection next = this.broker.accept();
		// before the request is repeated
		expectSubscribe(next, REPLY_TOPIC);
		if (!acknowledged) {
			Publish again = next.expectPublish("question");
			assertThat(again.duplicate()).isEqualTo(sessionPresent);
			assertThat(responseTopic(again)).isEqualTo(REPLY_TOPIC);
			assertThat(again.properties().application().correlationData().orElseThrow())
				.isEqualTo(request.properties().application().correlationData().orElseThrow());
			acknowledge(next, again);
		}
		next.send(replyTo(request, "answer"));
		assertThat(result(future).text()).isEqualTo("answer");
		assertAlive(client);
	}

	@Test
	void requestMadeDuringAnOutageIsSentAfterIt() {
		MqttClientV5 client = requester(DEFAULTS);
		ScriptedConnection connection = this.broker.accept();
		this.broker.refuseConnections();
		connection.reset();
		eventually(client, ClientState.RECONNECTING);
		CompletableFuture<MqttMessage> future = client.requestAsync("service", "question");
		failure(client.requestAsync("service", "lost", RequestOptions.defaults().withQos(QoS.AT_MOST_ONCE)),
				MqttDisconnectedException.class);
		this.broker.acceptConnections();
		connection = this.broker.accept();
		expectSubscribe(connection, REPLY_TOPIC);
		connection.send(replyTo(connection.expectPublish("question"), "answer"));
		assertThat(result(future).text()).isEqualTo("answer");
	}

	/**
	 * The connection is lost between SUBSCRIBE and SUBACK.
	 */
	@Test
	void replyTopicIsAskedForAgainAfterALostAnswer() {
		this.broker.manual(PacketType.SUBSCRIBE);
		MqttClientV5 client = requester(DEFAULTS);
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<MqttMessage> future = client.requestAsync("service", "question");
		expectSubscribe(connection, REPLY_TOPIC);
		this.broker.automatic(PacketType.SUBSCRIBE);
		connection.reset();
		connection = this.broker.accept();
		expectSubscribe(connection, REPLY_TOPIC);
		connection.send(replyTo(connection.expectPublish("question"), "answer"));
		assertThat(result(future).text()).isEqualTo("answer");
	}

	/**
	 * A request that has its reply is not published anew when the session is lost.
	 */
	@Test
	void answeredRequestIsNotSubmittedAnew() {
		MqttClientV5 client = requester(DEFAULTS);
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<MqttMessage> future = client.requestAsync("service", "question");
		connection.send(replyTo(connection.expectPublish("question"), "answer"));
		assertThat(result(future).text()).isEqualTo("answer");
		connection.reset();
		connection = this.broker.accept();
		expectSubscribe(connection, REPLY_TOPIC);
		client.publishAsync("other", "next", QoS.AT_LEAST_ONCE);
		connection.expectPublish("next");
		assertThat(connection.received(Publish.class)).hasSize(1);
	}

	@Test
	void replyTopicRefusedAfterAReconnectFailsRequests() {
		MqttClientV5 client = requester(DEFAULTS);
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<MqttMessage> sent = client.requestAsync("service", "1");
		acknowledge(connection, connection.expectPublish("1"));
		client.ping();
		this.broker.answer(PacketType.SUBSCRIBE,
				(packet) -> new SubAck(((Subscribe) packet).packetId(), List.of(ReasonCode.NOT_AUTHORIZED)));
		connection.reset();
		connection = this.broker.accept();
		failure(sent, MqttSubscribeException.class);
		assertNoneIsOpen(client);
		expectSubscribe(connection, REPLY_TOPIC);
		this.broker.automatic(PacketType.SUBSCRIBE);
		CompletableFuture<MqttMessage> next = client.requestAsync("service", "2");
		expectSubscribe(connection, REPLY_TOPIC);
		connection.send(replyTo(connection.expectPublish("2"), "answer"));
		assertThat(result(next).text()).isEqualTo("answer");
		assertThat(connection.received(Unsubscribe.class)).isEmpty();
	}

	/**
	 * The broker names another place for replies after a reconnect. Requests that carry
	 * the old topic go on waiting for it, and the last of them gives it up.
	 */
	@Test
	void anotherReplyTopicAfterAReconnectReplacesTheOldOne() {
		this.broker.answer(PacketType.CONNECT, (packet) -> connAck(false, null, "old"));
		MqttClientV5 client = requester(DEFAULTS);
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<MqttMessage> first = client.requestAsync("service", "1");
		CompletableFuture<MqttMessage> second = client.requestAsync("service", "2", SHORT.withTimeout(A_WHILE));
		Publish request = connection.expectPublish("1");
		acknowledge(connection, request);
		acknowledge(connection, connection.expectPublish("2"));
		client.ping();
		this.broker.answer(PacketType.CONNECT, (packet) -> connAck(false, null, "new"));
		connection.reset();
		connection = this.broker.accept();
		expectSubscribe(connection, "old/test");
		CompletableFuture<MqttMessage> third = client.requestAsync("service", "3");
		expectSubscribe(connection, "new/test");
		Publish next = connection.expectPublish("3");
		assertThat(responseTopic(next)).isEqualTo("new/test");
		connection.send(replyTo(next, "answer 3"));
		assertThat(result(third).text()).isEqualTo("answer 3");
		failure(second, MqttTimeoutException.class);
		assertThat(connection.received(Unsubscribe.class)).isEmpty();
		connection.send(replyTo(request, "answer 1"));
		assertThat(result(first).text()).isEqualTo("answer 1");
		assertThat(connection.expect(Unsubscribe.class).topicFilters()).containsExactly("old/test");
	}

	@Test
	void requestEndsWithTheFirstConnectThatItWaitsFor() {
		this.broker.answer(PacketType.CONNECT, (packet) -> new ConnAck(false, ReasonCode.NOT_AUTHORIZED));
		MqttClientV5 client = v5(DEFAULTS);
		CompletableFuture<MqttMessage> future = client.requestAsync("service", "question");
		client.connectAsync();
		assertThat(failure(future, MqttConnectException.class).reasonCode()).contains(ReasonCode.NOT_AUTHORIZED);
	}

}
