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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.netty.handler.ssl.SslProvider;
import io.zmqtt.AckStallPolicy;
import io.zmqtt.Birth;
import io.zmqtt.CleanStart;
import io.zmqtt.Credentials;
import io.zmqtt.FailureAction;
import io.zmqtt.MqttClientListener;
import io.zmqtt.MqttVersion;
import io.zmqtt.ProxyOptions;
import io.zmqtt.PublishProperties;
import io.zmqtt.OfflinePolicy;
import io.zmqtt.ReconnectPolicy;
import io.zmqtt.Routing;
import io.zmqtt.ServerAddress;
import io.zmqtt.ServerOrder;
import io.zmqtt.SocketOptions;
import io.zmqtt.TlsOptions;
import io.zmqtt.TopicFilter;
import io.zmqtt.UserProperty;
import io.zmqtt.WebSocketRequest;
import io.zmqtt.Will;
import io.zmqtt.internal.codec.PacketEncoder;
import io.zmqtt.internal.connection.AddressResolver;
import io.zmqtt.internal.connection.BirthConfig;
import io.zmqtt.internal.connection.ClientConfig;
import io.zmqtt.internal.connection.FixedCredentials;
import io.zmqtt.internal.connection.RequestConfig;
import io.zmqtt.internal.connection.TransportConfig;
import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.packet.PublishPacketProperties;
import io.zmqtt.internal.packet.WillMessage;
import io.zmqtt.internal.session.SessionConfig;
import io.zmqtt.netty.NettyOptions;
import io.zmqtt.spi.AuthHandler;
import io.zmqtt.spi.CredentialsProvider;
import io.zmqtt.spi.MqttClientObserver;
import io.zmqtt.spi.WebSocketRequestProvider;
import org.jspecify.annotations.Nullable;

/**
 * The values that the builders of both versions share.
 */
final class ClientSettings {

	private static final int HOLD_MESSAGES = 1000;

	private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

	private static final Duration HALF_A_MINUTE = Duration.ofSeconds(30);

	private static final Duration RETRY_DELAY = Duration.ofSeconds(1);

	private static final Duration MAX_RETRY_DELAY = Duration.ofSeconds(60);

	/**
	 * What the builder was begun with.
	 */
	private final ServerUri first;

	MqttVersion version = MqttVersion.V3_1_1;

	int port;

	private List<ServerAddress> servers = List.of();

	private List<ServerUri> uris = List.of();

	ServerOrder serverOrder = ServerOrder.IN_ORDER;

	@Nullable ProxyOptions proxy;

	SocketOptions socket = SocketOptions.defaults();

	WebSocketRequestProvider webSocketRequests = (server) -> CompletableFuture
		.completedFuture(WebSocketRequest.plain());

	@Nullable NettyOptions netty;

	String clientId = "";

	CredentialsProvider credentials = FixedCredentials.NONE;

	private @Nullable CredentialsProvider uriCredentials;

	@Nullable AuthHandler authHandler;

	int keepAlive = 60;

	Duration pingTimeout = TEN_SECONDS;

	CleanStart cleanStart = CleanStart.AUTOMATIC;

	long sessionExpiryInterval;

	int receiveMaximum = 1000;

	List<UserProperty> connectUserProperties = List.of();

	boolean requestProblemInformation = true;

	boolean followServerReference;

	@Nullable WillMessage will;

	@Nullable BirthConfig birth;

	@Nullable TlsOptions tls;

	Duration connectTimeout = TEN_SECONDS;

	Duration handshakeTimeout = HALF_A_MINUTE;

	Duration operationTimeout = HALF_A_MINUTE;

	Duration closeTimeout = TEN_SECONDS;

	ReconnectPolicy reconnect = ReconnectPolicy.defaults();

	boolean retryFirstConnect;

	FailureAction onAuthFailure = FailureAction.RETRY;

	FailureAction onTakenOver = FailureAction.FAIL;

	Duration requestTimeout = HALF_A_MINUTE;

	int maxPendingRequests = 1000;

	@Nullable String replyTopicPrefix;

	int topicAliasMaximum;

	int outboundTopicAliases = 16;

	Routing routing = Routing.ALL;

	Duration ackStallTimeout = HALF_A_MINUTE;

	AckStallPolicy ackStallPolicy = AckStallPolicy.REPORT;

	OfflinePolicy offlinePolicy = OfflinePolicy.QUEUE;

	@Nullable Duration subscribeTimeout;

	int maxInflight = 1000;

	int maxPendingPublishes = 10_000;

	long maxPendingBytes = 64L * 1024 * 1024;

	int maximumPacketSize = 32 * 1024 * 1024;

	long receiveMaximumBytes = 64L * 1024 * 1024;

	List<String> strippedPrefixes = TopicFilter.DEFAULT_STRIPPED_PREFIXES;

	@Nullable Executor executor;

	@Nullable Executor completionExecutor;

	final List<MqttClientListener> listeners = new ArrayList<>();

	@Nullable MqttClientObserver observer;

	AddressResolver resolver = AddressResolver.SYSTEM;

	ClientSettings(String hostOrUri) {
		this.first = ServerUri.parse(hostOrUri);
		credentials(List.of(this.first));
	}

	void servers(List<ServerAddress> servers) {
		this.servers = List.copyOf(servers);
		this.uris = List.of();
		forgetUriCredentials();
	}

