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
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.zmqtt.MqttClient;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttSubscription;
import io.zmqtt.PublishOptions;
import io.zmqtt.QoS;
import io.zmqtt.spring.core.MqttTemplate;
import io.zmqtt.spring.listener.MqttListenerContainer;
import io.zmqtt.spring.listener.MqttListenerContainerFactory;
import io.zmqtt.spring.listener.MqttListenerEndpoint;
import io.zmqtt.spring.listener.MqttListenerRegistry;
import io.zmqtt.test.context.EmbeddedMqttBroker;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the snippets of docs/listeners.md.
 */
@EmbeddedMqttBroker
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.NONE,
		properties = { "zmqtt.version=5.0", "zmqtt.fail-fast=true", "doors.topic=house/+/door", "doors.important=true",
				"spring.application.name=house", "windows.topics=house/+/window, garage/window" })
class ListenerSnippetsTests {

	@Autowired
	private MqttTemplate mqtt;

	@Autowired
	private ListenerSnippets snippets;

	@Autowired
	private MqttListenerRegistry registry;

	@BeforeEach
	void forget() {
		this.snippets.notes.clear();
	}

	@Test
	void topicVariablesAreConverted() {
		this.mqtt.convertAndSend("plant/7/2026-03-01/count", 42);
		this.mqtt.convertAndSend("plant/7/2026-03-01/scrap", 2);
		notes("[count, 42, 7, 2026-03-01, plant/7/2026-03-01/count]",
				"[count, 2, 7, 2026-03-01, plant/7/2026-03-01/scrap]");
	}

	@Test
	void payloadsAreConvertedByTheTypeOfTheParameter() {
		for (String topic : List.of("garden/bytes", "garden/text", "garden/moisture", "garden/validated")) {
			this.mqtt.to(topic).contentType("image/png").body(new ListenerSnippets.Moisture(30)).sendAndWait();
		}
		notes("[bytes, 14]", "[text, {\"percent\":30}]", "[moisture, 30]", "[validated, 30]");
	}

	@Test
	void emptyPayloadsAreForThoseWhoWantThem() {
		this.mqtt.to("garden/roses/sensor").body(new ListenerSnippets.Moisture(12)).sendAndWait();
		this.mqtt.to("garden/roses/sensor").sendAndWait();
		this.mqtt.to("garden/tulips/valve").body(new ListenerSnippets.Valve(true)).sendAndWait();
		this.mqtt.to("garden/tulips/valve").sendAndWait();
		this.mqtt.to("garden/moisture").sendAndWait();
		this.mqtt.to("garden/text").sendAndWait();
		this.mqtt.to("garden/bytes").sendAndWait();
		notes("[store, roses, Moisture[percent=12]]", "[forget, roses]", "[store, tulips, Valve[open=true]]",
				"[forget, tulips]", "[text, ]", "[bytes, 0]");
		assertThat(this.snippets.notes).noneMatch((note) -> note.startsWith("[moisture"));
	}

	@Test
	void invalidPayloadsDoNotReachTheListener() {
		this.mqtt.convertAndSend("garden/validated", new ListenerSnippets.Moisture(101));
		this.mqtt.convertAndSend("garden/validated", new ListenerSnippets.Moisture(100));
		notes("[validated, 100]");
		assertThat(this.snippets.notes).filteredOn((note) -> note.startsWith("[validated")).hasSize(1);
	}

	@Test
	void headersMessagesAndPropertiesAreThere() {
		this.mqtt.to("garden/headers").property("building", "north").contentType("text/plain").body("x").sendAndWait();
		this.mqtt.to("garden/headers")
			.property("building", "south")
			.property("priority", "1")
			.contentType("text/plain")
			.qos(2)
			.body("y")
			.sendAndWait();
		this.mqtt.convertAndSend("garden/message", new ListenerSnippets.Moisture(7));
		this.mqtt.to("garden/native").property("building", "west").body("z").sendAndWait();
		notes("[headers, x, AT_LEAST_ONCE, north, 5, text/plain]", "[headers, y, AT_LEAST_ONCE, south, 1, text/plain]",
				"[message, 7, garden/message]", "[native, z, false, west]");
	}

