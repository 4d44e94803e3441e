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

package io.zmqtt.spring.observation;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.zmqtt.MqttDisconnectedException;
import io.zmqtt.MqttDisconnectedException.Source;
import io.zmqtt.MqttMessage;
import io.zmqtt.PublishProperties;
import io.zmqtt.PublishResult;
import io.zmqtt.ReasonCode;
import io.zmqtt.spring.FakeMqttClient;
import io.zmqtt.spring.TestMessage;
import io.zmqtt.spring.core.MqttTemplate;
import io.zmqtt.spring.listener.MqttListenerContainer;
import io.zmqtt.spring.listener.MqttListenerContainerFactory;
import io.zmqtt.spring.listener.MqttListenerEndpoint;
import io.zmqtt.spring.support.MqttMessageInterceptor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.core.retry.RetryPolicy;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Timeout(20)
class ListenerObservationTests {

	private static final String START = "start zmqtt.listener";

	private static final String STOP = "stop zmqtt.listener";

	private final FakeMqttClient client = new FakeMqttClient();

	private final MqttListenerContainerFactory factory = new MqttListenerContainerFactory(this.client);

	private final TestObservationRegistry registry = TestObservationRegistry.create();

	private final ObservationLog log = ObservationLog.of(this.registry);

	ListenerObservationTests() {
		this.factory.setObservationRegistry(this.registry);
		retry(0, Duration.ofMillis(1));
	}

	@Test
	void handlingIsObserved() {
		AtomicReference<@Nullable Observation> current = new AtomicReference<>();
		start((text) -> {
			current.set(this.registry.getCurrentObservation());
			return null;
		});
		deliver("home/kitchen", "x");
		assertThat(this.registry).hasSingleObservationThat()
			.hasNameEqualTo("zmqtt.listener")
			.hasContextualNameEqualTo("home/{room} receive")
			.hasLowCardinalityKeyValue("zmqtt.listener.id", "test")
			.hasLowCardinalityKeyValue("zmqtt.client", "default")
			.hasLowCardinalityKeyValue("zmqtt.topic.template", "home/{room}")
			.hasLowCardinalityKeyValue("zmqtt.qos", "1")
			.hasHighCardinalityKeyValue("zmqtt.topic", "home/kitchen")
			.hasKeyValuesCount(5)
			.doesNotHaveError()
			.hasBeenStopped();
		assertThat(current.get()).isNotNull();
		assertThat(this.registry.getCurrentObservation()).isNull();
		assertThat(this.log.events).containsExactly(START, STOP);
	}

	@Test
	void keysAreThoseDocumented() {
		start((text) -> null);
		deliver("home/kitchen", "x");
		assertThat(this.registry).hasHandledContextsThatSatisfy((contexts) -> {
			Observation.Context context = contexts.get(0);
			assertThat(context.getLowCardinalityKeyValues()).extracting((keyValue) -> keyValue.getKey())
				.containsExactlyInAnyOrder(
						TemplateObservationTests.names(MqttObservation.LISTENER.getLowCardinalityKeyNames()));
			assertThat(context.getHighCardinalityKeyValues()).extracting((keyValue) -> keyValue.getKey())
				.containsExactlyInAnyOrder(
						TemplateObservationTests.names(MqttObservation.LISTENER.getHighCardinalityKeyNames()));
		});
	}

	@Test
	void templateIsTheOneThatMatchesAlsoInAGroup() {
		this.factory.setClientName("line2");
		start(endpoint((text) -> null).topics("home/{room}", "plant/{line}/#").group("workers"));
		deliver("plant/3/speed", "x");
		assertThat(this.registry).hasSingleObservationThat()
			.hasLowCardinalityKeyValue("zmqtt.client", "line2")
			.hasLowCardinalityKeyValue("zmqtt.topic.template", "$share/workers/plant/{line}/#");
	}

