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

package io.zmqtt.spi;

import java.util.concurrent.CompletionStage;

import io.zmqtt.ServerAddress;
import io.zmqtt.WebSocketRequest;

/**
 * Gives the path and the headers of a WebSocket before every connect, so that signed URLs
 * and tokens can be fresh. Called on the client's executor, never on the network thread.
 */
@FunctionalInterface
public interface WebSocketRequestProvider {

	/**
	 * Return what to send.
	 * @param server the broker that is connected to
	 * @return the request; the attempt to connect fails if it fails or is not complete
	 * within the connect timeout
	 */
	CompletionStage<WebSocketRequest> request(ServerAddress server);

}
