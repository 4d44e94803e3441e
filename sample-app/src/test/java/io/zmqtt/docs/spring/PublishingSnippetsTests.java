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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.zmqtt.MqttClient;
import io.zmqtt.MqttDisconnectedException;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttSubscription;
import io.zmqtt.PublishResult;
import io.zmqtt.QoS;
import io.zmqtt.spring.core.MqttTemplate;
import io.zmqtt.test.context.EmbeddedMqttBroker;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.messaging.MessageDeliveryException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Runs the snippets of docs/publishing.md.
 */
@EmbeddedMqttBroker
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.NONE,
		properties = { "zmqtt.version=5.0", "zmqtt.fail-fast=true", "zmqtt.template.default-topic=app/events" })
class PublishingSnippetsTests {

	@Autowired
	private PublishingSnippets snippets;

	@Autowired
	private PublishingSnippets.Audit audit;

	@BeforeEach
	void forget() {
		this.snippets.notes.clear();
		this.audit.log.clear();
	}

	@Test
	void publishesAndWaits(io.zmqtt.test.EmbeddedMqttBroker broker) {
		this.snippets.blocking();
		notes("home/kitchen/temperature {\"celsius\":21.5} 1 [sender=docs]", "home/kitchen/door open 1 [sender=docs]");
		assertThat(retained(broker, "home/kitchen/door")).isEqualTo("open");
		this.snippets.clear();
		notes("home/kitchen/door  1 [sender=docs]");
		try (MqttClient observer = client(broker)) {
			MqttSubscription door = observer.subscribe("home/kitchen/door");
			this.snippets.blocking();
			MqttMessage first = door.receive(Duration.ofSeconds(20)).orElseThrow();
			assertThat(first.retain()).isFalse();
		}
		this.snippets.notes.clear();
		this.snippets.clear();
		// it must not come to the next test
		notes("home/kitchen/door  1 [sender=docs]");
	}

	@Test
	void publishesWithoutWaiting() throws Exception {
		this.snippets.async().get(20, TimeUnit.SECONDS);
		notes("home/attic/temperature {\"celsius\":30.0} 1 [sender=docs]");
		assertThat(this.audit.log).contains("published home/attic/temperature true");
	}

	@Test
	void publishesStepByStep(io.zmqtt.test.EmbeddedMqttBroker broker) throws Exception {
		this.snippets.fluent("bath").get(20, TimeUnit.SECONDS);
		this.snippets.fluentAndWait();
		notes("home/bath/light {\"on\":true,\"percent\":80} 1 [building=north, sender=docs]",
				"home/hall/light {\"on\":false,\"percent\":0} 1 [sender=docs]");
		assertThat(retained(broker, "home/bath/light")).isEqualTo("{\"on\":true,\"percent\":80}");
	}

	@Test
	void headersBecomeProperties() {
		this.snippets.withHeaders();
		this.snippets.postProcess();
		this.snippets.defaultTopic();
		notes("home/cellar/temperature {\"celsius\":19.0} 1 [building=north, route=a, route=b, sender=docs]",
				"home/kitchen/temperature {\"celsius\":22.0} 1 [bytes=16, sender=docs]", "event started");
	}

	@Test
	void requestsHaveReplies() throws Exception {
		assertThat(this.snippets.request()).isEqualTo(3);
		assertThat(this.snippets.requestAsync().get(20, TimeUnit.SECONDS)).isEqualTo(3);
		assertThat(this.snippets.notes).containsSubsequence("add for none", "add for acme");
	}

	@Test
	void failuresAreTold(io.zmqtt.test.EmbeddedMqttBroker broker) {
		this.snippets.failures("home/+/light");
		assertThat(this.snippets.notes).contains("Not published: MqttInvalidTopicException")
			.noneMatch((note) -> note.contains("light"));
		MqttClient client = client(broker);
		MqttTemplate template = new MqttTemplate(client);
		client.close();
		assertThatIllegalStateException().isThrownBy(() -> template.convertAndSend("home/closed", "x"));
	}

	@Test
	void failsOrWaitsWithoutAConnection(io.zmqtt.test.EmbeddedMqttBroker broker) {
		try (MqttClient client = MqttClient.builder(broker.host()).port(broker.port()).build()) {
			MqttTemplate template = new MqttTemplate(client);
			assertThatExceptionOfType(MessageDeliveryException.class)
				.isThrownBy(() -> template.to("home/offline").qos(0).body("x").sendAndWait())
				.withCauseInstanceOf(MqttDisconnectedException.class);
			new PublishingSnippets(template).failures("home/offline");
			CompletableFuture<PublishResult> waiting = template.sendAsync("home/offline", "y");
			assertThat(waiting).isNotDone();
			client.connect();
			assertThat(waiting).succeedsWithin(Duration.ofSeconds(20));
		}
		notes("home/offline y 1 []");
		assertThat(this.snippets.notes).noneMatch((note) -> note.contains("important"));
	}

	@Test
	void listenersMayPublish(@Autowired MqttTemplate mqtt) {
		mqtt.convertAndSend("home/hall/motion", "yes");
		notes("home/hall/switch on 1 [sender=docs]");
		await(() -> assertThat(this.audit.log).contains("handled home/hall/motion true"));
	}

	@Test
	void templatesAreMadeByHandToo(io.zmqtt.test.EmbeddedMqttBroker broker) {
		try (MqttClient client = client(broker)) {
			MqttTemplate template = PublishingSnippets.template(client);
			assertThat(template.getQos()).isEqualTo(QoS.EXACTLY_ONCE);
			template.convertAndSend("by hand");
			notes("event by hand");
			assertThat(retained(broker, "app/events")).isEqualTo("by hand");
			template.clearRetained("app/events");
		}
	}

	private static String retained(io.zmqtt.test.EmbeddedMqttBroker broker, String topic) {
		try (MqttClient observer = client(broker)) {
			MqttMessage message = observer.subscribe(topic).receive(Duration.ofSeconds(20)).orElseThrow();
			assertThat(message.retain()).isTrue();
			return message.text();
		}
	}

	private static MqttClient client(io.zmqtt.test.EmbeddedMqttBroker broker) {
		MqttClient client = MqttClient.builder(broker.host()).port(broker.port()).build();
		client.connect();
		return client;
	}

	private void notes(String... notes) {
		await(() -> assertThat(this.snippets.notes).contains(notes));
	}

	private static void await(ThrowingRunnable assertion) {
		org.awaitility.Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(assertion);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(PublishingSnippets.class)
	static class TestApplication {

	}

}