	@Test
	void failureIsRecorded() {
		IllegalStateException failure = new IllegalStateException("broken");
		start((text) -> {
			throw failure;
		});
		TestMessage message = deliver("home/x", "x");
		assertThat(this.registry).hasSingleObservationThat().hasError(failure);
		assertThat(this.log.events).containsExactly(START, "error broken", STOP);
		assertThat(message.isAcknowledged()).isTrue();
	}

	@Test
	void retriesAndRecoveryAreOneObservation() {
		AtomicInteger attempts = new AtomicInteger();
		AtomicReference<@Nullable Observation> recovering = new AtomicReference<>();
		retry(2, Duration.ofMillis(1));
		this.factory.setRecoverer((message, failure) -> {
			recovering.set(this.registry.getCurrentObservation());
			assertThat(this.log.events).containsExactly(START);
		});
		start((text) -> {
			throw new IllegalStateException("broken " + attempts.incrementAndGet());
		});
		deliver("home/x", "x");
		assertThat(recovering.get()).isNotNull();
		assertThat(this.log.events).containsExactly(START, "error broken 3", STOP);
	}

	@Test
	void successAfterRetriesIsNoError() {
		AtomicInteger attempts = new AtomicInteger();
		retry(2, Duration.ofMillis(1));
		start((text) -> {
			if (attempts.incrementAndGet() < 3) {
				throw new IllegalStateException("broken");
			}
			return null;
		});
		deliver("home/x", "x");
		assertThat(attempts).hasValue(3);
		assertThat(this.log.events).containsExactly(START, STOP);
	}

	@Test
	void errorHandlerThatMendsMakesNoError() {
		start(endpoint((text) -> {
			throw new IllegalStateException("broken");
		}).errorHandler((message, failure) -> null));
		deliver("home/x", "x");
		assertThat(this.log.events).containsExactly(START, STOP);
	}

	@Test
	void recovererThatFailsEndsItOnce() {
		this.factory.setRecoverer((message, failure) -> {
			throw new IllegalStateException("not recovered (expected in the log)");
		});
		start((text) -> {
			throw new IllegalStateException("broken");
		});
		deliver("home/x", "x");
		assertThat(this.log.events).containsExactly(START, "error broken", STOP);
	}

	@Test
	void conversionFailureIsRecorded() {
		this.factory.setRecoverer((message, failure) -> {
		});
		start(endpointOf("number", new Target((text) -> null), int.class));
		deliver("home/x", "no number");
		assertThat(this.registry).hasSingleObservationThat().hasError().hasBeenStopped();
		assertThat(this.log.events).hasSize(3);
	}

	@Test
	void asynchronousResultIsWaitedFor() {
		CompletableFuture<@Nullable Object> result = new CompletableFuture<>();
		start((text) -> result);
		TestMessage message = deliver("home/x", "x");
		assertThat(this.log.events).containsExactly(START);
		assertThat(message.isAcknowledged()).isFalse();
		result.complete(null);
		assertThat(this.log.events).containsExactly(START, STOP);
		assertThat(message.isAcknowledged()).isTrue();
	}

	@Test
	void asynchronousFailureIsRetriedAndRecorded() {
		AtomicInteger attempts = new AtomicInteger();
		retry(1, Duration.ofMillis(1));
		this.factory.setRecoverer((message, failure) -> {
		});
		start((text) -> CompletableFuture
			.failedFuture(new IllegalStateException("broken " + attempts.incrementAndGet())));
		deliver("home/x", "x");
		await().untilAsserted(() -> assertThat(this.log.events).containsExactly(START, "error broken 2", STOP));
	}