	void uris(List<String> texts) {
		List<ServerUri> parsed = texts.stream().map(ServerUri::parse).toList();
		credentials(parsed);
		this.uris = parsed;
		this.servers = List.of();
	}

	/**
	 * Take the credentials that are in URIs, if any.
	 */
	private void credentials(List<ServerUri> uris) {
		Credentials found = null;
		for (ServerUri uri : uris) {
			Credentials own = uri.credentials();
			if (own != null && found != null && !(Objects.equals(own.username(), found.username())
					&& Arrays.equals(own.password(), found.password()))) {
				throw new IllegalArgumentException("The URIs of the brokers have different credentials");
			}
			found = (own != null) ? own : found;
		}
		forgetUriCredentials();
		if (found != null) {
			this.uriCredentials = new FixedCredentials(found);
			this.credentials = this.uriCredentials;
		}
	}

	/**
	 * Credentials of a URI are for the brokers of that URI.
	 */
	private void forgetUriCredentials() {
		if (this.credentials == this.uriCredentials) {
			this.credentials = FixedCredentials.NONE;
		}
		this.uriCredentials = null;
	}

	void will(Will will, long delay, PublishProperties properties) {
		this.will = new WillMessage(will.topic(), will.payload(), will.qos(), will.retain(), delay, properties);
	}

	void birth(Birth birth, PublishProperties properties) {
		PublishPipeline.checkPayload(birth.payload());
		PublishPacketProperties packetProperties = PublishPacketProperties.of(properties);
		// throws if the packet would be larger than any may be
		PacketEncoder.publishSize(birth.topic(), Publish.flags(birth.qos(), birth.retain(), false), packetProperties,
				birth.payload().length, this.version);
		this.birth = new BirthConfig(birth, packetProperties);
	}

	ClientConfig toConfig() {
		if (this.version == MqttVersion.V3_1_1 && this.clientId.isEmpty()
				&& (this.cleanStart == CleanStart.NEVER || this.cleanStart == CleanStart.FIRST_CONNECT)) {
			throw new IllegalArgumentException("MQTT 3.1.1 needs a client identifier for clean start " + this.cleanStart
					+ ": set clientId(...), or use MQTT 5");
		}
		List<ServerAddress> effective = effectiveServers();
		TlsOptions options = this.tls;
		if (options != null && options.sslContext().isPresent() && this.netty != null
				&& this.netty.sslProvider().filter((provider) -> provider != SslProvider.JDK).isPresent()) {
			throw new IllegalArgumentException("An SSLContext is of the JDK and cannot be used by another TLS provider:"
					+ " give files, or an SslContext of Netty");
		}
		if (options == null && effective.stream().anyMatch((server) -> server.scheme().isEncrypted())) {
			options = TlsOptions.defaults();
		}
		return new ClientConfig(this.version, effective, transport(), this.clientId, this.credentials, this.authHandler,
				this.keepAlive, this.pingTimeout, this.cleanStart, this.sessionExpiryInterval,
				this.connectUserProperties, this.requestProblemInformation, this.followServerReference, this.will,
				this.birth, options, this.connectTimeout, this.handshakeTimeout, this.operationTimeout,
				(this.subscribeTimeout != null) ? this.subscribeTimeout : this.operationTimeout, this.closeTimeout,
				this.reconnect, this.retryFirstConnect, this.onAuthFailure, this.onTakenOver,
				new RequestConfig(this.requestTimeout, this.maxPendingRequests, this.replyTopicPrefix), sessionConfig(),
				this.maxPendingPublishes, this.maxPendingBytes, this.maximumPacketSize, this.receiveMaximumBytes,
				this.executor, this.completionExecutor, List.copyOf(this.listeners), observer(), this.resolver,
				this.strippedPrefixes);
	}

	private @Nullable MqttClientObserver observer() {
		MqttClientObserver configured = this.observer;
		return (configured != null) ? new SafeObserver(configured) : null;
	}

	private TransportConfig transport() {
		return new TransportConfig(this.serverOrder, this.socket, this.proxy, this.webSocketRequests, this.netty);
	}

	private SessionConfig sessionConfig() {
		return new SessionConfig(this.maxInflight, this.offlinePolicy == OfflinePolicy.QUEUE, this.receiveMaximum,
				this.topicAliasMaximum, this.outboundTopicAliases, this.routing, HOLD_MESSAGES,
				this.receiveMaximumBytes, HALF_A_MINUTE.toNanos(), this.ackStallTimeout.toNanos(), this.ackStallPolicy,
				RETRY_DELAY.toNanos(), MAX_RETRY_DELAY.toNanos(), this.operationTimeout.toNanos());
	}

	private List<ServerAddress> effectiveServers() {
		boolean encrypted = this.tls != null || this.netty != null && this.netty.sslContext().isPresent();
		if (!this.servers.isEmpty()) {
			return this.servers.stream()
				.map((server) -> encrypted
						? new ServerAddress(server.scheme().encrypted(), server.host(), server.port(), server.path())
						: server)
				.toList();
		}
		if (!this.uris.isEmpty()) {
			return this.uris.stream().map((uri) -> uri.toAddress(encrypted, 0)).toList();
		}
		return List.of(this.first.toAddress(encrypted, this.port));
	}

}
