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
import java.util.List;
import java.util.concurrent.Executor;

import io.zmqtt.CleanStart;
import io.zmqtt.FailureAction;
import io.zmqtt.MqttClientListener;
import io.zmqtt.MqttVersion;
import io.zmqtt.ReconnectPolicy;
import io.zmqtt.ServerAddress;
import io.zmqtt.TlsOptions;
import io.zmqtt.UserProperty;
import io.zmqtt.internal.packet.WillMessage;
import io.zmqtt.internal.session.SessionConfig;
import io.zmqtt.spi.AuthHandler;
import io.zmqtt.spi.CredentialsProvider;
import io.zmqtt.spi.MqttClientObserver;
import org.jspecify.annotations.Nullable;

/**
 * What a client was built with.
 *
 * @param version the protocol version
 * @param servers the brokers, tried in turn
 * @param transport how they are reached
 * @param clientId the client identifier, empty for none
 * @param credentials gives the credentials
 * @param authHandler authenticates by an exchange, or null, MQTT 5 only
 * @param keepAlive the keep-alive in seconds, 0 for none
 * @param pingTimeout how long to wait for PINGRESP
 * @param cleanStart the clean start policy
 * @param sessionExpiryInterval the session expiry interval in seconds, MQTT 5 only
 * @param connectUserProperties the user properties of CONNECT, MQTT 5 only
 * @param requestProblemInformation whether the broker may explain, MQTT 5 only
 * @param followServerReference whether to go where the broker sends the client, MQTT 5
 * only
 * @param will the will
 * @param birth what is published after each connect, or null
 * @param tls how to encrypt where that is done, or null where it never is
 * @param connectTimeout the limit of look-up, credentials and each transport connect
 * @param handshakeTimeout the limit of TLS handshake and CONNACK
 * @param operationTimeout the limit of operations
 * @param subscribeTimeout the limit of subscribe and unsubscribe
 * @param closeTimeout the limit of disconnect and close
 * @param reconnect the reconnect policy
 * @param retryFirstConnect whether the first connect is retried
 * @param onAuthFailure what to do when credentials that were accepted are refused
 * @param onTakenOver what to do when another client takes the session over
 * @param requests how requests are made, MQTT 5 only
 * @param session what the session is made with
 * @param maxPendingPublishes the limit of messages that wait to be written
 * @param maxPendingBytes the limit of bytes that wait to be written or acknowledged
 * @param maximumPacketSize the largest packet that is received
 * @param receiveMaximumBytes the limit of bytes of unacknowledged inbound messages
 * @param executor runs handlers, listeners and credentials providers
 * @param completionExecutor completes futures, or null for the event loop
 * @param listeners the first listeners
 * @param observer is told how long things take, or null
 * @param resolver looks up host names
 * @param strippedPrefixes the prefixes of filters that are no part of the topic
 */
public record ClientConfig(MqttVersion version, List<ServerAddress> servers, TransportConfig transport, String clientId,
		CredentialsProvider credentials, @Nullable AuthHandler authHandler, int keepAlive, Duration pingTimeout,
		CleanStart cleanStart, long sessionExpiryInterval, List<UserProperty> connectUserProperties,
		boolean requestProblemInformation, boolean followServerReference, @Nullable WillMessage will,
		@Nullable BirthConfig birth, @Nullable TlsOptions tls, Duration connectTimeout, Duration handshakeTimeout,
		Duration operationTimeout, Duration subscribeTimeout, Duration closeTimeout, ReconnectPolicy reconnect,
		boolean retryFirstConnect, FailureAction onAuthFailure, FailureAction onTakenOver, RequestConfig requests,
		SessionConfig session, int maxPendingPublishes, long maxPendingBytes, int maximumPacketSize,
		long receiveMaximumBytes, @Nullable Executor executor, @Nullable Executor completionExecutor,
		List<MqttClientListener> listeners, @Nullable MqttClientObserver observer, AddressResolver resolver,
		List<String> strippedPrefixes) {

	/**
	 * Return the policy that the automatic one stands for.
	 */
	public CleanStart effectiveCleanStart() {
		if (this.cleanStart != CleanStart.AUTOMATIC) {
			return this.cleanStart;
		}
		return (this.version == MqttVersion.V5 && this.sessionExpiryInterval > 0) ? CleanStart.NEVER
				: CleanStart.ALWAYS;
	}

	@Override
	public String toString() {
		return "ClientConfig[version=" + this.version + ", servers=" + this.servers + ", clientId=" + this.clientId
				+ "]";
	}

}
