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

import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import org.jspecify.annotations.Nullable;

/**
 * The event loops that all clients share. They are there as long as one client is.
 */
public final class EventLoops {

	private static final Object LOCK = new Object();

	private static final long SHUTDOWN_SECONDS = 2;

	private static @Nullable EventLoopGroup group;

	private static int users;

	private EventLoops() {
	}

	/**
	 * Take an event loop, which has to be given back by {@link #release()}.
	 */
	public static EventLoop acquire() {
		synchronized (LOCK) {
			EventLoopGroup current = group;
			if (current == null) {
				current = new MultiThreadIoEventLoopGroup(Runtime.getRuntime().availableProcessors(),
						NetworkThread.factory(), NioIoHandler.newFactory());
				group = current;
			}
			users++;
			return current.next();
		}
	}

	/**
	 * Give an event loop back.
	 */
	public static void release() {
		synchronized (LOCK) {
			if (--users == 0 && group != null) {
				group.shutdownGracefully(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS);
				group = null;
			}
		}
	}

}
