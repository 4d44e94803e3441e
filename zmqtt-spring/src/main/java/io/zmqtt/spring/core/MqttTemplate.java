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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.micrometer.observation.ObservationRegistry;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttVersion;
import io.zmqtt.PublishOptions;
import io.zmqtt.PublishResult;
import io.zmqtt.QoS;
import io.zmqtt.TopicTemplate;
import io.zmqtt.spring.observation.MqttTemplateObservationConvention;
import io.zmqtt.spring.support.MqttHeaderMapper;
import io.zmqtt.spring.support.MqttHeaders;
import io.zmqtt.spring.support.MqttMessageConverters;
import io.zmqtt.spring.support.MqttMessageInterceptor;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.core.AbstractMessageSendingTemplate;
import org.springframework.messaging.core.MessagePostProcessor;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;

/**
 * Publishes over an {@link MqttClient}, at QoS 1 and not retained unless it is configured
 * otherwise or the headers {@link MqttHeaders#QOS} and {@link MqttHeaders#RETAIN} say so.
 * A message that is sent without a destination goes to the topic of its header
 * {@link MqttHeaders#TOPIC}, or else to the default destination. Safe for use by any
 * number of threads once configured.
 */
public class MqttTemplate extends AbstractMessageSendingTemplate<String> implements MqttOperations {

	private static final byte[] EMPTY = {};

	private final MessagePublisher publisher;

	private final PlainPublisher plain;

	/**
	 * Create a template with {@linkplain MqttMessageConverters#defaults() the default
	 * converter}.
	 * @param client the client
	 */
	public MqttTemplate(MqttClient client) {
		Assert.notNull(client, "'client' must not be null");
		this.publisher = new MessagePublisher(client);
		this.plain = new PlainPublisher(client);
		setMessageConverter(MqttMessageConverters.defaults());
	}

	/**
	 * Set the QoS of messages without {@link MqttHeaders#QOS}. Default: QoS 1.
	 * @param qos the quality of service
	 */
	public void setQos(QoS qos) {
		Assert.notNull(qos, "'qos' must not be null");
		this.publisher.setQos(qos);
	}

	/**
	 * Return the QoS of messages without {@link MqttHeaders#QOS}.
	 * @return the quality of service
	 */
	public QoS getQos() {
		return this.publisher.getQos();
	}

	/**
	 * Set whether messages without {@link MqttHeaders#RETAIN} are retained. Default:
	 * false.
	 * @param retain whether they are
	 */
	public void setRetain(boolean retain) {
		this.publisher.setRetain(retain);
	}

	/**
	 * Return whether messages without {@link MqttHeaders#RETAIN} are retained.
	 * @return whether they are
	 */
	public boolean isRetain() {
		return this.publisher.isRetain();
	}

	/**
	 * Set the name of the client in observations. Default: {@code default}.
	 * @param clientName the name
	 */
	public void setClientName(String clientName) {
		Assert.hasText(clientName, "'clientName' must not be empty");
		this.publisher.setClientName(clientName);
	}

	/**
	 * Set what sees messages before and after they are published. Default: none.
	 * @param interceptors the interceptors in their order
	 */
	public void setInterceptors(List<MqttMessageInterceptor> interceptors) {
		this.publisher.setInterceptors(interceptors);
	}

	/**
	 * Set where observations are registered. Default: nowhere.
	 * @param observationRegistry the registry
	 * @see io.zmqtt.spring.observation.MqttObservation#TEMPLATE
	 */
	public void setObservationRegistry(ObservationRegistry observationRegistry) {
		Assert.notNull(observationRegistry, "'observationRegistry' must not be null");
		this.publisher.setObservationRegistry(observationRegistry);
	}

	/**
	 * Set the names and keys of observations. Default:
	 * {@link io.zmqtt.spring.observation.DefaultMqttTemplateObservationConvention}.
	 * @param observationConvention the convention, or null for the default
	 */
	public void setObservationConvention(@Nullable MqttTemplateObservationConvention observationConvention) {
		this.publisher.setObservationConvention(observationConvention);
	}

	@Override
	public MqttVersion version() {
		return this.publisher.version();
	}

	@Override
	public void send(Message<?> message) {
		Object topic = message.getHeaders().get(MqttHeaders.TOPIC);
		if (topic == null) {
			super.send(message);
		}
		else if (topic instanceof String name) {
			send(name, message);
		}
		else {
			throw new MessageDeliveryException(
					"Header '" + MqttHeaders.TOPIC + "' must be a String, not a " + topic.getClass().getName());
		}
	}

	@Override
	public void convertAndSend(Object payload, @Nullable MessagePostProcessor postProcessor) {
		send(doConvert(payload, null, postProcessor));
	}

	@Override
	public CompletableFuture<PublishResult> sendAsync(String topic, Object payload) {
		if (isPlain(payload)) {
			return publishPlainAsync(topic, payload, null, null, null);
		}
		return publishAsync(topic, null, doConvert(payload, null, null));
	}

	@Override
	public CompletableFuture<PublishResult> sendAsync(String topic, Object payload, Map<String, Object> headers) {
		return publishAsync(topic, null, doConvert(payload, headers, null));
	}

