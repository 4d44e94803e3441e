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
import java.time.Duration;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/**
 * Opens TCP connections, encrypted if asked to.
 */
public final class TcpTransport {

	private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(128 * 1024, 512 * 1024);

	private TcpTransport() {
	}

	/**
	 * Open a connection.
	 * @param loop the event loop of the channel
	 * @param address the resolved address
	 * @param timeout the limit of the TCP connect
	 * @param tls how to encrypt, or null
	 * @param handler the last handler of the pipeline
	 */
	public static ChannelFuture connect(EventLoop loop, InetSocketAddress address, Duration timeout, @Nullable Tls tls,
			ChannelHandler handler) {
		Bootstrap bootstrap = new Bootstrap();
		bootstrap.group(loop);
		bootstrap.channelFactory(ClientSocketChannel::new);
		bootstrap.disableResolver();
		bootstrap.option(ChannelOption.TCP_NODELAY, true);
		bootstrap.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Math.min(Integer.MAX_VALUE, timeout.toMillis()));
		bootstrap.option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK);
		bootstrap.handler(new ChannelInitializer<Channel>() {
			@Override
			protected void initChannel(Channel channel) {
				if (tls != null) {
					channel.pipeline().addLast(tls.newHandler(channel));
				}
				channel.pipeline().addLast(handler);
			}
		});
		return bootstrap.connect(address);
	}

	/**
	 * How a connection is encrypted.
	 *
	 * @param context the context
	 * @param host the host name for SNI and verification
	 * @param port the port
	 * @param verifyHostname whether the certificate must be for the host
	 * @param timeout the limit of the handshake
	 */
	public record Tls(SslContext context, String host, int port, boolean verifyHostname, Duration timeout) {

		SslHandler newHandler(Channel channel) {
			SslHandler handler = this.context.newHandler(channel.alloc(), this.host, this.port);
			handler.setHandshakeTimeoutMillis(this.timeout.toMillis());
			SSLEngine engine = handler.engine();
			SSLParameters parameters = engine.getSSLParameters();
			// null would leave what Netty has set
			parameters.setEndpointIdentificationAlgorithm(this.verifyHostname ? "HTTPS" : "");
			engine.setSSLParameters(parameters);
			return handler;
		}

	}

}
