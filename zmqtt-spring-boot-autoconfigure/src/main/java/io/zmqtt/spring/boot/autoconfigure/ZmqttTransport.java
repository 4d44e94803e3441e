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

package io.zmqtt.spring.boot.autoconfigure;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import io.netty.handler.ssl.SslProvider;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientBuilder;
import io.zmqtt.MqttClientV311;
import io.zmqtt.ProxyOptions;
import io.zmqtt.ServerAddress;
import io.zmqtt.SocketOptions;
import io.zmqtt.TlsOptions;
import io.zmqtt.WebSocketRequest;
import io.zmqtt.netty.NettyOptions;
import io.zmqtt.spi.WebSocketRequestProvider;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.MutuallyExclusiveConfigurationPropertiesException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * Applies the properties that say where and how the broker is reached.
 */
final class ZmqttTransport {

	private static final String DEFAULT_HOST = "localhost";

	private final ZmqttProperties properties;

	private final ObjectProvider<SslBundles> sslBundles;

	private final ObjectProvider<WebSocketRequestProvider> webSocketRequests;

	ZmqttTransport(ZmqttProperties properties, ObjectProvider<SslBundles> sslBundles,
			ObjectProvider<WebSocketRequestProvider> webSocketRequests) {
		this.properties = properties;
		this.sslBundles = sslBundles;
		this.webSocketRequests = webSocketRequests;
	}

	/**
	 * Begin a client of the servers that are configured.
	 */
	MqttClientV311.Builder begin() {
		List<String> servers = this.properties.servers();
		// empty is what a placeholder without a value gives
		String uri = StringUtils.hasText(this.properties.uri()) ? this.properties.uri() : null;
		exclusive(uri, servers, "zmqtt.host", this.properties.host());
		exclusive(uri, servers, "zmqtt.port", this.properties.port());
		if (uri != null) {
			check("zmqtt.uri", uri);
			return MqttClient.builder(uri);
		}
		if (!servers.isEmpty()) {
			return begin(servers);
		}
		String host = (this.properties.host() != null) ? this.properties.host() : DEFAULT_HOST;
		if (host.contains("://") || host.startsWith("unix:")) {
			throw new InvalidServerPropertyException("zmqtt.host", host,
					"It is a URI. Set zmqtt.uri instead of zmqtt.host.", null);
		}
		check("zmqtt.host", host);
		MqttClientV311.Builder builder = MqttClient.builder(host);
		ZmqttClientFactory.apply("port", this.properties.port(), builder::port);
		return builder;
	}

	private MqttClientV311.Builder begin(List<String> servers) {
		for (int i = 0; i < servers.size(); i++) {
			check("zmqtt.servers[" + i + "]", servers.get(i));
		}
		String first = servers.get(0);
		try {
			MqttClientV311.Builder builder = MqttClient.builder(first);
			builder.uri(first, servers.subList(1, servers.size()).toArray(String[]::new));
			return builder;
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidServerPropertyException("zmqtt.servers", String.join(",", servers),
					String.valueOf(ex.getMessage()), ex);
		}
	}

	private static void exclusive(@Nullable String uri, List<String> servers, String name, @Nullable Object value) {
		MutuallyExclusiveConfigurationPropertiesException.throwIfMultipleNonNullValuesIn((entries) -> {
			entries.put("zmqtt.uri", uri);
			entries.put("zmqtt.servers", servers.isEmpty() ? null : servers);
			entries.put(name, value);
		});
	}

	/**
	 * Check one server, so that the failure names it.
	 */
	private void check(String name, String server) {
		ZmqttProperties.Ssl ssl = this.properties.ssl();
		try {
			MqttClient.builder(server);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidServerPropertyException(name, server, String.valueOf(ex.getMessage()), ex);
		}
		if ((this.properties.username() != null || this.properties.password() != null) && hasUserInfo(server)) {
			throw new InvalidServerPropertyException(name, server,
					"It holds a user name, and there is zmqtt.username or zmqtt.password too. Remove one of them.",
					null);
		}
		if (Boolean.FALSE.equals(ssl.enabled()) && isEncrypted(server)) {
			throw new InvalidServerPropertyException(name, server,
					"It asks for TLS, and zmqtt.ssl.enabled is false. Remove that, or use mqtt or ws.", null);
		}
	}

	private static boolean hasUserInfo(String server) {
		int scheme = server.indexOf("://");
		String rest = (scheme < 0) ? server : server.substring(scheme + 3);
		return !isUnix(server) && rest.split("[/?#]", 2)[0].indexOf('@') >= 0;
	}

	private static boolean isUnix(String server) {
		return server.strip().toLowerCase(Locale.ROOT).startsWith("unix:");
	}

	private static boolean isEncrypted(String server) {
		String lower = server.strip().toLowerCase(Locale.ROOT);
		return Stream.of("mqtts://", "wss://", "ssl://", "tls://").anyMatch(lower::startsWith);
	}

	/**
	 * Configure how the servers are reached.
	 */
	void configure(MqttClientBuilder<?> builder) {
		builder.serverOrder(this.properties.serverOrder());
		netty(builder, this.properties.netty());
		if (this.properties.ssl().isActive()) {
			builder.tls(tls(this.properties.ssl()));
		}
		if (this.properties.proxy() != null) {
			builder.proxy(proxy(this.properties.proxy()));
		}
		builder.socket(socket(this.properties.socket()));
		webSocket(builder, this.properties.webSocket());
	}

