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

import io.zmqtt.ProxyOptions;
import io.zmqtt.ServerOrder;
import io.zmqtt.SocketOptions;
import io.zmqtt.netty.NettyOptions;
import io.zmqtt.spi.WebSocketRequestProvider;
import org.jspecify.annotations.Nullable;

/**
 * How brokers are reached.
 *
 * @param order in which order they are tried
 * @param socket the options of sockets
 * @param proxy the proxy, or null for none
 * @param webSocketRequests gives what is sent to open WebSockets
 * @param netty what was brought of the transport, or null for nothing
 */
public record TransportConfig(ServerOrder order, SocketOptions socket, @Nullable ProxyOptions proxy,
		WebSocketRequestProvider webSocketRequests, @Nullable NettyOptions netty) {

}
