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

package io.zmqtt.spring.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.zmqtt.ClientState;
import io.zmqtt.ClientStatistics;
import io.zmqtt.MqttClientListener;
import io.zmqtt.MqttConnectException;
import io.zmqtt.MqttDisconnectedException;
import io.zmqtt.MqttException;
import io.zmqtt.MqttTimeoutException;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.ServerAddress;
import io.zmqtt.TopicFilter;
import io.zmqtt.spring.FakeMqttClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The value of every meter of a client.
 */
class MqttClientMetricsTests {

	private static final ServerAddress SERVER = new ServerAddress("localhost", 1883);

	private final FakeMqttClient client = new FakeMqttClient();

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	@BeforeEach
	void bind() {
		// each number is that of its place, so that none can stand for another
		this.client.statistics = new ClientStatistics(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19,
				20, 21, 22, 23, 24, 25, 26, 27);
		this.client.refused = Map.of(TopicFilter.of("a"), ReasonCode.NOT_AUTHORIZED, TopicFilter.of("b"),
				ReasonCode.NOT_AUTHORIZED);
		new MqttClientMetrics(this.client, "line2").bindTo(this.registry);
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-", textBlock = """
			zmqtt.messages.published,    qos=0,              1
			zmqtt.messages.published,    qos=1,              2
			zmqtt.messages.published,    qos=2,              3
			zmqtt.data.published,        -,                  4
			zmqtt.messages.failed,       -,                  5
			zmqtt.messages.expired,      -,                  6
			zmqtt.publish.pending,       -,                  7
			zmqtt.publish.pending.data,  -,                  8
			zmqtt.publish.inflight,      -,                  9
			zmqtt.messages.received,     qos=0,              10
			zmqtt.messages.received,     qos=1,              11
			zmqtt.messages.received,     qos=2,              12
			zmqtt.data.received,         -,                  13
			zmqtt.receive.unfinished.data, -,                14
			zmqtt.messages.repeated,     -,                  15
			zmqtt.messages.discarded,    -,                  16
			zmqtt.messages.unrouted,     -,                  17
			zmqtt.messages.dropped,      policy=drop_oldest, 18
			zmqtt.messages.dropped,      policy=drop_newest, 19
			zmqtt.messages.dropped,      policy=suspend,     20
			zmqtt.acks.late,             -,                  21
			zmqtt.acks.abandoned,        -,                  22
			zmqtt.acks.negative,         -,                  23
			zmqtt.acks.unknown,          -,                  24
			zmqtt.acks.stalled,          -,                  25
			zmqtt.replies.late,          -,                  26
			zmqtt.handlers.failed,       -,                  27
			zmqtt.subscriptions.refused, -,                  2
			zmqtt.connection.connects,   -,                  0
			zmqtt.connection.attempts,   -,                  0
			""")
	void numbersAreThoseOfTheClient(String name, @Nullable String tag, double value) {
		assertThat(value(name, tag)).isEqualTo(value);
	}

	@ParameterizedTest
	@EnumSource
	void oneStateIsOne(ClientState state) {
		this.client.state = state;
		for (ClientState other : ClientState.values()) {
			assertThat(value("zmqtt.connection.state", "state=" + other.name().toLowerCase(Locale.ROOT)))
				.as("%s", other)
				.isEqualTo((other == state) ? 1 : 0);
		}
	}

	@Test
	void refusedSubscriptionsMayBeThoseOfOthersToo() {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		new MqttClientMetrics(this.client, "a", (client) -> Map.of(TopicFilter.of("c"), ReasonCode.NOT_AUTHORIZED))
			.bindTo(registry);
		assertThat(registry.get("zmqtt.subscriptions.refused").gauge().value()).isEqualTo(1);
	}

	@Test
	void connectsAndAttemptsAreCounted() {
		MqttClientListener listener = this.client.listeners.get(0);
		listener.onConnected(FakeMqttClient.connected());
		listener.onConnected(FakeMqttClient.connected());
		listener.onReconnecting(1, Duration.ZERO, SERVER);
		assertThat(value("zmqtt.connection.connects", null)).isEqualTo(2);
		assertThat(value("zmqtt.connection.attempts", null)).isEqualTo(1);
	}

	@Test
	void disconnectsAreCountedByTheirReason() {
		MqttClientListener listener = this.client.listeners.get(0);
		listener.onDisconnected(new MqttDisconnectedException(MqttDisconnectedException.Source.NETWORK, "x", null),
				true);
		listener.onDisconnected(new MqttDisconnectedException(MqttDisconnectedException.Source.SERVER, "x",
				ReasonCode.SESSION_TAKEN_OVER, null, null, List.of(), null), false);
		listener.onDisconnected(new MqttDisconnectedException(MqttDisconnectedException.Source.NETWORK, "y", null),
				true);
		assertThat(value("zmqtt.connection.disconnects", "reason=network")).isEqualTo(2);
		assertThat(value("zmqtt.connection.disconnects", "reason=session_taken_over")).isEqualTo(1);
	}

	@Test
	void failedConnectsAreCountedByTheirReason() {
		List<MqttException> causes = List.of(
				new MqttConnectException(MqttConnectException.Failure.TLS_UNTRUSTED, SERVER, "x", null),
				new MqttConnectException(SERVER, "x", ReasonCode.BANNED, null, null, List.of()),
				new MqttTimeoutException("connect", Duration.ZERO, false, "x"));
		causes.forEach(this.client.listeners.get(0)::onConnectFailed);
		for (String reason : List.of("tls_untrusted", "banned", "MqttTimeoutException")) {
			assertThat(value("zmqtt.connection.failures", "reason=" + reason)).as(reason).isEqualTo(1);
		}
	}

	@Test
	void timersAreThoseOfWhatTheObserverIsTold() {
		MqttClientTimers timers = new MqttClientTimers(this.registry, "line2");
		timers.onPublished(QoS.EXACTLY_ONCE, 5_000_000, null);
		timers.onPublished(QoS.AT_LEAST_ONCE, 7_000_000, new MqttTimeoutException("p", Duration.ZERO, true, "x"));
		timers.onPing(Duration.ofMillis(11));
		timers.onNetworkThreadLag(Duration.ofMillis(13));
		assertThat(total("zmqtt.publish", "qos", "2", "exception", "none")).isEqualTo(5);
		assertThat(total("zmqtt.publish", "qos", "1", "exception", "MqttTimeoutException")).isEqualTo(7);
		assertThat(total("zmqtt.publish", "qos", "0", "exception", "none")).isZero();
		assertThat(total("zmqtt.ping")).isEqualTo(11);
		assertThat(total("zmqtt.network-thread.lag")).isEqualTo(13);
	}

	@Test
	void allAreTaggedWithTheNameOfTheClient() {
		this.client.listeners.get(0).onConnectFailed(new MqttTimeoutException("connect", Duration.ZERO, false, "x"));
		new MqttClientTimers(this.registry, "line2");
		assertThat(this.registry.getMeters()).hasSizeGreaterThan(30)
			.allMatch((meter) -> "line2".equals(meter.getId().getTag("client")));
		TreeSet<String> keys = new TreeSet<>();
		this.registry.getMeters().forEach((meter) -> meter.getId().getTags().forEach((tag) -> keys.add(tag.getKey())));
		assertThat(keys).containsExactly("client", "exception", "policy", "qos", "reason", "state");
	}

	private double total(String name, String... tags) {
		return this.registry.get(name).tag("client", "line2").tags(tags).timer().totalTime(TimeUnit.MILLISECONDS);
	}

	private double value(String name, @Nullable String tag) {
		Meter meter = (tag == null) ? this.registry.get(name).meter()
				: this.registry.get(name).tag(tag.split("=")[0], tag.split("=")[1]).meter();
		Measurement measurement = meter.measure().iterator().next();
		return measurement.getValue();
	}

}