	@Test
	void whatIsReturnedIsSent(io.zmqtt.test.EmbeddedMqttBroker broker) {
		ListenerSnippets.Sum sum = new ListenerSnippets.Sum(1, 2);
		assertThat(this.mqtt.request("calculator/add", sum, Integer.class)).isEqualTo(3);
		assertThat(this.mqtt.request("calculator/slow", sum, Integer.class)).isEqualTo(3);
		assertThat(this.mqtt.request("light/hall/set", "on", String.class)).isEqualTo("hall is on");
		try (MqttClient observer = client(broker)) {
			MqttSubscription states = observer.subscribe("light/#");
			this.mqtt.convertAndSend("light/kitchen/set", "off");
			await(() -> assertThat(states.receive(Duration.ofMillis(100)).map(MqttMessage::text))
				.contains("kitchen is off"));
		}
	}

	@Test
	void acknowledgesByHand() {
		this.mqtt.convertAndSend("orders/new", new ListenerSnippets.Order(-1));
		this.mqtt.convertAndSend("orders/new", new ListenerSnippets.Order(1));
		notes("[order, 1]");
	}

	private List<String> positions() {
		return this.snippets.notes.stream().filter((note) -> note.startsWith("[position")).toList();
	}

	@Test
	void keepsTheOrderOfEachTopic() {
		for (int i = 0; i < 20; i++) {
			for (String vehicle : List.of("a", "b", "c")) {
				this.mqtt.sendAsync("vehicles/" + vehicle + "/position", new ListenerSnippets.Position(i));
			}
		}
		await(() -> assertThat(positions()).hasSize(60));
		List<String> notes = positions();
		for (String vehicle : List.of("a", "b", "c")) {
			List<String> positions = notes.stream().filter((note) -> note.contains(", " + vehicle + ",")).toList();
			assertThat(positions).hasSize(20);
			for (int i = 0; i < 20; i++) {
				assertThat(positions.get(i)).isEqualTo("[position, " + vehicle + ", " + i + "]");
			}
		}
	}

	@Test
	void optionsOfSubscriptionsAreUsed(io.zmqtt.test.EmbeddedMqttBroker broker) {
		this.mqtt.convertAndSend("invoices/1", new ListenerSnippets.Order(1));
		this.mqtt.convertAndSend("prices/1", "10");
		this.mqtt.convertAndSend("settings/mode", "own");
		try (MqttClient other = client(broker)) {
			other.publish("settings/mode", "auto".getBytes(), PublishOptions.qos(QoS.AT_LEAST_ONCE).retained());
		}
		notes("[invoice, 1]", "[price, 10]", "[setting, auto, true]");
		assertThat(this.snippets.notes).noneMatch((note) -> note.contains("own"));
	}

	@Test
	void startsAndStops() {
		MqttListenerContainer night = this.registry.find("night-mode").orElseThrow();
		assertThat(night.isRunning()).isFalse();
		ListenerSnippets.switchOn(this.registry);
		assertThat(night.isRunning()).isFalse();
		night.start();
		await(() -> assertThat(night.isSubscribed()).isTrue());
		this.mqtt.convertAndSend("night/1", "cat");
		notes("[night, cat]");
		night.pause();
		this.snippets.notes.clear();
		this.mqtt.convertAndSend("night/1", "owl");
		await(() -> assertThat(night.pending()).isPositive());
		assertThat(this.snippets.notes).doesNotContain("[night, owl]");
		night.resume();
		notes("[night, owl]");
		night.stop();
		assertThat(night.isRunning()).isFalse();
	}

	@Test
	void placeholdersAndExpressionsAreResolved() {
		assertThat(this.registry.find("house-doors")).hasValueSatisfying((container) -> {
			assertThat(container.qos()).isEqualTo(QoS.EXACTLY_ONCE);
			assertThat(container.topics()).hasToString("[house/+/door]");
		});
		this.mqtt.convertAndSend("house/front/door", "open");
		this.mqtt.convertAndSend("house/attic/window", "ajar");
		this.mqtt.convertAndSend("garage/window", "shut");
		notes("[door, open]", "[window, ajar]", "[window, shut]");
	}