	@Test
	void replyIsPartOfIt() {
		start((text) -> text + "!");
		this.client.result = new CompletableFuture<>();
		TestMessage message = TestMessage.of("home/x", "x", PublishProperties.builder().responseTopic("reply").build());
		subscription().deliver(message);
		assertThat(this.log.events).containsExactly(START, "start zmqtt.template");
		this.client.result.complete(PublishResult.of(ReasonCode.SUCCESS, null, List.of(), false));
		assertThat(this.log.events).containsExactly(START, "start zmqtt.template", "stop zmqtt.template", STOP);
		assertThat(this.registry).hasObservationWithNameEqualTo("zmqtt.template")
			.that()
			.hasHighCardinalityKeyValue("zmqtt.topic", "reply")
			.hasParentObservationContextSatisfying(
					(parent) -> assertThat(parent.getName()).isEqualTo("zmqtt.listener"));
	}

	@Test
	void replyThatFailsEndsItOnce() {
		start((text) -> text + "!");
		this.client.failure = new MqttDisconnectedException(Source.NETWORK, "gone (expected in the log)", null);
		subscription()
			.deliver(TestMessage.of("home/x", "x", PublishProperties.builder().responseTopic("reply").build()));
		assertThat(this.log.events).containsExactly(START, "start zmqtt.template", "error gone (expected in the log)",
				"stop zmqtt.template", STOP);
	}

	@Test
	void whatTheListenerPublishesIsAChild() {
		MqttTemplate template = new MqttTemplate(this.client);
		template.setObservationRegistry(this.registry);
		start((text) -> {
			template.convertAndSend("out", text);
			return null;
		});
		deliver("home/x", "x");
		assertThat(this.registry).hasObservationWithNameEqualTo("zmqtt.template")
			.that()
			.hasParentObservationContextSatisfying(
					(parent) -> assertThat(parent.getName()).isEqualTo("zmqtt.listener"));
	}

	@Test
	void interceptorsRunWithinItAndMayFail() {
		AtomicReference<@Nullable Observation> before = new AtomicReference<>();
		this.factory.setInterceptors(List.of(new MqttMessageInterceptor() {

			@Override
			public void beforeHandle(String listenerId, MqttMessage message) {
				before.set(ListenerObservationTests.this.registry.getCurrentObservation());
				throw new IllegalStateException("before");
			}

			@Override
			public void afterHandle(String listenerId, MqttMessage message, @Nullable Throwable failure) {
				throw new IllegalStateException("after (expected in the log)");
			}

		}));
		start((text) -> null);
		deliver("home/x", "x");
		assertThat(before.get()).isNotNull();
		assertThat(this.log.events).containsExactly(START, "error before", STOP);
	}

	@Test
	void messageThatIsDroppedAtTheEndIsStoppedOnce() throws Exception {
		CountDownLatch failed = new CountDownLatch(1);
		retry(2, Duration.ofMinutes(1));
		this.factory.setShutdownTimeout(Duration.ofMillis(20));
		MqttListenerContainer container = start((text) -> {
			failed.countDown();
			throw new IllegalStateException("broken");
		});
		CompletableFuture<TestMessage> delivered = CompletableFuture.supplyAsync(() -> deliver("home/x", "x"));
		assertThat(failed.await(10, TimeUnit.SECONDS)).isTrue();
		container.stop();
		assertThat(delivered.get(10, TimeUnit.SECONDS).isAcknowledged()).isTrue();
		assertThat(this.log.events).containsExactly(START, "error broken", STOP);
	}

	@Test
	void messageThatIsPutBackIsObservedAgain() throws Exception {
		CountDownLatch failed = new CountDownLatch(1);
		AtomicInteger attempts = new AtomicInteger();
		retry(2, Duration.ofMinutes(1));
		MqttListenerContainer container = start((text) -> {
			if (attempts.incrementAndGet() == 1) {
				failed.countDown();
				throw new IllegalStateException("broken");
			}
			return null;
		});
		CompletableFuture<TestMessage> delivered = CompletableFuture.supplyAsync(() -> deliver("home/x", "x"));
		assertThat(failed.await(10, TimeUnit.SECONDS)).isTrue();
		CompletableFuture<@Nullable Void> stopped = new CompletableFuture<>();
		container.stop(() -> stopped.complete(null));
		stopped.get(10, TimeUnit.SECONDS);
		assertThat(this.log.events).containsExactly(START, "error broken", STOP);
		container.start();
		TestMessage message = delivered.get(10, TimeUnit.SECONDS);
		await().until(message::isAcknowledged);
		assertThat(this.log.events).containsExactly(START, "error broken", STOP, START, STOP);
	}

