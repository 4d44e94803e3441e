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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.zmqtt.AckMode;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttMessageHandler;
import io.zmqtt.ReasonCode;
import io.zmqtt.spring.FakeMqttClient;
import io.zmqtt.spring.TestMessage;
import io.zmqtt.spring.support.MqttMessageInterceptor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import org.springframework.core.retry.RetryPolicy;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.FixedBackOff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What becomes of a message that is not simply handled, without a network.
 */
@Timeout(60)
class MessageProcessorTests {

	private static final Duration EVER = Duration.ofHours(1);

	private final FakeMqttClient client = new FakeMqttClient();

	private final MqttListenerContainerFactory factory = new MqttListenerContainerFactory(this.client);

	/** What the listener was given, attempt by attempt. */
	private final List<String> attempts = new CopyOnWriteArrayList<>();

	private final List<String> recovered = new CopyOnWriteArrayList<>();

	private final Recorder outer = new Recorder("outer");

	private final Recorder inner = new Recorder("inner");

	/** What interceptors were told. */
	private final List<String> told = new CopyOnWriteArrayList<>();

	/** Whether the listener fails. */
	private final AtomicBoolean failing = new AtomicBoolean(true);

	/** What asynchronous listeners return. */
	private final List<CompletableFuture<String>> promises = new CopyOnWriteArrayList<>();

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	@BeforeEach
	void prepare() {
		this.log.start();
		((Logger) LoggerFactory.getLogger(MqttListenerContainer.class)).addAppender(this.log);
		this.factory.setInterceptors(List.of(this.outer, this.inner));
		this.factory.setRecoverer((message, failure) -> this.recovered.add(message.text() + " after "
				+ failure.getAttempts() + ": " + String.valueOf(failure.getCause()).replaceAll(".*[.$]", "")));
		retries(2, Duration.ofMillis(1));
	}

	@AfterEach
	void restoreLog() {
		((Logger) LoggerFactory.getLogger(MqttListenerContainer.class)).detachAppender(this.log);
	}

	// Stop during the back-off

	@ParameterizedTest
	@ValueSource(ints = { 1, 4 })
	void contextThatStopsDuringTheBackOffLeavesTheMessageForTheRestart(int concurrency) {
		retries(1, EVER);
		this.factory.setConcurrency(concurrency);
		MqttListenerContainer container = start(this::handle);
		TestMessage first = deliverLater("1");
		await().until(() -> this.attempts.size() == 1);
		TestMessage second = TestMessage.of("home/x", "2");
		subscription().deliver(second);
		stopContext(container).join();
		await().until(() -> this.told.size() == 4);
		assertThat(first.isAcknowledged()).isFalse();
		assertThat(second.isAcknowledged()).isFalse();
		assertThat(this.attempts).containsExactly("1");
		assertThat(container.pending()).isEqualTo(2);
		assertThat(container.handled()).isZero();
		TestMessage third = TestMessage.of("home/x", "3");
		subscription().deliver(third);
		this.failing.set(false);
		container.start();
		await().until(third::isAcknowledged);
		assertThat(this.attempts).containsExactly("1", "1", "2", "3");
		assertThat(first.acknowledged()).hasValue(ReasonCode.SUCCESS);
		assertThat(second.acknowledged()).hasValue(ReasonCode.SUCCESS);
		assertThat(this.recovered).isEmpty();
		// told of the failure and not, as if it were handled, of a success
		assertThat(this.told).startsWith("outer before 1", "inner before 1", "inner after 1: broken",
				"outer after 1: broken", "outer before 1", "inner before 1", "inner after 1: null",
				"outer after 1: null");
		await().until(() -> container.pending() == 0);
	}

