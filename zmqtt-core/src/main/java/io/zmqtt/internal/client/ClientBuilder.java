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

package io.zmqtt.internal.client;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;

import io.zmqtt.AckStallPolicy;
import io.zmqtt.Birth;
import io.zmqtt.CleanStart;
import io.zmqtt.Credentials;
import io.zmqtt.FailureAction;
import io.zmqtt.MqttClientBuilder;
import io.zmqtt.MqttClientListener;
import io.zmqtt.MqttClientV311;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttVersion;
import io.zmqtt.OfflinePolicy;
import io.zmqtt.ProxyOptions;
import io.zmqtt.PublishProperties;
import io.zmqtt.ReconnectPolicy;
import io.zmqtt.Routing;
import io.zmqtt.ServerAddress;
import io.zmqtt.ServerOrder;
import io.zmqtt.SocketOptions;
import io.zmqtt.TlsOptions;
import io.zmqtt.TopicName;
import io.zmqtt.TransportOptions;
import io.zmqtt.UserProperty;
import io.zmqtt.WebSocketRequest;
import io.zmqtt.Will;
import io.zmqtt.internal.codec.PacketEncoder;
import io.zmqtt.internal.connection.FixedCredentials;
import io.zmqtt.netty.NettyOptions;
import io.zmqtt.spi.AuthHandler;
import io.zmqtt.spi.CredentialsProvider;
import io.zmqtt.spi.MqttClientObserver;
import io.zmqtt.spi.WebSocketRequestProvider;

/**
 * The builders of both versions over the same settings.
 */
abstract class ClientBuilder<B extends MqttClientBuilder<B>> implements MqttClientBuilder<B> {

	private static final long MAXIMUM_SECONDS = 0xFFFF_FFFFL;

	private static final int MAXIMUM_PACKET_SIZE = 268_435_460;

	private static final int MAXIMUM_REQUESTS = 1_000_000;

	private static final int MAXIMUM_PENDING = 8_000_000;

	private static final long MAXIMUM_PENDING_BYTES = 1L << 38;

	final ClientSettings settings;

	ClientBuilder(ClientSettings settings) {
		this.settings = settings;
	}

	abstract B self();

	@Override
	public B port(int port) {
		this.settings.port = (int) inRange("Port", port, 1, 0xFFFF);
		return self();
	}

	@Override
	public B servers(List<ServerAddress> servers) {
		if (servers.isEmpty()) {
			throw new IllegalArgumentException("There must be at least one server");
		}
		this.settings.servers(servers);
		return self();
	}

	@Override
	public B uri(String uri, String... others) {
		this.settings.uris(Stream.concat(Stream.of(uri), Arrays.stream(others)).toList());
		return self();
	}

	@Override
	public B serverOrder(ServerOrder order) {
		this.settings.serverOrder = Objects.requireNonNull(order, "order");
		return self();
	}

	@Override
	public B proxy(ProxyOptions proxy) {
		this.settings.proxy = Objects.requireNonNull(proxy, "proxy");
		return self();
	}

	@Override
	public B socket(SocketOptions options) {
		this.settings.socket = Objects.requireNonNull(options, "options");
		return self();
	}

	@Override
	public B webSocketRequest(WebSocketRequest request) {
		Objects.requireNonNull(request, "request");
		return webSocketRequestProvider((server) -> CompletableFuture.completedFuture(request));
	}

	@Override
	public B webSocketRequestProvider(WebSocketRequestProvider provider) {
		this.settings.webSocketRequests = Objects.requireNonNull(provider, "provider");
		return self();
	}

	@Override
	public B transport(TransportOptions options) {
		if (!(options instanceof NettyOptions netty)) {
			throw new IllegalArgumentException("Transport options must be " + NettyOptions.class.getName());
		}
		this.settings.netty = netty;
		return self();
	}

	@Override
	public B clientId(String clientId) {
		this.settings.clientId = PacketEncoder.requireString(clientId, "Client identifier");
		return self();
	}

	@Override
	public B credentials(String username, String password) {
		return credentials(Credentials.of(username, password));
	}

	@Override
	public B credentials(Credentials credentials) {
		return credentialsProvider(new FixedCredentials(Objects.requireNonNull(credentials, "credentials")));
	}

	@Override
	public B credentialsProvider(CredentialsProvider provider) {
		this.settings.credentials = Objects.requireNonNull(provider, "provider");
		return self();
	}

	@Override
	public B keepAlive(Duration keepAlive) {
		if (keepAlive.getNano() != 0) {
			throw new IllegalArgumentException("Keep-alive must be whole seconds, not " + keepAlive);
		}
		this.settings.keepAlive = (int) inRange("Keep-alive in seconds", keepAlive.toSeconds(), 0, 0xFFFF);
		return self();
	}

