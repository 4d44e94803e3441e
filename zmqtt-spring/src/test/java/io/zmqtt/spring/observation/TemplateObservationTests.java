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
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.micrometer.common.KeyValues;
import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.GlobalObservationConvention;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.zmqtt.MqttDisconnectedException;
import io.zmqtt.MqttDisconnectedException.Source;
import io.zmqtt.MqttMessage;
import io.zmqtt.PublishResult;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.spring.FakeClients;
import io.zmqtt.spring.FakeMqttClient;
import io.zmqtt.spring.TestMessage;
import io.zmqtt.spring.core.MqttTemplate;
import io.zmqtt.spring.support.MqttHeaders;
import io.zmqtt.spring.support.MqttMessageInterceptor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.MessagingException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class TemplateObservationTests {

	private final FakeMqttClient client = new FakeMqttClient();

	private final MqttTemplate template = new MqttTemplate(this.client);

	private final TestObservationRegistry registry = TestObservationRegistry.create();

	private final ObservationLog log = ObservationLog.of(this.registry);

	@BeforeEach
	void setUp() {
		this.template.setObservationRegistry(this.registry);
	}

	@Test
	void publishingIsObserved() {
		this.template.convertAndSend("home/kitchen", "x");
		assertThat(this.registry).hasSingleObservationThat()
			.hasNameEqualTo("zmqtt.template")
			.hasContextualNameEqualTo("mqtt publish")
			.hasLowCardinalityKeyValue("zmqtt.client", "default")
			.hasLowCardinalityKeyValue("zmqtt.topic.template", "none")
			.hasLowCardinalityKeyValue("zmqtt.qos", "1")
			.hasLowCardinalityKeyValue("zmqtt.operation", "publish")
			.hasHighCardinalityKeyValue("zmqtt.topic", "home/kitchen")
			.hasKeyValuesCount(5)
			.doesNotHaveError()
			.hasBeenStarted()
			.hasBeenStopped();
	}

	@Test
	void requestsAreObservedUntilTheReply() {
		this.template.setClientName("line2");
		CompletableFuture<MqttMessage> reply = this.client.reply;
		CompletableFuture<?> answer = this.template.to("home/{room}", "kitchen").qos(2).request(String.class);
		assertThat(this.registry).hasSingleObservationThat().hasBeenStarted().isNotStopped();
		reply.complete(TestMessage.of("reply", "!"));
		assertThat(answer).isCompleted();
		assertThat(this.registry).hasSingleObservationThat()
			.hasNameEqualTo("zmqtt.template")
			.hasContextualNameEqualTo("home/{room} request")
			.hasLowCardinalityKeyValue("zmqtt.client", "line2")
			.hasLowCardinalityKeyValue("zmqtt.topic.template", "home/{room}")
			.hasLowCardinalityKeyValue("zmqtt.qos", "2")
			.hasLowCardinalityKeyValue("zmqtt.operation", "request")
			.hasHighCardinalityKeyValue("zmqtt.topic", "home/kitchen")
			.hasKeyValuesCount(5)
			.doesNotHaveError()
			.hasBeenStopped();
	}

	@Test
	void keysAreThoseDocumented() {
		this.template.convertAndSend("a", "x");
		assertThat(this.registry).hasHandledContextsThatSatisfy((contexts) -> {
			Observation.Context context = contexts.get(0);
			assertThat(context.getLowCardinalityKeyValues()).extracting((keyValue) -> keyValue.getKey())
				.containsExactlyInAnyOrder(names(MqttObservation.TEMPLATE.getLowCardinalityKeyNames()));
			assertThat(context.getHighCardinalityKeyValues()).extracting((keyValue) -> keyValue.getKey())
				.containsExactlyInAnyOrder(names(MqttObservation.TEMPLATE.getHighCardinalityKeyNames()));
		});
	}

	@Test
	void asynchronousPublishingIsObservedUntilItEnds() {
		CompletableFuture<PublishResult> result = new CompletableFuture<>();
		this.client.result = result;
		this.template.sendAsync("a", "x");
		assertThat(this.log.events).containsExactly("start zmqtt.template");
		assertThat(this.registry.getCurrentObservation()).isNull();
		result.complete(PublishResult.of(ReasonCode.SUCCESS, null, List.of(), false));
		assertThat(this.log.events).containsExactly("start zmqtt.template", "stop zmqtt.template");
	}

	@Test
	void cancelledPublishingIsStoppedOnce() {
		CompletableFuture<PublishResult> result = new CompletableFuture<>();
		this.client.result = result;
		this.template.sendAsync("a", "x").cancel(false);
		assertThat(this.log.events).containsExactly("start zmqtt.template", "error null", "stop zmqtt.template");
	}

	@Test
	void failuresAreRecordedAndStopItOnce() {
		MqttDisconnectedException failure = new MqttDisconnectedException(Source.NETWORK, "gone", null);
		this.client.failure = failure;
		this.client.reply = CompletableFuture.failedFuture(failure);
		List<Runnable> failing = List.of(() -> this.template.convertAndSend("a", "x"),
				() -> this.template.sendAsync("a", "x"), () -> this.template.request("a", "x", Void.class),
				() -> this.template.requestAsync("a", "x", Void.class, Duration.ofSeconds(1)));
		for (Runnable operation : failing) {
			try {
				operation.run();
			}
			catch (MessagingException ex) {
				assertThat(ex).isInstanceOf(MessageDeliveryException.class);
			}
			assertThat(this.registry).hasSingleObservationThat().hasError(failure);
			assertThat(this.log.events).containsExactly("start zmqtt.template", "error gone", "stop zmqtt.template");
			this.registry.clear();
			this.log.events.clear();
		}
	}

	@Test
	void misuseStopsItOnce() {
		MqttTemplate template = new MqttTemplate(FakeClients.v311(this.client));
		template.setObservationRegistry(this.registry);
		this.client.result = new CompletableFuture<>();
		this.client.result.completeExceptionally(new IllegalStateException("closed"));
		assertThat(template.sendAsync("a", "x")).isCompletedExceptionally();
		assertThat(this.log.events).containsExactly("start zmqtt.template", "error closed", "stop zmqtt.template");
	}

	@Test
	void unconvertibleReplyIsNoFailureOfTheRequest() {
		this.client.reply = CompletableFuture.completedFuture(TestMessage.of("reply", "no number"));
		assertThatExceptionOfType(MessagingException.class)
			.isThrownBy(() -> this.template.request("a", "x", Integer.class));
		assertThat(this.log.events).containsExactly("start zmqtt.template", "stop zmqtt.template");
	}

	@Test
	void whatIsNotSentIsNotObserved() {
		assertThatExceptionOfType(MessagingException.class)
			.isThrownBy(() -> this.template.convertAndSend("a", "x", Map.of(MqttHeaders.QOS, 3)));
		this.template.setInterceptors(List.of(new MqttMessageInterceptor() {

			@Override
			public Message<byte[]> beforePublish(String topic, Message<byte[]> message) {
				throw new IllegalStateException("no");
			}

		}));
		assertThatIllegalStateException().isThrownBy(() -> this.template.convertAndSend("a", "x"));
		assertThat(this.registry).doesNotHaveAnyObservation();
	}

	@Test
	void interceptorsMayFailAfterwards() {
		this.template.setInterceptors(List.of(new MqttMessageInterceptor() {

			@Override
			public void afterPublish(String topic, Message<byte[]> message, @Nullable PublishResult result,
					@Nullable Throwable failure) {
				throw new IllegalStateException("afterwards (expected in the log)");
			}

		}));
		this.template.convertAndSend("a", "x");
		this.template.sendAsync("a", "x");
		assertThat(this.log.events).containsExactly("start zmqtt.template", "stop zmqtt.template",
				"start zmqtt.template", "stop zmqtt.template");
	}

	@Test
	void isAChildOfWhatIsObservedAround() {
		Observation around = Observation.start("around", this.registry);
		around.scoped(() -> this.template.convertAndSend("a", "x"));
		around.stop();
		assertThat(this.registry).hasObservationWithNameEqualTo("zmqtt.template")
			.that()
			.hasParentObservationEqualTo(around);
	}

	@Test
	void conventionMayBeAnother() {
		this.template.setObservationConvention(new MqttTemplateObservationConvention() {

			@Override
			public String getName() {
				return "my.template";
			}

			@Override
			public String getContextualName(MqttTemplateObservationContext context) {
				return "to " + context.getTopic() + " at " + context.getQos().value();
			}

			@Override
			public KeyValues getLowCardinalityKeyValues(MqttTemplateObservationContext context) {
				return KeyValues.of("my.key",
						context.getClientName() + context.getTopicTemplate() + context.isRequest());
			}

		});
		this.template.convertAndSend("a", "x", Map.of(MqttHeaders.QOS, QoS.EXACTLY_ONCE));
		assertThat(this.registry).hasSingleObservationThat()
			.hasNameEqualTo("my.template")
			.hasContextualNameEqualTo("to a at 2")
			.hasLowCardinalityKeyValue("my.key", "defaultnullfalse")
			.hasKeyValuesCount(1);
	}

	@Test
	void conventionOfTheRegistryCounts() {
		this.registry.observationConfig().observationConvention(new GlobalConvention());
		this.template.convertAndSend("a", "x");
		assertThat(this.registry).hasSingleObservationThat().hasNameEqualTo("global.template").hasKeyValuesCount(5);
	}

	@Test
	void noRegistryNoObservation() {
		this.template.setObservationRegistry(ObservationRegistry.NOOP);
		this.template.setObservationConvention(new MqttTemplateObservationConvention() {

			@Override
			public boolean supportsContext(Observation.Context context) {
				throw new AssertionError("A context was made");
			}

			@Override
			public KeyValues getLowCardinalityKeyValues(MqttTemplateObservationContext context) {
				throw new AssertionError("A context was made");
			}

		});
		this.template.convertAndSend("a", "x");
		assertThat(this.client.published).hasSize(1);
		assertThat(this.registry).doesNotHaveAnyObservation();
	}

	private static final class GlobalConvention extends DefaultMqttTemplateObservationConvention
			implements GlobalObservationConvention<MqttTemplateObservationContext> {

		@Override
		public String getName() {
			return "global.template";
		}

	}

	static String[] names(KeyName[] keys) {
		String[] names = new String[keys.length];
		for (int i = 0; i < keys.length; i++) {
			names[i] = keys[i].asString();
		}
		return names;
	}

}