	@Test
	void contextThatStopsDuringTheBackOffOfTheRecoveryLeavesTheMessage() {
		retries(1, EVER);
		AtomicBoolean recoverable = new AtomicBoolean();
		this.factory.setRecoverer((message, failure) -> {
			this.recovered.add(message.text());
			if (!recoverable.get()) {
				throw new IllegalStateException("cannot be recovered");
			}
		});
		MqttListenerContainer container = start((message) -> {
			throw new MessageConversionException("not tried again");
		});
		TestMessage message = deliverLater("1");
		await().until(() -> this.recovered.size() == 1);
		stopContext(container).join();
		await().until(() -> this.told.size() == 4);
		assertThat(message.isAcknowledged()).isFalse();
		recoverable.set(true);
		container.start();
		await().until(message::isAcknowledged);
		assertThat(this.recovered).containsExactly("1", "1");
		assertThat(this.told).containsExactly("outer before 1", "inner before 1", "inner after 1: not tried again",
				"outer after 1: not tried again", "outer before 1", "inner before 1", "inner after 1: not tried again",
				"outer after 1: not tried again");
	}

	@Test
	void failureOfAnInterceptorIsToldAlsoWhereTheMessageIsLeft() {
		retries(1, EVER);
		this.inner.refuses = true;
		CompletableFuture<Void> recovering = new CompletableFuture<>();
		this.factory.setRecoverer((message, failure) -> {
			recovering.complete(null);
			throw new IllegalStateException("cannot be recovered");
		});
		MqttListenerContainer container = start(this::handle);
		TestMessage message = deliverLater("1");
		recovering.join();
		stopContext(container).join();
		await().until(() -> this.told.size() == 3);
		assertThat(this.told).containsExactly("outer before 1", "inner before 1", "outer after 1: refused");
		assertThat(this.attempts).isEmpty();
		assertThat(message.isAcknowledged()).isFalse();
	}

	@Test
	void asynchronousFailureThatWaitsIsLeftForTheRestart() {
		MqttListenerContainer[] stopping = new MqttListenerContainer[1];
		CompletableFuture<Void> stopped = new CompletableFuture<>();
		this.factory.setRetryPolicy(new RetryPolicy() {
			@Override
			public boolean shouldRetry(Throwable failure) {
				stopping[0].stop(() -> stopped.complete(null));
				return true;
			}

			@Override
			public BackOff getBackOff() {
				return new FixedBackOff(200, 1);
			}
		});
		MqttListenerContainer container = startAsync();
		stopping[0] = container;
		TestMessage message = deliver("1");
		this.promises.get(0).completeExceptionally(new IllegalStateException("broken"));
		stopped.join();
		await().until(() -> this.told.size() == 4);
		assertThat(message.isAcknowledged()).isFalse();
		assertThat(this.attempts).containsExactly("1");
		container.start();
		await().until(() -> this.promises.size() == 2);
		this.promises.get(1).complete(null);
		await().until(message::isAcknowledged);
		assertThat(this.attempts).containsExactly("1", "1");
		assertThat(this.told).containsExactly("outer before 1", "inner before 1", "inner after 1: broken",
				"outer after 1: broken", "outer before 1", "inner before 1", "inner after 1: null",
				"outer after 1: null");
	}

	@Test
	void pauseDoesNotEndTheBackOff() {
		retries(1, Duration.ofMillis(20));
		MqttListenerContainer[] pausing = new MqttListenerContainer[1];
		MqttListenerContainer container = start((message) -> {
			if (this.attempts.isEmpty()) {
				pausing[0].pause();
			}
			handle(message);
		});
		pausing[0] = container;
		TestMessage first = deliverLater("1");
		await().until(container::isPaused);
		TestMessage second = TestMessage.of("home/x", "2");
		// taken before the pause
		subscription().deliverNow(second);
		await().until(first::isAcknowledged);
		assertThat(this.attempts).containsExactly("1", "1");
		assertThat(this.recovered).containsExactly("1 after 2: IllegalStateException: broken");
		container.resume();
		await().until(second::isAcknowledged);
		assertThat(this.attempts).containsExactly("1", "1", "2", "2");
	}

	// Abandonment