	@Override
	public B pingTimeout(Duration timeout) {
		this.settings.pingTimeout = positive("Ping timeout", timeout);
		return self();
	}

	@Override
	public B cleanStart(CleanStart cleanStart) {
		this.settings.cleanStart = Objects.requireNonNull(cleanStart, "cleanStart");
		return self();
	}

	@Override
	public B will(Will will) {
		this.settings.will(will, 0, PublishProperties.none());
		return self();
	}

	@Override
	public B birth(Birth birth) {
		this.settings.birth(birth, PublishProperties.none());
		return self();
	}

	@Override
	public B tls() {
		return tls(TlsOptions.defaults());
	}

	@Override
	public B tls(SSLContext sslContext) {
		return tls(TlsOptions.builder().sslContext(sslContext).build());
	}

	@Override
	public B tls(TlsOptions options) {
		this.settings.tls = Objects.requireNonNull(options, "options");
		return self();
	}

	@Override
	public B connectTimeout(Duration timeout) {
		this.settings.connectTimeout = positive("Connect timeout", timeout);
		return self();
	}

	@Override
	public B handshakeTimeout(Duration timeout) {
		this.settings.handshakeTimeout = positive("Handshake timeout", timeout);
		return self();
	}

	@Override
	public B operationTimeout(Duration timeout) {
		this.settings.operationTimeout = positive("Operation timeout", timeout);
		return self();
	}

	@Override
	public B closeTimeout(Duration timeout) {
		this.settings.closeTimeout = positive("Close timeout", timeout);
		return self();
	}

	@Override
	public B reconnect(ReconnectPolicy policy) {
		this.settings.reconnect = Objects.requireNonNull(policy, "policy");
		return self();
	}

	@Override
	public B retryFirstConnect(boolean retry) {
		this.settings.retryFirstConnect = retry;
		return self();
	}

	@Override
	public B onAuthFailure(FailureAction action) {
		this.settings.onAuthFailure = Objects.requireNonNull(action, "action");
		return self();
	}

	@Override
	public B subscribeTimeout(Duration timeout) {
		this.settings.subscribeTimeout = positive("Subscribe timeout", timeout);
		return self();
	}

	@Override
	public B offlinePolicy(OfflinePolicy policy) {
		this.settings.offlinePolicy = Objects.requireNonNull(policy, "policy");
		return self();
	}

	@Override
	public B routing(Routing routing) {
		this.settings.routing = Objects.requireNonNull(routing, "routing");
		return self();
	}

	@Override
	public B onTakenOver(FailureAction action) {
		this.settings.onTakenOver = Objects.requireNonNull(action, "action");
		return self();
	}

	@Override
	public B ackStallTimeout(Duration timeout) {
		this.settings.ackStallTimeout = positive("Acknowledgement stall timeout", timeout);
		return self();
	}

	@Override
	public B onAckStall(AckStallPolicy policy) {
		this.settings.ackStallPolicy = Objects.requireNonNull(policy, "policy");
		return self();
	}

	@Override
	public B maxInflight(int maxInflight) {
		this.settings.maxInflight = (int) inRange("Maximum in-flight", maxInflight, 1, 0xFFFF);
		return self();
	}

	@Override
	public B maxPendingPublishes(int messages) {
		this.settings.maxPendingPublishes = (int) inRange("Maximum pending publishes", messages, 1, MAXIMUM_PENDING);
		return self();
	}

	@Override
	public B maxPendingBytes(long bytes) {
		this.settings.maxPendingBytes = inRange("Maximum pending bytes", bytes, 1, MAXIMUM_PENDING_BYTES);
		return self();
	}

	@Override
	public B maximumPacketSize(int bytes) {
		this.settings.maximumPacketSize = (int) inRange("Maximum packet size", bytes, 64, MAXIMUM_PACKET_SIZE);
		return self();
	}

	@Override
	public B receiveMaximumBytes(long bytes) {
		this.settings.receiveMaximumBytes = inRange("Receive maximum in bytes", bytes, 1, Long.MAX_VALUE);
		return self();
	}

	@Override
	public B strippedPrefixes(List<String> prefixes) {
		this.settings.strippedPrefixes = prefixes.stream().map(ClientBuilder::strippedPrefix).toList();
		return self();
	}

	private static String strippedPrefix(String prefix) {
		TopicName.requireValid(prefix);
		String complete = prefix.endsWith("/") ? prefix : prefix + '/';
		if (complete.startsWith("$share/")) {
			throw new IllegalArgumentException("The prefix of shared subscriptions need not be given: " + prefix);
		}
		return complete;
	}

	@Override
	public B executor(Executor executor) {
		this.settings.executor = Objects.requireNonNull(executor, "executor");
		return self();
	}

