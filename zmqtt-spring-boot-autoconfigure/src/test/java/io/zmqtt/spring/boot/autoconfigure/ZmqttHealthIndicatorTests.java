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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zmqtt.AckStall;
import io.zmqtt.ClientState;
import io.zmqtt.MqttConnectException;
import io.zmqtt.MqttDisconnectedException;
import io.zmqtt.MqttDisconnectedException.Source;
import io.zmqtt.ReasonCode;
import io.zmqtt.TopicFilter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class ZmqttHealthIndicatorTests {

	private final FakeClient fake = new FakeClient();

	private final MovableClock clock = new MovableClock();

	private final ZmqttHealthIndicator indicator = new ZmqttHealthIndicator(this.fake.client, this.clock,
			this.fake.client::refusedSubscriptions);

	static Stream<Arguments> situations() {
		return Stream.of(situation("connected", Status.UP, (test) -> test.connect()),
				situation("not read for a moment", Status.UP, (test) -> {
					test.connect();
					test.fake.state = ClientState.INBOUND_BLOCKED;
				}), situation("not connected yet", Status.DOWN, (test) -> {
				}, "not connected"), situation("connecting", Status.DOWN,
						(test) -> test.fake.state = ClientState.CONNECTING, "not connected"),
				situation("lost", Status.DOWN, (test) -> {
					test.connect();
					test.lose();
				}, "not connected"), situation("back again", Status.UP, (test) -> {
					test.connect();
					test.lose();
					test.connect();
				}), situation("given up", Status.DOWN, (test) -> {
					test.connect();
					test.fake.tell(ClientState.FAILED, (listener) -> listener.onFailed(refusedPassword()));
				}, "not connected"), situation("disconnected on purpose", Status.OUT_OF_SERVICE, (test) -> {
					test.connect();
					test.disconnect();
				}, "not connected"), situation("disconnecting", Status.OUT_OF_SERVICE, (test) -> {
					test.connect();
					test.fake.state = ClientState.DISCONNECTING;
				}, "not connected"), situation("stopped while it tried to connect", Status.OUT_OF_SERVICE, (test) -> {
					test.fake.tell(ClientState.RECONNECTING, (listener) -> listener.onConnectFailed(refusedPassword()));
					test.fake.state = ClientState.DISCONNECTED;
				}, "not connected"), situation("closed", Status.OUT_OF_SERVICE,
						(test) -> test.fake.state = ClientState.CLOSED, "not connected"),
				situation("two losses", Status.UP, (test) -> test.loseAndReturn(2)),
				situation("three losses", Status.DOWN, (test) -> test.loseAndReturn(3),
						"flapping: the connection was lost 3 times within 60 s"),
				situation("three losses and away", Status.DOWN, (test) -> {
					test.loseAndReturn(2);
					test.lose();
				}, "not connected", "flapping: the connection was lost 3 times within 60 s"),
				situation("three losses in more than a minute", Status.UP, (test) -> {
					test.loseAndReturn(2);
					test.clock.move(61);
					test.loseAndReturn(1);
				}), situation("three losses on purpose", Status.UP, (test) -> {
					for (int i = 0; i < 3; i++) {
						test.connect();
						test.disconnect();
					}
					test.connect();
				}), situation("refused subscription", Status.DOWN, (test) -> {
					test.connect();
					test.fake.refused.put(TopicFilter.of("a/#"), ReasonCode.NOT_AUTHORIZED);
				}, "the broker refuses subscriptions"), situation("stalled acknowledgement", Status.DOWN, (test) -> {
					test.connect();
					test.fake.stall = new AckStall("slow", "a/b", 3, Duration.ofSeconds(30));
				}, "a message that is not acknowledged holds back others"));
	}

	private static Arguments situation(String name, Status status, Consumer<ZmqttHealthIndicatorTests> situation,
			String... problems) {
		return arguments(name, status, situation, List.of(problems));
	}

	@ParameterizedTest(name = "{0}: {1}")
	@MethodSource("situations")
	void statusFollowsTheSituation(String name, Status status, Consumer<ZmqttHealthIndicatorTests> situation,
			List<String> problems) {
		situation.accept(this);
		Health health = this.indicator.health();
		assertThat(health.getStatus()).isEqualTo(status);
		assertThat(health.getDetails().getOrDefault("problems", List.of())).isEqualTo(problems);
	}

	@Test
	void flappingPasses() {
		loseAndReturn(3);
		this.clock.move(60);
		assertThat(this.indicator.health().getStatus()).isEqualTo(Status.DOWN);
		this.clock.move(1);
		assertThat(this.indicator.health().getStatus()).isEqualTo(Status.UP);
	}

	@Test
	void connectionIsDescribed() {
		assertThat(this.indicator.health().getDetails()).containsOnlyKeys("state", "version", "since", "problems");
		connect();
		assertThat(this.indicator.health().getDetails())
			.containsExactlyInAnyOrderEntriesOf(Map.of("state", ClientState.CONNECTED, "version", "5.0", "server",
					"broker.example.com:1883", "clientId", "boiler", "since", FakeClient.CONNECTED_AT));
	}

	@Test
	void lossIsDescribed() {
		connect();
		this.clock.move(10);
		Instant lost = this.clock.instant();
		lose();
		assertThat(this.indicator.health().getDetails()).containsEntry("state", ClientState.RECONNECTING)
			.containsEntry("server", "broker.example.com:1883")
			.containsEntry("clientId", "boiler")
			.containsEntry("since", lost)
			.containsEntry("lastDisconnect", Map.of("at", lost, "reason", "The connection was reset"))
			.containsEntry("nextAttempt", lost.plusSeconds(5))
			.doesNotContainKey("lastFailure");
		this.clock.move(5);
		this.fake.tell(ClientState.RECONNECTING, (listener) -> listener.onConnectFailed(refusedPassword()));
		assertThat(this.indicator.health().getDetails())
			.containsEntry("lastFailure", Map.of("at", this.clock.instant(), "reason", "Wrong password"))
			.doesNotContainKey("nextAttempt");
		connect();
		assertThat(this.indicator.health().getDetails())
			.containsEntry("lastDisconnect", Map.of("at", lost, "reason", "The connection was reset"))
			.containsEntry("since", FakeClient.CONNECTED_AT)
			.doesNotContainKeys("lastFailure", "nextAttempt", "problems");
	}

	@Test
	void refusalsAndStallsAreDescribed() {
		connect();
		this.fake.refused.put(TopicFilter.of("b"), ReasonCode.NOT_AUTHORIZED);
		this.fake.refused.put(TopicFilter.of("a/#"), ReasonCode.QUOTA_EXCEEDED);
		this.fake.stall = new AckStall("slow", "a/b", 3, Duration.ofSeconds(30));
		assertThat(this.indicator.health().getDetails())
			.containsEntry("refusedSubscriptions", Map.of("a/#", "QUOTA_EXCEEDED (0x97)", "b", "NOT_AUTHORIZED (0x87)"))
			.containsEntry("ackStall", Map.of("listener", "slow", "topic", "a/b", "behind", 3));
	}

	@Test
	void detailsAreThoseOfThePage() throws IOException {
		String page = Files.readString(Path.of("..", "docs", "actuator.md"));
		Set<String> documented = Pattern.compile("`(\\w+)`(?=.* \\| )")
			.matcher(page.substring(page.indexOf("| Detail |"), page.indexOf("With several clients")))
			.results()
			.map((detail) -> detail.group(1))
			.collect(Collectors.toSet());
		connect();
		this.fake.refused.put(TopicFilter.of("b"), ReasonCode.NOT_AUTHORIZED);
		this.fake.stall = new AckStall("slow", "a/b", 3, Duration.ofSeconds(30));
		lose();
		this.fake.tell(ClientState.RECONNECTING, (listener) -> listener.onConnectFailed(refusedPassword()));
		assertThat(this.indicator.health().getDetails().keySet()).isEqualTo(documented);
	}

	@ParameterizedTest
	@EnumSource
	void everyStateHasAStatus(ClientState state) {
		this.fake.state = state;
		Status expected = state.isConnected() ? Status.UP
				: ((state == ClientState.DISCONNECTING || state == ClientState.CLOSED) ? Status.OUT_OF_SERVICE
						: Status.DOWN);
		assertThat(this.indicator.health().getStatus()).isEqualTo(expected);
	}

	@Test
	void listensUntilItIsDestroyed() {
		assertThat(this.fake.listeners).hasSize(1);
		this.indicator.destroy();
		assertThat(this.fake.listeners).isEmpty();
		this.indicator.destroy();
	}

	private void connect() {
		this.fake.tell(ClientState.CONNECTED, (listener) -> listener.onConnected(FakeClient.connection()));
	}

	private void lose() {
		this.fake.tell(ClientState.RECONNECTING, (listener) -> {
			listener.onDisconnected(new MqttDisconnectedException(Source.NETWORK, "The connection was reset", null),
					true);
			listener.onReconnecting(1, Duration.ofSeconds(5), FakeClient.SERVER);
		});
	}

	private void loseAndReturn(int times) {
		for (int i = 0; i < times; i++) {
			connect();
			lose();
		}
		connect();
	}

	private void disconnect() {
		this.fake.tell(ClientState.DISCONNECTED, (listener) -> listener
			.onDisconnected(new MqttDisconnectedException(Source.USER, "Disconnected", null), false));
	}

	private static MqttConnectException refusedPassword() {
		return new MqttConnectException(FakeClient.SERVER, "Wrong password", ReasonCode.BAD_USER_NAME_OR_PASSWORD, null,
				null, List.of());
	}

	private static final class MovableClock extends Clock {

		private Instant now = Instant.parse("2026-07-01T12:00:00Z");

		void move(int seconds) {
			this.now = this.now.plusSeconds(seconds);
		}

		@Override
		public Instant instant() {
			return this.now;
		}

		@Override
		public ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			return this;
		}

	}

}
