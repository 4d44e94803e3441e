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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.zmqtt.Birth;
import io.zmqtt.Credentials;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientBuilder;
import io.zmqtt.MqttClientV311;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttVersion;
import io.zmqtt.PublishProperties;
import io.zmqtt.QoS;
import io.zmqtt.ReconnectPolicy;
import io.zmqtt.UserProperty;
import io.zmqtt.Will;
import io.zmqtt.spi.AuthHandler;
import io.zmqtt.spi.CredentialsProvider;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * Makes the client of a connection of properties. What the client's builder refuses is
 * reported by the name of the property.
 */
final class ZmqttClientFactory {

	private final String connection;

	private final PropertyNames names;

	private final ZmqttConnectionProperties properties;

	private final ZmqttConnectionDetails details;

	private final String clientId;

	private @Nullable CredentialsProvider credentialsProvider;

	private @Nullable AuthHandler authHandler;

	private @Nullable Executor executor;

	ZmqttClientFactory(String connection, ZmqttConnectionProperties properties, ZmqttConnectionDetails details,
			String clientId) {
		this.connection = connection;
		this.names = PropertyNames.of(connection);
		this.properties = properties;
		this.details = details;
		this.clientId = clientId;
	}

	ZmqttClientFactory credentialsProvider(@Nullable CredentialsProvider credentialsProvider) {
		this.credentialsProvider = credentialsProvider;
		return this;
	}

	ZmqttClientFactory authHandler(@Nullable AuthHandler authHandler) {
		this.authHandler = authHandler;
		return this;
	}

	ZmqttClientFactory executor(@Nullable Executor executor) {
		this.executor = executor;
		return this;
	}

	MqttClient create(ZmqttTransport transport, ObjectProvider<ZmqttClientCustomizer> customizers) {
		MqttClientV311.Builder builder = transport.begin();
		if (this.properties.version() == MqttVersion.V5) {
			return build(configureV5(builder.v5()), transport, customizers);
		}
		refuseV5Options();
		return build(configureV311(builder), transport, customizers);
	}

	private MqttClientV311.Builder configureV311(MqttClientV311.Builder builder) {
		apply("will.payload", this.properties.will(), (will) -> builder.will(will(will)));
		apply("birth.payload", this.properties.birth(), (birth) -> builder.birth(birth(birth)));
		return builder;
	}

	private MqttClientV5.Builder configureV5(MqttClientV5.Builder builder) {
		ZmqttConnectionProperties properties = this.properties;
		apply("session-expiry-interval", properties.sessionExpiryInterval(), builder::sessionExpiryInterval);
		apply("receive-maximum", properties.receiveMaximum(), builder::receiveMaximum);
		apply("topic-alias-maximum", properties.topicAliasMaximum(), builder::topicAliasMaximum);
		apply("outbound-topic-aliases", properties.outboundTopicAliases(), builder::outboundTopicAliases);
		apply("request-problem-information", properties.requestProblemInformation(),
				builder::requestProblemInformation);
		apply("follow-server-reference", properties.followServerReference(), builder::followServerReference);
		apply("user-properties", properties.userProperties(),
				(values) -> builder.connectUserProperties(userProperties(values)));
		apply("request.timeout", properties.request().timeout(), builder::requestTimeout);
		apply("request.max-pending", properties.request().maxPending(), builder::maxPendingRequests);
		apply("request.reply-topic-prefix", properties.request().replyTopicPrefix(), builder::replyTopicPrefix);
		if (this.authHandler != null) {
			builder.authHandler(this.authHandler);
		}
		apply("will.payload", properties.will(), (will) -> will(builder, will));
		apply("birth.payload", properties.birth(), (birth) -> builder.birth(birth(birth), publishProperties("birth",
				birth.contentType(), birth.messageExpiryInterval(), birth.userProperties())));
		return builder;
	}

