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

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.proxy.Socks4ProxyHandler;
import io.netty.handler.proxy.Socks5ProxyHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import io.zmqtt.SocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * Opens channels: TCP or a Unix domain socket, through a proxy, with TLS and with
 * WebSocket, as the target says.
 */
public final class Transport {

	private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(128 * 1024, 512 * 1024);

	private Transport() {
	}

	/**
	 * Open a channel. When bytes can go to and fro, {@link Stage#READY} is fired through
	 * its pipeline; a failure before that, but after the connect to the first address, is
	 * a {@link TransportException}.
	 * @param loop the event loop of the channel
	 * @param target where it goes
	 * @param options the options of its socket
	 * @param localAddress the local address, or null for any
	 * @param timeout the limit of the connect, and of the proxy
	 * @param handler the last handler of the pipeline
	 */
	public static ChannelFuture connect(EventLoops.Lease loop, Target target, SocketOptions options,
			@Nullable SocketAddress localAddress, Duration timeout, ChannelHandler handler) {
		int millis = (int) Math.min(Integer.MAX_VALUE, timeout.toMillis());
		boolean unix = target.address() instanceof UnixDomainSocketAddress;
		Bootstrap bootstrap = new Bootstrap();
		bootstrap.group(loop.loop());
		bootstrap.channelFactory(unix ? loop.unixChannels() : loop.tcpChannels());
		bootstrap.disableResolver();
		if (!unix) {
			bootstrap.option(ChannelOption.TCP_NODELAY, options.noDelay());
			bootstrap.option(ChannelOption.SO_KEEPALIVE, options.keepAlive());
		}
		options.sendBufferSize().ifPresent((size) -> bootstrap.option(ChannelOption.SO_SNDBUF, size));
		options.receiveBufferSize().ifPresent((size) -> bootstrap.option(ChannelOption.SO_RCVBUF, size));
		bootstrap.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, millis);
		bootstrap.option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK);
		if (target.proxy() == null && target.tls() == null && target.webSocket() == null) {
			bootstrap.option(ChannelOption.RECVBUF_ALLOCATOR, SharedReads.INSTANCE);
		}
		bootstrap.handler(new ChannelInitializer<Channel>() {

			@Override
			protected void initChannel(Channel channel) {
				fill(channel, target, millis, handler);
			}

		});
		SocketAddress destination = target.destination();
		return bootstrap.connect((destination != null) ? destination : target.address(), localAddress);
	}

	private static void fill(Channel channel, Target target, int timeoutMillis, ChannelHandler handler) {
		ChannelPipeline pipeline = channel.pipeline();
		List<Stage> stages = new ArrayList<>(0);
		List<String> pins = List.of();
		Target.Proxy proxy = target.proxy();
		if (proxy != null) {
			stages.add(Stage.PROXY);
			ProxyHandler proxyHandler = proxyHandler(proxy, target.address());
			proxyHandler.setConnectTimeoutMillis(timeoutMillis);
			pipeline.addLast(proxyHandler);
			pipeline.addLast(new ProxyGuard());
		}
		Target.Tls tls = target.tls();
		if (tls != null) {
			stages.add(Stage.TLS);
			pins = tls.pins();
			pipeline.addLast(sslHandler(channel, tls));
		}
		Target.WebSocket webSocket = target.webSocket();
		if (webSocket != null) {
			stages.add(Stage.WEB_SOCKET);
			WebSocketFrames.addTo(pipeline, webSocket);
		}
		pipeline.addLast(new Progress(stages, pins));
		pipeline.addLast(handler);
	}

	private static ProxyHandler proxyHandler(Target.Proxy proxy, SocketAddress address) {
		String username = proxy.username();
		String password = proxy.password();
		return switch (proxy.kind()) {
			case HTTP ->
				(username != null) ? new HttpProxyHandler(address, username, (password != null) ? password : "")
						: new HttpProxyHandler(address);
			case SOCKS4 -> new Socks4ProxyHandler(address, username);
			case SOCKS5 -> new Socks5ProxyHandler(address, username, password);
		};
	}

	private static SslHandler sslHandler(Channel channel, Target.Tls tls) {
		SslHandler handler = tls.context().newHandler(channel.alloc(), tls.name(), tls.port());
		SSLEngine engine = handler.engine();
		SSLParameters parameters = engine.getSSLParameters();
		// Netty may have set it already
		parameters.setEndpointIdentificationAlgorithm(tls.verifyName() ? "HTTPS" : "");
		SNIHostName name = serverName(tls.name());
		if (name != null) {
			// the JDK alone leaves names without a dot out
			parameters.setServerNames(List.of(name));
		}
		engine.setSSLParameters(parameters);
		handler.setHandshakeTimeoutMillis(tls.timeout().toMillis());
		return handler;
	}

	private static @Nullable SNIHostName serverName(String name) {
		if (NetUtil.isValidIpV4Address(name) || NetUtil.isValidIpV6Address(name)) {
			return null;
		}
		try {
			return new SNIHostName(name.endsWith(".") ? name.substring(0, name.length() - 1) : name);
		}
		catch (IllegalArgumentException ex) {
			// such as one with an underscore, which is resolved all the same
			return null;
		}
	}

	/**
	 * Return the address of a host behind a proxy, which looks it up.
	 */
	public static SocketAddress unresolved(String host, int port) {
		return InetSocketAddress.createUnresolved(host, port);
	}

}
