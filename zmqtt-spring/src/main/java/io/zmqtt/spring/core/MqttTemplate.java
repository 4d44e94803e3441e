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

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttException;
import io.zmqtt.PublishOptions;
import io.zmqtt.PublishResult;
import io.zmqtt.QoS;
import io.zmqtt.spring.support.MqttHeaderMapper;
import io.zmqtt.spring.support.MqttHeaders;
import io.zmqtt.spring.support.MqttMessageConverters;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.core.AbstractMessageSendingTemplate;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.util.Assert;

/**
 * Publishes over an {@link MqttClient}, at QoS 1 and not retained unless it is configured
 * otherwise or the headers {@link MqttHeaders#QOS} and {@link MqttHeaders#RETAIN} say so.
 * Safe for use by any number of threads once configured.
 */
public class MqttTemplate extends AbstractMessageSendingTemplate<String> implements MqttOperations {

	private final MqttClient client;

	private PublishOptions options = PublishOptions.qos(QoS.AT_LEAST_ONCE);

	private PublishOptions retainedOptions = this.options.retained();

	private boolean retain;

	/**
	 * Create a template with {@linkplain MqttMessageConverters#defaults() the default
	 * converter}.
	 * @param client the client
	 */
	public MqttTemplate(MqttClient client) {
		Assert.notNull(client, "'client' must not be null");
		this.client = client;
		setMessageConverter(MqttMessageConverters.defaults());
	}

	/**
	 * Set the QoS of messages without {@link MqttHeaders#QOS}. Default: QoS 1.
	 * @param qos the quality of service
	 */
	public void setQos(QoS qos) {
		Assert.notNull(qos, "'qos' must not be null");
		this.options = PublishOptions.qos(qos);
		this.retainedOptions = this.options.retained();
	}

	/**
	 * Return the QoS of messages without {@link MqttHeaders#QOS}.
	 * @return the quality of service
	 */
	public QoS getQos() {
		return this.options.qos();
	}

	/**
	 * Set whether messages without {@link MqttHeaders#RETAIN} are retained. Default:
	 * false.
	 * @param retain whether they are
	 */
	public void setRetain(boolean retain) {
		this.retain = retain;
	}

	/**
	 * Return whether messages without {@link MqttHeaders#RETAIN} are retained.
	 * @return whether they are
	 */
	public boolean isRetain() {
		return this.retain;
	}

	@Override
	public CompletableFuture<PublishResult> sendAsync(String topic, Object payload) {
		return publishAsync(topic, doConvert(payload, null, null));
	}

	@Override
	public CompletableFuture<PublishResult> sendAsync(String topic, Object payload, Map<String, Object> headers) {
		return publishAsync(topic, doConvert(payload, headers, null));
	}

	@Override
	public CompletableFuture<PublishResult> sendAsync(String topic, Message<?> message) {
		return publishAsync(topic, message);
	}

	@Override
	protected void doSend(String topic, Message<?> message) {
		Message<byte[]> bytes = toBytes(message);
		try {
			PublishOptions options = options(bytes.getHeaders());
			if (this.client instanceof MqttClientV5 v5) {
				v5.publish(topic, bytes.getPayload(), options, MqttHeaderMapper.toProperties(bytes.getHeaders()));
			}
			else {
				this.client.publish(topic, bytes.getPayload(), options);
			}
		}
		catch (MqttException | IllegalArgumentException ex) {
			throw failure(topic, bytes, ex);
		}
	}

	private CompletableFuture<PublishResult> publishAsync(String topic, Message<?> message) {
		Message<byte[]> bytes = toBytes(message);
		try {
			PublishOptions options = options(bytes.getHeaders());
			CompletableFuture<PublishResult> result = (this.client instanceof MqttClientV5 v5)
					? v5.publishAsync(topic, bytes.getPayload(), options,
							MqttHeaderMapper.toProperties(bytes.getHeaders()))
					: this.client.publishAsync(topic, bytes.getPayload(), options);
			return result.exceptionally((ex) -> {
				throw failure(topic, bytes, unwrap(ex));
			});
		}
		catch (MqttException | IllegalArgumentException ex) {
			throw failure(topic, bytes, ex);
		}
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

	private PublishOptions options(MessageHeaders headers) {
		QoS qos = qos(headers.get(MqttHeaders.QOS));
		boolean retain = retain(headers.get(MqttHeaders.RETAIN));
		if (qos == null || qos == this.options.qos()) {
			return retain ? this.retainedOptions : this.options;
		}
		return retain ? PublishOptions.qos(qos).retained() : PublishOptions.qos(qos);
	}

	private static @Nullable QoS qos(@Nullable Object value) {
		if (value == null || value instanceof QoS) {
			return (QoS) value;
		}
		if (value instanceof Integer number) {
			return QoS.of(number);
		}
		throw new IllegalArgumentException(
				"Header '" + MqttHeaders.QOS + "' must be a QoS, 0, 1 or 2, not a " + value.getClass().getName());
	}

	private boolean retain(@Nullable Object value) {
		if (value == null) {
			return this.retain;
		}
		if (value instanceof Boolean retain) {
			return retain;
		}
		throw new IllegalArgumentException(
				"Header '" + MqttHeaders.RETAIN + "' must be a Boolean, not a " + value.getClass().getName());
	}

	private static MessageDeliveryException failure(String topic, Message<byte[]> message, Throwable cause) {
		// without the headers of the message, which toString() of the exception would
		// print
		Message<byte[]> failed = new GenericMessage<>(message.getPayload());
		return new MessageDeliveryException(failed, "Could not publish to '" + topic + "': " + cause.getMessage(),
				cause);
	}

	private static Throwable unwrap(Throwable ex) {
		return (ex instanceof CompletionException && ex.getCause() != null) ? ex.getCause() : ex;
	}

}
