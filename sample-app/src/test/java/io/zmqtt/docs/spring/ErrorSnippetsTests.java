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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import io.zmqtt.MqttClient;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttSubscription;
import io.zmqtt.UserProperty;
import io.zmqtt.spring.core.MqttTemplate;
import io.zmqtt.spring.listener.DeadLetter;
import io.zmqtt.spring.listener.DeadLetterPublishingRecoverer;
import io.zmqtt.spring.listener.MqttListenerContainerFactory;
import io.zmqtt.spring.listener.MqttListenerEndpoint;
import io.zmqtt.spring.listener.MqttListenerRegistry;
import io.zmqtt.spring.listener.MqttMessageRecoverer;
import io.zmqtt.test.context.EmbeddedMqttBroker;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.test.annotation.DirtiesContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the snippets of docs/errors.md.
 */
@ExtendWith(OutputCaptureExtension.class)
@EmbeddedMqttBroker
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.NONE,
		properties = { "zmqtt.version=5.0", "zmqtt.fail-fast=true" })
@DirtiesContext(classMode = DirtiesContext.ClassMode.AFTER_EACH_TEST_METHOD)
class ErrorSnippetsTests {

	@Autowired
	private MqttTemplate mqtt;

	@Autowired
	private MqttClient client;

	@Autowired
	private ErrorSnippets snippets;

	@Autowired
	private MqttListenerRegistry registry;

	@BeforeEach
	void forget() {
		this.snippets.notes.clear();
	}

	@Test
	void triesAgainInOrder() {
		this.mqtt.convertAndSend("jobs/a/start", "1");
		this.mqtt.convertAndSend("jobs/b/start", "2");
		await(() -> assertThat(this.snippets.notes).containsExactly("a 1", "a 2", "a 3", "b 4"));
	}

	@Test
	void triesFuturesAgain() {
		this.mqtt.convertAndSend("jobs/a/stop", "1");
		await(() -> assertThat(this.snippets.notes).containsExactly("a stopping", "a stopping", "a stopping"));
	}

	@Test
	void poisonBecomesADeadLetter(CapturedOutput output) {
		this.mqtt.to("jobs/impossible/start").property("tenant", "acme").body("secret").sendAndWait();
		this.mqtt.convertAndSend("jobs/possible/start", "2");
		await(() -> assertThat(this.snippets.notes).contains("possible 5",
				"dead letter of impossible: secret, 4 attempts, java.lang.IllegalStateException"));
		this.mqtt.convertAndSend("jobs/a/size", "many, secret");
		this.mqtt.convertAndSend("jobs/a/size", 7);
		await(() -> assertThat(this.snippets.notes).contains("a has size 7")
			.anyMatch((note) -> note.startsWith("dead letter of a: many, secret, 1 attempts")));
		await(() -> assertThat(output).contains("which is now at 'dead-letter/jobs/a/size'"));
		assertThat(output).doesNotContain("secret");
	}

	@Test
	void argumentsThatAreMissingAreNotTriedAgain(CapturedOutput output) {
		this.mqtt.convertAndSend("dead-letter/jobs/a/size", "without properties");
		this.mqtt.to("dead-letter/jobs/b/size")
			.property("dead-letter-listener", "x")
			.property("dead-letter-exception", "x")
			.property("dead-letter-attempts", "many")
			.body("x")
			.sendAndWait();
		await(() -> assertThat(output)
			.contains("failed for a message of topic 'dead-letter/jobs/a/size' after 1 attempt")
			.contains("failed for a message of topic 'dead-letter/jobs/b/size' after 1 attempt"));
	}

	@Test
	void deadLettersSayWhatHappened() {
		MqttSubscription deadLetters = this.client.subscribe("dead-letter/#");
		this.mqtt.to("jobs/impossible/start").property("tenant", "acme").retain().body("x").sendAndWait();
		MqttMessage deadLetter = deadLetters.receive(Duration.ofSeconds(20)).orElseThrow();
		this.mqtt.clearRetained("jobs/impossible/start");
		assertThat(deadLetter.topic()).isEqualTo("dead-letter/jobs/impossible/start");
		assertThat(deadLetter.retain()).isFalse();
		List<UserProperty> properties = deadLetter.properties().userProperties();
		assertThat(properties).extracting(UserProperty::name)
			.containsExactly("tenant", "dead-letter-topic", "dead-letter-listener", "dead-letter-attempts",
					"dead-letter-retained", "dead-letter-timestamp", "dead-letter-exception",
					"dead-letter-exception-message", "dead-letter-stack-trace");
		assertThat(properties).extracting(UserProperty::value)
			.contains("acme", "jobs/impossible/start", ErrorSnippets.class.getName() + ".onStart", "4", "Not ready");
	}

