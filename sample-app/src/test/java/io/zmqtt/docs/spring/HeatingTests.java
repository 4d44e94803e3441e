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
import java.util.concurrent.TimeUnit;

import io.zmqtt.ClientState;
import io.zmqtt.MqttClient;
import io.zmqtt.spring.core.MqttTemplate;
import io.zmqtt.spring.listener.MqttListenerRegistry;
import io.zmqtt.test.context.EmbeddedMqttBroker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Runs the snippets of docs/spring.md.
 */
@ExtendWith(OutputCaptureExtension.class)
@EmbeddedMqttBroker
@SpringBootTest(properties = "heating.other-doors=garage/door")
class HeatingTests {

	@Autowired
	private MqttTemplate mqtt;

	@Autowired
	private Heating heating;

	@Autowired
	private MqttListenerRegistry registry;

	@Test
	void receivesReadings() {
		this.mqtt.convertAndSend("home/kitchen/temperature", new Heating.Reading(21.5));
		await().atMost(Duration.ofSeconds(20))
			.untilAsserted(() -> assertThat(this.heating.notes).contains("[reading, kitchen, 21.5, false]"));
	}

	@Test
	void receivesOtherTypes() throws Exception {
		SpringSnippets.stopAndStart(this.registry);
		SpringSnippets.send(this.mqtt).get(20, TimeUnit.SECONDS);
		this.mqtt.convertAndSend("garage/door", "closed");
		this.mqtt.convertAndSend("home/image", new byte[3]);
		this.mqtt.convertAndSend("home/raw", new byte[4]);
		await().atMost(Duration.ofSeconds(20))
			.untilAsserted(() -> assertThat(this.heating.notes).contains("[door, home/kitchen/door, open]",
					"[door, garage/door, closed]", "[alarm, 50.0]", "[image, 3, AT_LEAST_ONCE]",
					"[raw, home/raw, 4, true]"));
	}

	@Test
	void worksWithoutSpringBoot(io.zmqtt.test.EmbeddedMqttBroker broker, CapturedOutput output) {
		MqttClient client = MqttClient.builder(broker.host()).port(broker.port()).build();
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.register(SpringSnippets.PlainSpring.class);
			// instead of the one that connects to an example
			context.registerBean("mqttClient", MqttClient.class, () -> client);
			context.refresh();
			context.getBean(MqttTemplate.class).convertAndSend("home/plain", "plain text");
			await().atMost(Duration.ofSeconds(20))
				.untilAsserted(() -> assertThat(output).containsPattern("(?m)^plain text$"));
		}
		assertThat(client.state()).isEqualTo(ClientState.CLOSED);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ Heating.class, SpringSnippets.CustomizedClient.class })
	static class TestApplication {

	}

}
