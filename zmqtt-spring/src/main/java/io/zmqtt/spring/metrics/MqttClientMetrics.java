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
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.zmqtt.ClientState;
import io.zmqtt.ClientStatistics;
import io.zmqtt.ConnectionInfo;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientListener;
import io.zmqtt.MqttConnectException;
import io.zmqtt.MqttDisconnectedException;
import io.zmqtt.MqttException;
import io.zmqtt.ReasonCode;
import io.zmqtt.ServerAddress;
import io.zmqtt.TopicFilter;
import org.jspecify.annotations.Nullable;

/**
 * Meters of what a client counts and of its connection. Needs Micrometer on the class
 * path. What takes time is measured by {@link MqttClientTimers}.
 */
public final class MqttClientMetrics implements MeterBinder {

	private final MqttClient client;

	private final Tags tags;

	private final Function<MqttClient, Map<TopicFilter, ReasonCode>> refused;

	/**
	 * Create meters.
	 * @param client the client
	 * @param clientName the value of the tag {@code client}
	 */
	public MqttClientMetrics(MqttClient client, String clientName) {
		this(client, clientName, MqttClient::refusedSubscriptions);
	}

	/**
	 * Create meters.
	 * @param client the client
	 * @param clientName the value of the tag {@code client}
	 * @param refused returns what the broker refuses
	 * @see io.zmqtt.spring.listener.MqttListenerRegistry#refused(MqttClient)
	 */
	public MqttClientMetrics(MqttClient client, String clientName,
			Function<MqttClient, Map<TopicFilter, ReasonCode>> refused) {
		this.client = client;
		this.refused = refused;
		this.tags = Tags.of("client", clientName);
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		bindConnection(registry);
		bindPublishing(registry);
		bindReceiving(registry);
		bindAcknowledgements(registry);
		this.client.addListener(new ConnectionCounts(registry));
	}

	private void bindConnection(MeterRegistry registry) {
		for (ClientState state : ClientState.values()) {
			gauge(registry, "zmqtt.connection.state", "1 for the state that the client is in", null,
					this.tags.and("state", state.name().toLowerCase(Locale.ROOT)),
					(client) -> (client.state() == state) ? 1 : 0);
		}
		gauge(registry, "zmqtt.subscriptions.refused", "Topic filters that the broker refuses", "filters", this.tags,
				(client) -> this.refused.apply(client).size());
	}

	private void bindPublishing(MeterRegistry registry) {
		counter(registry, "zmqtt.messages.published", "Messages that were published", "messages", qos(0),
				ClientStatistics::publishedQos0);
		counter(registry, "zmqtt.messages.published", "Messages that were published", "messages", qos(1),
				ClientStatistics::publishedQos1);
		counter(registry, "zmqtt.messages.published", "Messages that were published", "messages", qos(2),
				ClientStatistics::publishedQos2);
		counter(registry, "zmqtt.data.published", "Topics and payloads that were published", "bytes", this.tags,
				ClientStatistics::publishedBytes);
		counter(registry, "zmqtt.messages.failed", "Messages that could not be published", "messages", this.tags,
				ClientStatistics::failedPublishes);
		counter(registry, "zmqtt.messages.expired", "Messages that expired before they were sent", "messages",
				this.tags, ClientStatistics::expiredPublishes);
		gauge(registry, "zmqtt.publish.pending", "Messages that wait to be sent or acknowledged", "messages", this.tags,
				(client) -> client.statistics().pendingPublishes());
		gauge(registry, "zmqtt.publish.pending.data", "Topics and payloads that wait to be sent or acknowledged",
				"bytes", this.tags, (client) -> client.statistics().pendingBytes());
		gauge(registry, "zmqtt.publish.inflight", "Messages that were sent and not acknowledged", "messages", this.tags,
				(client) -> client.statistics().inFlight());
	}

	private void bindReceiving(MeterRegistry registry) {
		counter(registry, "zmqtt.messages.received", "Messages that were received", "messages", qos(0),
				ClientStatistics::receivedQos0);
		counter(registry, "zmqtt.messages.received", "Messages that were received", "messages", qos(1),
				ClientStatistics::receivedQos1);
		counter(registry, "zmqtt.messages.received", "Messages that were received", "messages", qos(2),
				ClientStatistics::receivedQos2);
		counter(registry, "zmqtt.data.received", "Topics and payloads that were received", "bytes", this.tags,
				ClientStatistics::receivedBytes);
		gauge(registry, "zmqtt.receive.unfinished.data", "What received messages take that are not finished", "bytes",
				this.tags, (client) -> client.statistics().unacknowledgedBytes());
		counter(registry, "zmqtt.messages.repeated", "Messages that the broker repeated in vain", "messages", this.tags,
				ClientStatistics::repeats);
		counter(registry, "zmqtt.messages.discarded", "Messages left to the repeat of a resumed session", "messages",
				this.tags, ClientStatistics::discarded);
		counter(registry, "zmqtt.messages.unrouted", "Messages that no subscription wanted", "messages", this.tags,
				ClientStatistics::unrouted);
		dropped(registry, "drop_oldest", ClientStatistics::droppedOldest);
		dropped(registry, "drop_newest", ClientStatistics::droppedNewest);
		dropped(registry, "suspend", ClientStatistics::droppedSuspended);
		counter(registry, "zmqtt.handlers.failed", "Calls of handlers that threw", "calls", this.tags,
				ClientStatistics::handlerFailures);
		counter(registry, "zmqtt.replies.late", "Replies that no request waited for", "messages", this.tags,
				ClientStatistics::lateReplies);
	}

