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

package io.zmqtt.test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

import io.zmqtt.test.RawMqtt.Connack;
import io.zmqtt.test.RawMqtt.Connect;
import io.zmqtt.test.RawMqtt.Publish;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link EmbeddedMqttBroker}.
 */
class EmbeddedMqttBrokerTests {

	private static EmbeddedMqttBroker broker;

	@BeforeAll
	static void startBroker() {
		broker = EmbeddedMqttBroker.start();
	}

	@AfterAll
	static void closeBroker() {
		broker.close();
	}

	@ParameterizedTest
	@CsvSource({ "4, 0", "4, 1", "4, 2", "5, 0", "5, 1", "5, 2" })
	void deliversInBothVersionsAndEachQos(int version, int qos) throws IOException {
		try (RawMqtt subscriber = connect(broker, version); RawMqtt publisher = connect(broker, version)) {
			String topic = "flow/" + version + "/" + qos;
			assertThat(subscriber.subscribe("flow/+/" + qos, qos)).isEqualTo(qos);
			publisher.publish(topic, bytes("hello"), qos, false);
			Publish publish = subscriber.receive();
			assertThat(publish.topic()).isEqualTo(topic);
			assertThat(publish.text()).isEqualTo("hello");
			assertThat(publish.qos()).isEqualTo(qos);
			subscriber.ping();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "a.b/c.d", "star*/x", "sp ace/ü", "trailing/", "$own/x" })
	void takesUnusualTopics(String topic) throws IOException {
		try (RawMqtt subscriber = connect(broker, 5); RawMqtt publisher = connect(broker, 5)) {
			subscriber.subscribe(topic, 1);
			publisher.publish(topic, bytes("x"), 1, false);
			assertThat(subscriber.receive().topic()).isEqualTo(topic);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 4, 5 })
	void keepsRetainedMessages(int version) throws IOException {
		String topic = "retained/" + version;
		try (RawMqtt publisher = connect(broker, version); RawMqtt subscriber = connect(broker, version)) {
			publisher.publish(topic, bytes("kept"), 1, true);
			subscriber.subscribe("retained/" + version, 1);
			Publish publish = subscriber.receive();
			assertThat(publish.text()).isEqualTo("kept");
			assertThat(publish.retain()).isTrue();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "kept/a/b", "kept/+/b", "kept/#", "+/a/b", "+/#", "#" })
	void sendsRetainedMessagesToWildcardSubscriptions(String filter) throws IOException {
		try (EmbeddedMqttBroker own = EmbeddedMqttBroker.start();
				RawMqtt publisher = connect(own, 5);
				RawMqtt subscriber = connect(own, 5)) {
			publisher.publish("kept/a/b", bytes("kept"), 1, true);
			publisher.publish("deleted/a/b", bytes("kept"), 1, true);
			publisher.publish("deleted/a/b", bytes(""), 1, true);
			subscriber.subscribe(filter, 1);
			assertThat(subscriber.receive().topic()).isEqualTo("kept/a/b");
			publisher.publish("kept/a/b", bytes("live"), 1, false);
			assertThat(subscriber.receive().text()).isEqualTo("live");
		}
	}

