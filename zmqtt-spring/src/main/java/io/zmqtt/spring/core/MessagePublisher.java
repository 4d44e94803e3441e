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

package io.zmqtt.spring.core;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttException;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttUnsupportedException;
import io.zmqtt.MqttVersion;
import io.zmqtt.PublishOptions;
import io.zmqtt.PublishProperties;
import io.zmqtt.PublishResult;
import io.zmqtt.QoS;
import io.zmqtt.RequestOptions;
import io.zmqtt.UserProperty;
import io.zmqtt.spring.observation.DefaultMqttTemplateObservationConvention;
import io.zmqtt.spring.observation.MqttObservation;
import io.zmqtt.spring.observation.MqttTemplateObservationContext;
import io.zmqtt.spring.observation.MqttTemplateObservationConvention;
import io.zmqtt.spring.support.MqttHeaderMapper;
import io.zmqtt.spring.support.MqttHeaders;
import io.zmqtt.spring.support.MqttMessageInterceptor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.GenericMessage;

/**
 * Publishes the messages of a template: interceptors and observation around the client.
 */
final class MessagePublisher {

	private static final Log logger = LogFactory.getLog(MqttTemplate.class);

	private final MqttClient client;

	private final @Nullable MqttClientV5 clientV5;

	private String clientName = "default";

	private PublishOptions options = PublishOptions.qos(QoS.AT_LEAST_ONCE);

	private boolean retain;

	private volatile List<MqttMessageInterceptor> interceptors = List.of();

	private ObservationRegistry observationRegistry = ObservationRegistry.NOOP;

	private @Nullable MqttTemplateObservationConvention observationConvention;

	MessagePublisher(MqttClient client) {
		this.client = client;
		this.clientV5 = (client instanceof MqttClientV5 v5) ? v5 : null;
	}

	MqttVersion version() {
		return this.client.version();
	}

	/**
	 * Return whether nobody looks at messages on their way.
	 */
	boolean isPlain() {
		return this.interceptors.isEmpty() && this.observationRegistry.isNoop();
	}

	PublishOptions options() {
		return this.options;
	}

	void setClientName(String clientName) {
		this.clientName = clientName;
	}

	void setQos(QoS qos) {
		this.options = PublishOptions.qos(qos);
	}

	QoS getQos() {
		return this.options.qos();
	}

	void setRetain(boolean retain) {
		this.retain = retain;
	}

	boolean isRetain() {
		return this.retain;
	}

	void setInterceptors(List<MqttMessageInterceptor> interceptors) {
		this.interceptors = List.copyOf(interceptors);
	}

	void setObservationRegistry(ObservationRegistry observationRegistry) {
		this.observationRegistry = observationRegistry;
	}

	void setObservationConvention(@Nullable MqttTemplateObservationConvention observationConvention) {
		this.observationConvention = observationConvention;
	}

	PublishResult publish(Outgoing outgoing) {
		Sending sending = begin(outgoing, false);
		return sending.run(() -> {
			MqttClientV5 v5 = this.clientV5;
			return (v5 != null) ? v5.publish(outgoing.topic(), sending.payload(), sending.options, sending.properties)
					: this.client.publish(outgoing.topic(), sending.payload(), sending.options);
		});
	}

	CompletableFuture<PublishResult> publishAsync(Outgoing outgoing) {
		Sending sending = begin(outgoing, false);
		return sending.start(() -> {
			MqttClientV5 v5 = this.clientV5;
			return (v5 != null)
					? v5.publishAsync(outgoing.topic(), sending.payload(), sending.options, sending.properties)
					: this.client.publishAsync(outgoing.topic(), sending.payload(), sending.options);
		});
	}

	MqttMessage request(Outgoing outgoing) {
		MqttClientV5 v5 = requireV5(outgoing);
		Sending sending = begin(outgoing, true);
		return sending.run(() -> v5.request(outgoing.topic(), sending.payload(), sending.requestOptions()));
	}

	CompletableFuture<MqttMessage> requestAsync(Outgoing outgoing) {
		MqttClientV5 v5 = requireV5(outgoing);
		Sending sending = begin(outgoing, true);
		return sending.start(() -> v5.requestAsync(outgoing.topic(), sending.payload(), sending.requestOptions()));
	}