	private void dropped(MeterRegistry registry, String policy, ToLongFunction<ClientStatistics> count) {
		counter(registry, "zmqtt.messages.dropped", "Messages dropped at a full buffer", "messages",
				this.tags.and("policy", policy), count);
	}

	private void bindAcknowledgements(MeterRegistry registry) {
		counter(registry, "zmqtt.acks.late", "Acknowledgements for connections that were gone", null, this.tags,
				ClientStatistics::lateAcks);
		counter(registry, "zmqtt.acks.abandoned", "Messages acknowledged unhandled", null, this.tags,
				ClientStatistics::abandonedAcks);
		counter(registry, "zmqtt.acks.negative", "Acknowledgements that refused the message", null, this.tags,
				ClientStatistics::negativeAcks);
		counter(registry, "zmqtt.acks.unknown", "Acknowledgements of the broker for nothing", null, this.tags,
				ClientStatistics::unknownAcks);
		counter(registry, "zmqtt.acks.stalled", "How often a message held back the acknowledgements of others", null,
				this.tags, ClientStatistics::ackStalls);
	}

	private Tags qos(int qos) {
		return this.tags.and("qos", Integer.toString(qos));
	}

	private void counter(MeterRegistry registry, String name, String description, @Nullable String unit, Tags tags,
			ToLongFunction<ClientStatistics> count) {
		FunctionCounter.builder(name, this.client, (client) -> count.applyAsLong(client.statistics()))
			.description(description)
			.baseUnit(unit)
			.tags(tags)
			.register(registry);
	}

	private void gauge(MeterRegistry registry, String name, String description, @Nullable String unit, Tags tags,
			ToDoubleFunction<MqttClient> value) {
		Gauge.builder(name, this.client, value).description(description).baseUnit(unit).tags(tags).register(registry);
	}

	/**
	 * Counts what happens to the connection.
	 */
	private final class ConnectionCounts implements MqttClientListener {

		private final MeterRegistry registry;

		private final Counter connects;

		private final Counter attempts;

		private ConnectionCounts(MeterRegistry registry) {
			this.registry = registry;
			this.connects = Counter.builder("zmqtt.connection.connects")
				.description("Connections that were made")
				.tags(MqttClientMetrics.this.tags)
				.register(registry);
			this.attempts = Counter.builder("zmqtt.connection.attempts")
				.description("Attempts to connect again")
				.tags(MqttClientMetrics.this.tags)
				.register(registry);
		}

		@Override
		public void onConnected(ConnectionInfo connection) {
			this.connects.increment();
		}

		@Override
		public void onConnectFailed(MqttException cause) {
			Counter.builder("zmqtt.connection.failures")
				.description("Attempts to connect that have failed")
				.tags(MqttClientMetrics.this.tags.and("reason", reason(cause)))
				.register(this.registry)
				.increment();
		}

		@Override
		public void onReconnecting(int attempt, Duration delay, ServerAddress server) {
			this.attempts.increment();
		}

		@Override
		public void onDisconnected(MqttException cause, boolean willReconnect) {
			Counter.builder("zmqtt.connection.disconnects")
				.description("Connections that have ended")
				.tags(MqttClientMetrics.this.tags.and("reason", reason(cause)))
				.register(this.registry)
				.increment();
		}

		/**
		 * Return the reason code, or else who ended the connection or what went wrong
		 * with it.
		 */
		private static String reason(MqttException cause) {
			if (cause instanceof MqttDisconnectedException disconnected) {
				return disconnected.reasonCode()
					.map(ReasonCode::name)
					.orElse(disconnected.source().name())
					.toLowerCase(Locale.ROOT);
			}
			if (cause instanceof MqttConnectException failed) {
				return failed.reasonCode()
					.map(ReasonCode::name)
					.orElse(failed.failure().name())
					.toLowerCase(Locale.ROOT);
			}
			return cause.getClass().getSimpleName();
		}

	}

}