	private void refuseV5Options() {
		ZmqttConnectionProperties properties = this.properties;
		refuse("session-expiry-interval", properties.sessionExpiryInterval());
		refuse("receive-maximum", properties.receiveMaximum());
		refuse("topic-alias-maximum", properties.topicAliasMaximum());
		refuse("outbound-topic-aliases", properties.outboundTopicAliases());
		refuse("request-problem-information", properties.requestProblemInformation());
		refuse("follow-server-reference", properties.followServerReference());
		refuse("user-properties", properties.userProperties());
		refuse("request.timeout", properties.request().timeout());
		refuse("request.max-pending", properties.request().maxPending());
		refuse("request.reply-topic-prefix", properties.request().replyTopicPrefix());
		ZmqttConnectionProperties.Will will = properties.will();
		if (will != null) {
			refuse("will.delay", will.delay());
			refuse("will.content-type", will.contentType());
			refuse("will.message-expiry-interval", will.messageExpiryInterval());
			refuse("will.user-properties", will.userProperties());
		}
		ZmqttConnectionProperties.Birth birth = properties.birth();
		if (birth != null) {
			refuse("birth.content-type", birth.contentType());
			refuse("birth.message-expiry-interval", birth.messageExpiryInterval());
			refuse("birth.user-properties", birth.userProperties());
		}
		Assert.state(this.authHandler == null, () -> "There is an AuthHandler, which MQTT 3.1.1 does not have. Set "
				+ this.names.name("version") + " to 5.0 or remove the bean.");
	}

	private void refuse(String name, @Nullable Object value) {
		if (value != null && !(value instanceof Map<?, ?> map && map.isEmpty())) {
			throw this.names.invalid(name, value, "MQTT 3.1.1 does not have it. Set " + this.names.name("version")
					+ " to 5.0 or remove the property.");
		}
	}

	private MqttClient build(MqttClientBuilder<?> builder, ZmqttTransport transport,
			ObjectProvider<ZmqttClientCustomizer> customizers) {
		ZmqttConnectionProperties properties = this.properties;
		transport.configure(builder);
		apply("client-id", this.clientId, builder::clientId);
		credentials(builder);
		apply("clean-start", properties.cleanStart(), builder::cleanStart);
		apply("keep-alive", properties.keepAlive(), builder::keepAlive);
		apply("ping-timeout", properties.pingTimeout(), builder::pingTimeout);
		apply("connect-timeout", properties.connectTimeout(), builder::connectTimeout);
		apply("handshake-timeout", properties.handshakeTimeout(), builder::handshakeTimeout);
		apply("operation-timeout", properties.operationTimeout(), builder::operationTimeout);
		apply("subscribe-timeout", properties.subscribeTimeout(), builder::subscribeTimeout);
		apply("close-timeout", properties.closeTimeout(), builder::closeTimeout);
		apply("max-inflight", properties.maxInflight(), builder::maxInflight);
		apply("max-pending-publishes", properties.maxPendingPublishes(), builder::maxPendingPublishes);
		apply("max-pending-bytes", properties.maxPendingBytes(), (size) -> builder.maxPendingBytes(size.toBytes()));
		apply("maximum-packet-size", properties.maximumPacketSize(),
				(size) -> builder.maximumPacketSize(intBytes(size)));
		apply("receive-maximum-bytes", properties.receiveMaximumBytes(),
				(size) -> builder.receiveMaximumBytes(size.toBytes()));
		reconnect(builder, properties.reconnect());
		apply("on-auth-failure", properties.onAuthFailure(), builder::onAuthFailure);
		apply("on-taken-over", properties.onTakenOver(), builder::onTakenOver);
		apply("offline-policy", properties.offlinePolicy(), builder::offlinePolicy);
		apply("routing", properties.routing(), builder::routing);
		apply("stripped-prefixes", properties.strippedPrefixes(), builder::strippedPrefixes);
		apply("ack-stall-timeout", properties.ackStallTimeout(), builder::ackStallTimeout);
		apply("on-ack-stall", properties.onAckStall(), builder::onAckStall);
		builder.retryFirstConnect(!properties.failFast());
		if (this.executor != null) {
			builder.executor(this.executor).completionExecutor(this.executor);
		}
		customizers.orderedStream().forEach((customizer) -> customizer.customize(this.connection, builder));
		return builder.build();
	}

