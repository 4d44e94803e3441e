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

package io.zmqtt.internal.connection;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import io.zmqtt.ConnectionInfo;
import io.zmqtt.Credentials;
import io.zmqtt.MqttVersion;
import io.zmqtt.QoS;
import io.zmqtt.ServerAddress;
import io.zmqtt.UserProperty;
import io.zmqtt.internal.packet.ConnAck;
import io.zmqtt.internal.packet.ConnAckProperties;
import io.zmqtt.internal.packet.Connect;
import io.zmqtt.internal.packet.ConnectProperties;
import io.zmqtt.internal.session.Limits;
import org.jspecify.annotations.Nullable;

/**
 * Makes CONNECT of the configuration, and reads what CONNACK says.
 */
final class ConnectPackets {

	private static final int DEFAULT_RECEIVE_MAXIMUM = 0xFFFF;

	private static final Duration FOR_EVER = Duration.ofSeconds(0xFFFF_FFFFL);

	private ConnectPackets() {
	}

	static Connect create(ClientConfig config, Credentials credentials, @Nullable Authenticator authenticator,
			String clientId, boolean cleanStart) {
		ConnectProperties properties = ConnectProperties.NONE;
		if (config.version() == MqttVersion.V5) {
			String method = null;
			byte[] data = null;
			List<UserProperty> userProperties = config.connectUserProperties();
			if (authenticator != null) {
				method = authenticator.method();
				data = authenticator.initial().data();
				userProperties = join(userProperties, authenticator.initial().userProperties());
			}
			properties = new ConnectProperties(
					(config.sessionExpiryInterval() > 0) ? config.sessionExpiryInterval() : null,
					config.session().receiveMaximum(), (long) config.maximumPacketSize(),
					(config.session().topicAliasMaximum() > 0) ? config.session().topicAliasMaximum() : null,
					(config.requests().replyTopicPrefix() == null) ? true : null,
					config.requestProblemInformation() ? null : false, userProperties, method, data);
		}
		return new Connect(config.version(), clientId, cleanStart, config.keepAlive(), credentials.username(),
				credentials.password(), config.will(), properties);
	}

	private static List<UserProperty> join(List<UserProperty> first, List<UserProperty> second) {
		return Stream.concat(first.stream(), second.stream()).toList();
	}

	static Limits limits(MqttVersion version, ConnAckProperties properties) {
		if (version == MqttVersion.V3_1_1) {
			return Limits.V3_1_1;
		}
		Integer receiveMaximum = properties.receiveMaximum();
		Long maximumPacketSize = properties.maximumPacketSize();
		QoS maximumQos = properties.maximumQos();
		Integer topicAliasMaximum = properties.topicAliasMaximum();
		return new Limits(version, (receiveMaximum != null) ? receiveMaximum : DEFAULT_RECEIVE_MAXIMUM,
				(maximumPacketSize != null) ? (int) Math.min(Integer.MAX_VALUE, maximumPacketSize) : Integer.MAX_VALUE,
				(maximumQos != null) ? maximumQos : QoS.EXACTLY_ONCE, isAvailable(properties.retainAvailable()),
				isAvailable(properties.wildcardSubscriptionAvailable()),
				isAvailable(properties.sharedSubscriptionAvailable()),
				isAvailable(properties.subscriptionIdentifiersAvailable()),
				(topicAliasMaximum != null) ? topicAliasMaximum : 0);
	}

	static ConnectionInfo info(ClientConfig config, ServerAddress server, String clientId, ConnAck connAck,
			Limits limits, int keepAlive, boolean cleanStart, Instant now) {
		return new ConnectionInfo(server, config.version(), clientId, connAck.sessionPresent(),
				Duration.ofSeconds(keepAlive), sessionExpiryInterval(config, connAck.properties(), cleanStart),
				limits.receiveMaximum(), limits.maximumPacketSize(), limits.maximumQos(), limits.retainAvailable(),
				limits.wildcardSubscriptionAvailable(), limits.sharedSubscriptionAvailable(),
				config.version() == MqttVersion.V5
						&& isAvailable(connAck.properties().subscriptionIdentifiersAvailable()),
				limits.topicAliasMaximum(), connAck.properties().responseInformation(), server.scheme().isEncrypted(),
				now);
	}

	private static Duration sessionExpiryInterval(ClientConfig config, ConnAckProperties properties,
			boolean cleanStart) {
		if (config.version() == MqttVersion.V3_1_1) {
			return cleanStart ? Duration.ZERO : FOR_EVER;
		}
		Long granted = properties.sessionExpiryInterval();
		return Duration.ofSeconds((granted != null) ? granted : config.sessionExpiryInterval());
	}

	private static boolean isAvailable(@Nullable Boolean available) {
		return available == null || available;
	}

}
