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

import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.zmqtt.AckStall;
import io.zmqtt.ClientState;
import io.zmqtt.ClientStatistics;
import io.zmqtt.ConnectionInfo;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttSubscription;
import io.zmqtt.ReasonCode;
import io.zmqtt.TopicFilter;
import io.zmqtt.TopicTemplate;
import io.zmqtt.spring.listener.MqttListenerContainer;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What {@link ZmqttEndpoint} shows.
 *
 * @param connections the connections by name
 * @param listeners the listeners by id
 */
public record ZmqttDescriptor(Map<String, ConnectionDescriptor> connections,
		Map<String, ListenerDescriptor> listeners) implements OperationResponseBody {

	/**
	 * Create a description.
	 */
	public ZmqttDescriptor {
		connections = Collections.unmodifiableMap(new TreeMap<>(connections));
		listeners = Collections.unmodifiableMap(new TreeMap<>(listeners));
	}

	/**
	 * A connection.
	 *
	 * @param state what the client is doing
	 * @param version the version of MQTT
	 * @param server the broker, null while not connected
	 * @param clientId the client identifier, null while not connected
	 * @param since when the connection was made, null while not connected
	 * @param sessionPresent whether the broker resumed a session, null while not
	 * connected
	 * @param tls whether the connection is encrypted, null while not connected
	 * @param limits what was negotiated, null while not connected
	 * @param subscriptions what the client is subscribed to, by name
	 * @param ackStall the message that holds back others, or null
	 * @param statistics what the client has counted
	 */
	public record ConnectionDescriptor(ClientState state, String version, @Nullable String server,
			@Nullable String clientId, @Nullable Instant since, @Nullable Boolean sessionPresent, @Nullable Boolean tls,
			@Nullable LimitsDescriptor limits, List<SubscriptionDescriptor> subscriptions,
			@Nullable StallDescriptor ackStall, ClientStatistics statistics) implements OperationResponseBody {

		/**
		 * Create a description.
		 */
		public ConnectionDescriptor {
			subscriptions = List.copyOf(subscriptions);
		}

		static ConnectionDescriptor of(MqttClient client) {
			ConnectionInfo connection = client.connectionInfo().orElse(null);
			AckStall stall = client.ackStall().orElse(null);
			List<SubscriptionDescriptor> subscriptions = client.subscriptions()
				.stream()
				.map(SubscriptionDescriptor::of)
				.sorted(Comparator.comparing(SubscriptionDescriptor::name))
				.toList();
			StallDescriptor ackStall = (stall != null)
					? new StallDescriptor(stall.subscription(), stall.topic(), stall.behind()) : null;
			if (connection == null) {
				return new ConnectionDescriptor(client.state(), client.version().toString(), null, null, null, null,
						null, null, subscriptions, ackStall, client.statistics());
			}
			return new ConnectionDescriptor(client.state(), client.version().toString(), connection.server().toString(),
					connection.clientId(), connection.since(), connection.sessionPresent(), connection.tls(),
					LimitsDescriptor.of(connection), subscriptions, ackStall, client.statistics());
		}

	}

	/**
	 * What was negotiated for a connection.
	 *
	 * @param keepAliveSeconds the keep-alive, 0 for none
	 * @param sessionExpirySeconds how long the broker keeps the session afterwards,
	 * 4,294,967,295 for ever
	 * @param receiveMaximum how many messages of QoS 1 and 2 the broker takes at a time
	 * @param maximumPacketSize the largest packet in bytes that the broker takes
	 * @param maximumQos the highest QoS
	 * @param topicAliasMaximum the highest topic alias, 0 for none
	 * @param retainAvailable whether there are retained messages
	 * @param wildcardSubscriptionAvailable whether filters may have wildcards
	 * @param sharedSubscriptionAvailable whether subscriptions may be shared
	 * @param subscriptionIdentifiersAvailable whether there are subscription identifiers
	 */
	public record LimitsDescriptor(long keepAliveSeconds, long sessionExpirySeconds, int receiveMaximum,
			long maximumPacketSize, int maximumQos, int topicAliasMaximum, boolean retainAvailable,
			boolean wildcardSubscriptionAvailable, boolean sharedSubscriptionAvailable,
			boolean subscriptionIdentifiersAvailable) {

		static LimitsDescriptor of(ConnectionInfo connection) {
			return new LimitsDescriptor(connection.keepAlive().toSeconds(),
					connection.sessionExpiryInterval().toSeconds(), connection.receiveMaximum(),
					connection.maximumPacketSize(), connection.maximumQos().value(), connection.topicAliasMaximum(),
					connection.retainAvailable(), connection.wildcardSubscriptionAvailable(),
					connection.sharedSubscriptionAvailable(), connection.subscriptionIdentifiersAvailable());
		}

	}

	/**
	 * A subscription of a client.
	 *
	 * @param name the name, which is the id for that of a listener
	 * @param filters the topic filters
	 * @param buffered how many messages wait in the buffer
	 * @param paused whether messages are left there
	 */
	public record SubscriptionDescriptor(String name, List<FilterDescriptor> filters, int buffered, boolean paused) {

		/**
		 * Create a description.
		 */
		public SubscriptionDescriptor {
			filters = List.copyOf(filters);
		}

		static SubscriptionDescriptor of(MqttSubscription subscription) {
			Map<TopicFilter, ReasonCode> answers = subscription.result().reasonCodes();
			List<FilterDescriptor> filters = subscription.filters()
				.stream()
				.map((filter) -> FilterDescriptor.of(filter, answers.get(filter)))
				.toList();
			return new SubscriptionDescriptor(subscription.name(), filters, subscription.buffered(),
					subscription.isPaused());
		}

	}

	/**
	 * A topic filter and what the broker has answered to it. Without an answer yet both
	 * are null.
	 *
	 * @param filter the topic filter
	 * @param grantedQos the QoS that the broker has granted, or null
	 * @param refused why the broker has refused it, or null
	 */
	public record FilterDescriptor(String filter, @Nullable Integer grantedQos, @Nullable String refused) {

		static FilterDescriptor of(TopicFilter filter, @Nullable ReasonCode answer) {
			if (answer == null) {
				return new FilterDescriptor(filter.text(), null, null);
			}
			return answer.isFailure() ? new FilterDescriptor(filter.text(), null, answer.toString())
					: new FilterDescriptor(filter.text(), answer.code(), null);
		}

	}

	/**
	 * A message that holds back the acknowledgements of others.
	 *
	 * @param subscription the name of the subscription
	 * @param topic the topic of the message
	 * @param behind how many messages wait behind it
	 */
	public record StallDescriptor(String subscription, String topic, int behind) {

	}

	/**
	 * A listener.
	 *
	 * @param connection the name of its connection, or null if that is of no bean
	 * @param topics the topics as it names them
	 * @param qos the highest QoS
	 * @param concurrency how many messages are handled at a time
	 * @param state whether it runs
	 * @param paused whether it is paused
	 * @param subscribed whether the client has subscribed for it
	 * @param refused the filters that the broker refused when it asked for them later
	 * than the client connected, with the reason
	 * @param pending how many messages wait for it, or are with it
	 * @param handled with how many messages it was done since the start
	 * @param failed for how many of them it has failed for good
	 */
	public record ListenerDescriptor(@Nullable String connection, List<String> topics, int qos, int concurrency,
			ListenerState state, boolean paused, boolean subscribed, Map<String, String> refused, int pending,
			long handled, long failed) implements OperationResponseBody {

		/**
		 * Create a description.
		 */
		public ListenerDescriptor {
			topics = List.copyOf(topics);
			refused = Collections.unmodifiableMap(new TreeMap<>(refused));
		}

		static ListenerDescriptor of(MqttListenerContainer container, @Nullable String connection) {
			Map<String, String> refused = new TreeMap<>();
			container.refused().forEach((filter, code) -> refused.put(filter.text(), code.toString()));
			return new ListenerDescriptor(connection, container.topics().stream().map(TopicTemplate::text).toList(),
					container.qos().value(), container.concurrency(),
					container.isRunning() ? ListenerState.RUNNING : ListenerState.STOPPED, container.isPaused(),
					container.isSubscribed(), refused, container.pending(), container.handled(), container.failed());
		}

	}

	/**
	 * Whether a listener runs.
	 */
	public enum ListenerState {

		/**
		 * It is subscribed, or about to be.
		 */
		RUNNING,

		/**
		 * It was stopped, or not started.
		 */
		STOPPED

	}

}
