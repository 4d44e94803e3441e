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

package io.zmqtt.internal.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelId;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/**
 * Channels of the JDK's selectors, with cheap identifiers where that is possible.
 */
final class NioChannels {

	private NioChannels() {
	}

	static Channel tcp() {
		return new NioSocketChannel() {

			@Override
			protected ChannelId newId() {
				return NumberedId.next();
			}

		};
	}

	static Channel unix() {
		return new NioDomainSocketChannel();
	}

}
