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

package io.zmqtt.spring.event;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientV311;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttConnectException;
import io.zmqtt.MqttDisconnectedException;
import io.zmqtt.MqttDisconnectedException.Source;
import io.zmqtt.MqttException;
import io.zmqtt.MqttTimeoutException;
import io.zmqtt.ReasonCode;
import io.zmqtt.ReconnectPolicy;
import io.zmqtt.SubscribeResult;
import io.zmqtt.TopicFilter;
import io.zmqtt.spring.FakeMqttClient;
import io.zmqtt.spring.annotation.MqttListener;
import io.zmqtt.spring.config.EnableMqtt;
import io.zmqtt.spring.listener.MqttListenerContainerFactory;
import io.zmqtt.test.EmbeddedMqttBroker;
import io.zmqtt.test.RefusingBroker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class MqttEventTests {

	private static final ReconnectPolicy QUICKLY = ReconnectPolicy.defaults()
		.withDelays(Duration.ofMillis(10), Duration.ofMillis(50));

	@Test
	void connectionThatComesAndGoesIsTold() throws Exception {
		try (EmbeddedMqttBroker broker = EmbeddedMqttBroker.start();
				AnnotationConfigApplicationContext context = start("line7", () -> builder(broker).build())) {
			MqttClient client = context.getBean(MqttClient.class);
			BlockingQueue<MqttClientEvent> events = context.getBean(Recorder.class).events;
			MqttConnectedEvent connected = poll(events, MqttConnectedEvent.class);
			assertThat(connected.getClient()).isSameAs(client);
			assertThat(connected.getClientName()).isEqualTo("line7");
			assertThat(connected.getConnection().server().port()).isEqualTo(broker.port());
			broker.stop();
			MqttDisconnectedEvent disconnected = poll(events, MqttDisconnectedEvent.class);
			assertThat(disconnected.getClientName()).isEqualTo("line7");
			assertThat(disconnected.isWillReconnect()).isTrue();
			assertThat(disconnected.getReasonCode()).isEmpty();
			assertThat(disconnected.getCause()).isInstanceOf(MqttDisconnectedException.class);
			broker.restart();
			assertThat(poll(events, MqttConnectedEvent.class).getClientName()).isEqualTo("line7");
		}
	}

	@Test
	void reasonCodeOfTheBrokerIsTold() throws Exception {
		String clientId = "taken-" + System.nanoTime();
		try (EmbeddedMqttBroker broker = EmbeddedMqttBroker.start();
				AnnotationConfigApplicationContext context = start("mqttClient",
						() -> builder(broker).clientId(clientId).reconnect(ReconnectPolicy.disabled()).v5().build());
				MqttClientV5 other = builder(broker).clientId(clientId).v5().build()) {
			BlockingQueue<MqttClientEvent> events = context.getBean(Recorder.class).events;
			poll(events, MqttConnectedEvent.class);
			other.connect();
			MqttDisconnectedEvent disconnected = poll(events, MqttDisconnectedEvent.class);
			assertThat(disconnected.getReasonCode()).hasValue(ReasonCode.SESSION_TAKEN_OVER);
			assertThat(disconnected.isWillReconnect()).isFalse();
			assertThat(disconnected).hasToString("MqttDisconnectedEvent[client=mqttClient, cause="
					+ disconnected.getCause().getMessage() + ", willReconnect=false]");
		}
	}

	@Test
	void clientThatGivesUpIsTold() throws Exception {
		try (EmbeddedMqttBroker broker = EmbeddedMqttBroker.builder().credentials("user", "right").start();
				AnnotationConfigApplicationContext context = start("mqttClient",
						() -> builder(broker).credentials("user", "wrong").build())) {
			MqttFailedEvent failed = poll(context.getBean(Recorder.class).events, MqttFailedEvent.class);
			assertThat(failed.getClient()).isSameAs(context.getBean(MqttClient.class));
			assertThat(failed.getClientName()).isEqualTo("mqttClient");
			assertThat(failed.getCause()).isInstanceOf(MqttConnectException.class);
			assertThat(failed.toString()).contains("mqttClient").doesNotContain("wrong");
		}
	}

	@Test
	void refusedSubscriptionIsTold() throws Exception {
		try (RefusingBroker broker = new RefusingBroker((filter) -> true);
				AnnotationConfigApplicationContext context = start("mqttClient",
						() -> MqttClient.builder(broker.host()).port(broker.port()).build())) {
			BlockingQueue<MqttClientEvent> events = context.getBean(Recorder.class).events;
			poll(events, MqttConnectedEvent.class);
			MqttSubscriptionFailedEvent failed = poll(events, MqttSubscriptionFailedEvent.class);
			assertThat(failed.getClientName()).isEqualTo("mqttClient");
			assertThat(failed.getRefused()).containsOnlyKeys(TopicFilter.of("a/+"));
			assertThat(failed.getRefused().values()).allMatch(ReasonCode::isFailure);
		}
	}

	@Test
	void onlyRefusedFiltersAreTold() {
		try (AnnotationConfigApplicationContext context = start("mqttClient", FakeMqttClient::new)) {
			FakeMqttClient client = context.getBean(FakeMqttClient.class);
			BlockingQueue<MqttClientEvent> events = context.getBean(Recorder.class).events;
			TopicFilter granted = TopicFilter.of("a");
			TopicFilter refused = TopicFilter.of("b");
			client.listeners.forEach((listener) -> listener.onSubscriptionsRestored(
					new SubscribeResult(Map.of(granted, ReasonCode.GRANTED_QOS_1), null, List.of())));
			assertThat(events).isEmpty();
			client.listeners.forEach((listener) -> listener.onSubscriptionsRestored(new SubscribeResult(
					Map.of(granted, ReasonCode.GRANTED_QOS_1, refused, ReasonCode.NOT_AUTHORIZED), null, List.of())));
			assertThat(events).singleElement()
				.isInstanceOfSatisfying(MqttSubscriptionFailedEvent.class, (event) -> assertThat(event.getRefused())
					.containsExactly(Map.entry(refused, ReasonCode.NOT_AUTHORIZED)));
		}
	}

	@Test
	void otherCausesHaveNoReasonCode() {
		FakeMqttClient client = new FakeMqttClient();
		MqttException timeout = new MqttTimeoutException("ping", Duration.ofSeconds(1), false, "no answer");
		assertThat(new MqttDisconnectedEvent(client, "c", timeout, true).getReasonCode()).isEmpty();
	}

	@Test
	void closingIsToldAndThenSilent() throws Exception {
		List<Recorder> recorders = new ArrayList<>();
		ListAppender<ILoggingEvent> log = new ListAppender<>();
		log.start();
		// not that of the broker, which complains about clients that leave while they
		// subscribe
		List<Logger> loggers = List.of((Logger) LoggerFactory.getLogger("io.zmqtt"),
				(Logger) LoggerFactory.getLogger("org.springframework"));
		loggers.forEach((logger) -> logger.addAppender(log));
		try (EmbeddedMqttBroker broker = EmbeddedMqttBroker.start()) {
			for (int round = 0; round < 10; round++) {
				Recorder recorder;
				MqttClient client;
				try (AnnotationConfigApplicationContext context = start("mqttClient", () -> builder(broker).build())) {
					recorder = context.getBean(Recorder.class);
					client = context.getBean(MqttClient.class);
					poll(recorder.events, MqttConnectedEvent.class);
				}
				assertThat(client.state().isConnected()).isFalse();
				recorders.add(recorder);
				broker.disconnectClients();
			}
		}
		finally {
			loggers.forEach((logger) -> logger.detachAppender(log));
		}
		// the client's own thread may still tell of the end itself while the context
		// closes
		assertThat(recorders).hasSize(10)
			.allSatisfy((recorder) -> assertThat(recorder.events).hasSizeLessThanOrEqualTo(1)
				.allSatisfy((event) -> assertThat(event).isInstanceOfSatisfying(MqttDisconnectedEvent.class,
						(disconnected) -> assertThat(disconnected.isWillReconnect()).isFalse())));
		assertThat(log.list).filteredOn((event) -> event.getLevel().isGreaterOrEqual(Level.WARN)).isEmpty();
	}

	@Test
	void eventWhileBeansAreDestroyedIsNoFailure() {
		FakeMqttClient client;
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Destroying.class)) {
			client = context.getBean(FakeMqttClient.class);
			assertThat(client.listeners).hasSize(1);
		}
		assertThat(client.calls).contains("told while destroyed");
		assertThat(client.listeners).isEmpty();
	}

	private static MqttClientV311.Builder builder(EmbeddedMqttBroker broker) {
		return MqttClient.builder(broker.host()).port(broker.port()).reconnect(QUICKLY);
	}

	private static AnnotationConfigApplicationContext start(String name, Supplier<MqttClient> client) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.registerBean(name, MqttClient.class, client);
		context.register(Config.class);
		context.refresh();
		return context;
	}

	private static <E extends MqttClientEvent> E poll(BlockingQueue<MqttClientEvent> events, Class<E> type)
			throws InterruptedException {
		MqttClientEvent event = events.poll(10, TimeUnit.SECONDS);
		assertThat(event).isInstanceOf(type);
		return type.cast(event);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableMqtt
	static class Config {

		@Bean
		MqttListenerContainerFactory mqttListenerContainerFactory(MqttClient client) {
			return new MqttListenerContainerFactory(client);
		}

		@Bean
		Recorder recorder() {
			return new Recorder();
		}

	}

	static class Recorder {

		private final BlockingQueue<MqttClientEvent> events = new LinkedBlockingQueue<>();

		@EventListener
		void on(MqttClientEvent event) {
			this.events.add(event);
		}

		@MqttListener("a/+")
		void onMessage(String text) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableMqtt
	static class Destroying {

		@Bean
		FakeMqttClient client() {
			return new FakeMqttClient();
		}

		@Bean
		@Lazy
		Recorder recorder() {
			return new Recorder();
		}

		@Bean
		DisposableBean teller(FakeMqttClient client) {
			return () -> {
				client.listeners.forEach((listener) -> listener
					.onDisconnected(new MqttDisconnectedException(Source.USER, "closed", null), false));
				client.calls.add("told while destroyed");
			};
		}

	}

}
