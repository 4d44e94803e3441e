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

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.zmqtt.AckStall;
import io.zmqtt.ClientState;
import io.zmqtt.ConnectionInfo;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientListener;
import io.zmqtt.MqttSubscribeException;
import io.zmqtt.MqttVersion;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.ServerAddress;
import io.zmqtt.SubscribeResult;
import io.zmqtt.TopicFilter;
import org.jspecify.annotations.Nullable;

/**
 * A client that is in whatever state a test puts it.
 */
final class FakeClient {

	static final ServerAddress SERVER = new ServerAddress("broker.example.com", 1883);

	static final Instant CONNECTED_AT = Instant.parse("2026-07-01T12:00:00Z");

	final List<MqttClientListener> listeners = new ArrayList<>();

	final Map<TopicFilter, ReasonCode> refused = new LinkedHashMap<>();

	/** How the broker refuses those who subscribe while connected. */
	Map<TopicFilter, ReasonCode> refusal = Map.of();

	final MqttClient client = (MqttClient) Proxy.newProxyInstance(FakeClient.class.getClassLoader(),
			new Class<?>[] { MqttClient.class }, (proxy, method, arguments) -> answer(proxy, method, arguments));

	ClientState state = ClientState.DISCONNECTED;

	@Nullable AckStall stall;

	private @Nullable Object answer(Object proxy, Method method, Object[] arguments) {
		return switch (method.getName()) {
			case "state" -> this.state;
			case "version" -> MqttVersion.V5;
			case "connectionInfo" -> this.state.isConnected() ? Optional.of(connection()) : Optional.empty();
			case "ackStall" -> Optional.ofNullable(this.stall);
			case "refusedSubscriptions" -> this.refused;
			case "addListener" -> this.listeners.add((MqttClientListener) arguments[0]);
			case "removeListener" -> this.listeners.remove((MqttClientListener) arguments[0]);
			case "subscribeAsync" -> CompletableFuture
				.failedFuture(new MqttSubscribeException(new SubscribeResult(this.refusal, null, List.of())));
			case "connectAsync" -> new CompletableFuture<>();
			case "disconnectAsync", "flushAsync", "closeAsync" -> CompletableFuture.completedFuture(null);
			case "close" -> null;
			case "equals" -> proxy == arguments[0];
			case "hashCode" -> System.identityHashCode(proxy);
			case "toString" -> "FakeClient";
			default -> throw new UnsupportedOperationException(method.getName());
		};
	}

	static ConnectionInfo connection() {
		return new ConnectionInfo(SERVER, MqttVersion.V5, "boiler", false, Duration.ofSeconds(60), Duration.ZERO, 100,
				65536, QoS.AT_LEAST_ONCE, true, true, false, true, 10, null, false, CONNECTED_AT);
	}

	void tell(ClientState state, Consumer<MqttClientListener> event) {
		this.state = state;
		this.listeners.forEach(event);
	}

}
