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

package io.zmqtt.netty;

import java.util.Objects;
import java.util.Optional;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import io.zmqtt.MqttClientBuilder;
import io.zmqtt.TlsOptions;
import io.zmqtt.TransportOptions;
import org.jspecify.annotations.Nullable;

/**
 * Options for those who bring parts of the transport themselves, given to
 * {@link MqttClientBuilder#transport(TransportOptions)}. Immutable.
 */
public final class NettyOptions implements TransportOptions {

	private final @Nullable EventLoops eventLoops;

	private final boolean nativeTransport;

	private final @Nullable SslContext sslContext;

	private final @Nullable SslProvider sslProvider;

	private NettyOptions(Builder builder) {
		this.eventLoops = builder.eventLoops;
		this.nativeTransport = builder.nativeTransport;
		this.sslContext = builder.sslContext;
		this.sslProvider = builder.sslProvider;
	}

	/**
	 * Begin new options.
	 * @return a builder of options that change nothing
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return the event loops to use.
	 * @return the event loops, or empty for those that all clients share
	 */
	public Optional<EventLoops> eventLoops() {
		return Optional.ofNullable(this.eventLoops);
	}

	/**
	 * Return whether the transport of the operating system is used.
	 * @return whether it is
	 */
	public boolean nativeTransport() {
		return this.nativeTransport;
	}

	/**
	 * Return the TLS context to use.
	 * @return the context, or empty for one that is made of the TLS options
	 */
	public Optional<SslContext> sslContext() {
		return Optional.ofNullable(this.sslContext);
	}

	/**
	 * Return who implements TLS.
	 * @return the provider, or empty for the JDK
	 */
	public Optional<SslProvider> sslProvider() {
		return Optional.ofNullable(this.sslProvider);
	}

	@Override
	public String toString() {
		return "NettyOptions[eventLoops=" + (this.eventLoops != null) + ", nativeTransport=" + this.nativeTransport
				+ ", sslContext=" + (this.sslContext != null) + ", sslProvider=" + this.sslProvider + "]";
	}

	/**
	 * Event loops with the channels that fit them.
	 *
	 * @param group the event loops; the client uses one of them and shuts none down
	 * @param tcp makes channels of TCP
	 * @param unix makes channels of Unix domain sockets
	 */
	public record EventLoops(EventLoopGroup group, ChannelFactory<? extends Channel> tcp,
			ChannelFactory<? extends Channel> unix) {

		/**
		 * Create event loops.
		 */
		public EventLoops {
			Objects.requireNonNull(group, "group");
			Objects.requireNonNull(tcp, "tcp");
			Objects.requireNonNull(unix, "unix");
		}

	}

	/**
	 * Builds {@link NettyOptions}. Not thread-safe.
	 */
	public static final class Builder {

		private @Nullable EventLoops eventLoops;

		private boolean nativeTransport;

		private @Nullable SslContext sslContext;

		private @Nullable SslProvider sslProvider;

		private Builder() {
		}

		/**
		 * Use event loops of your own, which have to live longer than the client. Nothing
		 * may block their threads. Default: event loops that all clients share.
		 * @param group the event loops
		 * @param tcp makes the channels of TCP that fit them, such as
		 * {@code NioSocketChannel::new}
		 * @param unix makes the channels of Unix domain sockets that fit them, such as
		 * {@code NioDomainSocketChannel::new}
		 * @return this builder
		 */
		public Builder eventLoops(EventLoopGroup group, ChannelFactory<? extends Channel> tcp,
				ChannelFactory<? extends Channel> unix) {
			this.eventLoops = new EventLoops(group, tcp, unix);
			return this;
		}

		/**
		 * Use the transport of the operating system: epoll on Linux, kqueue on macOS. One
		 * of {@code netty-transport-native-epoll} and
		 * {@code netty-transport-native-kqueue} has to be there, with the classifier of
		 * the platform; without it {@code build()} of the client throws an
		 * {@link IllegalStateException} that says so. Default: the selectors of the JDK,
		 * also if such a library is there.
		 * @return this builder
		 */
		public Builder nativeTransport() {
			this.nativeTransport = true;
			return this;
		}

		/**
		 * Encrypt with a context of your own, such as one of OpenSSL. It also switches
		 * TLS on. The context is used for all connections, and is not released; whoever
		 * needs new certificates without a restart leaves this to the TLS options. Of
		 * these only {@linkplain TlsOptions.Builder#serverName(String) the server name},
		 * {@linkplain TlsOptions.Builder#insecureSkipHostnameVerification() the
		 * verification of the host name}, which is on by default, and
		 * {@linkplain TlsOptions.Builder#pinnedCertificates(String...) pinned
		 * certificates} apply. Default: a context made of the TLS options at each
		 * connect.
		 * @param sslContext a context for clients
		 * @return this builder
		 * @throws IllegalArgumentException if it is for servers
		 */
		public Builder sslContext(SslContext sslContext) {
			if (!sslContext.isClient()) {
				throw new IllegalArgumentException("The TLS context must be for clients");
			}
			this.sslContext = sslContext;
			return this;
		}

		/**
		 * Let another implementation of TLS take the TLS options, such as
		 * {@link SslProvider#OPENSSL}, which needs {@code netty-tcnative} or
		 * {@code netty-tcnative-boringssl-static} with the classifier of the platform. It
		 * does not switch TLS on, and it does not apply to an {@code SSLContext} among
		 * the TLS options, which is always one of the JDK. Default: the JDK, also if a
		 * library for another one is there.
		 * @param provider the provider
		 * @return this builder
		 * @throws IllegalArgumentException if it is not available, or if it is
		 * {@link SslProvider#OPENSSL_REFCNT}, whose contexts somebody has to release
		 */
		public Builder sslProvider(SslProvider provider) {
			if (provider == SslProvider.OPENSSL_REFCNT) {
				throw new IllegalArgumentException(
						"Contexts are made at each connect and nobody releases them: use " + SslProvider.OPENSSL);
			}
			if (provider == SslProvider.OPENSSL && !OpenSsl.isAvailable()) {
				throw new IllegalArgumentException("The TLS provider " + provider
						+ " is not available: add io.netty:netty-tcnative-boringssl-static with the classifier of this"
						+ " platform", OpenSsl.unavailabilityCause());
			}
			this.sslProvider = provider;
			return this;
		}

		/**
		 * Return the options.
		 * @return immutable options
		 * @throws IllegalArgumentException if the same thing is given in two ways
		 */
		public NettyOptions build() {
			if (this.nativeTransport && this.eventLoops != null) {
				throw new IllegalArgumentException("Give either event loops or the native transport, not both");
			}
			if (this.sslContext != null && this.sslProvider != null) {
				throw new IllegalArgumentException("Give either a TLS context or a provider, not both");
			}
			return new NettyOptions(this);
		}

	}

}