	@Override
	public B completionExecutor(Executor executor) {
		this.settings.completionExecutor = Objects.requireNonNull(executor, "executor");
		return self();
	}

	@Override
	public B observer(MqttClientObserver observer) {
		this.settings.observer = Objects.requireNonNull(observer, "observer");
		return self();
	}

	@Override
	public B listener(MqttClientListener listener) {
		this.settings.listeners.add(Objects.requireNonNull(listener, "listener"));
		return self();
	}

	private static Duration positive(String what, Duration timeout) {
		if (timeout.isZero() || timeout.isNegative()) {
			throw new IllegalArgumentException(what + " must be positive, not " + timeout);
		}
		return Timeouts.limit(timeout);
	}

	private static long inRange(String what, long value, long minimum, long maximum) {
		if (value < minimum || value > maximum) {
			throw new IllegalArgumentException(what + " must be from " + minimum + " to " + maximum + ", not " + value);
		}
		return value;
	}

	/**
	 * Builds clients of MQTT 3.1.1.
	 */
	static final class V311 extends ClientBuilder<MqttClientV311.Builder> implements MqttClientV311.Builder {

		V311(ClientSettings settings) {
			super(settings);
		}

		@Override
		MqttClientV311.Builder self() {
			return this;
		}

		@Override
		public MqttClientV5.Builder v5() {
			this.settings.version = MqttVersion.V5;
			return new V5(this.settings);
		}

		@Override
		public MqttClientV311 build() {
			return new ClientV311(this.settings.toConfig());
		}

	}

	/**
	 * Builds clients of MQTT 5.
	 */
	static final class V5 extends ClientBuilder<MqttClientV5.Builder> implements MqttClientV5.Builder {

		V5(ClientSettings settings) {
			super(settings);
		}

		@Override
		MqttClientV5.Builder self() {
			return this;
		}

		@Override
		public MqttClientV5.Builder sessionExpiryInterval(Duration interval) {
			this.settings.sessionExpiryInterval = inRange("Session expiry interval in seconds", interval.toSeconds(), 0,
					MAXIMUM_SECONDS);
			return this;
		}

		@Override
		public MqttClientV5.Builder receiveMaximum(int receiveMaximum) {
			this.settings.receiveMaximum = (int) inRange("Receive maximum", receiveMaximum, 1, 0xFFFF);
			return this;
		}

		@Override
		public MqttClientV5.Builder topicAliasMaximum(int maximum) {
			this.settings.topicAliasMaximum = (int) inRange("Topic alias maximum", maximum, 0, 0xFFFF);
			return this;
		}

		@Override
		public MqttClientV5.Builder outboundTopicAliases(int maximum) {
			this.settings.outboundTopicAliases = (int) inRange("Outbound topic aliases", maximum, 0, 0xFFFF);
			return this;
		}

		@Override
		public MqttClientV5.Builder will(Will will, Duration delay, PublishProperties properties) {
			this.settings.will(will, inRange("Will delay in seconds", delay.toSeconds(), 0, MAXIMUM_SECONDS),
					properties);
			return this;
		}

		@Override
		public MqttClientV5.Builder birth(Birth birth, PublishProperties properties) {
			this.settings.birth(birth, properties);
			return this;
		}

		@Override
		public MqttClientV5.Builder connectUserProperties(List<UserProperty> properties) {
			this.settings.connectUserProperties = PublishProperties.builder()
				.userProperties(properties)
				.build()
				.userProperties();
			return this;
		}

		@Override
		public MqttClientV5.Builder authHandler(AuthHandler handler) {
			String method = PacketEncoder.requireString(handler.method(), "Authentication method");
			if (method.isEmpty()) {
				throw new IllegalArgumentException("Authentication method must not be empty");
			}
			this.settings.authHandler = handler;
			return this;
		}

		@Override
		public MqttClientV5.Builder requestProblemInformation(boolean request) {
			this.settings.requestProblemInformation = request;
			return this;
		}

		@Override
		public MqttClientV5.Builder followServerReference(boolean follow) {
			this.settings.followServerReference = follow;
			return this;
		}

		@Override
		public MqttClientV5.Builder requestTimeout(Duration timeout) {
			this.settings.requestTimeout = positive("Request timeout", timeout);
			return this;
		}

		@Override
		public MqttClientV5.Builder maxPendingRequests(int requests) {
			this.settings.maxPendingRequests = (int) inRange("Maximum pending requests", requests, 1, MAXIMUM_REQUESTS);
			return this;
		}

		@Override
		public MqttClientV5.Builder replyTopicPrefix(String prefix) {
			this.settings.replyTopicPrefix = TopicName.requireValid(prefix);
			return this;
		}

		@Override
		public MqttClientV5 build() {
			return new ClientV5(this.settings.toConfig());
		}

	}

}