	private TlsOptions tls(ZmqttProperties.Ssl ssl) {
		TlsOptions.Builder options = TlsOptions.builder();
		if (ssl.bundle() != null) {
			SslBundles bundles = this.sslBundles.getIfAvailable();
			Assert.state(bundles != null, "zmqtt.ssl.bundle is set, but there are no SSL bundles");
			SslBundle bundle = bundles.getBundle(ssl.bundle());
			options.sslContext(ReloadedSslContext.of(bundles, ssl.bundle()));
			SslOptions sslOptions = bundle.getOptions();
			if (sslOptions.getCiphers() != null) {
				options.ciphers(sslOptions.getCiphers());
			}
			if (sslOptions.getEnabledProtocols() != null) {
				options.protocols(sslOptions.getEnabledProtocols());
			}
		}
		ZmqttClientFactory.apply("ssl.server-name", ssl.serverName(), options::serverName);
		ZmqttClientFactory.apply("ssl.application-protocols", ssl.applicationProtocols(),
				(protocols) -> options.applicationProtocols(protocols.toArray(String[]::new)));
		ZmqttClientFactory.apply("ssl.pinned-certificates", ssl.pinnedCertificates(),
				(pins) -> options.pinnedCertificates(pins.toArray(String[]::new)));
		if (ssl.insecureSkipHostnameVerification()) {
			options.insecureSkipHostnameVerification();
		}
		return options.build();
	}

	private static ProxyOptions proxy(ZmqttProperties.Proxy proxy) {
		String host = required("zmqtt.proxy.host", proxy.host());
		int port = required("zmqtt.proxy.port", proxy.port());
		ZmqttClientFactory.apply("proxy.host", host, (value) -> new ServerAddress(value, 1));
		ZmqttClientFactory.apply("proxy.port", port, (value) -> new ServerAddress(DEFAULT_HOST, value));
		ProxyOptions options = switch (proxy.type()) {
			case HTTP -> ProxyOptions.http(host, port);
			case SOCKS4 -> ProxyOptions.socks4(host, port);
			case SOCKS5 -> ProxyOptions.socks5(host, port);
		};
		if (proxy.username() == null && proxy.password() == null) {
			return options;
		}
		String username = required("zmqtt.proxy.username", proxy.username());
		try {
			return options.withCredentials(username, proxy.password());
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationPropertyValueException("zmqtt.proxy.username", username,
					String.valueOf(ex.getMessage()), ex);
		}
	}

	private static <T> T required(String name, @Nullable T value) {
		if (value == null) {
			throw new InvalidConfigurationPropertyValueException(name, null,
					"Another property of zmqtt.proxy is set, which needs it.");
		}
		return value;
	}

	private static SocketOptions socket(ZmqttProperties.Socket socket) {
		SocketOptions.Builder options = SocketOptions.builder().noDelay(socket.noDelay()).keepAlive(socket.keepAlive());
		ZmqttClientFactory.apply("socket.local-address", socket.localAddress(), options::localAddress);
		ZmqttClientFactory.apply("socket.local-port", socket.localPort(), options::localPort);
		ZmqttClientFactory.apply("socket.send-buffer-size", socket.sendBufferSize(),
				(size) -> options.sendBufferSize(bytes(size)));
		ZmqttClientFactory.apply("socket.receive-buffer-size", socket.receiveBufferSize(),
				(size) -> options.receiveBufferSize(bytes(size)));
		return options.build();
	}

	private static int bytes(DataSize size) {
		return ZmqttClientFactory.intBytes(size);
	}

	private void webSocket(MqttClientBuilder<?> builder, ZmqttProperties.WebSocket webSocket) {
		boolean configured = webSocket.path() != null || !webSocket.headers().isEmpty();
		WebSocketRequestProvider provider = this.webSocketRequests.getIfAvailable();
		if (provider != null) {
			Assert.state(!configured,
					() -> "There is a WebSocketRequestProvider, which says path and headers of WebSockets, and there"
							+ " are properties of zmqtt.web-socket. Remove one of them.");
			builder.webSocketRequestProvider(provider);
		}
		else if (configured) {
			builder.webSocketRequest(request(webSocket));
		}
	}

	private static WebSocketRequest request(ZmqttProperties.WebSocket webSocket) {
		WebSocketRequest request = WebSocketRequest.plain();
		String path = webSocket.path();
		if (path != null) {
			try {
				request = request.withPath(path);
			}
			catch (IllegalArgumentException ex) {
				throw new InvalidServerPropertyException("zmqtt.web-socket.path", path, String.valueOf(ex.getMessage()),
						ex);
			}
		}
		for (Map.Entry<String, String> header : webSocket.headers().entrySet()) {
			try {
				request = request.withHeader(header.getKey(), header.getValue());
			}
			catch (IllegalArgumentException ex) {
				throw new InvalidServerPropertyException("zmqtt.web-socket.headers." + header.getKey(), null,
						String.valueOf(ex.getMessage()), ex);
			}
		}
		return request;
	}

	private void netty(MqttClientBuilder<?> builder, ZmqttProperties.Netty netty) {
		boolean ownProvider = netty.sslProvider() != SslProvider.JDK;
		if (ownProvider && this.properties.ssl().bundle() != null) {
			throw new InvalidConfigurationPropertyValueException("zmqtt.netty.ssl-provider", netty.sslProvider(),
					"An SSL bundle is used by the TLS of the JDK. Remove this property or zmqtt.ssl.bundle.");
		}
		NettyOptions.Builder options = NettyOptions.builder();
		if (netty.nativeTransport()) {
			options.nativeTransport();
		}
		if (ownProvider) {
			ZmqttClientFactory.apply("netty.ssl-provider", netty.sslProvider(), options::sslProvider);
		}
		if (netty.nativeTransport() || ownProvider) {
			builder.transport(options.build());
		}
	}

}
