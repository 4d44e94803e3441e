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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;

import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientV5;
import io.zmqtt.PublishOptions;
import io.zmqtt.PublishProperties;
import io.zmqtt.PublishResult;
import io.zmqtt.QoS;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.util.MimeTypeUtils;

/**
 * Publishes bytes and text of which nothing else is said than how to publish them, and
 * that nobody looks at on their way. They are sent as the converters and the publisher
 * would send them, without a message and headers for each.
 */
final class PlainPublisher {

	private static final PublishProperties BYTES = PublishProperties.builder()
		.contentType(MimeTypeUtils.APPLICATION_OCTET_STREAM_VALUE)
		.build();

	private static final PublishProperties TEXT = PublishProperties.builder()
		.contentType("text/plain;charset=UTF-8")
		.build();

	private final MqttClient client;

	private final @Nullable MqttClientV5 clientV5;

	PlainPublisher(MqttClient client) {
		this.client = client;
		this.clientV5 = (client instanceof MqttClientV5 v5) ? v5 : null;
	}

	/**
	 * Publish without waiting.
	 * @param payload an array of bytes, or a string
	 * @param options how to publish
	 * @param timeout instead of the client's own, or null
	 */
	CompletableFuture<PublishResult> publishAsync(String topic, Object payload, PublishOptions options,
			@Nullable Duration timeout) {
		byte[] bytes = bytes(payload);
		try {
			PublishOptions all = (timeout != null) ? options.withTimeout(timeout) : options;
			MqttClientV5 v5 = this.clientV5;
			return new Published(topic, bytes,
					(v5 != null) ? v5.publishAsync(topic, bytes, all, (payload != bytes) ? TEXT : BYTES)
							: this.client.publishAsync(topic, bytes, all));
		}
		catch (IllegalStateException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			throw failure(topic, bytes, ex);
		}
	}

	/**
	 * Publish and wait.
	 * @param payload an array of bytes, or a string
	 * @param options how to publish
	 * @param timeout instead of the client's own, or null
	 */
	PublishResult publish(String topic, Object payload, PublishOptions options, @Nullable Duration timeout) {
		byte[] bytes = bytes(payload);
		try {
			PublishOptions all = (timeout != null) ? options.withTimeout(timeout) : options;
			MqttClientV5 v5 = this.clientV5;
			return (v5 != null) ? v5.publish(topic, bytes, all, (payload != bytes) ? TEXT : BYTES)
					: this.client.publish(topic, bytes, all);
		}
		catch (IllegalStateException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			throw failure(topic, bytes, ex);
		}
	}

	private static byte[] bytes(Object payload) {
		return (payload instanceof byte[] bytes) ? bytes : ((String) payload).getBytes(StandardCharsets.UTF_8);
	}

	private static MessageDeliveryException failure(String topic, byte[] payload, Throwable cause) {
		return MessagePublisher.failure(topic, new GenericMessage<>(payload), cause);
	}

	/**
	 * Return how to publish at a QoS.
	 * @param defaults how to publish otherwise
	 */
	static PublishOptions options(PublishOptions defaults, @Nullable QoS qos, boolean retain) {
		PublishOptions options = (qos == null || qos == defaults.qos()) ? defaults : PublishOptions.qos(qos);
		return retain ? options.retained() : options;
	}

	/**
	 * The result of the client, with the failures that Spring's users expect.
	 */
	private static final class Published extends CompletableFuture<PublishResult>
			implements BiConsumer<@Nullable PublishResult, @Nullable Throwable> {

		private final String topic;

		private final byte[] payload;

		private final CompletableFuture<PublishResult> source;

		Published(String topic, byte[] payload, CompletableFuture<PublishResult> source) {
			this.topic = topic;
			this.payload = payload;
			this.source = source;
			source.whenComplete(this);
		}

		@Override
		public void accept(@Nullable PublishResult result, @Nullable Throwable failure) {
			if (result != null) {
				complete(result);
			}
			else if (failure != null) {
				completeExceptionally(new CompletionException(translate(failure)));
			}
		}

		private Throwable translate(Throwable failure) {
			Throwable cause = (failure instanceof CompletionException && failure.getCause() != null)
					? failure.getCause() : failure;
			return (cause instanceof Error || cause instanceof IllegalStateException) ? cause
					: failure(this.topic, this.payload, cause);
		}

		@Override
		public boolean cancel(boolean mayInterruptIfRunning) {
			boolean cancelled = super.cancel(mayInterruptIfRunning);
			this.source.cancel(false);
			return cancelled;
		}

		@Override
		public <U> CompletableFuture<U> newIncompleteFuture() {
			return new CompletableFuture<>();
		}

	}

}