	private void credentials(MqttClientBuilder<?> builder) {
		String username = this.details.getUsername();
		String password = this.details.getPassword();
		if (this.credentialsProvider != null) {
			Assert.state(username == null && password == null, () -> "There is a CredentialsProvider, and there is "
					+ this.names.name("username") + " or " + this.names.name("password") + " too. Remove one of them.");
			builder.credentialsProvider(this.credentialsProvider);
		}
		else if (username != null) {
			builder.credentials(Credentials.of(username, password));
		}
		else if (password != null) {
			builder.credentials(new Credentials(null, password.getBytes(StandardCharsets.UTF_8)));
		}
	}

	private <T> void apply(String name, @Nullable T value, Consumer<T> setter) {
		this.names.apply(name, value, setter);
	}

	static int intBytes(DataSize size) {
		return (int) Math.min(size.toBytes(), Integer.MAX_VALUE);
	}

	/**
	 * Apply a policy whose values are checked one after the other, so that what is wrong
	 * is reported by its name.
	 */
	private void reconnect(MqttClientBuilder<?> builder, ZmqttConnectionProperties.Reconnect reconnect) {
		ReconnectPolicy defaults = ReconnectPolicy.defaults();
		apply("reconnect.initial-delay", reconnect.initialDelay(), (delay) -> defaults.withDelays(delay, delay));
		apply("reconnect.max-delay", reconnect.maxDelay(),
				(delay) -> defaults.withDelays(reconnect.initialDelay(), delay));
		apply("reconnect.max-attempts", reconnect.maxAttempts(), defaults::withMaxAttempts);
		apply("reconnect.multiplier", reconnect.multiplier(),
				(multiplier) -> builder.reconnect(new ReconnectPolicy(reconnect.enabled(), reconnect.initialDelay(),
						reconnect.maxDelay(), multiplier, reconnect.jitter(), reconnect.maxAttempts())));
	}

	private void will(MqttClientV5.Builder builder, ZmqttConnectionProperties.Will properties) {
		Will will = will(properties);
		PublishProperties publishProperties = publishProperties("will", properties.contentType(),
				properties.messageExpiryInterval(), properties.userProperties());
		apply("will.delay", (properties.delay() != null) ? properties.delay() : Duration.ZERO,
				(delay) -> builder.will(will, delay, publishProperties));
	}

	private Will will(ZmqttConnectionProperties.Will will) {
		return new Will(topic("will", will.topic()), will.payload().getBytes(StandardCharsets.UTF_8), will.qos(),
				will.retain());
	}

	private Birth birth(ZmqttConnectionProperties.Birth birth) {
		return new Birth(topic("birth", birth.topic()), birth.payload().getBytes(StandardCharsets.UTF_8), birth.qos(),
				birth.retain());
	}

	/**
	 * Return a topic that is none to blame if the message is refused.
	 */
	private String topic(String group, @Nullable String topic) {
		apply(group + ".topic", topic, (value) -> Will.of(value, "", QoS.AT_MOST_ONCE));
		return this.names.required(group, "topic", topic);
	}

	private PublishProperties publishProperties(String group, @Nullable String contentType, @Nullable Duration expiry,
			Map<String, String> userProperties) {
		PublishProperties.Builder properties = PublishProperties.builder().utf8Payload(true);
		apply(group + ".content-type", contentType, properties::contentType);
		apply(group + ".message-expiry-interval", expiry, properties::messageExpiryInterval);
		apply(group + ".user-properties", userProperties,
				(values) -> values.forEach((name, value) -> properties.userProperty(name, value)));
		return properties.build();
	}

	private static List<UserProperty> userProperties(Map<String, String> values) {
		return values.entrySet().stream().map((entry) -> new UserProperty(entry.getKey(), entry.getValue())).toList();
	}

}
