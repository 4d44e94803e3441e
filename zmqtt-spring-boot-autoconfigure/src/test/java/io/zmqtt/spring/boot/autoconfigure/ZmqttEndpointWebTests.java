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

package io.zmqtt.spring.boot.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;

import io.zmqtt.ConnectionInfo;
import io.zmqtt.MqttClient;
import io.zmqtt.spring.annotation.MqttListener;
import io.zmqtt.spring.core.MqttTemplate;
import io.zmqtt.spring.listener.MqttListenerContainer;
import io.zmqtt.spring.listener.MqttListenerRegistry;
import io.zmqtt.test.EmbeddedMqttBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.jackson.JacksonEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementContextAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.web.context.WebApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The endpoint over HTTP, of an application that is connected to a broker.
 */
class ZmqttEndpointWebTests {

	private static EmbeddedMqttBroker broker;

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withInitializer((context) -> context.getEnvironment().setConversionService(new ApplicationConversionService()))
		.withConfiguration(AutoConfigurations.of(ZmqttAutoConfiguration.class, ZmqttEndpointAutoConfiguration.class,
				JacksonAutoConfiguration.class, HttpMessageConvertersAutoConfiguration.class,
				DispatcherServletAutoConfiguration.class, WebMvcAutoConfiguration.class,
				EndpointAutoConfiguration.class, JacksonEndpointAutoConfiguration.class,
				WebEndpointAutoConfiguration.class, ManagementContextAutoConfiguration.class))
		.withUserConfiguration(Config.class)
		.withPropertyValues("zmqtt.uri=mqtt://plant:s3cret-word@" + broker.host() + ":" + broker.port(),
				"zmqtt.version=5.0", "zmqtt.fail-fast=true", "zmqtt.client-id=boiler",
				"management.endpoints.web.exposure.include=zmqtt");

	@BeforeAll
	static void startBroker() {
		broker = EmbeddedMqttBroker.builder().credentials("plant", "s3cret-word").start();
	}

	@AfterAll
	static void closeBroker() {
		broker.close();
	}

	@Test
	void connectionsAndListenersAreShown() {
		this.contextRunner.run((context) -> {
			MockMvcTester mvc = MockMvcTester.from(context);
			context.getBean(MqttTemplate.class).convertAndSend("home/kitchen", "21");
			await().until(() -> context.getBean(Listeners.class).received.contains("21"));
			await().untilAsserted(() -> assertThat(container(context, "rooms").handled()).isOne());
			MvcTestResult result = mvc.get().uri("/actuator/zmqtt").exchange();
			assertThat(result).hasStatusOk().bodyJson().isLenientlyEqualTo("""
					{
						"connections": {
							"default": {
								"state": "CONNECTED",
								"version": "5.0",
								"server": "localhost:%d",
								"clientId": "boiler",
								"sessionPresent": false,
								"tls": false,
								"limits": {
									"keepAliveSeconds": 60,
									"sessionExpirySeconds": 0,
									"receiveMaximum": 65535,
									"maximumQos": 2,
									"topicAliasMaximum": 65535,
									"retainAvailable": true,
									"wildcardSubscriptionAvailable": true,
									"sharedSubscriptionAvailable": true,
									"subscriptionIdentifiersAvailable": true
								},
								"subscriptions": [
									{
										"name": "doors",
										"filters": [
											{ "filter": "home/+/door", "grantedQos": 2 },
											{ "filter": "barn/door", "grantedQos": 2 }
										],
										"buffered": 0,
										"paused": false
									},
									{ "name": "rooms", "filters": [ { "filter": "home/+", "grantedQos": 1 } ] }
								],
								"statistics": { "publishedQos1": 1, "receivedQos1": 1 }
							}
						},
						"listeners": {
							"doors": {
								"connection": "default",
								"topics": [ "home/+/door", "barn/door" ],
								"qos": 2,
								"concurrency": 1,
								"state": "RUNNING",
								"paused": false,
								"subscribed": true,
								"refused": {},
								"pending": 0,
								"handled": 0,
								"failed": 0
							},
							"rooms": { "topics": [ "home/{room}" ], "qos": 1, "handled": 1, "failed": 0 }
						}
					}
					""".formatted(broker.port()));
			assertThat(result).bodyJson().extractingPath("$.connections.default.since").asString().endsWith("Z");
			assertThat(result).bodyText().doesNotContain("s3cret-word").doesNotContain("plant").doesNotContain("null");
			assertThat(mvc.get().uri("/actuator/zmqtt/connections/default")).hasStatusOk()
				.bodyJson()
				.extractingPath("$.clientId")
				.isEqualTo("boiler");
			assertThat(mvc.get().uri("/actuator/zmqtt/listeners/rooms")).hasStatusOk()
				.bodyJson()
				.extractingPath("$.state")
				.isEqualTo("RUNNING");
		});
	}