	@Test
	void errorHandlersAnswer() {
		assertThat(this.mqtt.request("jobs/x/cancel", "why not", String.class)).isEqualTo("No job x");
	}

	@Test
	void failedRepliesDoNotRunTheListenerAgain(CapturedOutput output) {
		this.mqtt.convertAndSend("jobs/a/finish", "x");
		await(() -> assertThat(output).contains("but its reply could not be sent"));
		this.mqtt.convertAndSend("jobs/b/finish", "x");
		await(() -> assertThat(this.snippets.notes).containsExactly("a finished", "b finished"));
	}

	@Test
	void recoverersOfOnesOwn(CapturedOutput output) {
		register("own", this.snippets.own());
		register("rejecting", ErrorSnippets.rejecting());
		MqttTemplate other = this.mqtt;
		register("by-listener", ErrorSnippets.byListener(other));
		register("by-exception", ErrorSnippets.byException(other));
		register("failing", (message, failure) -> {
			throw new IllegalStateException("No room");
		});
		MqttSubscription failed = this.client.subscribe("failed/#");
		for (String id : List.of("own", "rejecting", "by-listener", "by-exception", "failing")) {
			this.mqtt.convertAndSend("recovered/" + id, "secret");
		}
		await(() -> assertThat(this.snippets.notes).contains("stored for own: secret"));
		await(() -> assertThat(output)
			.contains("Listener 'rejecting' failed for a message of topic 'recovered/rejecting' after 1 attempt")
			.contains("The recoverer of listener 'failing' failed for a message of topic 'recovered/failing', "
					+ "which is lost"));
		List<MqttMessage> letters = List.of(failed.receive(Duration.ofSeconds(20)).orElseThrow(),
				failed.receive(Duration.ofSeconds(20)).orElseThrow());
		assertThat(letters).extracting(MqttMessage::topic)
			.containsExactlyInAnyOrder("failed/by-listener/recovered/by-listener", "failed/recovered/by-exception");
		assertThat(letters).filteredOn((letter) -> letter.topic().startsWith("failed/by-listener"))
			.singleElement()
			.satisfies(
					(letter) -> assertThat(letter.properties().userProperty(DeadLetterPublishingRecoverer.STACK_TRACE))
						.isEmpty());
	}

	@Test
	void envelopesCarryDeadLettersOnMqtt311(io.zmqtt.test.EmbeddedMqttBroker broker) {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(TestApplication.class)
			.web(WebApplicationType.NONE)
			.run("--zmqtt.version=3.1.1", "--zmqtt.session-expiry-interval=", "--zmqtt.host=" + broker.host(),
					"--zmqtt.port=" + broker.port(), "--zmqtt.fail-fast=true", "--envelopes=true")) {
			context.getBean(MqttListenerRegistry.class).remove(ErrorSnippets.class.getName() + ".onDeadLetter");
			this.registry.remove(ErrorSnippets.class.getName() + ".onSize");
			ErrorSnippets.EnvelopeListener listener = context.getBean(ErrorSnippets.EnvelopeListener.class);
			context.getBean(MqttTemplate.class).convertAndSend("jobs/a/size", "many");
			await(() -> assertThat(listener.deadLetters).hasSize(1));
			DeadLetter deadLetter = listener.deadLetters.get(0);
			assertThat(deadLetter.topic()).isEqualTo("jobs/a/size");
			assertThat(deadLetter.attempts()).isEqualTo(1);
			assertThat(new String(deadLetter.payload(), StandardCharsets.UTF_8)).isEqualTo("many");
		}
	}

	private void register(String id, MqttMessageRecoverer recoverer) {
		MqttListenerContainerFactory factory = new MqttListenerContainerFactory(this.client);
		factory.setRetryPolicy(RetryPolicy.withMaxRetries(0));
		factory.setRecoverer(recoverer);
		this.registry.register(MqttListenerEndpoint.builder(id).topics("recovered/" + id).handler((message) -> {
			throw new IllegalStateException("Broken");
		}).build(), factory);
	}

	private static void await(ThrowingRunnable assertion) {
		org.awaitility.Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(assertion);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(ErrorSnippets.class)
	static class TestApplication {

	}

}
