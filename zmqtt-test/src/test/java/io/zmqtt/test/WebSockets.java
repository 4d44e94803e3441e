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

package io.zmqtt.test;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import io.zmqtt.test.RawMqtt.Connect;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Connects over a WebSocket.
 */
final class WebSockets {

	private WebSockets() {
	}

	static void expectConnack(String host, int port) {
		CompletableFuture<ByteBuffer> answer = new CompletableFuture<>();
		WebSocket socket = HttpClient.newHttpClient()
			.newWebSocketBuilder()
			.subprotocols("mqtt")
			.buildAsync(URI.create("ws://" + host + ":" + port + "/mqtt"), new WebSocket.Listener() {

				@Override
				public @Nullable CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
					answer.complete(data);
					return null;
				}

				@Override
				public void onError(WebSocket webSocket, Throwable error) {
					answer.completeExceptionally(error);
				}

			})
			.orTimeout(10, TimeUnit.SECONDS)
			.join();
		socket.sendBinary(ByteBuffer.wrap(RawMqtt.connectPacket(new Connect("web"), 4)), true).join();
		ByteBuffer packet = answer.orTimeout(10, TimeUnit.SECONDS).join();
		assertThat(packet.get(0)).isEqualTo((byte) 0x20);
		assertThat(packet.get(3)).isZero();
		socket.abort();
	}

}
