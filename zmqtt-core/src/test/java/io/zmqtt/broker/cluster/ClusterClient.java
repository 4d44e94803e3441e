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

package io.zmqtt.broker.cluster;

import java.time.Duration;
import java.util.List;

import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientListener;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttException;
import io.zmqtt.ReconnectPolicy;
import io.zmqtt.ServerAddress;
import io.zmqtt.test.ArtemisNode;
import org.jspecify.annotations.Nullable;

/**
 * A client that knows all nodes, and remembers on which one it is and since when it can
 * do its work there.
 */
abstract class ClusterClient implements MqttClientListener, AutoCloseable {

	static final Duration LONGEST_DELAY = Duration.ofMillis(500);

	static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

	static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(3);

	static final Duration OPERATION_TIMEOUT = Duration.ofSeconds(20);

	/**
	 * How long a client may need when the connection is reset: the delay, one attempt at
	 * the dead node and one at the other.
	 */
	static final Duration DEADLINE = LONGEST_DELAY.plus(CONNECT_TIMEOUT.multipliedBy(2)).plus(HANDSHAKE_TIMEOUT);

	private final String clientId;

	private final MqttClientV5 client;

	private volatile long workingSince;

	private volatile @Nullable MqttException failure;

	/**
	 * Create a client.
	 * @param nodes where it may go, in the order in which it tries them
	 */
	ClusterClient(String clientId, List<ArtemisNode> nodes) {
		this.clientId = clientId;
		this.client = MqttClient.builder(nodes.get(0).host())
			.servers(nodes.stream().map((node) -> new ServerAddress(node.host(), node.port())).toList())
			.clientId(clientId)
			.reconnect(ReconnectPolicy.defaults().withDelays(Duration.ofMillis(100), LONGEST_DELAY))
			.connectTimeout(CONNECT_TIMEOUT)
			.handshakeTimeout(HANDSHAKE_TIMEOUT)
			.operationTimeout(OPERATION_TIMEOUT)
			.listener(this)
			.v5()
			.sessionExpiryInterval(Duration.ofHours(1))
			.receiveMaximum(20)
			.build();
	}

	MqttClientV5 client() {
		return this.client;
	}

	@Override
	public void onFailed(MqttException cause) {
		this.failure = cause;
	}

	void works() {
		this.workingSince = System.nanoTime();
	}

	boolean isOn(ArtemisNode node) {
		return port() == node.port();
	}

	/**
	 * Return the port of the node on which the client is, or 0 if it is on none.
	 */
	int port() {
		return this.client.connectionInfo().map((connection) -> connection.server().port()).orElse(0);
	}

	/**
	 * Return when the client could do its work for the first time on its present
	 * connection, in terms of {@link System#nanoTime()}.
	 */
	long workingSince() {
		return this.workingSince;
	}

	@Nullable MqttException failure() {
		return this.failure;
	}

	@Override
	public void close() {
		this.client.close();
	}

	@Override
	public String toString() {
		return this.clientId + " on " + port();
	}

}
