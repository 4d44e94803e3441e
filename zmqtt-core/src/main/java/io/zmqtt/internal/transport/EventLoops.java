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

import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import org.jspecify.annotations.Nullable;

/**
 * The event loops that all clients share. They are there as long as one client is, and a
 * second longer.
 */
public final class EventLoops {

	private static final long SHUTDOWN_SECONDS = 2;

	/**
	 * How long a group waits for another client: to make one costs more than to connect.
	 */
	private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final EventLoops NIO = new EventLoops();

	private static final EventLoops NATIVE = new EventLoops();

	private @Nullable EventLoopGroup group;

	private int users;

	private long unusedSince;

	private boolean ending;

	private EventLoops() {
	}

	/**
	 * Take an event loop of the JDK's selectors.
	 */
	public static Lease acquire() {
		ChannelTypes types = new ChannelTypes(NioIoHandler.newFactory(), NioChannels::tcp, NioChannels::unix);
		return NIO.acquire(types);
	}

	/**
	 * Take an event loop of the operating system.
	 * @throws IllegalStateException if the libraries for it are not there
	 */
	public static Lease acquireNative() {
		return NATIVE.acquire(NativeChannels.find());
	}

	/**
	 * Take an event loop of another group, which is not shut down.
	 */
	public static Lease acquire(EventLoopGroup group, ChannelFactory<? extends Channel> tcp,
			ChannelFactory<? extends Channel> unix) {
		EventLoop loop = group.next();
		loop.execute(NetworkThread::mark);
		return new Lease(loop, tcp, unix, null);
	}

	private Lease acquire(ChannelTypes types) {
		synchronized (this) {
			EventLoopGroup current = this.group;
			if (current == null) {
				current = new MultiThreadIoEventLoopGroup(Runtime.getRuntime().availableProcessors(),
						NetworkThread.factory(), types.handlers());
				this.group = current;
			}
			this.users++;
			return new Lease(current.next(), types.tcp(), types.unix(), this);
		}
	}

	private void giveBack() {
		synchronized (this) {
			if (--this.users == 0 && this.group != null) {
				this.unusedSince = System.nanoTime();
				if (!this.ending) {
					this.ending = true;
					this.group.schedule(this::endIfUnused, LINGER_NANOS, TimeUnit.NANOSECONDS);
				}
			}
		}
	}

	private void endIfUnused() {
		synchronized (this) {
			EventLoopGroup current = Objects.requireNonNull(this.group);
			long left = LINGER_NANOS - (System.nanoTime() - this.unusedSince);
			if (this.users > 0) {
				this.ending = false;
			}
			else if (left > 0) {
				current.schedule(this::endIfUnused, left, TimeUnit.NANOSECONDS);
			}
			else {
				this.ending = false;
				this.group = null;
				current.shutdownGracefully(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS);
			}
		}
	}

	/**
	 * An event loop that was taken, with the channels that fit it. Has to be given back.
	 */
	public static final class Lease {

		private final EventLoop loop;

		private final ChannelFactory<? extends Channel> tcp;

		private final ChannelFactory<? extends Channel> unix;

		private final @Nullable EventLoops owner;

		Lease(EventLoop loop, ChannelFactory<? extends Channel> tcp, ChannelFactory<? extends Channel> unix,
				@Nullable EventLoops owner) {
			this.loop = loop;
			this.tcp = tcp;
			this.unix = unix;
			this.owner = owner;
		}

		public EventLoop loop() {
			return this.loop;
		}

		ChannelFactory<? extends Channel> tcpChannels() {
			return this.tcp;
		}

		ChannelFactory<? extends Channel> unixChannels() {
			return this.unix;
		}

		/**
		 * Give the event loop back. To be called once.
		 */
		public void release() {
			if (this.owner != null) {
				this.owner.giveBack();
			}
		}

	}

}
