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

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.zmqtt.MqttClient;
import io.zmqtt.MqttMessage;
import io.zmqtt.OverflowPolicy;
import io.zmqtt.PublishProperties;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.spring.annotation.MqttListener;
import io.zmqtt.spring.boot.autoconfigure.MqttListenerContainerFactoryConfigurer;
import io.zmqtt.spring.listener.MqttAcknowledgment;
import io.zmqtt.spring.listener.MqttListenerContainer;
import io.zmqtt.spring.listener.MqttListenerContainerFactory;
import io.zmqtt.spring.listener.MqttListenerEndpoint;
import io.zmqtt.spring.listener.MqttListenerRegistry;
import io.zmqtt.spring.support.MqttHeaders;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import org.jspecify.annotations.Nullable;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.AliasFor;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.stereotype.Component;

/**
 * The listeners of docs/listeners.md, each of which notes what it got.
 */
@Component
class ListenerSnippets {

	final List<String> notes = Collections.synchronizedList(new ArrayList<>());

	// Topics

	@MqttListener(topics = { "plant/{line}/{day}/count", "plant/{line}/{day}/scrap" })
	void onCount(int pieces, @DestinationVariable int line, @DestinationVariable LocalDate day,
			@Header(MqttHeaders.RECEIVED_TOPIC) String topic) {
		note("count", pieces, line, day, topic);
	}

	// Payload

	@MqttListener("garden/bytes")
	void onBytes(byte[] payload) {
		note("bytes", payload.length);
	}

	@MqttListener("garden/text")
	void onText(String payload) {
		note("text", payload);
	}

	@MqttListener("garden/moisture")
	void onMoisture(Moisture payload) {
		note("moisture", payload.percent());
	}

	@MqttListener("garden/{bed}/sensor")
	void onSensor(@Payload(required = false) @Nullable Moisture moisture, @DestinationVariable String bed) {
		if (moisture == null) {
			forget(bed);
		}
		else {
			store(bed, moisture);
		}
	}

	@MqttListener("garden/{bed}/valve")
	void onValve(Optional<Valve> valve, @DestinationVariable String bed) {
		valve.ifPresentOrElse((open) -> store(bed, open), () -> forget(bed));
	}

	@MqttListener("garden/validated")
	void onValidated(@Valid Moisture moisture) {
		note("validated", moisture.percent());
	}

	// Headers and messages

	@MqttListener("garden/headers")
	void onHeaders(String payload, @Header(MqttHeaders.RECEIVED_QOS) QoS qos, @Header("building") String building,
			@Header(name = "priority", defaultValue = "5") int priority, @Headers Map<String, Object> headers) {
		note("headers", payload, qos, building, priority, headers.get(MqttHeaders.RECEIVED_CONTENT_TYPE));
	}

	@MqttListener("garden/message")
	void onMessage(Message<Moisture> message) {
		note("message", message.getPayload().percent(), message.getHeaders().get(MqttHeaders.RECEIVED_TOPIC));
	}

	@MqttListener("garden/native")
	void onNative(MqttMessage message, PublishProperties properties) {
		note("native", message.text(), message.duplicate(), properties.userProperty("building").orElse("none"));
	}

	// Replies

	@MqttListener("calculator/add")
	int add(Sum sum) {
		return sum.a() + sum.b();
	}

	@SendTo("light/{room}/state")
	@MqttListener("light/{room}/set")
	String onLight(String state, @DestinationVariable String room) {
		return room + " is " + state;
	}

	@MqttListener("calculator/slow")
	CompletableFuture<Integer> addLater(Sum sum) {
		return CompletableFuture.supplyAsync(() -> sum.a() + sum.b());
	}

	// Acknowledgement