	@Test
	void severalAnnotationsAreSeveralListeners() {
		this.mqtt.convertAndSend("door/bell", "ding");
		this.mqtt.convertAndSend("alarm/fire", "wail");
		this.mqtt.convertAndSend("orders/express", new ListenerSnippets.Order(9));
		notes("[noise, door/bell, ding]", "[noise, alarm/fire, wail]", "[express, 9]");
		assertThat(this.registry.find(ListenerSnippets.class.getName() + ".onNoise")).map(MqttListenerContainer::qos)
			.contains(QoS.AT_MOST_ONCE);
		assertThat(this.registry.find(ListenerSnippets.class.getName() + ".onNoise#2")).map(MqttListenerContainer::qos)
			.contains(QoS.EXACTLY_ONCE);
	}

	@Test
	void listenersComeAndGo() {
		this.snippets.listenTo(this.registry, "7");
		await(() -> {
			this.mqtt.convertAndSend("meters/7/kwh", "12");
			assertThat(this.snippets.notes).contains("[meter, meters/7/kwh, 12]");
		});
		ListenerSnippets.forget(this.registry, "7");
		assertThat(this.registry.find("meter-7")).isEmpty();
	}

	@Test
	void theContainerFactoryIsChosen() {
		assertThat(this.registry.find(ListenerSnippets.class.getName() + ".onTelemetry"))
			.hasValueSatisfying((container) -> {
				assertThat(container.qos()).isEqualTo(QoS.AT_MOST_ONCE);
				assertThat(container.concurrency()).isEqualTo(4);
			});
		this.mqtt.convertAndSend("telemetry/1", "1");
		notes("[telemetry, 1]");
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void virtualThreadsMayRunListeners(@Autowired MqttClient client) {
		MqttListenerContainerFactory factory = new MqttListenerContainerFactory(client);
		ListenerSnippets.virtualThreads(factory);
		CompletableFuture<String> thread = new CompletableFuture<>();
		this.registry.register(MqttListenerEndpoint.builder("virtual")
			.topics("virtual")
			.handler((message) -> thread.complete(Thread.currentThread().getName()))
			.build(), factory);
		await(() -> {
			this.mqtt.convertAndSend("virtual", "x");
			assertThat(thread).isCompletedWithValueMatching((name) -> name.startsWith("mqtt-"));
		});
		this.registry.remove("virtual");
	}

	@Test
	void eachBrokerHasItsListenersAndItsTemplate(io.zmqtt.test.EmbeddedMqttBroker broker) {
		try (io.zmqtt.test.EmbeddedMqttBroker second = io.zmqtt.test.EmbeddedMqttBroker.start()) {
			new ApplicationContextRunner()
				.withUserConfiguration(TwoLinesApplication.class, SeveralBrokers.TwoLines.class,
						SeveralBrokers.Listeners.class, SeveralBrokers.Publisher.class)
				.withPropertyValues("lines.line1=mqtt://" + broker.host() + ":" + broker.port(),
						"lines.line2=mqtt://" + second.host() + ":" + second.port())
				.run((context) -> {
					assertThat(context).hasNotFailed();
					SeveralBrokers.Listeners listeners = context.getBean(SeveralBrokers.Listeners.class);
					await(() -> {
						context.getBean(SeveralBrokers.Publisher.class).count();
						assertThat(listeners.notes).contains("line 1: 1", "line 2: 2");
					});
					assertThat(listeners.notes).containsOnly("line 1: 1", "line 2: 2");
				});
		}
	}

	private void notes(String... notes) {
		await(() -> assertThat(this.snippets.notes).contains(notes));
	}

	private static void await(ThrowingRunnable assertion) {
		org.awaitility.Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(assertion);
	}

	private static MqttClient client(io.zmqtt.test.EmbeddedMqttBroker broker) {
		MqttClient client = MqttClient.builder(broker.host()).port(broker.port()).build();
		client.connect();
		return client;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ ListenerSnippets.class, ListenerSnippets.Telemetry.class })
	static class TestApplication {

		@Bean
		static LocalValidatorFactoryBean validator() {
			return new LocalValidatorFactoryBean();
		}

	}

	@EnableAutoConfiguration
	static class TwoLinesApplication {

	}

}
