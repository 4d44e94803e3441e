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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.zmqtt.PublishResult;
import io.zmqtt.QoS;
import io.zmqtt.UserProperty;
import io.zmqtt.spring.support.MqttHeaders;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.core.MessagePostProcessor;

/**
 * Collects what is said about a message as headers.
 */
final class DefaultPublishSpec implements PublishSpec {

	private static final byte[] EMPTY = {};

	private final MqttTemplate template;

	private final String topic;

	private final @Nullable String topicTemplate;

	private @Nullable Map<String, Object> headers;

	private @Nullable List<UserProperty> properties;

	private @Nullable QoS qos;

	private @Nullable Boolean retain;

	private @Nullable Duration timeout;

	private @Nullable MessagePostProcessor postProcessor;

	private Object body = EMPTY;

	DefaultPublishSpec(MqttTemplate template, String topic, @Nullable String topicTemplate) {
		this.template = template;
		this.topic = topic;
		this.topicTemplate = topicTemplate;
	}

	@Override
	public PublishSpec qos(QoS qos) {
		drop(MqttHeaders.QOS);
		this.qos = qos;
		return this;
	}

	@Override
	public PublishSpec qos(int qos) {
		return qos(QoS.of(qos));
	}

	@Override
	public PublishSpec retain() {
		return retain(true);
	}

	@Override
	public PublishSpec retain(boolean retain) {
		drop(MqttHeaders.RETAIN);
		this.retain = retain;
		return this;
	}

	@Override
	public PublishSpec contentType(String contentType) {
		return header(MessageHeaders.CONTENT_TYPE, contentType);
	}

	@Override
	public PublishSpec property(String name, String value) {
		if (this.properties == null) {
			this.properties = new ArrayList<>();
		}
		this.properties.add(new UserProperty(name, value));
		return this;
	}

	@Override
	public PublishSpec responseTopic(String topic) {
		return header(MqttHeaders.RESPONSE_TOPIC, topic);
	}

	@Override
	public PublishSpec correlationData(byte[] correlationData) {
		return header(MqttHeaders.CORRELATION_DATA, correlationData);
	}

	@Override
	public PublishSpec messageExpiry(Duration expiry) {
		return header(MqttHeaders.MESSAGE_EXPIRY_INTERVAL, expiry);
	}

	@Override
	public PublishSpec timeout(Duration timeout) {
		drop(MqttHeaders.TIMEOUT);
		this.timeout = timeout;
		return this;
	}

	@Override
	public PublishSpec header(String name, Object value) {
		switch (name) {
			case MqttHeaders.QOS -> this.qos = null;
			case MqttHeaders.RETAIN -> this.retain = null;
			case MqttHeaders.TIMEOUT -> this.timeout = null;
			default -> {
			}
		}
		headers().put(name, value);
		return this;
	}

	@Override
	public PublishSpec postProcess(MessagePostProcessor postProcessor) {
		this.postProcessor = postProcessor;
		return this;
	}

	@Override
	public PublishSpec body(Object body) {
		this.body = body;
		return this;
	}

	@Override
	public CompletableFuture<PublishResult> send() {
		if (isPlain()) {
			return this.template.publishPlainAsync(this.topic, this.body, this.qos, this.retain, this.timeout);
		}
		return this.template.publishAsync(this.topic, this.topicTemplate, message());
	}

	@Override
	public PublishResult sendAndWait() {
		if (isPlain()) {
			return this.template.publishPlain(this.topic, this.body, this.qos, this.retain, this.timeout);
		}
		return this.template.publish(this.topic, this.topicTemplate, message());
	}

	@Override
	public <T> CompletableFuture<@Nullable T> request(Class<T> type) {
		return this.template.requestAsync(this.topic, this.topicTemplate, message(), type);
	}

	@Override
	public <T> @Nullable T requestAndWait(Class<T> type) {
		return this.template.request(this.topic, this.topicTemplate, message(), type);
	}

	private boolean isPlain() {
		return this.headers == null && this.properties == null && this.postProcessor == null
				&& this.template.isPlain(this.body);
	}

	private Message<?> message() {
		Map<String, Object> all = new HashMap<>();
		if (this.headers != null) {
			all.putAll(this.headers);
		}
		if (this.qos != null) {
			all.put(MqttHeaders.QOS, this.qos);
		}
		if (this.retain != null) {
			all.put(MqttHeaders.RETAIN, this.retain);
		}
		if (this.timeout != null) {
			all.put(MqttHeaders.TIMEOUT, this.timeout);
		}
		if (this.properties != null) {
			all.put(MqttHeaders.USER_PROPERTIES, List.copyOf(this.properties));
		}
		return this.template.doConvert(this.body, all, this.postProcessor);
	}

	private Map<String, Object> headers() {
		Map<String, Object> known = this.headers;
		if (known == null) {
			known = new HashMap<>();
			this.headers = known;
		}
		return known;
	}

	private void drop(String header) {
		if (this.headers != null) {
			this.headers.remove(header);
		}
	}

}