	private MqttClientV5 requireV5(Outgoing outgoing) {
		MqttClientV5 v5 = this.clientV5;
		if (v5 == null) {
			throw failure(outgoing.topic(), outgoing.message(),
					new MqttUnsupportedException("MQTT 3.1.1 has no requests; they need MQTT 5.0"));
		}
		return v5;
	}

	private Sending begin(Outgoing outgoing, boolean request) {
		List<MqttMessageInterceptor> interceptors = this.interceptors;
		Message<byte[]> message = outgoing.message();
		int asked = 0;
		try {
			for (MqttMessageInterceptor interceptor : interceptors) {
				message = interceptor.beforePublish(outgoing.topic(), message);
				asked++;
			}
			return new Sending(outgoing, message, request);
		}
		catch (RuntimeException | Error ex) {
			tell(interceptors.subList(0, asked), outgoing.topic(), message, null, ex);
			boolean refused = asked == interceptors.size()
					&& (ex instanceof IllegalArgumentException || ex instanceof MqttException);
			if (refused) {
				throw failure(outgoing.topic(), message, ex);
			}
			throw ex;
		}
	}

	/**
	 * Tell interceptors how it ended, in the reverse order.
	 */
	private static void tell(List<MqttMessageInterceptor> interceptors, String topic, Message<byte[]> message,
			@Nullable PublishResult result, @Nullable Throwable failure) {
		for (int i = interceptors.size() - 1; i >= 0; i--) {
			try {
				interceptors.get(i).afterPublish(topic, message, result, failure);
			}
			catch (RuntimeException ex) {
				logger.error("An interceptor failed after a message to topic '" + topic + "'", ex);
			}
		}
	}

	private PublishOptions options(MessageHeaders headers) {
		QoS qos = qos(headers.get(MqttHeaders.QOS));
		PublishOptions options = (qos == null || qos == this.options.qos()) ? this.options : PublishOptions.qos(qos);
		if (retain(headers.get(MqttHeaders.RETAIN))) {
			options = options.retained();
		}
		Duration timeout = timeout(headers.get(MqttHeaders.TIMEOUT));
		return (timeout != null) ? options.withTimeout(timeout) : options;
	}

	private static @Nullable QoS qos(@Nullable Object value) {
		if (value == null || value instanceof QoS) {
			return (QoS) value;
		}
		if (value instanceof Integer number) {
			return QoS.of(number);
		}
		throw invalid(MqttHeaders.QOS, "a QoS, 0, 1 or 2", value);
	}

	private boolean retain(@Nullable Object value) {
		if (value == null) {
			return this.retain;
		}
		if (value instanceof Boolean retain) {
			return retain;
		}
		throw invalid(MqttHeaders.RETAIN, "a Boolean", value);
	}

	private static @Nullable Duration timeout(@Nullable Object value) {
		if (value == null || value instanceof Duration) {
			return (Duration) value;
		}
		throw invalid(MqttHeaders.TIMEOUT, "a Duration", value);
	}

	private static IllegalArgumentException invalid(String header, String allowed, Object value) {
		return new IllegalArgumentException(
				"Header '" + header + "' must be " + allowed + ", not a " + value.getClass().getName());
	}

	/**
	 * Return the properties with what a tracer has added in place of what has the same
	 * name: the trace of a received message whose headers were copied.
	 */
	private static PublishProperties merge(PublishProperties properties, List<UserProperty> added) {
		if (added.isEmpty()) {
			return properties;
		}
		Set<String> names = added.stream().map(UserProperty::name).collect(Collectors.toSet());
		PublishProperties.Builder builder = PublishProperties.builder()
			.utf8Payload(properties.utf8Payload())
			.contentType(properties.contentType().orElse(null))
			.responseTopic(properties.responseTopic().orElse(null))
			.correlationData(properties.correlationData().orElse(null));
		properties.messageExpiryInterval().ifPresent(builder::messageExpiryInterval);
		properties.userProperties()
			.stream()
			.filter((property) -> !names.contains(property.name()))
			.forEach((property) -> builder.userProperty(property.name(), property.value()));
		return builder.userProperties(added).build();
	}

