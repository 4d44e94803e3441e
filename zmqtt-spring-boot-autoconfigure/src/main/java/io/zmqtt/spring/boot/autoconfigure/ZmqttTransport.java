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

import javax.net.ssl.SSLContext;

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
import org.springframework.boot.ssl.NoSuchSslBundleException;
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

	static final String DEFAULT_HOST = "localhost";

	private final PropertyNames names;

	private final ZmqttConnectionProperties properties;

	private final ZmqttConnectionDetails details;

	private final ObjectProvider<SslBundles> sslBundles;

	private final @Nullable WebSocketRequestProvider webSocketRequests;

	private @Nullable ReloadedSslContext sslContext;

	ZmqttTransport(PropertyNames names, ZmqttConnectionProperties properties, ZmqttConnectionDetails details,
			ObjectProvider<SslBundles> sslBundles, @Nullable WebSocketRequestProvider webSocketRequests) {
		this.names = names;
		this.properties = properties;
		this.details = details;
		this.sslBundles = sslBundles;
		this.webSocketRequests = webSocketRequests;
	}

	/**
	 * Return the TLS context that follows the SSL bundle, if there is one.
	 */
	@Nullable ReloadedSslContext sslContext() {
		return this.sslContext;
	}

	/**
	 * Begin a client of the servers that are configured.
	 */
	MqttClientV311.Builder begin() {
		if (!(this.details instanceof PropertiesZmqttConnectionDetails)) {
			return builder(this.details.getServers());
		}
		List<String> servers = this.properties.servers();
		// empty is what a placeholder without a value gives
		String uri = StringUtils.hasText(this.properties.uri()) ? this.properties.uri() : null;
		exclusive(uri, servers, "host", this.properties.host());
		exclusive(uri, servers, "port", this.properties.port());
		if (uri != null) {
			check(this.names.name("uri"), uri);
			return MqttClient.builder(uri);
		}
		if (!servers.isEmpty()) {
			return begin(servers);
		}
		String host = (this.properties.host() != null) ? this.properties.host() : DEFAULT_HOST;
		if (host.contains("://") || host.startsWith("unix:")) {
			throw new InvalidServerPropertyException(this.names.name("host"), host,
					"It is a URI. Set " + this.names.name("uri") + " instead of " + this.names.name("host") + ".",
					null);
		}
		check(this.names.name("host"), host);
		MqttClientV311.Builder builder = MqttClient.builder(host);
		this.names.apply("port", this.properties.port(), builder::port);
		return builder;
	}

	private MqttClientV311.Builder begin(List<String> servers) {
		for (int i = 0; i < servers.size(); i++) {
			check(this.names.name("servers[" + i + "]"), servers.get(i));
		}
		try {
			return builder(servers);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidServerPropertyException(this.names.name("servers"), String.join(",", servers),
					String.valueOf(ex.getMessage()), ex);
		}
	}

	private static MqttClientV311.Builder builder(List<String> servers) {
		String first = servers.get(0);
		MqttClientV311.Builder builder = MqttClient.builder(first);
		if (servers.size() > 1) {
			builder.uri(first, servers.subList(1, servers.size()).toArray(String[]::new));
		}
		return builder;
	}

	private void exclusive(@Nullable String uri, List<String> servers, String name, @Nullable Object value) {
		MutuallyExclusiveConfigurationPropertiesException.throwIfMultipleNonNullValuesIn((entries) -> {
			entries.put(this.names.name("uri"), uri);
			entries.put(this.names.name("servers"), servers.isEmpty() ? null : servers);
			entries.put(this.names.name(name), value);
		});
	}

	/**
	 * Check one server, so that the failure names it.
	 */
	private void check(String name, String server) {
		ZmqttConnectionProperties.Ssl ssl = this.properties.ssl();
		try {
			MqttClient.builder(server);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidServerPropertyException(name, server, String.valueOf(ex.getMessage()), ex);
		}
		if ((this.properties.username() != null || this.properties.password() != null) && hasUserInfo(server)) {
			throw new InvalidServerPropertyException(name, server, "It holds a user name, and there is "
					+ this.names.name("username") + " or " + this.names.name("password") + " too. Remove one of them.",
					null);
		}
		if (Boolean.FALSE.equals(ssl.enabled()) && isEncrypted(server)) {
			throw new InvalidServerPropertyException(name, server, "It asks for TLS, and "
					+ this.names.name("ssl.enabled") + " is false. Remove that, or use mqtt or ws.", null);
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
		if (this.properties.ssl().isActive() || this.details.getSslBundle() != null) {
			builder.tls(tls(this.properties.ssl()));
		}
		if (this.properties.proxy() != null) {
			builder.proxy(proxy(this.properties.proxy()));
		}
		builder.socket(socket(this.properties.socket()));
		webSocket(builder, this.properties.webSocket());
	}

	private TlsOptions tls(ZmqttConnectionProperties.Ssl ssl) {
		TlsOptions.Builder options = TlsOptions.builder();
		SslBundle details = this.details.getSslBundle();
		if (details != null) {
			SSLContext context = details.createSslContext();
			options.sslContext(() -> context);
			apply(details.getOptions(), options);
		}
		else if (ssl.bundle() != null) {
			SslBundles bundles = this.sslBundles.getIfAvailable();
			Assert.state(bundles != null,
					() -> this.names.name("ssl.bundle") + " is set, but there are no SSL bundles");
			SslBundle bundle = bundle(bundles, ssl.bundle());
			ReloadedSslContext context = ReloadedSslContext.of(bundles, ssl.bundle());
			this.sslContext = context;
			options.sslContext(context);
			apply(bundle.getOptions(), options);
		}
		this.names.apply("ssl.server-name", ssl.serverName(), options::serverName);
		this.names.apply("ssl.application-protocols", ssl.applicationProtocols(),
				(protocols) -> options.applicationProtocols(protocols.toArray(String[]::new)));
		this.names.apply("ssl.pinned-certificates", ssl.pinnedCertificates(),
				(pins) -> options.pinnedCertificates(pins.toArray(String[]::new)));
		if (ssl.insecureSkipHostnameVerification()) {
			options.insecureSkipHostnameVerification();
		}
		return options.build();
	}

	private SslBundle bundle(SslBundles bundles, String name) {
		try {
			return bundles.getBundle(name);
		}
		catch (NoSuchSslBundleException ex) {
			throw new InvalidConfigurationPropertyValueException(this.names.name("ssl.bundle"), name,
					"There is no such SSL bundle in spring.ssl.bundle.", ex);
		}
	}

	private static void apply(SslOptions bundle, TlsOptions.Builder options) {
		if (bundle.getCiphers() != null) {
			options.ciphers(bundle.getCiphers());
		}
		if (bundle.getEnabledProtocols() != null) {
			options.protocols(bundle.getEnabledProtocols());
		}
	}

	private ProxyOptions proxy(ZmqttConnectionProperties.Proxy proxy) {
		String host = this.names.required("proxy", "host", proxy.host());
		int port = this.names.required("proxy", "port", proxy.port());
		this.names.apply("proxy.host", host, (value) -> new ServerAddress(value, 1));
		this.names.apply("proxy.port", port, (value) -> new ServerAddress(DEFAULT_HOST, value));
		ProxyOptions options = switch (proxy.type()) {
			case HTTP -> ProxyOptions.http(host, port);
			case SOCKS4 -> ProxyOptions.socks4(host, port);
			case SOCKS5 -> ProxyOptions.socks5(host, port);
		};
		if (proxy.username() == null && proxy.password() == null) {
			return options;
		}
		String username = this.names.required("proxy", "username", proxy.username());
		try {
			return options.withCredentials(username, proxy.password());
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationPropertyValueException(this.names.name("proxy.username"), username,
					String.valueOf(ex.getMessage()), ex);
		}
	}

	private SocketOptions socket(ZmqttConnectionProperties.Socket socket) {
		SocketOptions.Builder options = SocketOptions.builder().noDelay(socket.noDelay()).keepAlive(socket.keepAlive());
		this.names.apply("socket.local-address", socket.localAddress(), options::localAddress);
		this.names.apply("socket.local-port", socket.localPort(), options::localPort);
		this.names.apply("socket.send-buffer-size", socket.sendBufferSize(),
				(size) -> options.sendBufferSize(bytes(size)));
		this.names.apply("socket.receive-buffer-size", socket.receiveBufferSize(),
				(size) -> options.receiveBufferSize(bytes(size)));
		return options.build();
	}

	private static int bytes(DataSize size) {
		return ZmqttClientFactory.intBytes(size);
	}

	private void webSocket(MqttClientBuilder<?> builder, ZmqttConnectionProperties.WebSocket webSocket) {
		boolean configured = webSocket.path() != null || !webSocket.headers().isEmpty();
		WebSocketRequestProvider provider = this.webSocketRequests;
		if (provider != null) {
			Assert.state(!configured,
					() -> "There is a WebSocketRequestProvider, which says path and headers of WebSockets, and there"
							+ " are properties of " + this.names.name("web-socket") + ". Remove one of them.");
			builder.webSocketRequestProvider(provider);
		}
		else if (configured) {
			builder.webSocketRequest(request(webSocket));
		}
	}

	private WebSocketRequest request(ZmqttConnectionProperties.WebSocket webSocket) {
		WebSocketRequest request = WebSocketRequest.plain();
		String path = webSocket.path();
		if (path != null) {
			try {
				request = request.withPath(path);
			}
			catch (IllegalArgumentException ex) {
				throw new InvalidServerPropertyException(this.names.name("web-socket.path"), path,
						String.valueOf(ex.getMessage()), ex);
			}
		}
		for (Map.Entry<String, String> header : webSocket.headers().entrySet()) {
			try {
				request = request.withHeader(header.getKey(), header.getValue());
			}
			catch (IllegalArgumentException ex) {
				throw new InvalidServerPropertyException(this.names.name("web-socket.headers." + header.getKey()), null,
						String.valueOf(ex.getMessage()), ex);
			}
		}
		return request;
	}

	private void netty(MqttClientBuilder<?> builder, ZmqttConnectionProperties.Netty netty) {
		boolean ownProvider = netty.sslProvider() != SslProvider.JDK;
		if (ownProvider && (this.properties.ssl().bundle() != null || this.details.getSslBundle() != null)) {
			throw this.names.invalid("netty.ssl-provider", netty.sslProvider(),
					"An SSL bundle is used by the TLS of the JDK. Remove this property or "
							+ this.names.name("ssl.bundle") + ".");
		}
		NettyOptions.Builder options = NettyOptions.builder();
		if (netty.nativeTransport()) {
			options.nativeTransport();
		}
		if (ownProvider) {
			this.names.apply("netty.ssl-provider", netty.sslProvider(), options::sslProvider);
		}
		if (netty.nativeTransport() || ownProvider) {
			builder.transport(options.build());
		}
	}

}
