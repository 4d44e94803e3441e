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

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.ObservationRegistry;
import io.zmqtt.MqttClient;
import io.zmqtt.spring.annotation.MqttListener;
import io.zmqtt.spring.boot.autoconfigure.MqttListenerContainerFactoryConfigurer;
import io.zmqtt.spring.core.MqttTemplate;
import io.zmqtt.spring.event.MqttConnectedEvent;
import io.zmqtt.spring.event.MqttDisconnectedEvent;
import io.zmqtt.spring.event.MqttFailedEvent;
import io.zmqtt.spring.event.MqttListenerIdleEvent;
import io.zmqtt.spring.event.MqttSubscriptionFailedEvent;
import io.zmqtt.spring.listener.MqttListenerContainerFactory;
import io.zmqtt.spring.observation.DefaultMqttListenerObservationConvention;
import io.zmqtt.spring.observation.MqttListenerObservationContext;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.stereotype.Component;

/**
 * The snippets of docs/observability.md.
 */
@Component
class ObservabilitySnippets {

	final List<String> notes = Collections.synchronizedList(new ArrayList<>());

	private final MqttTemplate mqtt;

	ObservabilitySnippets(MqttTemplate mqtt) {
		this.mqtt = mqtt;
	}

	void publish(String room) {
		this.mqtt.to("rooms/{room}/temperature", room).body(21.5).sendAndWait();
	}

	@MqttListener(id = "temperatures", topics = "rooms/{room}/temperature")
	void onTemperature(double celsius, @DestinationVariable String room,
			@Header(name = "traceparent", required = false) @Nullable String traceParent) {
		note("temperature " + room + " " + traceParent);
	}

	@EventListener
	void onConnected(MqttConnectedEvent event) {
		note("connected " + event.getClientName() + ", session present: " + event.getConnection().sessionPresent());
	}

	@EventListener
	void onDisconnected(MqttDisconnectedEvent event) {
		note("disconnected " + event.getClientName() + ", reconnects: " + event.isWillReconnect() + ", "
				+ event.getCause().getMessage());
	}

	@EventListener
	void onRefused(MqttSubscriptionFailedEvent event) {
		event.getRefused().forEach((filter, reasonCode) -> note("refused " + filter + ": " + reasonCode));
	}

	@EventListener
	void onFailed(MqttFailedEvent event) {
		note("failed " + event.getClientName() + ": " + event.getCause().getClass().getSimpleName());
	}

	@EventListener(condition = "#event.listenerId == 'temperatures'")
	void onIdle(MqttListenerIdleEvent event) {
		note("idle " + event.getListenerId() + " for " + event.getIdleTime().toMillis() + " ms");
	}

	private void note(String note) {
		this.notes.add(note);
	}

	@Component
	static class RoomConvention extends DefaultMqttListenerObservationConvention {

		@Override
		public KeyValues getLowCardinalityKeyValues(MqttListenerObservationContext context) {
			return super.getLowCardinalityKeyValues(context)
				.and(KeyValue.of("retained", Boolean.toString(context.getMessage().retain())));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class IdleConfiguration {

		@Bean
		MqttListenerContainerFactory mqttListenerContainerFactory(MqttClient client,
				MqttListenerContainerFactoryConfigurer configurer, @Value("${heating.idle-after}") Duration idleAfter) {
			MqttListenerContainerFactory factory = new MqttListenerContainerFactory(client);
			configurer.configure(factory);
			factory.setIdleEventInterval(idleAfter);
			return factory;
		}

	}

	static void observe(MqttTemplate template, MqttListenerContainerFactory factory, ObservationRegistry registry) {
		template.setObservationRegistry(registry);
		template.setClientName("plant");
		factory.setObservationRegistry(registry);
		factory.setClientName("plant");
	}

}
