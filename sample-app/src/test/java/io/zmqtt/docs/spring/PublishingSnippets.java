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

package io.zmqtt.docs.spring;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.zmqtt.MqttClient;
import io.zmqtt.MqttException;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttTimeoutException;
import io.zmqtt.PublishResult;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.UserProperty;
import io.zmqtt.spring.annotation.MqttListener;
import io.zmqtt.spring.core.MqttOperations;
import io.zmqtt.spring.core.MqttTemplate;
import io.zmqtt.spring.support.MqttHeaders;
import io.zmqtt.spring.support.MqttMessageInterceptor;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.stereotype.Component;

/**
 * The snippets of docs/publishing.md.
 */
@Component
class PublishingSnippets {

	final List<String> notes = Collections.synchronizedList(new ArrayList<>());

	private final MqttOperations mqtt;

	PublishingSnippets(MqttOperations mqtt) {
		this.mqtt = mqtt;
	}

	void blocking() {
		this.mqtt.convertAndSend("home/kitchen/temperature", new Reading(21.5));
		this.mqtt.convertAndSend("home/kitchen/door", "open", Map.of(MqttHeaders.RETAIN, true, MqttHeaders.QOS, 2));
	}

	CompletableFuture<PublishResult> async() {
		CompletableFuture<PublishResult> result = this.mqtt.sendAsync("home/attic/temperature", new Reading(30));
		result.whenComplete((published, failure) -> {
			if (failure != null) {
				this.notes.add("Not published: " + failure.getMessage());
			}
			else if (published.reasonCode() == ReasonCode.NO_MATCHING_SUBSCRIBERS) {
				this.notes.add("Nobody listens");
			}
		});
		return result;
	}

	CompletableFuture<PublishResult> fluent(String room) {
		CompletableFuture<PublishResult> result = this.mqtt.to("home/{room}/light", room)
			.qos(2)
			.retain()
			.contentType("application/json")
			.property("building", "north")
			.messageExpiry(Duration.ofMinutes(1))
			.timeout(Duration.ofSeconds(5))
			.body(new Light(true, 80))
			.send();
		return result;
	}

	PublishResult fluentAndWait() {
		PublishResult result = this.mqtt.to("home/hall/light").body(new Light(false, 0)).sendAndWait();
		return result;
	}

	void withHeaders() {
		Message<Reading> message = MessageBuilder.withPayload(new Reading(19))
			.setHeader(MqttHeaders.QOS, QoS.EXACTLY_ONCE)
			.setHeader(MqttHeaders.MESSAGE_EXPIRY_INTERVAL, Duration.ofMinutes(5))
			.setHeader(MqttHeaders.USER_PROPERTIES,
					List.of(new UserProperty("route", "a"), new UserProperty("route", "b")))
			.setHeader("building", "north")
			.build();
		this.mqtt.send("home/cellar/temperature", message);
	}

	void defaultTopic() {
		this.mqtt.convertAndSend("started");
	}

	void postProcess() {
		this.mqtt.convertAndSend("home/kitchen/temperature", new Reading(22),
				(message) -> MessageBuilder.fromMessage(message)
					.setHeader("bytes", ((byte[]) message.getPayload()).length)
					.build());
	}

	void clear() {
		this.mqtt.clearRetained("home/kitchen/door");
	}

	@Nullable Integer request() {
		Integer sum = this.mqtt.request("sums/add", new Pair(1, 2), Integer.class, Duration.ofSeconds(5));
		return sum;
	}

	CompletableFuture<@Nullable Integer> requestAsync() {
		CompletableFuture<@Nullable Integer> sum = this.mqtt.to("sums/{operation}", "add")
			.property("tenant", "acme")
			.timeout(Duration.ofSeconds(5))
			.body(new Pair(1, 2))
			.request(Integer.class);
		return sum;
	}

	void failures(String topic) {
		try {
			this.mqtt.to(topic).timeout(Duration.ofSeconds(1)).body("important").sendAndWait();
		}
		catch (MessageDeliveryException ex) {
			if (ex.getCause() instanceof MqttTimeoutException timeout && timeout.outcomeUnknown()) {
				this.notes.add("Perhaps published");
			}
			else if (ex.getCause() instanceof MqttException failure) {
				this.notes.add("Not published: " + failure.getClass().getSimpleName());
			}
		}
	}

	@MqttListener("home/{room}/motion")
	void onMotion(String motion, @DestinationVariable String room) {
		this.mqtt.to("home/{room}/switch", room).body(motion.equals("yes") ? "on" : "off").sendAndWait();
	}

	@MqttListener("sums/add")
	int add(Pair pair, @Header(name = "tenant", defaultValue = "none") String tenant) {
		this.notes.add("add for " + tenant);
		return pair.a() + pair.b();
	}

	@MqttListener("home/#")
	void onAnything(MqttMessage message) {
		this.notes
			.add(message.topic() + " " + message.text() + " " + message.qos().value() + " " + properties(message));
	}

	@MqttListener("app/events")
	void onEvent(String event) {
		this.notes.add("event " + event);
	}

	private static List<String> properties(MqttMessage message) {
		return message.properties()
			.userProperties()
			.stream()
			.map((property) -> property.name() + "=" + property.value())
			.sorted()
			.toList();
	}

	record Reading(double celsius) {

	}

	record Light(boolean on, int percent) {

	}

	record Pair(int a, int b) {

	}

	@Component
	static class Audit implements MqttMessageInterceptor {

		final List<String> log = Collections.synchronizedList(new ArrayList<>());

		@Override
		public Message<byte[]> beforePublish(String topic, Message<byte[]> message) {
			return MessageBuilder.fromMessage(message).setHeader("sender", "docs").build();
		}

		@Override
		public void afterPublish(String topic, Message<byte[]> message, @Nullable PublishResult result,
				@Nullable Throwable failure) {
			this.log.add("published " + topic + " " + (failure == null));
		}

		@Override
		public void afterHandle(String listenerId, MqttMessage message, @Nullable Throwable failure) {
			this.log.add("handled " + message.topic() + " " + (failure == null));
		}

	}

	static MqttTemplate template(MqttClient client) {
		MqttTemplate template = new MqttTemplate(client);
		template.setDefaultDestination("app/events");
		template.setQos(QoS.EXACTLY_ONCE);
		template.setRetain(true);
		return template;
	}

}
