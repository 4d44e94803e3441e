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

import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import io.netty.handler.ssl.SslContext;
import io.zmqtt.ProxyOptions;
import io.zmqtt.ServerAddress;
import io.zmqtt.ServerAddress.Scheme;
import io.zmqtt.ServerOrder;
import io.zmqtt.SocketOptions;
import io.zmqtt.TlsOptions;
import io.zmqtt.WebSocketRequest;
import io.zmqtt.internal.transport.Target;
import io.zmqtt.internal.transport.Transport;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of one broker, or of the proxy before it, and what else there is to know
 * to open channels to them.
 */
final class Targets {

	/**
	 * Frames may have several packets, but none without bound.
	 */
	private static final int FRAME_SLACK = 1024 * 1024;

	private final ClientConfig config;

	private final ServerAddress server;

	private final @Nullable SslContext tlsContext;

	private final List<SocketAddress> addresses;

	private final List<InetSocketAddress> localAddresses;

	private Targets(ClientConfig config, ServerAddress server, @Nullable SslContext tlsContext,
			List<SocketAddress> addresses, List<InetSocketAddress> localAddresses) {
		this.config = config;
		this.server = server;
		this.tlsContext = tlsContext;
		this.addresses = addresses;
		this.localAddresses = localAddresses;
	}

	/**
	 * Return whether nothing has to be looked up or read, so that {@link #lookUp} does
	 * not block.
	 */
	static boolean isKnown(ClientConfig config, ServerAddress server) {
		if (server.scheme().isEncrypted() || config.resolver() != AddressResolver.SYSTEM) {
			return false;
		}
		if (server.scheme() == Scheme.UNIX) {
			return true;
		}
		ProxyOptions proxy = config.transport().proxy();
		String local = config.transport().socket().localAddress().orElse(null);
		return isNumeric((proxy != null) ? proxy.host() : server.host()) && (local == null || isNumeric(local));
	}

	/**
	 * Return whether this is an address rather than a name.
	 */
	static boolean isNumeric(String host) {
		if (host.indexOf(':') >= 0) {
			return true;
		}
		String[] parts = host.split("\\.", -1);
		return parts.length == 4 && Arrays.stream(parts).allMatch(Targets::isByte);
	}

	private static boolean isByte(String part) {
		return !part.isEmpty() && part.length() <= 3 && part.chars().allMatch((digit) -> digit >= '0' && digit <= '9')
				&& Integer.parseInt(part) <= 255;
	}

	/**
	 * Look up addresses, and read the files for TLS. Blocks.
	 * @throws BindException if the local address is unknown
	 * @throws TlsContextException if the TLS options cannot be used
	 */
	static Targets lookUp(ClientConfig config, ServerAddress server) throws BindException, UnknownHostException {
		SslContext context;
		try {
			context = server.scheme().isEncrypted() ? TlsContexts.create(config) : null;
		}
		catch (Exception ex) {
			throw new TlsContextException(ex);
		}
		return new Targets(config, server, context, addresses(config, server), localAddresses(config, server));
	}

	private static List<SocketAddress> addresses(ClientConfig config, ServerAddress server)
			throws UnknownHostException {
		if (server.scheme() == Scheme.UNIX) {
			return List.of(UnixDomainSocketAddress.of(server.path()));
		}
		ProxyOptions proxy = config.transport().proxy();
		String host = (proxy != null) ? proxy.host() : server.host();
		int port = (proxy != null) ? proxy.port() : server.port();
		List<SocketAddress> addresses = new ArrayList<>();
		for (InetAddress address : config.resolver().resolve(host)) {
			addresses.add(new InetSocketAddress(address, port));
		}
		if (config.transport().order() == ServerOrder.SHUFFLED) {
			Collections.shuffle(addresses);
		}
		return addresses;
	}

	private static List<InetSocketAddress> localAddresses(ClientConfig config, ServerAddress server)
			throws BindException {
		SocketOptions options = config.transport().socket();
		String host = options.localAddress().orElse(null);
		if (server.scheme() == Scheme.UNIX || host == null && options.localPort() == 0) {
			return List.of();
		}
		if (host == null) {
			return List.of(new InetSocketAddress(options.localPort()));
		}
		List<InetSocketAddress> addresses = new ArrayList<>();
		try {
			for (InetAddress address : config.resolver().resolve(host)) {
				addresses.add(new InetSocketAddress(address, options.localPort()));
			}
		}
		catch (UnknownHostException ex) {
			BindException failure = new BindException("the host name '" + host + "' is unknown");
			failure.initCause(ex);
			throw failure;
		}
		return addresses;
	}

	List<SocketAddress> addresses() {
		return this.addresses;
	}

	/**
	 * Return where to connect from to one of the addresses, or null for anywhere: from an
	 * address of the same kind, if there is one.
	 */
	@Nullable SocketAddress localAddress(SocketAddress remote) {
		if (this.localAddresses.isEmpty()) {
			return null;
		}
		boolean ipv6 = isIpv6(remote);
		for (InetSocketAddress address : this.localAddresses) {
			if (isIpv6(address) == ipv6) {
				return address;
			}
		}
		return this.localAddresses.get(0);
	}

	private static boolean isIpv6(SocketAddress address) {
		return address instanceof InetSocketAddress inet && inet.getAddress() instanceof Inet6Address;
	}

	/**
	 * Return the target at one of the addresses.
	 */
	Target at(SocketAddress address, WebSocketRequest request) {
		ProxyOptions proxy = (this.server.scheme() != Scheme.UNIX) ? this.config.transport().proxy() : null;
		SocketAddress destination = (proxy != null) ? Transport.unresolved(this.server.host(), this.server.port())
				: null;
		Target.Proxy asked = (proxy != null) ? new Target.Proxy(Target.Proxy.Kind.valueOf(proxy.type().name()),
				proxy.username().orElse(null), proxy.password().orElse(null)) : null;
		return new Target(address, destination, asked, tls(), webSocket(request));
	}

	private Target.@Nullable Tls tls() {
		SslContext context = this.tlsContext;
		if (context == null) {
			return null;
		}
		TlsOptions options = (this.config.tls() != null) ? this.config.tls() : TlsOptions.defaults();
		return new Target.Tls(context, options.serverName().orElse(this.server.host()), this.server.port(),
				options.verifyHostname(), options.pinnedCertificates(), this.config.handshakeTimeout());
	}

	private Target.@Nullable WebSocket webSocket(WebSocketRequest request) {
		Scheme scheme = this.server.scheme();
		if (!scheme.isWebSocket()) {
			return null;
		}
		String name = (this.server.host().indexOf(':') >= 0) ? "[" + this.server.host() + "]" : this.server.host();
		String host = (this.server.port() == scheme.defaultPort()) ? name : name + ":" + this.server.port();
		String path = request.path();
		return new Target.WebSocket(host, (path != null) ? path : this.server.path(), request.headers(),
				this.config.maximumPacketSize() + FRAME_SLACK, this.config.handshakeTimeout());
	}

	/**
	 * The TLS options cannot be used.
	 */
	static final class TlsContextException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		private final Exception failure;

		TlsContextException(Exception failure) {
			super(failure);
			this.failure = failure;
		}

		Exception failure() {
			return this.failure;
		}

	}

}
