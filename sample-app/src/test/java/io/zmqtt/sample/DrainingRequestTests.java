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
package io.zmqtt.sample;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.zmqtt.MqttClient;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttSubscription;
import io.zmqtt.spring.core.MqttClientStarter;
import io.zmqtt.spring.core.MqttTemplate;
import io.zmqtt.test.EmbeddedMqttBroker;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A web request that is being handled when the application shuts down can still publish.
 */
class DrainingRequestTests {

	@ParameterizedTest
	@ValueSource(strings = { "3.1.1", "5.0" })
	void publishesWhileTheWebServerDrains(String version) throws Exception {
		try (EmbeddedMqttBroker broker = EmbeddedMqttBroker.start();
				MqttClient observer = MqttClient.builder(broker.host()).port(broker.port()).build()) {
			observer.connect();
			MqttSubscription orders = observer.subscribe("orders");
			ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class).run(
					"--server.port=0", "--zmqtt.host=" + broker.host(), "--zmqtt.port=" + broker.port(),
					"--zmqtt.version=" + version, "--zmqtt.session-expiry-interval=", "--server.shutdown=graceful");
			try {
				Orders controller = context.getBean(Orders.class);
				int port = ((WebServerApplicationContext) context).getWebServer().getPort();
				HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/orders"))
					.timeout(Duration.ofSeconds(30))
					.POST(HttpRequest.BodyPublishers.noBody())
					.build();
				CompletableFuture<HttpResponse<String>> response = HttpClient.newHttpClient()
					.sendAsync(request, HttpResponse.BodyHandlers.ofString());
				assertThat(controller.entered.await(20, TimeUnit.SECONDS)).isTrue();
				CompletableFuture<Void> closed = CompletableFuture.runAsync(context::close);
				assertThat(response.get(30, TimeUnit.SECONDS).body()).isEqualTo("published");
				assertThat(orders.receive(Duration.ofSeconds(10))).map(MqttMessage::text).contains("order");
				closed.get(30, TimeUnit.SECONDS);
			}
			finally {
				context.close();
			}
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Orders.class)
	static class Application {

	}

	@RestController
	static class Orders {

		private final CountDownLatch entered = new CountDownLatch(1);

		private final MqttTemplate template;

		private final MqttClientStarter starter;

		Orders(MqttTemplate template, MqttClientStarter starter) {
			this.template = template;
			this.starter = starter;
		}

		@PostMapping("/orders")
		String order() {
			this.entered.countDown();
			// it stops before the web server drains
			await().atMost(Duration.ofSeconds(20)).until(() -> !this.starter.isRunning());
			this.template.convertAndSend("orders", "order");
			return "published";
		}

	}

}
