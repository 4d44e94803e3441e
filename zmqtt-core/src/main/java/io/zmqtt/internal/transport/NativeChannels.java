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

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.kqueue.KQueue;
import io.netty.channel.kqueue.KQueueDomainSocketChannel;
import io.netty.channel.kqueue.KQueueIoHandler;
import io.netty.channel.kqueue.KQueueSocketChannel;

/**
 * The channels of the operating system, if Netty's libraries for it are there.
 */
final class NativeChannels {

	private NativeChannels() {
	}

	/**
	 * Return how they are made.
	 * @throws IllegalStateException if they are not there
	 */
	static ChannelTypes find() {
		Throwable problem;
		try {
			if (Epoll.isAvailable()) {
				return epoll();
			}
			problem = Epoll.unavailabilityCause();
		}
		catch (LinkageError ex) {
			problem = ex;
		}
		try {
			if (KQueue.isAvailable()) {
				return kqueue();
			}
		}
		catch (LinkageError ex) {
			problem.addSuppressed(ex);
		}
		throw new IllegalStateException(
				"There is no native transport: add io.netty:netty-transport-native-epoll"
						+ " (Linux) or netty-transport-native-kqueue (macOS) with the classifier of this platform",
				problem);
	}

	private static ChannelTypes epoll() {
		IoHandlerFactory handlers = EpollIoHandler.newFactory();
		return new ChannelTypes(handlers, EpollSocketChannel::new, EpollDomainSocketChannel::new);
	}

	private static ChannelTypes kqueue() {
		IoHandlerFactory handlers = KQueueIoHandler.newFactory();
		return new ChannelTypes(handlers, KQueueSocketChannel::new, KQueueDomainSocketChannel::new);
	}

}