	@Override
	public CompletableFuture<PublishResult> sendAsync(String topic, Message<?> message) {
		return publishAsync(topic, null, message);
	}

	@Override
	public PublishSpec to(String topic, Object... variables) {
		return (variables.length == 0) ? new DefaultPublishSpec(this, topic, null)
				: new DefaultPublishSpec(this, TopicTemplate.of(topic).expand(variables), topic);
	}

	@Override
	public void clearRetained(String topic) {
		publish(topic, null, new GenericMessage<>(EMPTY, Map.of(MqttHeaders.RETAIN, true)));
	}

	@Override
	public <T> @Nullable T request(String topic, Object body, Class<T> type) {
		return request(topic, null, doConvert(body, null, null), type);
	}

	@Override
	public <T> @Nullable T request(String topic, Object body, Class<T> type, Duration timeout) {
		return request(topic, null, doConvert(body, Map.of(MqttHeaders.TIMEOUT, timeout), null), type);
	}

	@Override
	public <T> CompletableFuture<@Nullable T> requestAsync(String topic, Object body, Class<T> type, Duration timeout) {
		return requestAsync(topic, null, doConvert(body, Map.of(MqttHeaders.TIMEOUT, timeout), null), type);
	}

	@Override
	protected void doSend(String topic, Message<?> message) {
		publish(topic, null, message);
	}

	/**
	 * Return whether a payload is sent as it is, without a message for anybody to look
	 * at. A subclass may have its own conversion.
	 */
	boolean isPlain(Object payload) {
		return this.publisher.isPlain() && getClass() == MqttTemplate.class
				&& MqttMessageConverters.isPlain(getMessageConverter(), payload);
	}

	CompletableFuture<PublishResult> publishPlainAsync(String topic, Object payload, @Nullable QoS qos,
			@Nullable Boolean retain, @Nullable Duration timeout) {
		return this.plain.publishAsync(topic, payload, options(qos, retain), timeout);
	}

	PublishResult publishPlain(String topic, Object payload, @Nullable QoS qos, @Nullable Boolean retain,
			@Nullable Duration timeout) {
		return this.plain.publish(topic, payload, options(qos, retain), timeout);
	}

	private PublishOptions options(@Nullable QoS qos, @Nullable Boolean retain) {
		return PlainPublisher.options(this.publisher.options(), qos, (retain != null) ? retain : isRetain());
	}

	PublishResult publish(String topic, @Nullable String template, Message<?> message) {
		return this.publisher.publish(new Outgoing(topic, template, toBytes(message)));
	}

	CompletableFuture<PublishResult> publishAsync(String topic, @Nullable String template, Message<?> message) {
		return this.publisher.publishAsync(new Outgoing(topic, template, toBytes(message)));
	}

	<T> @Nullable T request(String topic, @Nullable String template, Message<?> message, Class<T> type) {
		return fromReply(this.publisher.request(new Outgoing(topic, template, toBytes(message))), type);
	}

	<T> CompletableFuture<@Nullable T> requestAsync(String topic, @Nullable String template, Message<?> message,
			Class<T> type) {
		CompletableFuture<MqttMessage> reply = this.publisher
			.requestAsync(new Outgoing(topic, template, toBytes(message)));
		CompletableFuture<@Nullable T> converted = reply.thenApply((received) -> fromReply(received, type));
		return MessagePublisher.cancelling(converted, reply);
	}

	@SuppressWarnings("unchecked")
	private <T> @Nullable T fromReply(MqttMessage reply, Class<T> type) {
		if (type == Void.class) {
			return null;
		}
		if (type == MqttMessage.class) {
			return type.cast(reply);
		}
		Object converted;
		try {
			converted = getMessageConverter()
				.fromMessage(new GenericMessage<>(reply.payload(), MqttHeaderMapper.toHeaders(reply)), type);
		}
		catch (MessageConversionException ex) {
			// without its message, which shows headers and parts of the payload
			throw new MessageConversionException("Could not convert the reply to a " + type.getName(), ex.getCause());
		}
		if (converted == null) {
			throw new MessageConversionException("No message converter makes a " + type.getName() + " of the reply");
		}
		return ((Class<T>) ClassUtils.resolvePrimitiveIfNecessary(type)).cast(converted);
	}

	@Override
	protected Message<?> doConvert(Object payload, @Nullable Map<String, Object> headers,
			@Nullable MessagePostProcessor postProcessor) {
		if (!(payload instanceof Message<?> message)) {
			return super.doConvert(payload, headers, postProcessor);
		}
		Map<String, Object> merged = new HashMap<>(message.getHeaders());
		if (headers != null) {
			merged.putAll(headers);
		}
		return super.doConvert(message.getPayload(), merged, postProcessor);
	}

	private Message<byte[]> toBytes(Message<?> message) {
		Object payload = message.getPayload();
		if (!(payload instanceof byte[])) {
			Message<?> converted = getMessageConverter().toMessage(payload, message.getHeaders());
			if (converted == null || !(converted.getPayload() instanceof byte[])) {
				throw new MessageConversionException(
						"No message converter makes bytes of a " + payload.getClass().getName());
			}
			message = converted;
		}
		@SuppressWarnings("unchecked")
		Message<byte[]> bytes = (Message<byte[]>) message;
		return bytes;
	}

}