	@Test
	void conventionMayBeAnother() {
		this.factory.setObservationConvention(new MqttListenerObservationConvention() {

			@Override
			public String getName() {
				return "my.listener";
			}

			@Override
			public KeyValues getLowCardinalityKeyValues(MqttListenerObservationContext context) {
				return KeyValues.of("my.key", context.getListenerId() + " " + context.getClientName() + " "
						+ context.getTopicTemplate() + " " + context.getMessage().topic());
			}

		});
		start((text) -> null);
		deliver("home/x", "x");
		assertThat(this.registry).hasSingleObservationThat()
			.hasNameEqualTo("my.listener")
			.hasLowCardinalityKeyValue("my.key", "test default home/{room} home/x")
			.hasKeyValuesCount(1);
	}

	@Test
	void conventionThatFailsIsAFailureOfTheListener() {
		this.factory.setObservationConvention(new MqttListenerObservationConvention() {

			@Override
			public KeyValues getLowCardinalityKeyValues(MqttListenerObservationContext context) {
				throw new IllegalStateException("no keys");
			}

		});
		AtomicReference<@Nullable Throwable> recovered = new AtomicReference<>();
		this.factory.setRecoverer((message, failure) -> recovered.set(failure.getCause()));
		start((text) -> null);
		assertThat(deliver("home/x", "x").isAcknowledged()).isTrue();
		assertThat(recovered.get()).hasMessage("no keys");
	}

	@Test
	void noRegistryNoObservation() {
		this.factory.setObservationRegistry(ObservationRegistry.NOOP);
		this.factory.setObservationConvention(new MqttListenerObservationConvention() {

			@Override
			public KeyValues getLowCardinalityKeyValues(MqttListenerObservationContext context) {
				throw new AssertionError("A context was made");
			}

		});
		AtomicInteger handled = new AtomicInteger();
		start((text) -> {
			handled.incrementAndGet();
			return null;
		});
		deliver("home/x", "x");
		assertThat(handled).hasValue(1);
		assertThat(this.registry).doesNotHaveAnyObservation();
	}

	private void retry(int retries, Duration delay) {
		this.factory.setRetryPolicy(RetryPolicy.builder().maxRetries(retries).delay(delay).build());
	}

	private MqttListenerContainer start(Body body) {
		return start(endpoint(body));
	}

	private MqttListenerContainer start(MqttListenerEndpoint.Builder endpoint) {
		MqttListenerContainer container = this.factory.create(endpoint.build());
		container.start();
		return container;
	}

	private static MqttListenerEndpoint.Builder endpoint(Body body) {
		return endpointOf("text", new Target(body), String.class);
	}

	private static MqttListenerEndpoint.Builder endpointOf(String method, Target target, Class<?> parameter) {
		return MqttListenerEndpoint.builder("test")
			.topics("home/{room}")
			.method(target, ReflectionUtils.findMethod(Target.class, method, parameter));
	}

	private TestMessage deliver(String topic, String payload) {
		TestMessage message = TestMessage.of(topic, payload);
		subscription().deliver(message);
		return message;
	}

	private FakeMqttClient.FakeSubscription subscription() {
		return this.client.subscriptions.get(this.client.subscriptions.size() - 1);
	}

	interface Body {

		@Nullable Object handle(String text) throws Exception;

	}

	record Target(Body body) {

		@Nullable Object text(String text) throws Exception {
			return this.body.handle(text);
		}

		@Nullable Object number(int number) throws Exception {
			return this.body.handle(Integer.toString(number));
		}

	}

}