	@Test
	void answerHasTheShapeOfThePage() throws IOException {
		String page = Files.readString(Path.of("..", "docs", "actuator.md"));
		String documented = page.substring(page.indexOf("{", page.indexOf("```json", page.indexOf("## Endpoint"))),
				page.indexOf("```\n\nA connection that is down"));
		this.contextRunner.run((context) -> {
			String answer = MockMvcTester.from(context)
				.get()
				.uri("/actuator/zmqtt")
				.exchange()
				.getResponse()
				.getContentAsString();
			assertThat(shape(answer)).isEqualTo(shape(documented));
		});
	}

	/**
	 * Return the paths of all values, with those of all connections, listeners and
	 * subscriptions taken together.
	 */
	private static Set<String> shape(String json) {
		Set<String> paths = new TreeSet<>();
		addPaths(JsonMapper.shared().readTree(json), "", paths);
		assertThat(paths).hasSizeGreaterThan(40);
		return paths;
	}

	private static void addPaths(JsonNode node, String path, Set<String> paths) {
		if (node.isArray()) {
			node.forEach((element) -> addPaths(element, path + "[]", paths));
		}
		else if (node.isObject()) {
			boolean named = path.equals("/connections") || path.equals("/listeners");
			node.properties()
				.forEach((entry) -> addPaths(entry.getValue(), path + "/" + (named ? "*" : entry.getKey()), paths));
		}
		paths.add(path);
	}

	@Test
	void connectionThatIsDownIsShownWithoutWhatIsNotKnown() {
		this.contextRunner.run((context) -> {
			context.getBean(MqttClient.class).disconnect();
			assertThat(MockMvcTester.from(context).get().uri("/actuator/zmqtt/connections/default")).hasStatusOk()
				.bodyJson()
				.doesNotHavePath("$.server")
				.doesNotHavePath("$.since")
				.doesNotHavePath("$.limits")
				.extractingPath("$.state")
				.isEqualTo("DISCONNECTED");
		});
	}

	@Test
	void listenerIsPausedResumedStoppedAndStarted() {
		this.contextRunner.run((context) -> {
			MockMvcTester mvc = MockMvcTester.from(context);
			MqttTemplate template = context.getBean(MqttTemplate.class);
			List<String> received = context.getBean(Listeners.class).received;
			assertThat(post(mvc, "listeners/rooms", "pause")).hasStatusOk()
				.bodyJson()
				.extractingPath("$.paused")
				.isEqualTo(true);
			template.convertAndSend("home/kitchen", "1");
			await().until(() -> container(context, "rooms").pending() == 1);
			assertThat(mvc.get().uri("/actuator/zmqtt/listeners/rooms")).bodyJson()
				.extractingPath("$.pending")
				.isEqualTo(1);
			assertThat(post(mvc, "listeners/rooms", "resume")).hasStatusOk()
				.bodyJson()
				.extractingPath("$.paused")
				.isEqualTo(false);
			await().untilAsserted(() -> assertThat(received).containsExactly("1"));
			assertThat(post(mvc, "listeners/rooms", "stop")).hasStatusOk()
				.bodyJson()
				.extractingPath("$.state")
				.isEqualTo("STOPPED");
			assertThat(container(context, "rooms").isRunning()).isFalse();
			assertThat(post(mvc, "listeners/rooms", "START")).hasStatusOk()
				.bodyJson()
				.extractingPath("$.state")
				.isEqualTo("RUNNING");
			await().until(() -> container(context, "rooms").isSubscribed());
			template.convertAndSend("home/kitchen", "2");
			await().untilAsserted(() -> assertThat(received).containsExactly("1", "2"));
			assertThat(container(context, "doors").isRunning()).isTrue();
		});
	}

	@Test
	void connectionIsMadeAnew() {
		this.contextRunner.run((context) -> {
			MqttClient client = context.getBean(MqttClient.class);
			ConnectionInfo before = client.connectionInfo().orElseThrow();
			assertThat(post(MockMvcTester.from(context), "connections/default", "reconnect")).hasStatusOk()
				.bodyJson()
				.hasPath("$.state");
			await().untilAsserted(() -> assertThat(client.connectionInfo()).get()
				.extracting(ConnectionInfo::since)
				.isNotEqualTo(before.since()));
			context.getBean(MqttTemplate.class).convertAndSend("home/kitchen", "1");
			await().untilAsserted(() -> assertThat(context.getBean(Listeners.class).received).containsExactly("1"));
		});
	}