	@Test
	void hidesDollarTopicsFromWildcards() throws IOException {
		try (RawMqtt subscriber = connect(broker, 5); RawMqtt publisher = connect(broker, 5)) {
			subscriber.subscribe("+/hidden", 1);
			publisher.publish("$own/hidden", bytes("x"), 1, false);
			publisher.publish("plain/hidden", bytes("x"), 1, false);
			assertThat(subscriber.receive().topic()).isEqualTo("plain/hidden");
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 4, 5 })
	void sharesASubscription(int version) throws IOException {
		try (RawMqtt one = connect(broker, version);
				RawMqtt two = connect(broker, version);
				RawMqtt publisher = connect(broker, version)) {
			one.subscribe("$share/group/shared/#", 1);
			two.subscribe("$share/group/shared/#", 1);
			for (int i = 0; i < 2; i++) {
				publisher.publish("shared/" + i, bytes("x"), 1, false);
			}
			assertThat(Set.of(one.receive().topic(), two.receive().topic())).containsExactlyInAnyOrder("shared/0",
					"shared/1");
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 4, 5 })
	void resumesASession(int version) throws IOException {
		Connect connect = new Connect("resumed-" + version).persistent();
		try (RawMqtt first = RawMqtt.open(broker.host(), broker.port(), version)) {
			assertThat(first.connect(connect)).isEqualTo(new Connack(false, 0));
			first.subscribe("resumed/" + version, 1);
			first.disconnect();
		}
		try (RawMqtt publisher = connect(broker, version)) {
			publisher.publish("resumed/" + version, bytes("later"), 1, false);
		}
		try (RawMqtt second = RawMqtt.open(broker.host(), broker.port(), version)) {
			assertThat(second.connect(connect)).isEqualTo(new Connack(true, 0));
			assertThat(second.receive().text()).isEqualTo("later");
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 5, 32 })
	void passesLargePayloads(int mebibytes) throws IOException {
		byte[] payload = new byte[mebibytes * 1024 * 1024];
		new Random(1).nextBytes(payload);
		try (RawMqtt subscriber = connect(broker, 5); RawMqtt publisher = connect(broker, 5)) {
			subscriber.subscribe("large", 1);
			publisher.publish("large", payload, 1, false);
			assertThat(subscriber.receive().payload()).isEqualTo(payload);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 4, 5 })
	void cutsConnectionsAndPublishesWills(int version) throws IOException {
		try (EmbeddedMqttBroker own = EmbeddedMqttBroker.start();
				RawMqtt victim = RawMqtt.open(own.host(), own.port(), version);
				RawMqtt witness = RawMqtt.open(own.host(), own.port(), version)) {
			Connect connect = new Connect("witness").persistent();
			witness.connect(connect);
			witness.subscribe("will", 1);
			victim.connect(new Connect("victim").will("will"));
			own.disconnectClients();
			assertThat(victim.readToEnd()).isZero();
			assertThat(witness.readToEnd()).isZero();
			try (RawMqtt again = RawMqtt.open(own.host(), own.port(), version)) {
				assertThat(again.connect(connect).code()).isZero();
				assertThat(again.receive().text()).isEqualTo("gone");
			}
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 4, 5 })
	void refusesWrongCredentials(int version) throws IOException {
		try (EmbeddedMqttBroker own = EmbeddedMqttBroker.builder().credentials("user", "secret").start()) {
			assertThat(own.toString()).doesNotContain("secret");
			Connect connect = new Connect("client");
			assertThat(answer(own, version, connect.credentials("user", "secret"))).isZero();
			int refused = (version == 5) ? 0x86 : 5;
			assertThat(answer(own, version, connect.credentials("user", "wrong"))).isEqualTo(refused);
			assertThat(answer(own, version, connect.credentials("other", "secret"))).isEqualTo(refused);
			assertThat(answer(own, version, connect)).isEqualTo(refused);
			try (RawMqtt client = RawMqtt.open(own.host(), own.port(), version)) {
				client.connect(connect.credentials("user", "secret"));
				assertThat(client.subscribe("secured", 1)).isEqualTo(1);
				client.publish("secured", bytes("x"), 0, false);
				assertThat(client.receive().text()).isEqualTo("x");
			}
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 4, 5 })
	void stopsAbruptlyAndRestartsOnTheSamePort(int version) throws IOException {
		try (EmbeddedMqttBroker own = EmbeddedMqttBroker.start()) {
			int port = own.port();
			try (RawMqtt client = connect(own, version)) {
				client.subscribe("x", 1);
				own.stop();
				assertThat(client.readToEnd()).isZero();
			}
			assertThat(own.isRunning()).isFalse();
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> connect(own, version));
			own.restart();
			assertThat(own.isRunning()).isTrue();
			assertThat(own.port()).isEqualTo(port);
			connect(own, version).close();
			own.restart();
			connect(own, version).close();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 4, 5 })
	void keepsItsStateInADirectory(int version, @TempDir Path directory) throws IOException {
		Connect connect = new Connect("durable").persistent();
		byte[] large = new byte[2 * 1024 * 1024];
		try (EmbeddedMqttBroker own = EmbeddedMqttBroker.builder().persistence(directory).start()) {
			try (RawMqtt client = RawMqtt.open(own.host(), own.port(), version)) {
				client.connect(connect);
				client.subscribe("durable/#", 1);
			}
			try (RawMqtt publisher = connect(own, version)) {
				publisher.publish("durable/1", bytes("first"), 1, false);
				publisher.publish("durable/2", large, 1, false);
				publisher.publish("kept", bytes("retained"), 1, true);
			}
			own.restart();
			try (RawMqtt client = RawMqtt.open(own.host(), own.port(), version)) {
				assertThat(client.connect(connect)).isEqualTo(new Connack(true, 0));
				assertThat(client.receive().text()).isEqualTo("first");
				assertThat(client.receive().payload()).isEqualTo(large);
			}
		}
		try (EmbeddedMqttBroker next = EmbeddedMqttBroker.builder().persistence(directory).start();
				RawMqtt client = connect(next, version)) {
			client.subscribe("kept", 1);
			assertThat(client.receive().text()).isEqualTo("retained");
		}
	}

	@Test
	void runsTwiceAtOnce() throws IOException {
		try (EmbeddedMqttBroker other = EmbeddedMqttBroker.start();
				RawMqtt here = connect(broker, 4);
				RawMqtt there = connect(other, 4)) {
			assertThat(other.port()).isNotEqualTo(broker.port());
			here.subscribe("twice", 0);
			there.subscribe("twice", 0);
			here.publish("twice", bytes("here"), 0, false);
			there.publish("twice", bytes("there"), 0, false);
			assertThat(here.receive().text()).isEqualTo("here");
			assertThat(there.receive().text()).isEqualTo("there");
		}
	}

	@Test
	void closeFreesThePortAndLeavesNoThread() throws IOException {
		Set<Thread> before = liveThreads();
		EmbeddedMqttBroker own = EmbeddedMqttBroker.start();
		connect(own, 5).close();
		own.close();
		own.close();
		assertThatIllegalStateException().isThrownBy(own::restart);
		new ServerSocket(own.port(), 1, InetAddress.getByName(own.host())).close();
		await().pollInSameThread().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
			Set<Thread> left = liveThreads();
			left.removeAll(before);
			assertThat(left).isEmpty();
		});
	}

	@Test
	void takesWebSocketsOnTheSamePort() {
		WebSockets.expectConnack(broker.host(), broker.port());
	}

	@ParameterizedTest
	@ValueSource(ints = { 4, 5 })
	void publishesNoWillWhenItStops(int version, @TempDir Path directory) throws IOException {
		Connect witness = new Connect("witness").persistent();
		try (EmbeddedMqttBroker own = EmbeddedMqttBroker.builder().persistence(directory).start()) {
			try (RawMqtt client = RawMqtt.open(own.host(), own.port(), version)) {
				client.connect(witness);
				client.subscribe("#", 1);
				client.disconnect();
			}
			try (RawMqtt victim = RawMqtt.open(own.host(), own.port(), version)) {
				victim.connect(new Connect("victim").will("will"));
				own.restart();
			}
			try (RawMqtt client = RawMqtt.open(own.host(), own.port(), version)) {
				assertThat(client.connect(witness).sessionPresent()).isTrue();
				client.publish("after", bytes("x"), 1, false);
				assertThat(client.receive().topic()).isEqualTo("after");
			}
		}
	}

	@Test
	void saysWhichPortIsTaken() {
		assertThatIllegalStateException().isThrownBy(() -> EmbeddedMqttBroker.builder().port(broker.port()).start())
			.withMessageContaining("port " + broker.port());
	}

	@Test
	void rejectsImpossibleSettings(@TempDir Path directory) {
		assertThatIllegalArgumentException().isThrownBy(() -> EmbeddedMqttBroker.builder().port(65536));
		assertThatIllegalStateException()
			.isThrownBy(() -> EmbeddedMqttBroker.builder().clientCertificates(directory.resolve("t.p12"), "x").start());
		assertThatIllegalStateException().isThrownBy(broker::tlsPort);
	}

	private static RawMqtt connect(EmbeddedMqttBroker broker, int version) throws IOException {
		return RawMqtt.connect(broker.host(), broker.port(), version);
	}

	private static int answer(EmbeddedMqttBroker broker, int version, Connect connect) throws IOException {
		try (RawMqtt client = RawMqtt.open(broker.host(), broker.port(), version)) {
			return client.connect(connect).code();
		}
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static Set<Thread> liveThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.isAlive() && !thread.isDaemon())
			.collect(Collectors.toSet());
	}

	@ParameterizedTest
	@CsvSource({ "V3_1_1, 4, 5", "V5, 5, 4" })
	void speaksOnlyTheVersionsItIsTo(BrokerVersion version, int spoken, int refused) throws IOException {
		try (EmbeddedMqttBroker own = EmbeddedMqttBroker.builder().versions(version).start();
				RawMqtt client = connect(own, spoken);
				RawMqtt other = RawMqtt.open(own.host(), own.port(), refused)) {
			client.ping();
			assertThat(other.connect(new Connect("other"))).isEqualTo(new Connack(false, 1));
			assertThat(other.readToEnd()).isZero();
			own.restart();
			try (RawMqtt another = RawMqtt.open(own.host(), own.port(), refused)) {
				assertThat(another.connect(new Connect("other"))).isEqualTo(new Connack(false, 1));
			}
		}
		assertThatIllegalArgumentException().isThrownBy(() -> EmbeddedMqttBroker.builder().versions());
	}

}
