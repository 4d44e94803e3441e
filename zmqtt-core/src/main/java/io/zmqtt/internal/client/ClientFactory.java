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

import io.zmqtt.MqttClientV311;
import io.zmqtt.internal.transport.EventLoops;
import io.zmqtt.netty.NettyOptions;
import org.jspecify.annotations.Nullable;

/**
 * The one door from the public API to its implementation.
 */
public final class ClientFactory {

	private ClientFactory() {
	}

	/**
	 * Begin a client of MQTT 3.1.1.
	 * @param host the host name or the IP address of the broker, or a URI
	 * @return a builder with the defaults
	 */
	public static MqttClientV311.Builder builder(String host) {
		return new ClientBuilder.V311(new ClientSettings(host));
	}

	/**
	 * Take an event loop.
	 * @param options what was brought of the transport, or null for nothing
	 */
	static EventLoops.Lease acquireLoop(@Nullable NettyOptions options) {
		if (options == null) {
			return EventLoops.acquire();
		}
		NettyOptions.EventLoops own = options.eventLoops().orElse(null);
		if (own != null) {
			return EventLoops.acquire(own.group(), own.tcp(), own.unix());
		}
		return options.nativeTransport() ? EventLoops.acquireNative() : EventLoops.acquire();
	}

}