	static MessageDeliveryException failure(String topic, Message<byte[]> message, Throwable cause) {
		// without the headers of the message, which toString() of the exception would
		// print
		Message<byte[]> failed = new GenericMessage<>(message.getPayload());
		return new MessageDeliveryException(failed, "Could not publish to '" + topic + "': " + cause.getMessage(),
				cause);
	}

	/**
	 * See to it that who cancels the first future cancels the second one.
	 */
	static <T extends @Nullable Object> CompletableFuture<T> cancelling(CompletableFuture<T> future,
			CompletableFuture<?> source) {
		future.whenComplete((result, ex) -> {
			if (future.isCancelled()) {
				source.cancel(false);
			}
		});
		return future;
	}

	private static Throwable unwrap(Throwable ex) {
		return (ex instanceof CompletionException && ex.getCause() != null) ? ex.getCause() : ex;
	}

	/**
	 * A message on its way.
	 */
	private final class Sending {

		private final String topic;

		private final Message<byte[]> message;

		private final PublishOptions options;

		private final PublishProperties properties;

		private final Observation observation;

		private Sending(Outgoing outgoing, Message<byte[]> message, boolean request) {
			this.topic = outgoing.topic();
			this.message = message;
			this.options = options(message.getHeaders());
			PublishProperties properties = MqttHeaderMapper.toProperties(message.getHeaders());
			if (MessagePublisher.this.observationRegistry.isNoop()) {
				this.observation = Observation.NOOP;
				this.properties = properties;
			}
			else {
				PublishProperties.Builder carrier = PublishProperties.builder();
				this.observation = observe(outgoing, request, carrier);
				this.properties = merge(properties, carrier.build().userProperties());
			}
		}

		private Observation observe(Outgoing outgoing, boolean request, PublishProperties.Builder carrier) {
			MessagePublisher publisher = MessagePublisher.this;
			return MqttObservation.TEMPLATE.start(publisher.observationConvention,
					DefaultMqttTemplateObservationConvention.INSTANCE,
					() -> new MqttTemplateObservationContext((publisher.clientV5 != null) ? carrier : null,
							publisher.clientName, this.topic, outgoing.template(), this.options.qos(), request),
					publisher.observationRegistry);
		}

		private byte[] payload() {
			return this.message.getPayload();
		}

		private RequestOptions requestOptions() {
			RequestOptions options = RequestOptions.defaults()
				.withQos(this.options.qos())
				.withProperties(this.properties.toBuilder().responseTopic(null).correlationData(null).build());
			Duration timeout = this.options.timeout();
			return (timeout != null) ? options.withTimeout(timeout) : options;
		}

		private <T> T run(Supplier<T> operation) {
			T result = inScope(operation);
			ended(result, null);
			return result;
		}

		private <T> CompletableFuture<T> start(Supplier<CompletableFuture<T>> operation) {
			CompletableFuture<T> source = inScope(operation);
			CompletableFuture<T> result = source.whenComplete(this::ended).exceptionally((ex) -> {
				throw translate(unwrap(ex));
			});
			return cancelling(result, source);
		}

		private <T> T inScope(Supplier<T> operation) {
			try {
				Observation.Scope scope = this.observation.openScope();
				try {
					// scoped() would record an error that failed() records
					return operation.get();
				}
				finally {
					scope.close();
				}
			}
			catch (RuntimeException | Error ex) {
				throw failed(ex);
			}
		}

		private RuntimeException failed(Throwable cause) {
			ended(null, cause);
			return translate(cause);
		}

		private RuntimeException translate(Throwable cause) {
			if (cause instanceof Error error) {
				throw error;
			}
			if (cause instanceof IllegalStateException misuse) {
				return misuse;
			}
			return failure(this.topic, this.message, cause);
		}

		private void ended(@Nullable Object result, @Nullable Throwable failure) {
			end((result instanceof PublishResult published) ? published : null,
					(failure != null) ? unwrap(failure) : null);
		}

		private void end(@Nullable PublishResult result, @Nullable Throwable failure) {
			if (failure != null) {
				this.observation.error(failure);
			}
			this.observation.stop();
			tell(MessagePublisher.this.interceptors, this.topic, this.message, result, failure);
		}

	}

}
