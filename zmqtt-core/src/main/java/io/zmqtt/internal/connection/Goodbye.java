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

import java.util.concurrent.TimeUnit;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;

/**
 * Closes channels whose last packets are still on their way.
 */
final class Goodbye {

	/**
	 * How long a DISCONNECT may take to be flushed.
	 */
	private static final long FLUSH_MILLIS = 1000;

	/**
	 * How long the broker has to close the connection after DISCONNECT. Closing at once
	 * would reset the connection if something were still unread, which can take the
	 * DISCONNECT with it, and there are brokers that then publish the will.
	 */
	private static final long LINGER_MILLIS = 250;

	private Goodbye() {
	}

	/**
	 * Close a channel when everything is flushed.
	 * @param linger whether to let the broker close it
	 */
	static void close(Channel channel, boolean linger) {
		channel.config().setAutoRead(true);
		channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener((future) -> {
			if (linger && future.isSuccess()) {
				channel.eventLoop().schedule(() -> channel.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
			}
			else {
				channel.close();
			}
		});
		channel.eventLoop().schedule(() -> channel.close(), FLUSH_MILLIS, TimeUnit.MILLISECONDS);
	}

}
