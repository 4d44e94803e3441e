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

package io.zmqtt.spring.listener;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.zmqtt.AckMode;
import io.zmqtt.MqttDisconnectedException;
import io.zmqtt.MqttDisconnectedException.Source;
import io.zmqtt.MqttMessageHandler;
import io.zmqtt.MqttSubscribeException;
import io.zmqtt.MqttSubscription;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.SubscribeResult;
import io.zmqtt.TopicFilter;
import io.zmqtt.spring.FakeMqttClient;
import io.zmqtt.spring.TestMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import org.springframework.messaging.converter.MessageConversionException;

import org.springframework.core.retry.RetryPolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class MqttListenerContainerTests {

	private final FakeMqttClient client = new FakeMqttClient();

	private final List<String> handled = new CopyOnWriteArrayList<>();

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	@BeforeEach
	void recordLog() {
		this.log.start();
		((Logger) LoggerFactory.getLogger(MqttListenerContainer.class)).addAppender(this.log);
	}

	@AfterEach
	void restoreLog() {
		((Logger) LoggerFactory.getLogger(MqttListenerContainer.class)).detachAppender(this.log);
	}

	@Test
	void subscribesWhenStartedAndAcknowledgesWhatWasHandled() {
		MqttListenerContainer container = container((message) -> this.handled.add(message.text()));
		assertThat(this.client.calls).isEmpty();
		container.start();
		container.start();
		assertThat(this.client.calls).containsExactly("subscribe test");
		assertThat(subscription().spec().qos()).isEqualTo(QoS.EXACTLY_ONCE);
		assertThat(subscription().spec().ackMode()).isEqualTo(AckMode.MANUAL);
		assertThat(subscription().filters()).hasToString("[home/+]");
		TestMessage message = TestMessage.of("home/x", "1");
		subscription().deliver(message);
		assertThat(message.isAcknowledged()).isTrue();
		assertThat(this.handled).containsExactly("1");
	}

	@Test
	void keepsTheJvmAliveWhileItRuns() {
		MqttListenerContainer container = container((message) -> {
		});
		int others = KeepAlive.holders();
		container.start();
		container.start();
		assertThat(KeepAlive.holders()).isEqualTo(others + 1);
		container.stop(() -> {
		});
		assertThat(KeepAlive.holders()).isEqualTo(others);
		container.start();
		assertThat(KeepAlive.holders()).isEqualTo(others + 1);
		container.stop();
		container.stop();
		assertThat(KeepAlive.holders()).isEqualTo(others);
	}

	@Test
	void failureIsLoggedWithoutPayloadAndAcknowledged() {
		MqttListenerContainer container = container((message) -> {
			throw message.text().startsWith("c") ? new MessageConversionException("cannot read " + message.text(),
					new IllegalArgumentException(message.text())) : new IllegalStateException("broken");
		});
		container.start();
		TestMessage first = TestMessage.of("home/x", "secret");
		TestMessage second = TestMessage.of("home/y", "c-secret");
		subscription().deliver(first);
		subscription().deliver(second);
		assertThat(first.isAcknowledged()).isTrue();
		assertThat(second.isAcknowledged()).isTrue();
		assertThat(this.log.list).hasSize(2).allSatisfy((event) -> {
			String text = event.getFormattedMessage() + ((event.getThrowableProxy() != null)
					? ThrowableProxyUtil.asString(event.getThrowableProxy()) : "");
			assertThat(text).contains("'test'").contains("home/").doesNotContain("secret");
		});
		assertThat(this.log.list.get(0).getThrowableProxy().getMessage()).isEqualTo("broken");
		assertThat(this.log.list.get(1).getFormattedMessage()).contains(MessageConversionException.class.getName(),
				IllegalArgumentException.class.getName());
	}

	@Test
	void stoppedByTheContextLeavesMessagesUnacknowledgedUntilItStartsAgain() {
		MqttListenerContainer container = container((message) -> this.handled.add(message.text()));
		container.start();
		CompletableFuture<Void> stopped = new CompletableFuture<>();
		container.stop(() -> stopped.complete(null));
		assertThat(stopped).isCompleted();
		assertThat(container.isRunning()).isFalse();
		TestMessage first = TestMessage.of("home/x", "1");
		TestMessage second = TestMessage.of("home/x", "2");
		subscription().deliver(first);
		subscription().deliver(second);
		assertThat(this.handled).isEmpty();
		assertThat(first.isAcknowledged()).isFalse();
		container.start();
		subscription().deliver(TestMessage.of("home/x", "3"));
		await().untilAsserted(() -> assertThat(this.handled).containsExactly("1", "2", "3"));
		assertThat(first.isAcknowledged()).isTrue();
		assertThat(second.isAcknowledged()).isTrue();
		assertThat(this.client.calls).containsExactly("subscribe test");
	}

	@Test
	void heldMessagesAreHandledAlthoughNoOtherComes() {
		MqttListenerContainer container = container((message) -> this.handled.add(message.text()));
		container.start();
		container.stop(() -> {
		});
		subscription().deliver(TestMessage.of("home/x", "1"));
		container.start();
		await().untilAsserted(() -> assertThat(this.handled).containsExactly("1"));
	}

	@Test
	void stopOfTheContextWaitsForTheRunningListenerWithoutBlocking() {
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch leave = new CountDownLatch(1);
		MqttListenerContainer container = container((message) -> {
			entered.countDown();
			leave.await();
		});
		container.start();
		TestMessage message = TestMessage.of("home/x", "1");
		CompletableFuture<Void> delivery = CompletableFuture.runAsync(() -> subscription().deliver(message));
		await().until(() -> entered.getCount() == 0);
		CompletableFuture<Boolean> acknowledgedWhenStopped = new CompletableFuture<>();
		container.stop(() -> acknowledgedWhenStopped.complete(message.isAcknowledged()));
		assertThat(acknowledgedWhenStopped).isNotDone();
		leave.countDown();
		assertThat(acknowledgedWhenStopped.join()).isTrue();
		delivery.join();
	}

	@Test
	void stopOfTheContextIsBounded() {
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch leave = new CountDownLatch(1);
		MqttListenerContainer container = container(Duration.ofMillis(50), (message) -> {
			entered.countDown();
			leave.await();
		});
		container.start();
		CompletableFuture<Void> delivery = CompletableFuture
			.runAsync(() -> subscription().deliver(TestMessage.of("home/x", "1")));
		await().until(() -> entered.getCount() == 0);
		CompletableFuture<Void> stopped = new CompletableFuture<>();
		container.stop(() -> stopped.complete(null));
		stopped.join();
		assertThat(delivery).isNotDone();
		leave.countDown();
		delivery.join();
	}

	@Test
	void stoppedByItselfDetachesAndHandlesWhatWasReceived() {
		MqttListenerContainer container = container((message) -> this.handled.add(message.text()));
		container.start();
		subscription().buffered = 1;
		CompletableFuture<Void> stop = CompletableFuture.runAsync(container::stop);
		await().until(() -> this.client.calls.contains("detach test"));
		assertThat(stop).isNotDone();
		subscription().deliver(TestMessage.of("home/x", "1"));
		subscription().buffered = 0;
		stop.join();
		assertThat(this.handled).containsExactly("1");
		container.start();
		assertThat(this.client.calls).containsExactly("subscribe test", "detach test", "subscribe test");
	}

	@Test
	void whatIsLeftAtTheTimeoutIsAcknowledgedUnhandled() {
		MqttListenerContainer container = container(Duration.ofMillis(20),
				(message) -> this.handled.add(message.text()));
		container.start();
		subscription().buffered = 1;
		container.stop();
		TestMessage message = TestMessage.of("home/x", "1");
		subscription().deliver(message);
		assertThat(this.handled).isEmpty();
		assertThat(message.acknowledged().get()).isEqualTo(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
	}

	@Test
	void listenerMayStopItsOwnContainer() {
		MqttListenerContainer[] container = new MqttListenerContainer[1];
		container[0] = container((message) -> container[0].stop());
		container[0].start();
		subscription().buffered = 5;
		TestMessage message = TestMessage.of("home/x", "1");
		subscription().deliver(message);
		assertThat(message.isAcknowledged()).isTrue();
		assertThat(container[0].isRunning()).isFalse();
	}

	@Test
	void removalUnsubscribes() {
		MqttListenerContainer container = container((message) -> this.handled.add(message.text()));
		container.start();
		container.remove();
		assertThat(this.client.calls).containsExactly("subscribe test", "unsubscribe test");
	}

	@Test
	void failedSubscribeIsTriedAgain() {
		this.client.failure = new MqttDisconnectedException(Source.NETWORK, "gone", null);
		MqttListenerContainer container = container((message) -> this.handled.add(message.text()));
		container.start();
		assertThat(container.isRunning()).isTrue();
		assertThat(this.client.subscriptions).isEmpty();
		await().until(() -> !this.client.subscriptions.isEmpty());
		assertThat(this.log.list).singleElement()
			.satisfies((event) -> assertThat(event.getFormattedMessage()).contains("'test'", "gone"));
	}

	@Test
	void refusedFiltersAreToldUntilTheyAreGrantedOrTheContainerStops() {
		TopicFilter filter = TopicFilter.of("home/+");
		Map<TopicFilter, ReasonCode> refused = Map.of(filter, ReasonCode.NOT_AUTHORIZED);
		this.client.failure = new MqttSubscribeException(new SubscribeResult(refused, null, List.of()));
		MqttListenerContainer container = container((message) -> this.handled.add(message.text()));
		container.start();
		assertThat(container.refused()).isEqualTo(refused);
		await().until(() -> !this.client.subscriptions.isEmpty());
		assertThat(container.refused()).isEmpty();
		container.stop();
		this.client.failure = new MqttSubscribeException(new SubscribeResult(refused, null, List.of()));
		container.start();
		assertThat(container.refused()).isEqualTo(refused);
		container.stop();
		assertThat(container.refused()).isEmpty();
	}

	@Test
	void subscribeThatFailsWhileTheContextStopsIsNotWarnedOfAndComesAgainWithTheStart() {
		CompletableFuture<MqttSubscription> subscribing = new CompletableFuture<>();
		this.client.subscribing = subscribing;
		MqttListenerContainer container = container((message) -> this.handled.add(message.text()));
		container.start();
		container.stop(() -> {
		});
		subscribing.completeExceptionally(new MqttDisconnectedException(Source.USER, "closed", null));
		this.client.subscribing = null;
		assertThat(this.log.list).noneMatch((event) -> event.getLevel().isGreaterOrEqual(Level.WARN));
		assertThat(this.client.calls).containsExactly("subscribe test");
		container.start();
		assertThat(container.isSubscribed()).isTrue();
		subscription().deliver(TestMessage.of("home/x", "1"));
		await().untilAsserted(() -> assertThat(this.handled).containsExactly("1"));
		assertThat(this.client.calls).containsExactly("subscribe test", "subscribe test");
	}

	@Test
	void stoppedContainerDoesNotTryAgain() {
		this.client.failure = new MqttDisconnectedException(Source.NETWORK, "gone", null);
		MqttListenerContainer container = container((message) -> this.handled.add(message.text()));
		container.start();
		container.stop();
		await().during(Duration.ofMillis(1500)).atMost(Duration.ofSeconds(5)).until(this.client.subscriptions::isEmpty);
	}

	private FakeMqttClient.FakeSubscription subscription() {
		return this.client.subscriptions.get(this.client.subscriptions.size() - 1);
	}

	private MqttListenerContainer container(MqttMessageHandler listener) {
		return container(Duration.ofSeconds(20), listener);
	}

	private MqttListenerContainer container(Duration shutdownTimeout, MqttMessageHandler listener) {
		MqttListenerContainerFactory factory = new MqttListenerContainerFactory(this.client);
		factory.setQos(QoS.EXACTLY_ONCE);
		factory.setShutdownTimeout(shutdownTimeout);
		factory.setRetryPolicy(RetryPolicy.withMaxRetries(0));
		return factory.create(MqttListenerEndpoint.builder("test").topics("home/{room}").handler(listener).build());
	}

}
