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

package io.zmqtt;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

import org.jspecify.annotations.Nullable;

/**
 * Options of TCP sockets. They do not apply to Unix domain sockets, but for the sizes of
 * the buffers. Immutable.
 */
public final class SocketOptions {

	private static final SocketOptions DEFAULT = new Builder().build();

	private final @Nullable String localAddress;

	private final int localPort;

	private final boolean noDelay;

	private final boolean keepAlive;

	private final int sendBufferSize;

	private final int receiveBufferSize;

	private SocketOptions(Builder builder) {
		this.localAddress = builder.localAddress;
		this.localPort = builder.localPort;
		this.noDelay = builder.noDelay;
		this.keepAlive = builder.keepAlive;
		this.sendBufferSize = builder.sendBufferSize;
		this.receiveBufferSize = builder.receiveBufferSize;
	}

	/**
	 * Return the defaults: any local address and port, TCP_NODELAY on, SO_KEEPALIVE off,
	 * buffers as the operating system has them.
	 * @return the defaults
	 */
	public static SocketOptions defaults() {
		return DEFAULT;
	}

	/**
	 * Begin new options.
	 * @return a builder with the defaults
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return the address of the network interface to use.
	 * @return an IP address or a name of this host, or empty for any
	 */
	public Optional<String> localAddress() {
		return Optional.ofNullable(this.localAddress);
	}

	/**
	 * Return the local port to use.
	 * @return the port, or 0 for any
	 */
	public int localPort() {
		return this.localPort;
	}

	/**
	 * Return whether small packets are sent at once (TCP_NODELAY).
	 * @return whether they are
	 */
	public boolean noDelay() {
		return this.noDelay;
	}

	/**
	 * Return whether the operating system probes idle connections (SO_KEEPALIVE).
	 * @return whether it does
	 */
	public boolean keepAlive() {
		return this.keepAlive;
	}

	/**
	 * Return the size of the send buffer (SO_SNDBUF).
	 * @return bytes, or empty for the default of the operating system
	 */
	public OptionalInt sendBufferSize() {
		return (this.sendBufferSize > 0) ? OptionalInt.of(this.sendBufferSize) : OptionalInt.empty();
	}

	/**
	 * Return the size of the receive buffer (SO_RCVBUF).
	 * @return bytes, or empty for the default of the operating system
	 */
	public OptionalInt receiveBufferSize() {
		return (this.receiveBufferSize > 0) ? OptionalInt.of(this.receiveBufferSize) : OptionalInt.empty();
	}

	@Override
	public String toString() {
		return "SocketOptions[localAddress=" + this.localAddress + ", localPort=" + this.localPort + ", noDelay="
				+ this.noDelay + ", keepAlive=" + this.keepAlive + ", sendBufferSize=" + this.sendBufferSize
				+ ", receiveBufferSize=" + this.receiveBufferSize + "]";
	}

	/**
	 * Builds {@link SocketOptions}. Not thread-safe.
	 */
	public static final class Builder {

		private @Nullable String localAddress;

		private int localPort;

		private boolean noDelay = true;

		private boolean keepAlive;

		private int sendBufferSize;

		private int receiveBufferSize;

		private Builder() {
		}

		/**
		 * Use a network interface. Default: whichever the operating system chooses.
		 * @param address an IP address or a name of this host, looked up at each attempt
		 * to connect
		 * @return this builder
		 * @throws IllegalArgumentException if it is empty
		 */
		public Builder localAddress(String address) {
			Objects.requireNonNull(address, "address");
			if (address.isBlank()) {
				throw new IllegalArgumentException("Local address must not be empty");
			}
			this.localAddress = address;
			return this;
		}

		/**
		 * Use a local port. Default: any. A fixed one may be refused by the operating
		 * system for a while after a connection has ended.
		 * @param port from 0, which means any, to 65535
		 * @return this builder
		 * @throws IllegalArgumentException if it is out of range
		 */
		public Builder localPort(int port) {
			if (port < 0 || port > 65535) {
				throw new IllegalArgumentException("Local port must be from 0 to 65535, not " + port);
			}
			this.localPort = port;
			return this;
		}

		/**
		 * Set TCP_NODELAY. Default: true.
		 * @param noDelay whether small packets are sent at once
		 * @return this builder
		 */
		public Builder noDelay(boolean noDelay) {
			this.noDelay = noDelay;
			return this;
		}

		/**
		 * Set SO_KEEPALIVE. Default: false, since MQTT has a keep-alive of its own.
		 * @param keepAlive whether the operating system probes idle connections
		 * @return this builder
		 */
		public Builder keepAlive(boolean keepAlive) {
			this.keepAlive = keepAlive;
			return this;
		}

		/**
		 * Set the size of the send buffer (SO_SNDBUF). Default: the operating system's.
		 * @param bytes at least 1
		 * @return this builder
		 * @throws IllegalArgumentException if it is below 1
		 */
		public Builder sendBufferSize(int bytes) {
			this.sendBufferSize = positive("Send buffer", bytes);
			return this;
		}

		/**
		 * Set the size of the receive buffer (SO_RCVBUF). Default: the operating
		 * system's.
		 * @param bytes at least 1
		 * @return this builder
		 * @throws IllegalArgumentException if it is below 1
		 */
		public Builder receiveBufferSize(int bytes) {
			this.receiveBufferSize = positive("Receive buffer", bytes);
			return this;
		}

		private static int positive(String what, int bytes) {
			if (bytes < 1) {
				throw new IllegalArgumentException(what + " must be at least 1 byte, not " + bytes);
			}
			return bytes;
		}

		/**
		 * Return the options.
		 * @return immutable options
		 */
		public SocketOptions build() {
			return new SocketOptions(this);
		}

	}

}
