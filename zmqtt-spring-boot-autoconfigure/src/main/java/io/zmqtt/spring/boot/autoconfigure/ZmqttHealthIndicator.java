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

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

import io.zmqtt.AckStall;
import io.zmqtt.ClientState;
import io.zmqtt.ConnectionInfo;
import io.zmqtt.MqttClient;
import io.zmqtt.ReasonCode;
import io.zmqtt.ServerAddress;
import io.zmqtt.TopicFilter;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * Tells whether a client is connected and stays so, the broker has accepted its
 * subscriptions and the application acknowledges its messages. It looks at the client's
 * state, and sends nothing.
 * <p>
 * The status is {@code UP}, {@code OUT_OF_SERVICE} when the client was disconnected or
 * closed on purpose, and otherwise {@code DOWN}; then the detail {@code problems} says
 * why. A connection that was lost three times within 60 s is a problem even while it is
 * there. Safe for use by any number of threads.
 */
public final class ZmqttHealthIndicator extends AbstractHealthIndicator implements DisposableBean {

	private final MqttClient client;

	private final ConnectionHistory history;

	private final Supplier<Map<TopicFilter, ReasonCode>> refused;

	/**
	 * Create an indicator. It listens to the client until it is {@linkplain #destroy()
	 * destroyed}.
	 * @param client the client
	 */
	public ZmqttHealthIndicator(MqttClient client) {
		this(client, Clock.systemUTC(), client::refusedSubscriptions);
	}

	ZmqttHealthIndicator(MqttClient client, Clock clock, Supplier<Map<TopicFilter, ReasonCode>> refused) {
		super("MQTT health check failed");
		this.client = client;
		this.refused = refused;
		this.history = new ConnectionHistory(clock);
		client.addListener(this.history);
	}

	/**
	 * Listen to the client no more.
	 */
	@Override
	public void destroy() {
		this.client.removeListener(this.history);
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		ConnectionInfo connection = this.client.connectionInfo().orElse(null);
		ClientState state = this.client.state();
		AckStall stall = this.client.ackStall().orElse(null);
		Map<String, String> refused = new TreeMap<>();
		this.refused.get().forEach((filter, code) -> refused.put(filter.text(), code.toString()));
		List<String> problems = problems(state, stall, refused);
		builder.status(status(state, problems));
		builder.withDetail("state", state);
		builder.withDetail("version", this.client.version().toString());
		if (connection != null) {
			withConnection(builder, connection.server(), connection.clientId(), connection.since());
		}
		else {
			withConnection(builder, this.history.server(), this.history.clientId(), this.history.disconnectedSince());
		}
		withHistory(builder, state);
		if (!refused.isEmpty()) {
			builder.withDetail("refusedSubscriptions", refused);
		}
		if (stall != null) {
			builder.withDetail("ackStall",
					Map.of("listener", stall.subscription(), "topic", stall.topic(), "behind", stall.behind()));
		}
		if (!problems.isEmpty()) {
			builder.withDetail("problems", problems);
		}
	}

	private List<String> problems(ClientState state, @Nullable AckStall stall, Map<String, String> refused) {
		List<String> problems = new ArrayList<>();
		if (!state.isConnected()) {
			problems.add("not connected");
		}
		if (this.history.isFlapping()) {
			problems.add("flapping: the connection was lost " + ConnectionHistory.LOSSES + " times within "
					+ ConnectionHistory.WINDOW.toSeconds() + " s");
		}
		if (!refused.isEmpty()) {
			problems.add("the broker refuses subscriptions");
		}
		if (stall != null) {
			problems.add("a message that is not acknowledged holds back others");
		}
		return problems;
	}

	private Status status(ClientState state, List<String> problems) {
		return switch (state) {
			case DISCONNECTING, CLOSED -> Status.OUT_OF_SERVICE;
			// or about to connect for the first time
			case DISCONNECTED -> this.history.isBegun() ? Status.OUT_OF_SERVICE : Status.DOWN;
			default -> problems.isEmpty() ? Status.UP : Status.DOWN;
		};
	}

	private static void withConnection(Health.Builder builder, @Nullable ServerAddress server,
			@Nullable String clientId, Instant since) {
		if (server != null) {
			builder.withDetail("server", server.toString());
		}
		if (clientId != null) {
			builder.withDetail("clientId", clientId);
		}
		builder.withDetail("since", since);
	}

	private void withHistory(Health.Builder builder, ClientState state) {
		withEvent(builder, "lastDisconnect", this.history.lastDisconnect());
		if (!state.isConnected()) {
			withEvent(builder, "lastFailure", this.history.lastFailure());
		}
		Instant nextAttempt = this.history.nextAttempt();
		if (state == ClientState.RECONNECTING && nextAttempt != null) {
			builder.withDetail("nextAttempt", nextAttempt);
		}
	}

	private static void withEvent(Health.Builder builder, String name, ConnectionHistory.@Nullable Event event) {
		if (event != null) {
			Map<String, Object> detail = new LinkedHashMap<>();
			detail.put("at", event.at());
			detail.put("reason", event.reason());
			builder.withDetail(name, detail);
		}
	}

}
