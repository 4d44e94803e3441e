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

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

import io.netty.handler.ssl.SslProvider;
import io.zmqtt.AckStallPolicy;
import io.zmqtt.CleanStart;
import io.zmqtt.FailureAction;
import io.zmqtt.MqttVersion;
import io.zmqtt.OfflinePolicy;
import io.zmqtt.ProxyOptions;
import io.zmqtt.QoS;
import io.zmqtt.Routing;
import io.zmqtt.ServerOrder;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.unit.DataSize;

/**
 * Configuration of a connection: of its client and its template. The properties of
 * {@code zmqtt} are those of the connection {@code default}, the ones of
 * {@code zmqtt.connections.<name>} those of a further one.
 *
 * @param host Host name or IP address of the broker. Not together with zmqtt.uri or
 * zmqtt.servers.
 * @param port Port of the broker. By default 1883, or 8883 with TLS. Not together with
 * zmqtt.uri or zmqtt.servers.
 * @param uri URI of the broker: mqtt://host:port, mqtts://host:port, ws://host:port/path,
 * wss://host:port/path or unix:/path. May hold a user name and a password. Without port
 * 1883, 8883, 80 or 443 is used, without path /mqtt.
 * @param servers Brokers that are tried in turn, as host, host:port or URI. Not together
 * with zmqtt.uri.
 * @param serverOrder In which order the brokers and the addresses of each are tried.
 * @param version Version of the protocol: 3.1.1 or 5.0.
 * @param clientId Client identifier. By default the name of the application, a hyphen and
 * random characters, which stay the same as long as the application runs. If empty, the
 * broker chooses one.
 * @param username User name to log in with.
 * @param password Password to log in with.
 * @param cleanStart When the broker is asked to forget the session it may hold.
 * @param sessionExpiryInterval How long the broker keeps the session after the connection
 * has ended. MQTT 5 only. If a duration suffix is not specified, seconds will be used.
 * @param keepAlive Longest time without a packet of the client, after which it asks the
 * broker for a sign of life. Zero switches it off. If a duration suffix is not specified,
 * seconds will be used.
 * @param pingTimeout How long to wait for the broker's sign of life.
 * @param connectTimeout How long making a transport connection to one address may take,
 * and how long the look-up of the host name may.
 * @param handshakeTimeout How long proxy, TLS, WebSocket and the broker's answer to
 * CONNECT may take together.
 * @param operationTimeout Deadline of connect, publish, subscribe and unsubscribe.
 * @param subscribeTimeout Deadline of subscribe and unsubscribe. By default that of other
 * operations.
 * @param closeTimeout Deadline of disconnect and close.
 * @param maxInflight How many messages of QoS 1 and 2 may be sent before the first of
 * them is acknowledged.
 * @param maxPendingPublishes How many messages may wait to be sent.
 * @param maxPendingBytes How many bytes of topics and payloads may wait to be sent or to
 * be acknowledged.
 * @param maximumPacketSize Largest packet to receive.
 * @param receiveMaximum How many messages of QoS 1 and 2 the broker may send before the
 * first of them is acknowledged. MQTT 5 only.
 * @param receiveMaximumBytes How many bytes of received messages of QoS 1 and 2 may be
 * unacknowledged before the client stops reading.
 * @param topicAliasMaximum How many topic aliases the broker may use towards the client.
 * Zero means none. MQTT 5 only.
 * @param outboundTopicAliases How many topic aliases the client uses at most towards the
 * broker. MQTT 5 only.
 * @param requestProblemInformation Whether the broker may explain failures on all
 * packets. MQTT 5 only.
 * @param followServerReference Whether to go where the broker sends the client. MQTT 5
 * only.
 * @param userProperties User properties of CONNECT. MQTT 5 only.
 * @param offlinePolicy What becomes of messages of QoS 1 and 2 that are published while
 * there is no connection.
 * @param onAuthFailure What to do when the broker refuses the credentials.
 * @param onTakenOver What to do when another client with the same client identifier has
 * taken the connection over.
 * @param routing Who receives a message that several subscriptions match.
 * @param strippedPrefixes Prefixes of topic filters that are no part of the topic,
 * besides those of shared subscriptions. By default those that brokers are known to have.
 * @param ackStallTimeout After which time a message is reported that is not acknowledged
 * and holds back the acknowledgements of others.
 * @param onAckStall What to do with a message that holds back the acknowledgements of
 * others.
 * @param failFast Whether the application fails to start when it cannot connect to the
 * broker. Otherwise it connects in the background and keeps trying.
 * @param reconnect Reconnect
 * @param ssl TLS
 * @param proxy Proxy
 * @param socket Socket
 * @param webSocket WebSocket
 * @param netty Netty
 * @param will Will
 * @param birth Birth
 * @param request Requests
 * @param template Template
 */