	@Test
	void connectionThatWasEndedIsMadeAgainUnlessTheClientIsClosed() {
		this.contextRunner.run((context) -> {
			MockMvcTester mvc = MockMvcTester.from(context);
			MqttClient client = context.getBean(MqttClient.class);
			client.disconnect();
			assertThat(post(mvc, "connections/default", "reconnect")).hasStatusOk();
			await().until(() -> client.state().isConnected());
			client.close();
			assertThat(post(mvc, "connections/default", "reconnect")).hasStatus(400);
		});
	}

	@ParameterizedTest
	@CsvSource({ "listeners/unknown, stop, 404", "connections/unknown, reconnect, 404", "others/rooms, stop, 404",
			"listeners/rooms, reconnect, 400", "listeners/rooms, explode, 400", "connections/default, stop, 400" })
	void whatCannotBeDoneIsRefused(String path, String action, int status) {
		this.contextRunner.run((context) -> {
			MqttClient client = context.getBean(MqttClient.class);
			ConnectionInfo before = client.connectionInfo().orElseThrow();
			assertThat(post(MockMvcTester.from(context), path, action)).hasStatus(status);
			assertThat(container(context, "rooms").isRunning()).isTrue();
			assertThat(client.connectionInfo()).contains(before);
		});
	}

	@Test
	void requestsThatAreIncompleteOrWrongAreRefused() {
		this.contextRunner.run((context) -> {
			MockMvcTester mvc = MockMvcTester.from(context);
			assertThat(mvc.post()
				.uri("/actuator/zmqtt/listeners/rooms")
				.contentType(MediaType.APPLICATION_JSON)
				.content("{}")).hasStatus(400);
			assertThat(mvc.post()
				.uri("/actuator/zmqtt/connections/default")
				.contentType(MediaType.APPLICATION_JSON)
				.content("{\"action\":\"reconnect\",\"drainTimeout\":\"-1s\"}")).hasStatus(400);
			assertThat(mvc.post()
				.uri("/actuator/zmqtt/connections/default")
				.contentType(MediaType.APPLICATION_JSON)
				.content("{\"action\":\"reconnect\",\"drainTimeout\":\"soon\"}")).hasStatus(400);
			assertThat(mvc.get().uri("/actuator/zmqtt/listeners/unknown")).hasStatus(404);
			assertThat(mvc.get().uri("/actuator/zmqtt/connections/unknown")).hasStatus(404);
			assertThat(mvc.get().uri("/actuator/zmqtt/others/default")).hasStatus(404);
		});
	}

	@Test
	void readOnlyAccessRefusesChanges() {
		this.contextRunner.withPropertyValues("management.endpoint.zmqtt.access=read-only").run((context) -> {
			MockMvcTester mvc = MockMvcTester.from(context);
			assertThat(mvc.get().uri("/actuator/zmqtt")).hasStatusOk();
			assertThat(mvc.get().uri("/actuator/zmqtt/listeners/rooms")).hasStatusOk();
			assertThat(post(mvc, "listeners/rooms", "stop")).hasStatus(405);
			assertThat(container(context, "rooms").isRunning()).isTrue();
		});
	}

	private static MvcTestResult post(MockMvcTester mvc, String path, String action) {
		return mvc.post()
			.uri("/actuator/zmqtt/" + path)
			.contentType(MediaType.APPLICATION_JSON)
			.content("{\"action\":\"" + action + "\"}")
			.exchange();
	}

	private static MqttListenerContainer container(WebApplicationContext context, String id) {
		return context.getBean(MqttListenerRegistry.class).find(id).orElseThrow();
	}

	@Configuration(proxyBeanMethods = false)
	static class Config {

		@Bean
		Listeners listeners() {
			return new Listeners();
		}

	}

	static class Listeners {

		private final List<String> received = new CopyOnWriteArrayList<>();

		@MqttListener(id = "rooms", topics = "home/{room}", qos = "1")
		void onRoom(String text) {
			this.received.add(text);
		}

		@MqttListener(id = "doors", topics = { "home/+/door", "barn/door" }, qos = "2")
		void onDoor(String text) {
			this.received.add(text);
		}

	}

}