	@ParameterizedTest
	@ValueSource(ints = { 1, 4 })
	void containerThatIsStoppedDuringTheBackOffRejectsTheMessageAtItsTimeout(int concurrency) {
		retries(1, EVER);
		this.factory.setConcurrency(concurrency);
		this.factory.setShutdownTimeout(Duration.ofMillis(50));
		MqttListenerContainer container = start(this::handle);
		TestMessage first = deliverLater("1");
		await().until(() -> this.attempts.size() == 1);
		TestMessage second = TestMessage.of("home/x", "2");
		subscription().deliver(second);
		container.stop();
		await().until(first::isAcknowledged);
		assertThat(first.acknowledged()).hasValue(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
		assertThat(second.acknowledged()).hasValue(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
		await().until(() -> container.pending() == 0);
		assertThat(this.attempts).containsExactly("1");
		assertThat(this.recovered).isEmpty();
		assertThat(this.told).containsExactly("outer before 1", "inner before 1", "inner after 1: broken",
				"outer after 1: broken");
		this.failing.set(false);
		container.start();
		TestMessage third = deliver("3");
		await().until(third::isAcknowledged);
		assertThat(third.acknowledged()).hasValue(ReasonCode.SUCCESS);
	}

	@Test
	void asynchronousFailureThatWaitsIsRejectedAtTheTimeout() {
		retries(1, EVER);
		this.factory.setShutdownTimeout(Duration.ofMillis(50));
		MqttListenerContainer container = startAsync();
		TestMessage message = deliver("1");
		this.promises.get(0).completeExceptionally(new IllegalStateException("broken"));
		await().during(Duration.ofMillis(50)).atMost(Duration.ofSeconds(10)).until(() -> !message.isAcknowledged());
		container.stop();
		await().until(message::isAcknowledged);
		assertThat(message.acknowledged()).hasValue(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
		await().until(() -> container.pending() == 0);
		assertThat(this.attempts).containsExactly("1");
		assertThat(this.told).containsExactly("outer before 1", "inner before 1", "inner after 1: broken",
				"outer after 1: broken");
	}

	@Test
	void messageOfMqtt311IsAcknowledgedWhereItWouldBeRejected() {
		retries(1, EVER);
		this.factory.setShutdownTimeout(Duration.ofMillis(50));
		MqttListenerContainer container = start(this::handle);
		DeadLetterTests.MessageOfOldVersion message = new DeadLetterTests.MessageOfOldVersion();
		CompletableFuture.runAsync(() -> subscription().deliver(message));
		await().until(() -> this.attempts.size() == 1);
		container.stop();
		await().until(() -> message.acknowledged);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void asynchronousReturnMayEndAfterTheContainerWasStopped(boolean succeeds) {
		retries(1, EVER);
		this.factory.setShutdownTimeout(Duration.ofMillis(50));
		MqttListenerContainer container = startAsync();
		TestMessage message = deliver("1");
		container.stop();
		assertThat(message.isAcknowledged()).isFalse();
		assertThat(container.pending()).isEqualTo(1);
		if (succeeds) {
			this.promises.get(0).complete(null);
		}
		else {
			this.promises.get(0).completeExceptionally(new IllegalStateException("broken"));
		}
		await().until(message::isAcknowledged);
		assertThat(message.acknowledged())
			.hasValue(succeeds ? ReasonCode.SUCCESS : ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
		await().until(() -> container.pending() == 0);
		assertThat(this.attempts).containsExactly("1");
		String outcome = succeeds ? "null" : "broken";
		assertThat(this.told).containsExactly("outer before 1", "inner before 1", "inner after 1: " + outcome,
				"outer after 1: " + outcome);
	}

	@Test
	void containerThatIsStoppedWaitsForAnAsynchronousReturn() {
		MqttListenerContainer container = startAsync();
		TestMessage message = deliver("1");
		CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(() -> {
			container.stop();
			return message.isAcknowledged();
		});
		await().until(() -> !container.isRunning());
		assertThat(stopped).isNotDone();
		this.promises.get(0).complete(null);
		assertThat(stopped.join()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void asynchronousReturnMayEndAfterTheContextHasStopped(boolean succeeds) {
		retries(1, Duration.ofMillis(1));
		this.factory.setShutdownTimeout(Duration.ofMillis(50));
		MqttListenerContainer container = startAsync();
		TestMessage message = deliver("1");
		stopContext(container).join();
		assertThat(message.isAcknowledged()).isFalse();
		if (succeeds) {
			this.promises.get(0).complete(null);
			await().until(message::isAcknowledged);
			container.start();
		}
		else {
			this.promises.get(0).completeExceptionally(new IllegalStateException("broken"));
			await().until(() -> this.told.size() == 4);
			assertThat(message.isAcknowledged()).isFalse();
			container.start();
			await().until(() -> this.promises.size() == 2);
			this.promises.get(1).complete(null);
			await().until(message::isAcknowledged);
		}
		assertThat(message.acknowledged()).hasValue(ReasonCode.SUCCESS);
		await().until(() -> container.pending() == 0);
	}

	// Acknowledgement modes

	@ParameterizedTest
	@EnumSource
	void onlyWhatTheContainerAcknowledgesIsAcknowledgedBySuccess(AckMode mode) {
		this.failing.set(false);
		this.factory.setAckMode(mode);
		MqttListenerContainer container = start(this::handle);
		assertThat(subscription().spec().ackMode())
			.isEqualTo((mode == AckMode.ON_RECEIVE) ? AckMode.ON_RECEIVE : AckMode.MANUAL);
		assertThat(deliver("1").isAcknowledged()).isEqualTo(mode == AckMode.AUTO);
		assertThat(container.pending()).isZero();
		assertThat(container.handled()).isEqualTo(1);
		assertThat(this.told).hasSize(4);
	}

	@ParameterizedTest
	@EnumSource
	void whatFailsForGoodIsAcknowledgedInEveryMode(AckMode mode) {
		this.factory.setAckMode(mode);
		MqttListenerContainer container = start(this::handle);
		assertThat(deliver("1").acknowledged()).hasValue(ReasonCode.SUCCESS);
		assertThat(this.attempts).containsExactly("1", "1", "1");
		assertThat(this.recovered).containsExactly("1 after 3: IllegalStateException: broken");
		assertThat(container.pending()).isZero();
		assertThat(container.failed()).isEqualTo(1);
	}

	@Test
	void manualAcknowledgementCountsAlsoWhereTheListenerFailsLater() {
		this.factory.setAckMode(AckMode.MANUAL);
		start((message) -> {
			new Acknowledgment(message).reject(ReasonCode.QUOTA_EXCEEDED);
			handle(message);
		});
		assertThat(deliver("1").acknowledged()).hasValue(ReasonCode.QUOTA_EXCEEDED);
		assertThat(this.attempts).hasSize(3);
	}

	@Test
	void whatTheErrorHandlerDealsWithIsLeftToManualAcknowledgement() {
		startWith((endpoint) -> endpoint.ackMode(AckMode.MANUAL)
			.handler(this::handle)
			.errorHandler((message, failure) -> null));
		assertThat(deliver("1").isAcknowledged()).isFalse();
		assertThat(this.attempts).containsExactly("1");
		assertThat(this.recovered).isEmpty();
		assertThat(this.told).endsWith("inner after 1: null", "outer after 1: null");
	}

	// Failures

	@Test
	void asynchronousFailureIsRecoveredOnceAfterAllAttempts() {
		MqttListenerContainer container = startAsync();
		TestMessage message = deliver("1");
		for (int attempt = 1; attempt <= 3; attempt++) {
			int size = attempt;
			await().until(() -> this.promises.size() == size);
			assertThat(message.isAcknowledged()).isFalse();
			// as a stage that depends on another one does
			this.promises.get(attempt - 1)
				.completeExceptionally(new CompletionException(new IllegalStateException("broken")));
		}
		await().until(message::isAcknowledged);
		assertThat(this.recovered).containsExactly("1 after 3: IllegalStateException: broken");
		assertThat(this.promises).hasSize(3);
		assertThat(this.told).containsExactly("outer before 1", "inner before 1", "inner after 1: broken",
				"outer after 1: broken");
		await().until(() -> container.pending() == 0);
		assertThat(container.failed()).isEqualTo(1);
		assertThat(container.handled()).isEqualTo(1);
	}

	@Test
	void recovererThatThrowsAfterAnAsynchronousFailureLosesOneMessageOnly() {
		AtomicInteger recoveries = new AtomicInteger();
		this.factory.setRecoverer((message, failure) -> {
			recoveries.incrementAndGet();
			throw new IllegalStateException("cannot be recovered");
		});
		retries(1, Duration.ofMillis(1));
		startAsync();
		TestMessage message = deliver("1");
		this.promises.get(0).completeExceptionally(new IllegalStateException("broken"));
		await().until(() -> this.promises.size() == 2);
		this.promises.get(1).completeExceptionally(new IllegalStateException("broken"));
		await().until(message::isAcknowledged);
		assertThat(recoveries).hasValue(2);
		assertThat(this.told).endsWith("inner after 1: broken", "outer after 1: broken").hasSize(4);
		assertThat(this.log.list).filteredOn((event) -> event.getLevel() == Level.ERROR)
			.singleElement()
			.satisfies((event) -> assertThat(event.getFormattedMessage()).contains("which is lost"));
		TestMessage next = deliver("2");
		this.promises.get(2).complete(null);
		await().until(next::isAcknowledged);
	}

	@Test
	void errorsAreNeitherTriedAgainNorRecoveredAgain() {
		AtomicInteger recoveries = new AtomicInteger();
		this.factory.setRecoverer((message, failure) -> {
			recoveries.incrementAndGet();
			throw new AssertionError("recoverer");
		});
		start((message) -> {
			this.attempts.add(message.text());
			throw new AssertionError("listener");
		});
		assertThat(deliver("1").isAcknowledged()).isTrue();
		assertThat(deliver("2").isAcknowledged()).isTrue();
		assertThat(this.attempts).containsExactly("1", "2");
		assertThat(recoveries).hasValue(2);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void policyThatFailsEndsTheAttemptsAndNotTheListener(boolean backOff) {
		RetryPolicy policy = (backOff ? new RetryPolicy() {
			@Override
			public boolean shouldRetry(Throwable failure) {
				return true;
			}

			@Override
			public BackOff getBackOff() {
				throw new IllegalArgumentException("no back-off");
			}
		} : (RetryPolicy) (failure) -> {
			throw new IllegalArgumentException("no decision");
		});
		this.factory.setRetryPolicy(policy);
		start(this::handle);
		assertThat(deliver("1").isAcknowledged()).isTrue();
		assertThat(deliver("2").isAcknowledged()).isTrue();
		assertThat(this.attempts).containsExactly("1", "2");
		assertThat(this.recovered).containsExactly("1 after 1: IllegalStateException: broken",
				"2 after 1: IllegalStateException: broken");
		assertThat(this.log.list).hasSize(2).allSatisfy((event) -> {
			assertThat(event.getLevel()).isEqualTo(Level.ERROR);
			assertThat(event.getFormattedMessage()).contains("retry policy", "'test'", "'home/x'");
		});
	}

	// Interceptors

	@Test
	void interceptorsAreToldOfFailureAndSuccessOnceWhateverTheAttempts() {
		start(this::handle);
		deliver("1");
		assertThat(this.attempts).hasSize(3);
		assertThat(this.told).containsExactly("outer before 1", "inner before 1", "inner after 1: broken",
				"outer after 1: broken");
		this.told.clear();
		this.failing.set(false);
		deliver("2");
		assertThat(this.told).containsExactly("outer before 2", "inner before 2", "inner after 2: null",
				"outer after 2: null");
	}

	@Test
	void interceptorsAreToldBeforeTheMessageIsAcknowledged() {
		List<Boolean> acknowledged = new ArrayList<>();
		this.factory.setInterceptors(List.of(new MqttMessageInterceptor() {
			@Override
			public void afterHandle(String listenerId, MqttMessage message, @Nullable Throwable failure) {
				acknowledged.add(((TestMessage) message).isAcknowledged());
			}
		}));
		start(this::handle);
		assertThat(deliver("1").isAcknowledged()).isTrue();
		this.failing.set(false);
		assertThat(deliver("2").isAcknowledged()).isTrue();
		assertThat(acknowledged).containsExactly(false, false);
	}

	@Test
	void interceptorThatRefusesAMessageKeepsItFromThoseAfterItAndFromTheListener() {
		this.outer.refuses = true;
		start(this::handle);
		assertThat(deliver("1").isAcknowledged()).isTrue();
		assertThat(this.attempts).isEmpty();
		assertThat(this.recovered).containsExactly("1 after 1: IllegalStateException: refused");
		assertThat(this.told).containsExactly("outer before 1");
	}

	@Test
	void interceptorThatFailsAfterwardsChangesNothing() {
		this.failing.set(false);
		this.inner.failsAfterwards = true;
		start(this::handle);
		assertThat(deliver("1").acknowledged()).hasValue(ReasonCode.SUCCESS);
		assertThat(this.told).containsExactly("outer before 1", "inner before 1", "inner after 1: null",
				"outer after 1: null");
		assertThat(this.log.list).singleElement()
			.satisfies((event) -> assertThat(event.getFormattedMessage()).contains("'test'", "'home/x'"));
	}

	@Test
	void interceptorsOfAnAsynchronousListenerMayBlockAndStopItsContainer() {
		CompletableFuture<Thread> stopped = new CompletableFuture<>();
		MqttListenerContainer[] container = new MqttListenerContainer[1];
		this.factory.setInterceptors(List.of(new MqttMessageInterceptor() {
			@Override
			public void afterHandle(String listenerId, MqttMessage message, @Nullable Throwable failure) {
				container[0].stop();
				stopped.complete(Thread.currentThread());
			}
		}));
		container[0] = startAsync();
		TestMessage message = deliver("1");
		this.promises.get(0).complete(null);
		// not on that which ends the future, which may be one of the client
		assertThat(stopped.join()).isNotSameAs(Thread.currentThread());
		await().until(message::isAcknowledged);
		await().until(() -> container[0].pending() == 0);
	}

	// What they share

	private void handle(MqttMessage message) {
		this.attempts.add(message.text());
		if (this.failing.get()) {
			throw new IllegalStateException("broken");
		}
	}

	CompletionStage<String> handleLater(String payload) {
		CompletableFuture<String> promise = new CompletableFuture<>();
		this.attempts.add(payload);
		this.promises.add(promise);
		return promise;
	}

	private void retries(int retries, Duration delay) {
		this.factory.setRetryPolicy(RetryPolicy.builder().maxRetries(retries).delay(delay).build());
	}

	private MqttListenerContainer start(MqttMessageHandler handler) {
		return startWith((endpoint) -> endpoint.handler(handler));
	}

	private MqttListenerContainer startAsync() {
		return startWith((endpoint) -> endpoint.method(this,
				ReflectionUtils.findMethod(getClass(), "handleLater", String.class)));
	}

	private MqttListenerContainer startWith(Consumer<MqttListenerEndpoint.Builder> options) {
		MqttListenerEndpoint.Builder endpoint = MqttListenerEndpoint.builder("test").topics("home/+");
		options.accept(endpoint);
		MqttListenerContainer container = this.factory.create(endpoint.build());
		container.start();
		return container;
	}

	private static CompletableFuture<Void> stopContext(MqttListenerContainer container) {
		CompletableFuture<Void> stopped = new CompletableFuture<>();
		container.stop(() -> stopped.complete(null));
		return stopped;
	}

	private FakeMqttClient.FakeSubscription subscription() {
		return this.client.subscriptions.get(this.client.subscriptions.size() - 1);
	}

	private TestMessage deliver(String text) {
		TestMessage message = TestMessage.of("home/x", text);
		subscription().deliver(message);
		return message;
	}

	/**
	 * Deliver a message that may keep the thread that brings it.
	 */
	private TestMessage deliverLater(String text) {
		TestMessage message = TestMessage.of("home/x", text);
		FakeMqttClient.FakeSubscription subscription = subscription();
		CompletableFuture.runAsync(() -> subscription.deliver(message));
		return message;
	}

	private final class Recorder implements MqttMessageInterceptor {

		private final String name;

		private boolean refuses;

		private boolean failsAfterwards;

		private Recorder(String name) {
			this.name = name;
		}

		@Override
		public void beforeHandle(String listenerId, MqttMessage message) {
			MessageProcessorTests.this.told.add(this.name + " before " + message.text());
			if (this.refuses) {
				throw new IllegalStateException("refused");
			}
		}

		@Override
		public void afterHandle(String listenerId, MqttMessage message, @Nullable Throwable failure) {
			MessageProcessorTests.this.told
				.add(this.name + " after " + message.text() + ": " + ((failure != null) ? failure.getMessage() : null));
			if (this.failsAfterwards) {
				throw new IllegalStateException("afterwards");
			}
		}

	}

}