@ConfigurationProperties("zmqtt")
public record ZmqttConnectionProperties(@Nullable String host, @Nullable Integer port, @Nullable String uri,
		@DefaultValue List<String> servers, @DefaultValue("in-order") ServerOrder serverOrder,
		@DefaultValue("3.1.1") MqttVersion version, @Nullable String clientId, @Nullable String username,
		@Nullable String password, @DefaultValue("automatic") CleanStart cleanStart,
		@Nullable @DurationUnit(ChronoUnit.SECONDS) Duration sessionExpiryInterval,
		@DefaultValue("60s") @DurationUnit(ChronoUnit.SECONDS) Duration keepAlive,
		@DefaultValue("10s") Duration pingTimeout, @DefaultValue("10s") Duration connectTimeout,
		@DefaultValue("30s") Duration handshakeTimeout, @DefaultValue("30s") Duration operationTimeout,
		@Nullable Duration subscribeTimeout, @DefaultValue("10s") Duration closeTimeout,
		@DefaultValue("1000") int maxInflight, @DefaultValue("10000") int maxPendingPublishes,
		@DefaultValue("64MB") DataSize maxPendingBytes, @DefaultValue("32MB") DataSize maximumPacketSize,
		@Nullable Integer receiveMaximum, @DefaultValue("64MB") DataSize receiveMaximumBytes,
		@Nullable Integer topicAliasMaximum, @Nullable Integer outboundTopicAliases,
		@Nullable Boolean requestProblemInformation, @Nullable Boolean followServerReference,
		@DefaultValue Map<String, String> userProperties, @DefaultValue("queue") OfflinePolicy offlinePolicy,
		@DefaultValue("retry") FailureAction onAuthFailure, @DefaultValue("fail") FailureAction onTakenOver,
		@DefaultValue("all") Routing routing, @Nullable List<String> strippedPrefixes,
		@DefaultValue("30s") Duration ackStallTimeout, @DefaultValue("report") AckStallPolicy onAckStall,
		@DefaultValue("false") boolean failFast, @DefaultValue Reconnect reconnect, @DefaultValue Ssl ssl,
		@Nullable Proxy proxy, @DefaultValue Socket socket, @DefaultValue WebSocket webSocket,
		@DefaultValue Netty netty, @Nullable Will will, @Nullable Birth birth, @DefaultValue Request request,
		@DefaultValue Template template) {

	/**
	 * Return host, port, version and client identifier, and no secret. A URI may hold
	 * one.
	 */
	@Override
	public String toString() {
		return "ZmqttConnectionProperties[host=" + this.host + ", port=" + this.port + ", version=" + this.version
				+ ", clientId=" + this.clientId + "]";
	}

	/**
	 * How the client comes back after a lost connection.
	 *
	 * @param enabled Whether to reconnect after a lost connection.
	 * @param initialDelay Upper bound of the delay before the first attempt.
	 * @param maxDelay Upper bound of the delay before any attempt.
	 * @param multiplier Growth of the upper bound from attempt to attempt.
	 * @param jitter Whether delays are random between zero and their upper bound.
	 * @param maxAttempts After how many failed attempts in a row to give up. Zero means
	 * never.
	 */
	public record Reconnect(@DefaultValue("true") boolean enabled, @DefaultValue("1s") Duration initialDelay,
			@DefaultValue("60s") Duration maxDelay, @DefaultValue("2") double multiplier,
			@DefaultValue("true") boolean jitter, @DefaultValue("0") int maxAttempts) {

	}

	/**
	 * How the connection is encrypted.
	 *
	 * @param enabled Whether to use TLS. By default if any other property of zmqtt.ssl is
	 * set, and where a URI says so.
	 * @param bundle Name of the SSL bundle to use. By default certificates are checked
	 * against the trust store of the JDK.
	 * @param serverName Host name by which the broker is asked for its certificate, and
	 * which the certificate must hold. By default the host that is connected to.
	 * @param applicationProtocols Application protocols to offer (ALPN), such as
	 * x-amzn-mqtt-ca. By default none.
	 * @param pinnedCertificates SHA-256 fingerprints of which the certificate chain of
	 * the broker must have one, in hexadecimal digits with or without colons. By default
	 * every chain that is trusted is accepted.
	 * @param insecureSkipHostnameVerification Whether to accept a certificate that is for
	 * another host. Insecure.
	 * @param reload What to do when the SSL bundle has changed: next-connect uses it from
	 * the next connect on, reconnect makes the connection anew.
	 */
	public record Ssl(@Nullable Boolean enabled, @Nullable String bundle, @Nullable String serverName,
			@DefaultValue List<String> applicationProtocols, @DefaultValue List<String> pinnedCertificates,
			@DefaultValue("false") boolean insecureSkipHostnameVerification,
			@DefaultValue("next-connect") SslReload reload) {

		/**
		 * Return whether every connection is encrypted.
		 * @return whether it is, by the property or because another one is set
		 */
		public boolean isActive() {
			if (this.enabled != null) {
				return this.enabled;
			}
			return this.bundle != null || this.serverName != null || !this.applicationProtocols.isEmpty()
					|| !this.pinnedCertificates.isEmpty() || this.insecureSkipHostnameVerification;
		}

	}

	/**
	 * What to do when an SSL bundle has changed.
	 */
	public enum SslReload {

		/**
		 * Use it from the next connect on.
		 */
		NEXT_CONNECT,

		/**
		 * Make the connection anew, once what is in flight is acknowledged, or after the
		 * close timeout.
		 */
		RECONNECT

	}

	/**
	 * A proxy through which the broker is reached.
	 *
	 * @param type Protocol of the proxy: http, socks4 or socks5.
	 * @param host Host name or IP address of the proxy. By default there is none.
	 * @param port Port of the proxy.
	 * @param username User name to log in to the proxy with.
	 * @param password Password to log in to the proxy with. SOCKS 4 has none.
	 */
	public record Proxy(@DefaultValue("http") ProxyOptions.Type type, @Nullable String host, @Nullable Integer port,
			@Nullable String username, @Nullable String password) {

		@Override
		public String toString() {
			return "Proxy[type=" + this.type + ", host=" + this.host + ", port=" + this.port + "]";
		}

	}

	/**
	 * Options of sockets.
	 *
	 * @param localAddress IP address of the network interface to use, or a name of this
	 * host. By default the operating system chooses.
	 * @param localPort Local port to use. Zero means any.
	 * @param noDelay Whether small packets are sent at once (TCP_NODELAY).
	 * @param keepAlive Whether the operating system probes idle connections
	 * (SO_KEEPALIVE).
	 * @param sendBufferSize Size of the send buffer (SO_SNDBUF). By default that of the
	 * operating system.
	 * @param receiveBufferSize Size of the receive buffer (SO_RCVBUF). By default that of
	 * the operating system.
	 */
	public record Socket(@Nullable String localAddress, @DefaultValue("0") int localPort,
			@DefaultValue("true") boolean noDelay, @DefaultValue("false") boolean keepAlive,
			@Nullable DataSize sendBufferSize, @Nullable DataSize receiveBufferSize) {

	}

	/**
	 * What is sent to open a WebSocket.
	 *
	 * @param path Path and query to open WebSockets at, instead of those of the URI.
	 * @param headers Headers of the request that opens a WebSocket.
	 */
	public record WebSocket(@Nullable String path, @DefaultValue Map<String, String> headers) {

		@Override
		public String toString() {
			return "WebSocket[headers=" + this.headers.keySet() + "]";
		}

	}

	/**
	 * What is used of Netty.
	 *
	 * @param nativeTransport Whether to use the transport of the operating system, epoll
	 * or kqueue. Needs netty-transport-native-epoll or netty-transport-native-kqueue.
	 * @param sslProvider Implementation of TLS: jdk, openssl or openssl-refcnt. OpenSSL
	 * needs netty-tcnative, and cannot be used with an SSL bundle.
	 */
	public record Netty(@DefaultValue("false") boolean nativeTransport, @DefaultValue("jdk") SslProvider sslProvider) {

	}

	/**
	 * The message that the broker publishes when the connection is lost.
	 *
	 * @param topic Topic of the message that the broker publishes when the connection is
	 * lost.
	 * @param payload Text of the message that the broker publishes when the connection is
	 * lost.
	 * @param qos QoS of the message that the broker publishes when the connection is
	 * lost: 0, 1 or 2.
	 * @param retain Whether the message that the broker publishes when the connection is
	 * lost is retained.
	 * @param delay How long the broker waits before it publishes the will. MQTT 5 only.
	 * By default not at all. If a duration suffix is not specified, seconds will be used.
	 * @param contentType Content type of the will. MQTT 5 only.
	 * @param messageExpiryInterval How long the broker keeps the will for those it could
	 * not deliver it to. MQTT 5 only. By default without end. If a duration suffix is not
	 * specified, seconds will be used.
	 * @param userProperties User properties of the will. MQTT 5 only.
	 */
	public record Will(@Nullable String topic, @DefaultValue("") String payload, @DefaultValue("0") QoS qos,
			@DefaultValue("false") boolean retain, @Nullable @DurationUnit(ChronoUnit.SECONDS) Duration delay,
			@Nullable String contentType, @Nullable @DurationUnit(ChronoUnit.SECONDS) Duration messageExpiryInterval,
			@DefaultValue Map<String, String> userProperties) {

		@Override
		public String toString() {
			return "Will[topic=" + this.topic + ", qos=" + this.qos + ", retain=" + this.retain + "]";
		}

	}

	/**
	 * The message that the client publishes whenever it has connected.
	 *
	 * @param topic Topic of the message that the client publishes whenever it has
	 * connected, before any other.
	 * @param payload Text of the message that the client publishes whenever it has
	 * connected.
	 * @param qos QoS of the message that the client publishes whenever it has connected:
	 * 0, 1 or 2.
	 * @param retain Whether the message that the client publishes whenever it has
	 * connected is retained.
	 * @param contentType Content type of the message that the client publishes whenever
	 * it has connected. MQTT 5 only.
	 * @param messageExpiryInterval How long the broker keeps the birth message for those
	 * it could not deliver it to. MQTT 5 only. By default without end. If a duration
	 * suffix is not specified, seconds will be used.
	 * @param userProperties User properties of the message that the client publishes
	 * whenever it has connected. MQTT 5 only.
	 */
	public record Birth(@Nullable String topic, @DefaultValue("") String payload, @DefaultValue("0") QoS qos,
			@DefaultValue("false") boolean retain, @Nullable String contentType,
			@Nullable @DurationUnit(ChronoUnit.SECONDS) Duration messageExpiryInterval,
			@DefaultValue Map<String, String> userProperties) {

		@Override
		public String toString() {
			return "Birth[topic=" + this.topic + ", qos=" + this.qos + ", retain=" + this.retain + "]";
		}

	}

	/**
	 * How requests are made.
	 *
	 * @param timeout How long a request waits for its reply. MQTT 5 only.
	 * @param maxPending How many requests may wait for their reply at a time. MQTT 5
	 * only.
	 * @param replyTopicPrefix Beginning of the topic to which replies are sent; the
	 * client identifier is added to it. MQTT 5 only. By default what the broker proposes,
	 * or zmqtt/reply.
	 */
	public record Request(@Nullable Duration timeout, @Nullable Integer maxPending, @Nullable String replyTopicPrefix) {

	}

	/**
	 * Defaults of the template.
	 *
	 * @param defaultTopic Topic of messages that are sent without one.
	 * @param qos QoS of messages that name none: 0, 1 or 2.
	 * @param retain Whether messages that do not say are retained.
	 * @param observationEnabled Whether to observe the template, which needs an
	 * ObservationRegistry.
	 */
	public record Template(@Nullable String defaultTopic, @DefaultValue("1") QoS qos,
			@DefaultValue("false") boolean retain, @DefaultValue("false") boolean observationEnabled) {

	}

}