	@MqttListener(topics = "orders/new", ackMode = "manual")
	void onOrder(Order order, MqttAcknowledgment acknowledgment) {
		storeAsync(order).whenComplete((stored, ex) -> {
			if (ex == null) {
				acknowledgment.acknowledge();
			}
			else {
				acknowledgment.reject(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
			}
		});
	}

	// Concurrency

	@MqttListener(topics = "vehicles/{vehicle}/position", concurrency = "8")
	void onPosition(Position position, @DestinationVariable String vehicle) {
		note("position", vehicle, position.metres());
	}

	// Shared subscriptions

	@MqttListener(topics = "invoices/#", group = "billing")
	void onInvoice(Order order) {
		note("invoice", order.id());
	}

	// Options of MQTT 5

	@MqttListener(topics = "settings/mode", noLocal = "true", retainAsPublished = "true",
			retainHandling = "send-if-new")
	void onSetting(String value, @Header(MqttHeaders.RECEIVED_RETAINED) boolean retained) {
		note("setting", value, retained);
	}

	// Buffer

	@MqttListener(topics = "prices/#", qos = "0", bufferSize = "100", overflow = "drop-oldest")
	void onPrice(String price) {
		note("price", price);
	}

	// Start and stop

	@MqttListener(id = "night-mode", topics = "night/#", autoStartup = "${night.enabled:false}")
	void onNight(String event) {
		note("night", event);
	}

	static void switchOn(MqttListenerRegistry registry) {
		MqttListenerContainer night = registry.find("night-mode").orElseThrow();
		night.start();
		night.pause();
		night.resume();
		night.stop();
	}

	// Placeholders and expressions

	@MqttListener(topics = "${doors.topic}", qos = "#{${doors.important} ? '2' : '1'}",
			id = "${spring.application.name}-doors")
	void onDoor(String state) {
		note("door", state);
	}

	@MqttListener("${windows.topics}")
	void onWindow(String state) {
		note("window", state);
	}

	// Several annotations

	@MqttListener(topics = "door/bell", qos = "0")
	@MqttListener(topics = "alarm/#", qos = "2")
	void onNoise(String noise, @Header(MqttHeaders.RECEIVED_TOPIC) String topic) {
		note("noise", topic, noise);
	}

	@Target(ElementType.METHOD)
	@Retention(RetentionPolicy.RUNTIME)
	@MqttListener(qos = "2", concurrency = "4", group = "warehouse")
	@interface OrderListener {

		@AliasFor(annotation = MqttListener.class, attribute = "topics")
		String[] value();

	}

	@OrderListener("orders/express")
	void onExpressOrder(Order order) {
		note("express", order.id());
	}

	// At run time

	void listenTo(MqttListenerRegistry registry, String meter) {
		registry.register(MqttListenerEndpoint.builder("meter-" + meter)
			.topics("meters/" + meter + "/#")
			.qos(QoS.AT_LEAST_ONCE)
			.handler((message) -> note("meter", message.topic(), message.text()))
			.build());
	}

	static void forget(MqttListenerRegistry registry, String meter) {
		registry.remove("meter-" + meter);
	}

	// Own container factory

	@MqttListener(topics = "telemetry/#", containerFactory = "telemetryListeners")
	void onTelemetry(String value) {
		note("telemetry", value);
	}

	private CompletableFuture<Void> storeAsync(Order order) {
		return CompletableFuture.runAsync(() -> {
			if (order.id() < 0) {
				throw new IllegalArgumentException("No such order");
			}
			note("order", order.id());
		});
	}

	private void store(String bed, Object value) {
		note("store", bed, value);
	}

	private void forget(String bed) {
		note("forget", bed);
	}

	void note(Object... values) {
		this.notes.add(Collections.unmodifiableList(java.util.Arrays.asList(values)).toString());
	}

	record Moisture(@Max(100) int percent) {

	}

	record Valve(boolean open) {

	}

	record Sum(int a, int b) {

	}

	record Order(int id) {

	}

	record Position(int metres) {

	}

	@Configuration(proxyBeanMethods = false)
	static class Telemetry {

		@Bean
		MqttListenerContainerFactory telemetryListeners(MqttClient client,
				MqttListenerContainerFactoryConfigurer configurer) {
			MqttListenerContainerFactory factory = new MqttListenerContainerFactory(client);
			configurer.configure(factory);
			factory.setQos(QoS.AT_MOST_ONCE);
			factory.setOverflow(OverflowPolicy.DROP_OLDEST);
			factory.setConcurrency(4);
			return factory;
		}

	}

	static Executor virtualThreads(MqttListenerContainerFactory factory) {
		VirtualThreadTaskExecutor executor = new VirtualThreadTaskExecutor("mqtt-");
		factory.setTaskExecutor(executor);
		return executor;
	}

}
